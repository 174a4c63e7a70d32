// What people do to jobs, networks and endpoints in between, in the same process and over the simulator's own interface.
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DescribeProcessingJobCommand,
  type SageMakerClient,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/simulator/world-shape.ts';
import { MEMBER, REGION, simulatorOf, TOOLING, type Watched } from './ask.ts';
import { clientOf, VPC } from './ec2-world.ts';
import { arnOf, jobWorld, MINUTE, NETWORK, sagemakerOf } from './jobs-world.ts';

let simulator: Watched;
let sagemaker: SageMakerClient;
let ec2: EC2Client;
beforeEach(async () => {
  const domains = [{ id: 'd-1', name: 'one', region: REGION, vpc: 'vpc-1' }];
  simulator = await simulatorOf(
    jobWorld([{ type: 'processing', name: 'one', network: NETWORK }], {
      vpcs: [{ ...VPC, sharedWith: [TOOLING] }],
      domains,
    }),
  );
  sagemaker = await sagemakerOf(simulator, 'SagekeeperWrite');
  ec2 = await clientOf(simulator);
});
afterEach(async () => {
  sagemaker.destroy();
  ec2.destroy();
  await simulator.close();
});

const place = { account: MEMBER, region: REGION };

async function post(route: string, body: unknown): Promise<Json> {
  const response = await fetch(`${simulator.url}/_simulator/${route}`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Json;
}
async function read(route: string): Promise<Record<string, readonly Record<string, unknown>[]>> {
  const response = await fetch(`${simulator.url}/_simulator/${route}`);
  return (await response.json()) as Record<string, readonly Record<string, unknown>[]>;
}
const person = async (deed: object): Promise<unknown> => {
  const answer = await post('person', { ...place, ...deed });
  return (answer as { outcome?: unknown }).outcome ?? answer;
};

describe('jobs', () => {
  const job = { kind: 'job', type: 'processing', name: 'one' } as const;
  const described = async (ProcessingJobName = 'one') => {
    const told = await sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    return [told.ProcessingJobStatus, told.FailureReason];
  };

  it('are begun, ended and stopped by people', async () => {
    expect(await person({ ...job, name: 'two', action: 'create', job: { durationMs: MINUTE } })).toBe('ok');
    expect(await person({ ...job, name: 'two', action: 'create' })).toBe('exists');
    expect(await described('two')).toEqual(['InProgress', undefined]);
    simulator.pass(MINUTE);
    expect(await described('two')).toEqual(['Completed', undefined]);
    expect(await person({ ...job, name: 'two', action: 'stop' })).toBe('status Completed');
    expect(await person({ ...job, action: 'stop' })).toBe('ok');
    expect(await described()).toEqual(['Stopping', undefined]);
    expect(await person({ ...job, action: 'finish' })).toBe('ok');
    expect(await described()).toEqual(['Stopped', undefined]);
    expect(await person({ ...job, name: 'none', action: 'stop' })).toBe('ResourceNotFound');
    expect(await person({ ...job, name: 'three', action: 'create' })).toBe('ok');
    expect(await person({ ...job, name: 'three', action: 'fail', reason: 'out of memory' })).toBe('ok');
    expect(await described('three')).toEqual(['Failed', 'out of memory']);
  });

  it('end just before somebody stops them', async () => {
    const match = { operation: 'StopProcessingJob', resource: 'one' };
    await post('interventions', { rules: [{ match, deed: { ...place, ...job, action: 'finish' } }] });
    await expect(sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'one' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the processing job is in status Completed.',
    });
    expect(await read('interventions')).toEqual({ outcomes: ['ok'] });
  });

  it('stay in Stopping on demand, until somebody ends that', async () => {
    simulator.cloud.setFaults([{ match: { operation: 'StopProcessingJob' }, fault: 'stuck-stopping' }]);
    await sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'one' }));
    simulator.pass(30 * MINUTE);
    expect((await described())[0]).toBe('Stopping');
    await person({ ...job, action: 'finish' });
    expect((await described())[0]).toBe('Stopped');
  });

  it('are told truly, with their tags', async () => {
    expect(await person({ ...job, action: 'tag', tags: { team: 'fraud', x: 'y' } })).toBe('ok');
    expect(await person({ ...job, action: 'untag', keys: ['x'] })).toBe('ok');
    expect((await read('jobs'))['jobs']).toMatchObject([
      {
        Account: MEMBER,
        Region: REGION,
        Type: 'processing',
        ProcessingJobArn: arnOf('processing-job', 'one'),
        NetworkConfig: { VpcConfig: { Subnets: NETWORK.subnets } },
        Tags: [{ Key: 'team', Value: 'fraud' }],
      },
    ]);
    expect((await read('domains'))['domains']).toMatchObject([{ DomainId: 'd-1', VpcId: 'vpc-1', Account: MEMBER }]);
  });

  it('leave a trace when they end, and forks go their own way', async () => {
    const fork = simulator.cloud.fork();
    await sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'one' }));
    simulator.pass(2 * MINUTE);
    const entries = (await read('journal'))['entries'] ?? [];
    expect(entries.filter(({ kind }) => kind === 'change').map(({ from, to, by }) => [from, to, by])).toEqual([
      ['InProgress', 'Stopping', 'request'],
      ['Stopping', 'Stopped', 'time'],
    ]);
    expect(fork.jobs().map(({ status }) => status)).toEqual(['InProgress']);
  });
});

