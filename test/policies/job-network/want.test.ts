/**
 * What may people want of the networks of jobs? As they write it, with what each mistake is answered.
 */
import { describe, expect, it } from '@jest/globals';
import { JOB_NETWORK } from '../../../src/policies/job-network/policy.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { doc, problemsOf, stateOf } from '../../desired-state/writing.ts';

const SUBNET = 'subnet-0123456789abcdef0';
const OTHER = 'subnet-0123456789abcdef1';
const written = (want: string): string => doc('JobNetwork', 'j', `want:\n  ${want.replaceAll('\n', '\n  ')}`);

describe('the want of JobNetwork', () => {
  it('disturbs nobody, writes nothing, and costs no call for a bucket unless it says so', () => {
    expect(stateOf(written('vpc: required')).policies[0]?.want).toEqual({
      vpc: 'required',
      networkIsolation: 'any',
      interContainerEncryption: 'any',
      onViolation: 'report',
      selfReference: 'report',
      bucketPolicies: 'off',
    });
  });

  it.each<readonly [want: string, problem: string]>([
    ['{}', 'this wants nothing of any job'],
    ['onViolation: stop', 'this wants nothing of any job'],
    ['vpc: requird', 'this is no network -> write required, any, or which'],
    ['vpc: {}', 'this allows every network'],
    ['vpc: {subnets: []}', 'an empty list allows nothing'],
    ['vpc: {subnets: [subnet-x]}', 'this is not a subnet id'],
    ['vpc: {securityGroups: [sg-x]}', 'this is not a security group id'],
    [`vpc: {subnet: [${SUBNET}]}`, 'did you mean subnets?'],
    ['vpc: required\nnetworkIsolation: yes', 'networkIsolation'],
    ['vpc: required\nonViolation: stopp', 'did you mean stop?'],
    ['vpc: required\nselfReference: create', 'selfReference'],
  ])('%j is answered', (want, problem) => {
    const problems = problemsOf(written(want));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    'vpc: any\nnetworkIsolation: required',
    `vpc: {subnets: [${SUBNET}]}`,
    'vpc: {securityGroups: [sg-0123456789abcdef0]}',
    'interContainerEncryption: required',
    'selfReference: ensure',
    'bucketPolicies: report',
  ])('%j is good', (want) => {
    expect(problemsOf(written(want))).toEqual([]);
  });

  it('disturbs only where it stops', () => {
    expect(JOB_NETWORK.disturbs?.(JOB_NETWORK_EXAMPLE)).toBe(false);
    expect(JOB_NETWORK.disturbs?.({ ...JOB_NETWORK_EXAMPLE, selfReference: 'ensure' })).toBe(false);
    expect(JOB_NETWORK.disturbs?.({ ...JOB_NETWORK_EXAMPLE, onViolation: 'stop' })).toBe(true);
  });

  it('asks only for what it needs', () => {
    expect(JOB_NETWORK.needs?.(JOB_NETWORK_EXAMPLE)).toEqual(['jobNetworks']);
    const all = { ...JOB_NETWORK_EXAMPLE, bucketPolicies: 'report' } as const;
    expect(JOB_NETWORK.needs?.(all)).toEqual(['jobNetworks', 'bucketPolicies']);
    expect(JOB_NETWORK.informants?.(JOB_NETWORK_EXAMPLE)).toEqual(['job', 'pipeline']);
  });
});

describe('two policies of the kind', () => {
  const subnets = (...ids: readonly string[]) => ({ ...JOB_NETWORK_EXAMPLE, vpc: { subnets: ids } });
  const wide = { ...JOB_NETWORK_EXAMPLE, onViolation: 'stop', selfReference: 'ensure' } as const;

  it('contradict each other only where no job can please both', () => {
    expect(JOB_NETWORK.contradicts?.(subnets(SUBNET), subnets(OTHER))).toBe('vpc');
    expect(JOB_NETWORK.contradicts?.(subnets(SUBNET), subnets(OTHER, SUBNET))).toBeUndefined();
    const groups = { ...JOB_NETWORK_EXAMPLE, vpc: { securityGroups: ['sg-1'] } };
    expect(JOB_NETWORK.contradicts?.(groups, subnets(SUBNET))).toBeUndefined();
    expect(JOB_NETWORK.contradicts?.(groups, { ...groups, vpc: { securityGroups: ['sg-2'] } })).toBe('vpc');
    expect(JOB_NETWORK.contradicts?.(wide, JOB_NETWORK_EXAMPLE)).toBeUndefined();
  });

  it('let each other stop a job, unless no job can please both', () => {
    const any = { ...JOB_NETWORK_EXAMPLE, vpc: 'any', interContainerEncryption: 'any' } as const;
    const all = { ...JOB_NETWORK_EXAMPLE, networkIsolation: 'required' } as const;
    for (const path of ['/networkIsolation', '/2/interContainerEncryption', '/selfReference/sg-1'])
      for (const want of [any, all])
        expect(JOB_NETWORK.accepts?.(want, { path, have: undefined, want: true })).toBe(true);
    for (const path of ['/vpcConfig', '/1/vpcConfig']) {
      const accepts = (want: JobNetworkWant, wanted: JobNetworkWant['vpc']) =>
        JOB_NETWORK.accepts?.(want, { path, have: undefined, want: wanted });
      for (const want of [any, all, subnets(SUBNET)])
        for (const wanted of ['required', { subnets: [OTHER, SUBNET] }, { securityGroups: ['sg-1'] }] as const)
          expect(accepts(want, wanted)).toBe(true);
      expect(accepts(subnets(SUBNET), { subnets: [OTHER] })).toBe(false);
    }
  });
});
