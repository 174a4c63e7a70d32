// Endpoints and rules of security groups that AWS's own client adds, once.
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateVpcEndpointCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../src/simulator/ec2-records.ts';
import { MEMBER, REGION, simulatorOf, TOOLING, type Watched } from './ask.ts';
import { clientOf, networked, shared } from './ec2-world.ts';

let simulator: Watched;
let client: EC2Client;
async function begin(world = networked()): Promise<void> {
  simulator = await simulatorOf(world);
  client = await clientOf(simulator);
}
beforeEach(() => begin());
afterEach(async () => {
  client.destroy();
  await simulator.close();
});

const SERVICE = `com.amazonaws.${REGION}.s3`;
const ALLOW = { Sid: 'Z', Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['*'], Resource: '*' };
const text = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

async function told(id: string | undefined = '') {
  const { VpcEndpoints: [endpoint] = [] } = await client.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }),
  );
  return endpoint;
}

describe('CreateVpcEndpoint', () => {
  const create = (more: object = {}) =>
    client.send(
      new CreateVpcEndpointCommand({
        VpcId: 'vpc-1',
        ServiceName: SERVICE,
        RouteTableIds: ['rtb-main'],
        ClientToken: 'once',
        PolicyDocument: text(ALLOW),
        TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'sagekeeper:managed', Value: 's3' }] }],
        ...more,
      }),
    );

  it('makes one with its document, its tables and its tags, once for each token', async () => {
    const { VpcEndpoint: made } = await create();
    const endpoint = await told(made?.VpcEndpointId);
    expect(endpoint).toMatchObject({
      VpcEndpointType: 'Gateway',
      State: 'available',
      RouteTableIds: ['rtb-main'],
      OwnerId: MEMBER,
      Tags: [{ Key: 'sagekeeper:managed', Value: 's3' }],
    });
    expect(endpoint?.PolicyDocument).toContain('"Sid":"Z"');
    expect((await create()).VpcEndpoint?.VpcEndpointId).toBe(made?.VpcEndpointId);
    await expect(create({ RouteTableIds: [] })).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
    expect(simulator.cloud.endpoints()).toHaveLength(3);
  });

  it('gives everybody full access where no document is sent', async () => {
    const { VpcEndpoint: made } = await create({ PolicyDocument: undefined });
    expect((await told(made?.VpcEndpointId))?.PolicyDocument).toBe(FULL_ACCESS);
  });

  it.each([
    [{ VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    [{ ServiceName: 'com.amazonaws.us-east-1.s3' }, 'InvalidServiceName'],
    [{ RouteTableIds: ['rtb-none'] }, 'InvalidRouteTableId.NotFound'],
    [{ RouteTableIds: ['rtb-private'] }, 'RouteAlreadyExists'],
    [{ PolicyDocument: '{' }, 'InvalidPolicyDocument'],
    [{ DryRun: true }, 'DryRunOperation'],
  ])('refuses %j with %s', async (more, name) => {
    await expect(create(more)).rejects.toMatchObject({ name });
    expect(simulator.cloud.endpoints()).toHaveLength(2);
  });

  it('needs permission for the tags too', async () => {
    const untagging = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ec2:CreateVpc*', Resource: '*' }],
    };
    client.destroy();
    client = await clientOf(simulator, 'SagekeeperWrite', MEMBER, untagging);
    await expect(create()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('ec2:CreateTags'),
    });
    expect((await create({ TagSpecifications: [] })).VpcEndpoint?.VpcId).toBe('vpc-1');
  });

  it('is for the owner of the VPC', async () => {
    client.destroy();
    await simulator.close();
    await begin(shared());
    client.destroy();
    client = await clientOf(simulator, 'SagekeeperWrite', TOOLING);
    await expect(create()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

describe('AuthorizeSecurityGroupIngress', () => {
  const authorize = (GroupId: string, more: object = {}) =>
    client.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }],
        ...more,
      }),
    );

  it('adds a rule once', async () => {
    const { SecurityGroupRules: rules } = await authorize('sg-jobs');
    expect(rules).toMatchObject([{ GroupId: 'sg-jobs', IsEgress: false, ReferencedGroupInfo: { GroupId: 'sg-jobs' } }]);
    await expect(authorize('sg-jobs')).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    await expect(authorize('sg-self')).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
  });

  it('tells rules apart by their ports, of any protocol that has some', async () => {
    const tcp = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
    await authorize('sg-jobs', { IpPermissions: [tcp] });
    await authorize('sg-jobs', { IpPermissions: [{ ...tcp, FromPort: 444, ToPort: 444 }] });
    await expect(authorize('sg-jobs', { IpPermissions: [tcp] })).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
    });
  });

  it('keeps what comes in and what goes out apart', async () => {
    const { Return: done } = await authorize('sg-jobs', {
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    expect(done).toBe(true);
  });

  it('refuses what does not exist', async () => {
    await expect(authorize('sg-none')).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
    await expect(authorize('sg-jobs', { IpPermissions: [{ IpProtocol: '-1' }] })).rejects.toMatchObject({
      name: 'MissingParameter',
    });
  });
});
