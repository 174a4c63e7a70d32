/**
 * The revision changes with what is meant, and with nothing else.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { read } from '../../src/desired-state/read.ts';
import { ACCESS, NOW, ORGANIZATION, POLICY, WANT, doc, inOneFile, stateOf } from './writing.ts';

const DOCUMENTS = [
  ORGANIZATION,
  POLICY,
  doc('NotebookHardening', 'h', 'want: {rootAccess: Disabled, subnets: [subnet-01234567]}'),
  doc('NotebookImds', 'other', `scope: {include: [ou/A], regions: [eu-central-1]}\n${WANT}`),
  doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 0 1 1 *"\nduration: 1d\ntimeZone: UTC'),
];

function revisionOf(files: readonly { readonly path: string; readonly text: string }[], now = NOW): string {
  const loaded = read(files, now);
  return 'state' in loaded ? loaded.state.revision : JSON.stringify(loaded.problems);
}

const EXPECTED = revisionOf([{ path: 'a.yaml', text: inOneFile(...DOCUMENTS) }]);

describe('the revision', () => {
  it('has twelve hexadecimal digits', () => {
    expect(EXPECTED).toMatch(/^[0-9a-f]{12}$/);
  });

  it('does not depend on order, on file names, or on how documents are spread over files', () => {
    const spread = fc.tuple(
      fc.shuffledSubarray(DOCUMENTS, { minLength: DOCUMENTS.length }),
      fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: DOCUMENTS.length, maxLength: DOCUMENTS.length }),
    );
    fc.assert(
      fc.property(spread, ([documents, names]) => {
        const files = new Map<string, string>();
        for (const [index, text] of documents.entries()) {
          const path = `${names[index]}.yaml`;
          files.set(path, inOneFile(...[files.get(path) ?? [], text].flat()));
        }
        expect(revisionOf([...files].map(([path, text]) => ({ path, text })))).toBe(EXPECTED);
      }),
    );
  });

  it('does not depend on comments, the order of keys, labels, the time, or acceptRevision', () => {
    const accepted = doc(
      'Organization',
      'o',
      `acceptRevision: "${EXPECTED}"\nregions: [eu-central-1, us-east-1]\naccess: {readRole: R}`,
    );
    const commented = POLICY.replace('spec:', '# why\nspec:').replace('{name: imds}', '{labels: {a: b}, name: imds}');
    const text = inOneFile(accepted, commented, ...DOCUMENTS.slice(2));
    expect(revisionOf([{ path: 'a.yaml', text }], NOW + 1)).toBe(EXPECTED);
  });

  it('changes with what is meant', () => {
    const revisions = [
      stateOf(POLICY).revision,
      stateOf(POLICY, doc('Organization', 'o', `${ACCESS}freeze: true`)).revision,
      stateOf(POLICY, doc('Organization', 'o', `${ACCESS}settle: 2s`)).revision,
      stateOf(doc('NotebookImds', 'imds', `scope: {include: [ou/A]}\n${WANT}`)).revision,
      stateOf(doc('NotebookImds', 'imds', `scope: {exclude: [ou/A]}\n${WANT}`)).revision,
      stateOf(doc('NotebookImds', 'imd', WANT)).revision,
      stateOf(inOneFile(POLICY, doc('NotebookImds', 'b', WANT))).revision,
      stateOf(doc('NotebookImds', 'imds', `disruption: {haltAbove: 6%}\n${WANT}`)).revision,
    ];
    expect(new Set(revisions).size).toBe(revisions.length);
  });
});
