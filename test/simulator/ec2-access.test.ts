// Who may change which endpoint, what EC2 refuses of it, and how it ends, as AWS's own client sees it.
import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MEMBER, REGION, simulatorOf, type Watched } from './ask.ts';
import { clientOf, many, networked, VPC } from './ec2-world.ts';

let simulator: Watched;
let client: EC2Client;
async function begin(world = networked(), options = {}): Promise<void> {
  client?.destroy();
  await simulator?.close();
  simulator = await simulatorOf(world, options);
  client = await clientOf(simulator, 'OrganizationAccountAccessRole');
}
async function narrowTo(...Statement: object[]): Promise<void> {
  client.destroy();
  client = await clientOf(simulator, 'OrganizationAccountAccessRole', MEMBER, { Version: '2012-10-17', Statement });
}
beforeEach(() => begin());
afterEach(async () => {
  client.destroy();
  await simulator.close();
});

const arn = (type: string, id: string) => `arn:aws:ec2:${REGION}:${MEMBER}:${type}/${id}`;
const allow = (Action: string, Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
/** Statements that permit what stands in such pairs. */
const permits = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([action, resource]) => allow(action, resource));
const documentFor = (Principal: unknown) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: '*', Resource: '*' }] });
const modify = (VpcEndpointId: string, more: Partial<ModifyVpcEndpointCommandInput> = { ResetPolicy: true }) =>
  client.send(new ModifyVpcEndpointCommand({ VpcEndpointId, ...more }));
const create = (more: object = {}) =>
  client.send(
    new CreateVpcEndpointCommand({
      VpcId: 'vpc-1',
      ServiceName: `com.amazonaws.${REGION}.s3`,
      RouteTableIds: ['rtb-main'],
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'team', Value: 'ml' }] }],
      ...more,
    }),
  );

describe('a session for one endpoint', () => {
  it('modifies that one only', async () => {
    await begin(networked([{ ...VPC, endpoints: [{ id: 'vpce-1' }, { id: 'vpce-10' }, { id: 'vpce-2' }] }]));
    await narrowTo(allow('ec2:ModifyVpcEndpoint', arn('vpc-endpoint', 'vpce-1')));
    await modify('vpce-1');
    for (const other of ['vpce-10', 'vpce-2', 'vpce-none']) {
      await expect(modify(other)).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining(arn('vpc-endpoint', other)),
      });
    }
  });

  it('may be told by its tags', async () => {
    const Condition = { StringEquals: { 'aws:ResourceTag/owner': 'network' } };
    await narrowTo(allow('ec2:ModifyVpcEndpoint', '*', { Condition }));
    await modify('vpce-s3');
    await expect(modify('vpce-api')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('needs the route table too, to take one in or out', async () => {
    await narrowTo(allow('ec2:ModifyVpcEndpoint', arn('vpc-endpoint', 'vpce-s3')));
    for (const more of [{ AddRouteTableIds: ['rtb-main'] }, { RemoveRouteTableIds: ['rtb-private'] }]) {
      await expect(modify('vpce-s3', more)).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining(':route-table/rtb-'),
      });
    }
    await narrowTo(allow('ec2:ModifyVpcEndpoint', [arn('vpc-endpoint', '*'), arn('route-table', 'rtb-main')]));
    await modify('vpce-s3', { AddRouteTableIds: ['rtb-main'] });
  });
});

describe('CreateVpcEndpoint asks for', () => {
  const all = [
    ['ec2:CreateVpcEndpoint', arn('vpc', 'vpc-1')],
    ['ec2:CreateVpcEndpoint', arn('route-table', 'rtb-main')],
    ['ec2:CreateVpcEndpoint', arn('vpc-endpoint', '*')],
    ['ec2:CreateTags', arn('vpc-endpoint', '*')],
  ] as const;

  it.each(all)('%s on %s', async (action, resource) => {
    const others = all.filter((one) => one[0] !== action || one[1] !== resource);
    await narrowTo(...permits(others));
    await expect(create()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(`${action} on resource: ${resource}`),
    });
    await narrowTo(...permits(all));
    expect((await create()).VpcEndpoint?.RouteTableIds).toEqual(['rtb-main']);
  });

  it.each([
    ['ec2:VpceServiceName', `com.amazonaws.${REGION}.s3`, 'com.amazonaws.other'],
    ['aws:RequestTag/team', 'ml', 'other'],
  ])('an endpoint by %s', async (key, right, wrong) => {
    const rest = permits([...all.slice(0, 2), ...all.slice(3)]);
    const endpoint = (value: string) =>
      allow('ec2:CreateVpcEndpoint', arn('vpc-endpoint', '*'), { Condition: { StringEquals: { [key]: value } } });
    await narrowTo(...rest, endpoint(wrong));
    await expect(create()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await narrowTo(...rest, endpoint(right));
    expect((await create()).VpcEndpoint).toBeDefined();
  });

  it('a VPC by its tags, and tags by what makes them', async () => {
    const rest = permits(all.slice(1, 3));
    const vpc = (team: string) =>
      allow(all[0][0], all[0][1], { Condition: { StringEquals: { 'aws:ResourceTag/team': team } } });
    const Condition = { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } };
    await narrowTo(...rest, vpc('other'), allow('ec2:CreateTags', '*', { Condition }));
    await expect(create()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await narrowTo(...rest, vpc('ml'), allow('ec2:CreateTags', '*', { Condition }));
    expect((await create()).VpcEndpoint).toBeDefined();
  });

  it('subnets and groups of an interface endpoint', async () => {
    const input = {
      ServiceName: `com.amazonaws.${REGION}.s3`,
      VpcEndpointType: 'Interface',
      RouteTableIds: [],
      SubnetIds: ['subnet-a'],
      SecurityGroupIds: ['sg-jobs'],
      TagSpecifications: [],
    };
    const base = [arn('vpc', '*'), arn('vpc-endpoint', '*'), arn('subnet', 'subnet-a')];
    await narrowTo(allow('ec2:CreateVpcEndpoint', base));
    await expect(create(input)).rejects.toMatchObject({
      message: expect.stringContaining(arn('security-group', 'sg-jobs')),
    });
    await narrowTo(allow('ec2:CreateVpcEndpoint', [...base, arn('security-group', 'sg-jobs')]));
    const { VpcEndpoint: made } = await create(input);
    expect(made).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true, SubnetIds: ['subnet-a'] });
    await expect(create({ ...input, ClientToken: 'again' })).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: expect.stringContaining('conflicting DNS domain'),
    });
  });
});

