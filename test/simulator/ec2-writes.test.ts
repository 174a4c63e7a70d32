// Documents of endpoints as AWS's own client changes them, and what may come between.
import {
  DescribeVpcEndpointsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCloud } from '../../src/simulator/cloud.ts';
import { FULL_ACCESS } from '../../src/simulator/ec2-records.ts';
import { MEMBER, REGION, sessionIn, simulatorOf, START, type Watched } from './ask.ts';
import { clientOf, many, networked, VPC } from './ec2-world.ts';

let simulator: Watched;
let client: EC2Client;
async function begin(world = networked(), options = {}): Promise<void> {
  simulator = await simulatorOf(world, options);
  client = await clientOf(simulator);
}
beforeEach(() => begin());
afterEach(async () => {
  client.destroy();
  await simulator.close();
});

const ALLOW = { Sid: 'Z', Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['*'], Resource: '*' };
const DENY = {
  Sid: 'A',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'],
  Condition: { Bool: { 'aws:SecureTransport': true } },
};
const text = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

const modify = (input: Partial<ModifyVpcEndpointCommandInput>) =>
  client.send(new ModifyVpcEndpointCommand({ VpcEndpointId: 'vpce-s3', ...input }));
async function told(id = 'vpce-s3') {
  const { VpcEndpoints: [endpoint] = [] } = await client.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }),
  );
  return endpoint;
}

