/**
 * What JobNetwork brings along whatever people want, and the words in which a VPC's names and users are told.
 */
import { describe, expect, it } from '@jest/globals';
import { guardJobNetwork } from '../../../src/policies/job-network/guardrail.ts';
import { JOB_NETWORK } from '../../../src/policies/job-network/policy.ts';
import { jobUsesOf, subnetsOfJobs } from '../../../src/policies/job-network/vpc-uses.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { networkOf } from '../../resources/vpc/readings.ts';
import { NETWORKS, WANT, gateway, job, judged, routeTable, service, vpcOf } from './vpc-fixtures.ts';

const NOTHING: JobNetworkWant = { ...JOB_NETWORK_EXAMPLE, vpc: 'any', interContainerEncryption: 'any' };

describe('the kind', () => {
  it('stops one job of an account at a time, and ten of the organization', () => {
    expect(JOB_NETWORK.budgets).toEqual([
      { per: 'account', max: { count: 1 } },
      { per: 'organization', max: { count: 10 } },
    ]);
  });

  it.each<[string, unknown, unknown, string | undefined]>([
    ['lists that share one', { subnets: ['a', 'b'] }, { subnets: ['b', 'c'] }, undefined],
    ['lists that share none', { subnets: ['a', 'b'] }, { subnets: ['c'] }, 'vpc'],
    ['groups that share none', { securityGroups: ['a'] }, { securityGroups: ['b'] }, 'vpc'],
    ['lists of other things', { subnets: ['a'] }, { securityGroups: ['b'] }, undefined],
    ['a list, and any', { subnets: ['a'] }, 'required', undefined],
  ])('cannot have both of %s: %#', (_what, one, other, key) => {
    const [a, b] = [one, other].map((vpc) => ({ ...WANT, vpc }) as JobNetworkWant) as [JobNetworkWant, JobNetworkWant];
    expect(JOB_NETWORK.contradicts?.(a, b)).toBe(key);
    expect(JOB_NETWORK.contradicts?.(b, a)).toBe(key);
    const accepts = (want: unknown) => JOB_NETWORK.accepts?.(a, { path: '/vpcConfig', have: undefined, want });
    expect([accepts(other), accepts(undefined), accepts(null)]).toEqual([key === undefined, true, true]);
  });
});

describe('the guardrail', () => {
  const MONITORS = ['DataQuality', 'ModelBias', 'ModelExplainability', 'ModelQuality'];

  it('denies what starts jobs, Model Monitor among it', () => {
    const { statements } = guardJobNetwork({ ...NOTHING, vpc: 'required' });
    const jobs = statements.find(({ Sid }) => Sid === 'SagekeeperJobWithoutVpc');
    expect(new Set(jobs?.Action)).toEqual(
      new Set(
        [
          'CreateProcessingJob',
          'CreateTrainingJob',
          'CreateHyperParameterTuningJob',
          'CreateAutoMLJob',
          'CreateAutoMLJobV2',
          ...MONITORS.map((what) => `Create${what}JobDefinition`),
        ].map((name) => `sagemaker:${name}`),
      ),
    );
  });

  it.each<[string, Partial<JobNetworkWant>, readonly string[]]>([
    ['nothing', {}, []],
    ['a VPC', { vpc: 'required' }, ['vpc, networkIsolation', 'vpc', 'rollout']],
    ['isolation', { networkIsolation: 'required' }, ['vpc, networkIsolation', 'networkIsolation', 'vpc', 'rollout']],
    ['encryption', { interContainerEncryption: 'required' }, ['interContainerEncryption', 'vpc', 'rollout']],
  ])('says what it does not prevent of %s', (_what, want, about) => {
    expect(guardJobNetwork({ ...NOTHING, ...want }).notPrevented.map((why) => why.split(':')[0])).toEqual(about);
  });
});

describe('names that are off', () => {
  const told = (networks: object, more: object = {}) =>
    judged({ vpc: { jobNetworks: { ...NETWORKS, ...networks }, ...more } }).saying('DnsOff');
  const nat = { routeTables: [routeTable('rtb-1', '0.0.0.0/0 nat-1')] };

  it('are told by what is off', () => {
    const both = { dnsSupport: false, dnsHostnames: false };
    expect(told(both)).toMatch(/^enableDnsSupport and enableDnsHostnames of vpc-1 are off: /);
    expect(told({ dnsSupport: false })).toMatch(/^enableDnsSupport of vpc-1 is off: /);
    expect(told({ dnsHostnames: false })).toMatch(/^enableDnsHostnames of vpc-1 is off: /);
  });

  it('are told by the endpoints that they lead to, as far as those serve', () => {
    const one = service('sts');
    const names = (networks: object, more: object) =>
      /that lead to (.*) are not answered/.exec(told(networks, more) ?? '')?.[1];
    const [support, hosts] = [{ dnsSupport: false }, { dnsHostnames: false }];
    expect(names(support, { ...nat, services: [one] })).toBe('vpce-s3, vpce-sts');
    expect(names(hosts, { ...nat, services: [one] })).toBe('vpce-sts');
    expect(names(hosts, { ...nat, services: [{ ...one, state: 'deleting' }] })).toBeUndefined();
    const silent = gateway({ id: 'vpce-i', type: 'Interface', privateDnsEnabled: false });
    expect(names(support, { ...nat, services: [], endpoints: [gateway(), silent] })).toBe('vpce-s3');
    expect(names(hosts, { services: [] })).toBe('the endpoints that jobs without a way to the internet need');
  });
});

describe('who is in a VPC', () => {
  it('is known by the VPC, too', () => {
    const uses = [job({ vpcId: 'vpc-1', subnets: [] }), job({ vpcId: 'vpc-2', subnets: [] })];
    const found = jobUsesOf(vpcOf(), { network: networkOf(uses) } as never);
    expect(found).toEqual(uses.slice(0, 1));
    expect(subnetsOfJobs(vpcOf(), found)).toEqual([]);
  });
});
