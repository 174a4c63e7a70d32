/**
 * What the doctor asks about endpoints: EC2 as questions (DryRun), those who tell about networks as for every other kind, and only
 * what the policies in force lead to.
 */
import { describe, expect, it } from '@jest/globals';
import { consult, bad, ID } from './consultation.ts';

const KINDS = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: S3EndpointPolicy
metadata: {name: endpoints}
spec:
  mode: enforce
  scope: {include: [ou/Workloads], regions: [eu-central-1]}
  disruption: {windows: anyTime}
`;
const CREATING = `${KINDS}  want: {presets: [DenyAmazonLinuxRepositories], missingEndpoint: create}\n`;
const PLAIN = `${KINDS}  want: {vpcs: all, presets: [DenyAmazonLinuxRepositories]}\n`;
const policy = 'mode: audit\n  scope: {include: [ou/Workloads]}';

describe('endpoints', () => {
  it('with everything that is needed are told as permitted, and nothing is made by asking', async () => {
    const consulted = await consult([{ id: ID, name: 'fine' }], { wishes: { policy, more: CREATING } });
    expect([consulted.exitCode, bad(consulted), consulted.err]).toEqual([0, [], '']);
    const asked = consulted.diagnosis.findings.filter(
      ({ region, state }) => region === 'eu-central-1' && state === 'ok',
    );
    const actions = asked.map(({ what }) => what);
    expect(actions.filter((action) => action.startsWith('ec2:')).toSorted()).toEqual([
      'ec2:CreateVpcEndpoint',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:ModifyVpcEndpoint',
    ]);
    for (const what of ['DescribePipeline', 'DescribeDomain', 'DescribeProcessingJob', 'DescribeModel']) {
      expect(actions).toContain(`sagemaker:${what}`);
    }
    const requests = consulted.simulator.journal.after(0).flatMap((one) => (one.kind === 'request' ? [one] : []));
    const writes = requests.filter(({ operation }) => /^(Modify|Create)VpcEndpoint/.test(operation));
    expect(writes.map(({ operation, input, outcome }) => [operation, input['DryRun'], outcome])).toEqual([
      ['ModifyVpcEndpoint', true, expect.stringMatching(/^(DryRunOperation|Invalid\w+\.NotFound)$/)],
      ['CreateVpcEndpoint', true, expect.stringMatching(/^(DryRunOperation|Invalid\w+\.NotFound)$/)],
    ]);
  });

  it('are asked about only as far as the policy goes', async () => {
    const { diagnosis } = await consult([{ id: ID, name: 'fine' }], { wishes: { policy, more: PLAIN } });
    const actions = new Set(diagnosis.findings.map(({ what }) => what));
    expect(actions.has('ec2:ModifyVpcEndpoint')).toBe(true);
    for (const what of ['ec2:CreateVpcEndpoint', 'ec2:AuthorizeSecurityGroupIngress', 'sagemaker:DescribeModel']) {
      expect([what, actions.has(what)]).toEqual([what, false]);
    }
  });

  it('whose service alone does not know the session are in a region that is on', async () => {
    const faults = [{ match: { service: 'ec2' }, fault: 'region-disabled' }] as const;
    const consulted = await consult([{ id: ID, name: 'young' }], {
      wishes: { policy, more: PLAIN },
      faults: [...faults],
    });
    expect(consulted.diagnosis.findings.filter(({ check, region }) => check === 'region' && region !== null)).toEqual(
      [],
    );
    const [found] = consulted.diagnosis.findings.filter(({ what }) => what === 'ec2:DescribeVpcs');
    expect(found?.wayOut).toBe('other operations answer there: check the clock, and try again in some minutes');
    expect(consulted.exitCode).toBe(3);
  });

  it('that may not be read or written are told with the way out', async () => {
    const faults = [
      { match: { operation: 'DescribeNetworkInterfaces' }, fault: 'access-denied' },
      { match: { operation: 'ModifyVpcEndpoint' }, fault: 'access-denied' },
    ] as const;
    const consulted = await consult([{ id: ID, name: 'lacking' }], { wishes: { policy, more: PLAIN }, faults });
    expect(consulted.exitCode).toBe(3);
    expect(bad(consulted).map(({ what, state, wayOut }) => [what, state, wayOut])).toEqual(
      ['ec2:DescribeNetworkInterfaces', 'ec2:ModifyVpcEndpoint'].map((what) => [
        what,
        'missing',
        expect.stringContaining(`allow ${what} to the role`),
      ]),
    );
  });
});