describe('ModifyVpcEndpoint', () => {
  it('takes a document, tells it after a while, and in its own words', async () => {
    expect((await modify({ PolicyDocument: text(ALLOW, DENY) })).Return).toBe(true);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
    simulator.pass(59_999);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
    simulator.pass(1);
    const policy = (await told())?.PolicyDocument ?? '';
    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...DENY,
          Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::a/*'],
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
        { Sid: 'Z', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      ],
    });
    expect(policy).not.toBe(text(ALLOW, DENY));
  });

  it('lets the last one win, also before the first was told', async () => {
    await modify({ PolicyDocument: text(ALLOW) });
    simulator.pass(30_000);
    await modify({ PolicyDocument: text(DENY) });
    simulator.pass(30_000);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
    simulator.pass(30_000);
    expect((await told())?.PolicyDocument).toContain('"Deny"');
    await modify({ ResetPolicy: true });
    simulator.pass(60_000);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
  });

  it('changes the rest at once, and leaves a document on its way', async () => {
    await modify({ PolicyDocument: text(ALLOW) });
    await modify({ AddRouteTableIds: ['rtb-main'], RemoveRouteTableIds: ['rtb-private'] });
    expect((await told())?.RouteTableIds).toEqual(['rtb-main']);
    simulator.pass(60_000);
    expect((await told())?.PolicyDocument).toContain('"Sid":"Z"');
  });

  it.each([
    ['no JSON', '{', 'InvalidPolicyDocument'],
    ['no document', '[]', 'InvalidPolicyDocument'],
    ['a statement without a Principal', text({ Effect: 'Allow', Action: '*', Resource: '*' }), 'InvalidPolicyDocument'],
    ['a statement without a Resource', text({ Effect: 'Allow', Principal: '*', Action: '*' }), 'InvalidPolicyDocument'],
    ['a strange Effect', text({ ...ALLOW, Effect: 'allow' }), 'InvalidPolicyDocument'],
    ['too many characters', text({ ...ALLOW, Resource: 'x'.repeat(20_400) }), 'InvalidPolicyDocument'],
  ])('refuses %s', async (_what, PolicyDocument, name) => {
    await expect(modify({ PolicyDocument })).rejects.toMatchObject({ name });
    simulator.pass(60_000);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
  });

  it('takes as many characters as AWS does, and a document that blocks everything', async () => {
    const room = 20_480 - text({ ...ALLOW, Resource: '' }).length;
    expect(await modify({ PolicyDocument: text({ ...ALLOW, Resource: 'x'.repeat(room) }) })).toBeDefined();
    const over = modify({ PolicyDocument: text({ ...ALLOW, Resource: 'x'.repeat(room + 1) }) });
    await expect(over).rejects.toMatchObject({ name: 'InvalidPolicyDocument' });
    expect((await modify({ PolicyDocument: text(DENY) })).Return).toBe(true);
  });

  it('tells a dry run what would become of it', async () => {
    await expect(modify({ PolicyDocument: text(DENY), DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
    });
    await expect(modify({ PolicyDocument: '{', DryRun: true })).rejects.toMatchObject({
      name: 'InvalidPolicyDocument',
    });
    simulator.pass(60_000);
    expect((await told())?.PolicyDocument).toBe(FULL_ACCESS);
  });

  it('refuses those who may not, and what is not theirs', async () => {
    client.destroy();
    client = await clientOf(simulator, 'SagekeeperRead');
    const refusal = { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } };
    await expect(modify({ ResetPolicy: true })).rejects.toMatchObject(refusal);
    client.destroy();
    client = await clientOf(simulator);
    await expect(modify({ VpcEndpointId: 'vpce-none' })).rejects.toMatchObject({
      name: 'InvalidVpcEndpointId.NotFound',
    });
    client.destroy();
    await simulator.close();
    const endpoints = [
      { id: 'vpce-lake', requesterManaged: true },
      { id: 'vpce-other', owner: '999900001111' },
    ];
    await begin(networked([{ ...VPC, endpoints }]));
    await expect(modify({ VpcEndpointId: 'vpce-lake' })).rejects.toMatchObject({ name: 'OperationNotPermitted' });
    await expect(modify({ VpcEndpointId: 'vpce-other' })).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('has a bucket of four that fills by 0.3 a second, and another for the whole organization', async () => {
    client.destroy();
    await simulator.close();
    await begin(networked([{ ...VPC, endpoints: many(20) }]), { rates: 'aws' });
    const outcome = async (index: number): Promise<string> => {
      try {
        await modify({ VpcEndpointId: `vpce-${String(index).padStart(4, '0')}`, ResetPolicy: true });
        return 'ok';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const first = [];
    for (let index = 0; index < 6; index += 1) first.push(await outcome(index));
    expect(first).toEqual(['ok', 'ok', 'ok', 'ok', 'RequestLimitExceeded', 'RequestLimitExceeded']);
    simulator.pass(3_333);
    expect(await outcome(4)).toBe('RequestLimitExceeded');
    simulator.pass(1);
    expect([await outcome(4), await outcome(5)]).toEqual(['ok', 'RequestLimitExceeded']);
  });
});

it.each([
  ['ModifyVpcEndpoint', (VpcEndpointId: string) => ({ VpcEndpointId, ResetPolicy: true })],
  ['DeleteVpcEndpoints', (id: string) => ({ VpcEndpointIds: [id] })],
])('has a bucket for %s that all accounts share', (operation, inputOf) => {
  const world = networked();
  const ids = Array.from({ length: 11 }, (_, index) => String(900_000_000_000 + index));
  const members = ids.map((id) => ({ id, name: id, vpcs: [{ ...VPC, endpoints: many(4) }] }));
  const cloud = createCloud({
    world: { ...world, accounts: [...world.accounts, ...members] },
    now: () => START,
    rates: 'aws',
  });
  const outcomes = ids.flatMap((account) => {
    const accessKeyId = sessionIn(cloud, 'OrganizationAccountAccessRole', undefined, account);
    return many(4).map(({ id }) => {
      const asked = { service: 'ec2', region: REGION, accessKeyId, operation, input: inputOf(id) };
      const { answer } = cloud.exchange(asked);
      return answer !== undefined && 'refusal' in answer ? answer.refusal.code : 'ok';
    });
  });
  expect(new Set(outcomes.slice(0, 40))).toEqual(new Set(['ok']));
  expect(outcomes.slice(40)).toEqual([
    'RequestLimitExceeded',
    'RequestLimitExceeded',
    'RequestLimitExceeded',
    'RequestLimitExceeded',
  ]);
});

describe('on demand', () => {
  it('reads are stale and writes are lost as anywhere', async () => {
    await modify({ AddRouteTableIds: ['rtb-main'] });
    simulator.cloud.setFaults([
      { match: { operation: 'DescribeVpcEndpoints' }, fault: 'stale-read', versions: 1, times: 1 },
      { match: { operation: 'ModifyVpcEndpoint', resource: 'vpce-s3' }, fault: 'reset-after', times: 1 },
    ]);
    expect((await told())?.RouteTableIds).toEqual(['rtb-private']);
    expect((await told())?.RouteTableIds).toEqual(['rtb-private', 'rtb-main']);
    await expect(modify({ RemoveRouteTableIds: ['rtb-private'] })).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect((await told())?.RouteTableIds).toEqual(['rtb-main']);
  });

  it('keeps a journal of what came, and what it changed', async () => {
    await modify({ AddRouteTableIds: ['rtb-main'] });
    const entries = simulator.journal.after(0);
    expect(entries.find((one) => one.kind === 'change')).toMatchObject({
      resource: `arn:aws:ec2:${REGION}:${MEMBER}:vpc-endpoint/vpce-s3`,
      by: 'request',
      changed: expect.arrayContaining(['routeTableIds']),
    });
    expect(entries.at(-1)).toMatchObject({ service: 'ec2', operation: 'ModifyVpcEndpoint', outcome: 'ok' });
  });

  it('people write between two requests, whatever they write', async () => {
    const deed = { kind: 'vpc-endpoint', account: MEMBER, region: REGION, name: 'vpce-s3' } as const;
    simulator.cloud.setInterventions([
      { match: { operation: 'ModifyVpcEndpoint', nth: 1 }, deed: { ...deed, action: 'policy', policy: 'no document' } },
      {
        match: { operation: 'ModifyVpcEndpoint', nth: 2 },
        when: 'after',
        deed: { ...deed, action: 'policy', policy: { Statement: [] } },
      },
    ]);
    await modify({ AddRouteTableIds: ['rtb-main'] });
    expect((await told())?.PolicyDocument).toBe('no document');
    await modify({ PolicyDocument: text(ALLOW) });
    simulator.pass(60_000);
    expect((await told())?.PolicyDocument).toBe('{"Statement":[]}');
    await modify({ PolicyDocument: text(ALLOW) });
    expect(simulator.cloud.personDoes({ ...deed, action: 'finish' })).toBe('ok');
    expect((await told())?.PolicyDocument).toContain('"Sid":"Z"');
    expect(simulator.cloud.personDoes({ ...deed, action: 'delete' })).toBe('ok');
    await expect(told()).rejects.toMatchObject({ name: 'InvalidVpcEndpointId.NotFound' });
    expect(simulator.cloud.interventionOutcomes).toEqual(['ok', 'ok']);
  });

  it('people do so over the simulator’s own interface', async () => {
    const deed = {
      kind: 'vpc-endpoint',
      account: MEMBER,
      region: REGION,
      name: 'vpce-s3',
      action: 'tables',
      routeTables: [],
    };
    const response = await fetch(`${simulator.url}/_simulator/person`, { method: 'POST', body: JSON.stringify(deed) });
    expect(await response.json()).toEqual({ outcome: 'ok' });
    expect((await told())?.RouteTableIds).toEqual([]);
  });

  it('forks go their own way', async () => {
    const fork = simulator.cloud.fork();
    await modify({ AddRouteTableIds: ['rtb-main'] });
    const tables = (endpoints: readonly { readonly name: string; readonly routeTableIds: readonly string[] }[]) =>
      endpoints.find(({ name }) => name === 'vpce-s3')?.routeTableIds;
    expect(tables(fork.endpoints())).toEqual(['rtb-private']);
    expect(tables(simulator.cloud.endpoints())).toEqual(['rtb-private', 'rtb-main']);
  });
});
