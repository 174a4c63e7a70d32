/**
 * What may people want of the names of jobs? As they write it, with what each mistake is answered.
 */
import { describe, expect, it } from '@jest/globals';
import { PIPELINE_JOB_PREFIX } from '../../../src/policies/pipeline-job-prefix/policy.ts';
import { doc, problemsOf, stateOf } from '../../desired-state/writing.ts';
import { WANT } from './pipelines.ts';

const written = (want: string): string => doc('PipelineJobPrefix', 'p', `want:\n  ${want.replaceAll('\n', '\n  ')}`);

describe('the want of PipelineJobPrefix', () => {
  it('has defaults that cost no calls', () => {
    expect(stateOf(written('approved: [mlp]')).policies[0]?.want).toEqual({
      approved: ['mlp'],
      assign: [],
      oldVersions: 'off',
      startedJobs: 'off',
      preflight: 'iam',
      contestedAfter: 10,
    });
  });

  it.each<readonly [want: string, problem: string]>([
    ['{}', 'approved'],
    ['approved: []', 'without any approved prefix every name would be wrong'],
    ['approved: [MLP]', 'a prefix is lower case, as SageMaker writes ARNs -> write mlp'],
    ['approved: [a_b]', 'a prefix has letters, digits and hyphens'],
    ['approved: [mlp--]', 'a prefix has letters, digits and hyphens'],
    ['approved: [pipelines-]', 'names that begin with pipelines- are those that nobody has chosen'],
    [`approved: [${'a'.repeat(39)}]`, 'approved'],
    [
      'approved: [mlp]\nassign: [{prefix: other}]',
      'other is not approved, so that a name with it would be renamed again -> add it to approved',
    ],
    ['approved: [mlp]\nassign: [{prefix: mlp}, {tag: a=b, prefix: mlp}]', 'this rule is never reached'],
    ['approved: [mlp]\nassign: [{prefix: mlp, shortPrefix: toolong}]', 'Tuning and AutoML take at most 6 characters'],
    ['approved: [mlp]\nassign: [{tag: team, prefix: mlp}]', 'a tag is written <key>=<value>'],
    [
      'approved: [mlp]\nassign: [{account: 111122223333, prefix: mlp}]',
      'an account id is text -> quote it: "111122223333"',
    ],
    ['approved: [mlp]\nassign: [{account: "1111", prefix: mlp}]', 'an account id has 12 digits'],
    ['approved: [mlp]\nassign: [{ou: ou/Workloads, prefix: mlp}]', 'this names no organizational unit'],
    ['approved: [mlp]\ncontestedAfter: 0', 'contestedAfter'],
    ['approved: [mlp]\npreflight: yes', 'preflight'],
  ])('%j is answered', (want, problem) => {
    const problems = problemsOf(written(want));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('takes a prefix with and without its hyphen', () => {
    expect(problemsOf(written('approved: [mlp-]\nassign: [{prefix: mlp}]'))).toEqual([]);
  });

  it('asks only for what it needs', () => {
    const needs = (more: object) => PIPELINE_JOB_PREFIX.needs?.({ ...WANT, assign: [{ prefix: 'mlp' }], ...more });
    expect(needs({})).toEqual([]);
    expect(needs({ assign: WANT.assign })).toEqual(['tags']);
    expect(needs({ oldVersions: 'report' })).toEqual(['versions', 'executions']);
    expect(needs({ startedJobs: 'report' })).toEqual(['jobs']);
    expect(PIPELINE_JOB_PREFIX.contested?.(WANT)).toMatchObject({ timesADay: 10 });
  });
});
