/**
 * npm's list, cut down to what is in the bundle: nothing that is shipped is left out, and nothing refers to what is gone.
 */
import { describe, expect, it } from '@jest/globals';
import { shippedOnly } from '../../scripts/bundle/sbom.ts';
import type { Sbom } from '../../scripts/bundle/sbom.ts';

const EVERYTHING: Sbom = {
  metadata: { component: { 'bom-ref': 'own' } },
  components: [
    { 'bom-ref': 'a', purl: 'pkg:npm/%40scope/a@1.0.0' },
    { 'bom-ref': 'b', purl: 'pkg:npm/b@2.0.0' },
    { 'bom-ref': 'b1', purl: 'pkg:npm/b@1.0.0' },
    { 'bom-ref': 'tool', purl: 'pkg:npm/tool@1.0.0' },
  ],
  dependencies: [
    { ref: 'own', dependsOn: ['a', 'tool'] },
    { ref: 'a', dependsOn: ['b'] },
    { ref: 'b' },
    { ref: 'tool', dependsOn: ['b1'] },
  ],
};

const shipped = (...names: readonly string[]): Parameters<typeof shippedOnly>[1] =>
  names.map((text) => {
    const at = text.lastIndexOf('@');
    return { name: text.slice(0, at), version: text.slice(at + 1), licence: 'MIT', bytes: 1, texts: [] };
  });

describe('the list of what is shipped', () => {
  it('has what is in the bundle, in its version, and what depends on what of it', () => {
    expect(shippedOnly(EVERYTHING, shipped('@scope/a@1.0.0', 'b@2.0.0'))).toEqual({
      metadata: EVERYTHING.metadata,
      components: EVERYTHING.components.slice(0, 2),
      dependencies: [
        { ref: 'own', dependsOn: ['a'] },
        { ref: 'a', dependsOn: ['b'] },
        { ref: 'b', dependsOn: [] },
      ],
    });
  });

  it('is not made where npm does not know a package of the bundle', () => {
    expect(() => shippedOnly(EVERYTHING, shipped('b@3.0.0'))).toThrow("not in npm's list: pkg:npm/b@3.0.0");
  });
});