describe('what EC2 refuses', () => {
  it.each([
    ['an account', { AWS: MEMBER }],
    ['a role', { AWS: `arn:aws:iam::${MEMBER}:role/x` }],
    ['everybody and an account', { AWS: ['*', MEMBER] }],
    ['a service', { Service: 'sagemaker.amazonaws.com' }],
  ])('a gateway endpoint for %s; an interface endpoint may', async (_whom, principal) => {
    const PolicyDocument = documentFor(principal);
    const refusal = { name: 'InvalidPolicyDocument', message: expect.stringContaining('gateway') };
    await expect(modify('vpce-s3', { PolicyDocument })).rejects.toMatchObject(refusal);
    await expect(create({ PolicyDocument })).rejects.toMatchObject(refusal);
    expect((await modify('vpce-api', { PolicyDocument })).Return).toBe(true);
  });

  it('but not a gateway endpoint for everybody, however that is spelled', async () => {
    for (const principal of ['*', { AWS: '*' }, { AWS: ['*'] }]) {
      expect((await modify('vpce-s3', { PolicyDocument: documentFor(principal) })).Return).toBe(true);
    }
  });

  it.each<[string, Partial<ModifyVpcEndpointCommandInput>, string]>([
    ['vpce-s3', { AddRouteTableIds: ['rtb-none'] }, 'InvalidRouteTableId.NotFound'],
    ['vpce-s3', { AddSubnetIds: ['subnet-a'] }, 'InvalidParameter'],
    ['vpce-api', { AddRouteTableIds: ['rtb-main'] }, 'InvalidParameter'],
    ['vpce-api', { AddSubnetIds: ['subnet-none'] }, 'InvalidSubnetID.NotFound'],
    ['vpce-api', { AddSecurityGroupIds: ['sg-none'] }, 'InvalidGroup.NotFound'],
  ])('of %s: %j', async (id, more, name) => {
    await expect(modify(id, more)).rejects.toMatchObject({ name });
  });

  it('a route table that another endpoint has', async () => {
    await create();
    await expect(modify('vpce-s3', { AddRouteTableIds: ['rtb-main'] })).rejects.toMatchObject({
      name: 'RouteAlreadyExists',
    });
  });
});

describe('DeleteVpcEndpoints', () => {
  const remove = (VpcEndpointIds: string[], DryRun = false) =>
    client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds, DryRun }));
  const told = async () => {
    const { VpcEndpoints: endpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({}));
    return endpoints.map(({ VpcEndpointId: id, State: state }) => `${id} ${state}`);
  };

  it('ends what it can, and tells what it cannot', async () => {
    await expect(remove(['vpce-s3'], true)).rejects.toMatchObject({ name: 'DryRunOperation' });
    const { Unsuccessful: failed } = await remove(['vpce-s3', 'vpce-none']);
    expect(failed).toMatchObject([{ ResourceId: 'vpce-none', Error: { Code: 'InvalidVpcEndpointId.NotFound' } }]);
    expect(await told()).toEqual(['vpce-api available', 'vpce-s3 deleting']);
    simulator.pass(60_000);
    expect(await told()).toEqual(['vpce-api available']);
    expect((await remove(['vpce-api'])).Unsuccessful ?? []).toEqual([]);
  });

  it('is not for the roles that look after documents', async () => {
    client.destroy();
    client = await clientOf(simulator);
    await expect(remove(['vpce-s3'])).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

it.each(['create', 'delete'])('%s has a bucket of four of its own, which fills by 0.3 a second', async (what) => {
  const routeTables = Array.from({ length: 6 }, (_, index) => ({ id: `rtb-${index}` }));
  await begin(networked([{ ...VPC, routeTables, endpoints: many(6) }]), { rates: 'aws' });
  const outcome = async (index: number): Promise<string | number | undefined> => {
    const done =
      what === 'create'
        ? create({ RouteTableIds: [`rtb-${index}`] })
        : client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [`vpce-000${index}`] }));
    return done.then(
      () => 'ok',
      (error: { name: string; $metadata: { httpStatusCode?: number } }) =>
        error.name === 'RequestLimitExceeded' ? error.$metadata.httpStatusCode : error.name,
    );
  };
  const first = [];
  for (let index = 0; index < 5; index += 1) first.push(await outcome(index));
  expect(first).toEqual(['ok', 'ok', 'ok', 'ok', 503]);
  expect((await modify('vpce-0005')).Return).toBe(true);
  simulator.pass(3_334);
  expect([await outcome(4), await outcome(5)]).toEqual(['ok', 503]);
});