describe('networks', () => {
  const interfaces = async (client = ec2) => {
    const { NetworkInterfaces: all = [] } = await client.send(new DescribeNetworkInterfacesCommand({}));
    return all.map(({ NetworkInterfaceId: id }) => id).filter((id) => id?.startsWith('eni-n'));
  };
  const rules = async () => {
    const Filters = [{ Name: 'group-id', Values: ['sg-self'] }];
    const { SecurityGroupRules: all = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    return all.map(({ ReferencedGroupInfo: other }) => other?.GroupId);
  };

  it('get another node, and lose it, for whoever shares the VPC too', async () => {
    const vpc = { kind: 'vpc', name: 'vpc-1' };
    const node = { id: 'eni-new', subnet: 'subnet-a', instance: 'i-2', owner: TOOLING };
    expect(await person({ ...vpc, action: 'attach', interface: node })).toBe('ok');
    expect(await interfaces()).toEqual(['eni-new', 'eni-node']);
    const other = await clientOf(simulator, 'SagekeeperRead', TOOLING);
    expect(await interfaces(other)).toEqual(['eni-new']);
    other.destroy();
    expect(await person({ ...vpc, action: 'detach', interface: node })).toBe('ok');
    expect(await interfaces()).toEqual(['eni-node']);
    expect(await person({ ...vpc, name: 'vpc-none', action: 'detach', interface: node })).toBe('InvalidVpcID.NotFound');
  });

  it('lose a rule, and get it back', async () => {
    const group = { kind: 'security-group', name: 'sg-self' };
    expect(await person({ ...group, action: 'revoke', rule: { group: 'sg-other' } })).toBe('ok');
    expect(await rules()).toEqual(['sg-self']);
    expect(await person({ ...group, action: 'revoke', rule: { group: 'self' } })).toBe('ok');
    expect(await rules()).toEqual([]);
    expect(await person({ ...group, action: 'authorize', rule: { group: 'self' } })).toBe('ok');
    expect(await rules()).toEqual(['sg-self']);
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-self' }] }];
    const again = new AuthorizeSecurityGroupIngressCommand({ GroupId: 'sg-self', IpPermissions });
    await expect(ec2.send(again)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    expect(await person({ ...group, name: 'sg-jobs', action: 'revoke' })).toBe('ok');
    expect((await read('groups'))['groups']?.find(({ name }) => name === 'sg-jobs')?.['rules']).toEqual([
      { egress: true, cidr: '0.0.0.0/0' },
    ]);
    expect(await person({ ...group, name: 'sg-none', action: 'revoke' })).toBe('InvalidGroup.NotFound');
    expect((await read('groups'))['groups']).toHaveLength(2);
  });

  it('get an endpoint that somebody else makes', async () => {
    const endpoint = { kind: 'vpc-endpoint', name: 'vpce-new', action: 'create', vpc: 'vpc-1' };
    const parts = { service: 's3', routeTables: ['rtb-main'], tags: { made: 'elsewhere' } };
    expect(await person({ ...endpoint, endpoint: parts })).toBe('ok');
    expect(await person({ ...endpoint, endpoint: parts })).toBe('exists');
    expect(await person({ ...endpoint, name: 'vpce-other', vpc: 'vpc-none' })).toBe('InvalidVpcId.NotFound');
    const { VpcEndpoints: told } = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-new'] }));
    expect(told).toMatchObject([{ VpcId: 'vpc-1', RouteTableIds: ['rtb-main'], Tags: [{ Key: 'made' }] }]);
    const all = (await read('endpoints'))['endpoints'] ?? [];
    expect(all.map(({ VpcEndpointId: id, Account: account }) => [id, account])).toContainEqual(['vpce-new', MEMBER]);
  });

  it('and a deed that nobody knows is refused', async () => {
    for (const deed of [
      { kind: 'vpc', name: 'vpc-1', action: 'attach' },
      { kind: 'job', name: 'one', action: 'stop' },
      { kind: 'security-group', name: 'sg-self', action: 'revoke', rule: { colour: 'red' } },
    ]) {
      expect(await person(deed)).toMatchObject({ error: expect.any(String) });
    }
  });
});
