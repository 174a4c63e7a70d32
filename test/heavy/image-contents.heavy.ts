// Does the list of what is shipped, the one that a release attests, name the packages that the bundler really put in, and no others?
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildBundle } from '../../scripts/bundle/build.ts';
import { bundledPackages } from '../../scripts/bundle/licences.ts';
import type { Sbom } from '../../scripts/bundle/sbom.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the list of contents', () => {
  it('names each bundled package in its version', async () => {
    const text = execFileSync(process.execPath, ['scripts/sbom.ts'], { cwd: ROOT, encoding: 'utf8' });
    const sbom = JSON.parse(text) as Sbom & { readonly bomFormat: string };
    expect(sbom.bomFormat).toBe('CycloneDX');
    const listed = sbom.components.map(({ purl }) => decodeURIComponent(purl));
    const bundled = bundledPackages(ROOT, (await buildBundle(ROOT)).metafile);
    expect(bundled.length).toBeGreaterThan(10);
    expect(new Set(listed)).toEqual(new Set(bundled.map(({ name, version }) => `pkg:npm/${name}@${version}`)));
  });
});
