/**
 * Policies about pipelines: what two of them may want at once, and the organizational units that their rules name.
 */
import { describe, expect, it } from '@jest/globals';
import { needs } from '../../src/organization/needs.ts';
import { heldPolicies } from '../../src/organization/select.ts';
import { ORGANIZATION as WALKED } from '../crash/situations.ts';
import { doc, inOneFile, problemsOf, stateOf } from './writing.ts';

function naming(name: string, want: string): string {
  return doc('PipelineJobPrefix', name, `mode: enforce\nwant: {${want}}`);
}

describe('two policies about the names of jobs', () => {
  it('agree as long as some prefix is approved by both, whatever else they want', () => {
    const one = naming('a', 'approved: [mlp, risk], contestedAfter: 5, preflight: off');
    const other = naming('b', 'approved: [risk], oldVersions: report');
    expect(problemsOf(inOneFile(one, other))).toEqual([]);
  });

  it('contradict each other where no name could please both', () => {
    const problems = problemsOf(inOneFile(naming('a', 'approved: [mlp]'), naming('b', 'approved: [risk]')));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('approved: a (case.yaml:1:1) enforces something else on the same resources');
  });
});

describe('a rule that names an organizational unit', () => {
  const assigned = (ou: string) =>
    stateOf(naming('a', `approved: [mlp], assign: [{ou: ${ou}, prefix: mlp}, {prefix: mlp}]`));

  it('costs the names of units only where it names one by its path', () => {
    expect(needs(assigned('Workloads/Risk'))).toMatchObject({ unitNames: true, unitIds: [] });
    expect(needs(assigned('ou-abcd-11111111'))).toMatchObject({ unitNames: false, unitIds: ['ou-abcd-11111111'] });
  });

  it('holds its policy where that unit does not exist', () => {
    expect(heldPolicies(WALKED, assigned('Workloads'))).toEqual([]);
    expect(heldPolicies(WALKED, assigned('Workload'))).toMatchObject([
      { policy: 'a', reason: 'OrganizationalUnitNotFound', why: expect.stringContaining('its want names') },
    ]);
  });
});
