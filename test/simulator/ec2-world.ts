// Networks of the member account, and AWS's own client to ask about them.
import { EC2Client } from '@aws-sdk/client-ec2';
import type { EndpointSeed, VpcSeed } from '../../src/simulator/ec2-seed.ts';
import type { World } from '../../src/simulator/world-shape.ts';
import { assume, MANAGEMENT, MEMBER, REGION, TOOLING, type Watched, worldOf } from './ask.ts';

export const VPC: VpcSeed = {
  id: 'vpc-1',
  region: REGION,
  dnsHostnames: false,
  tags: { team: 'ml' },
  subnets: [
    { id: 'subnet-a', routeTable: 'rtb-private', freeAddresses: 11 },
    { id: 'subnet-b', availabilityZone: `${REGION}b` },
  ],
  routeTables: [{ id: 'rtb-main', main: true, routes: { '0.0.0.0/0': 'nat-1' } }, { id: 'rtb-private' }],
  securityGroups: [
    { id: 'sg-jobs', rules: [{ egress: true, cidr: '0.0.0.0/0' }] },
    { id: 'sg-self', rules: [{ group: 'self' }] },
  ],
  networkInterfaces: [
    {
      id: 'eni-job',
      subnet: 'subnet-a',
      type: 'interface',
      requester: '999900001111',
      requesterManaged: true,
      description: '[Do not delete] SageMaker',
    },
    { id: 'eni-node', subnet: 'subnet-b', instance: 'i-1', instanceOwner: MEMBER, groups: ['sg-jobs'] },
  ],
  flowLogs: [{ id: 'fl-1' }],
  endpoints: [
    { id: 'vpce-s3', routeTables: ['rtb-private'], tags: { owner: 'network' } },
    { id: 'vpce-api', service: 'sagemaker.api', subnets: ['subnet-a'], groups: ['sg-jobs'], privateDns: true },
  ],
};

export function networked(vpcs: readonly VpcSeed[] = [VPC], more: Partial<World> = {}): World {
  const world = worldOf([], { behaviour: { endpointPolicyMs: 60_000 }, ...more });
  return { ...world, accounts: world.accounts.map((one) => (one.id === MEMBER ? { ...one, vpcs } : one)) };
}

/** The member's VPC, shared with two other accounts. */
export function shared(): World {
  return networked([{ ...VPC, sharedWith: [TOOLING, MANAGEMENT] }]);
}

export function many(count: number): readonly EndpointSeed[] {
  return Array.from({ length: count }, (_, index) => ({ id: `vpce-${String(index).padStart(4, '0')}` }));
}

/** A client of the account, with the credentials of that role; it never tries again by itself. */
export async function clientOf(
  simulator: Watched,
  role = 'SagekeeperWrite',
  account = MEMBER,
  policy?: object,
): Promise<EC2Client> {
  const narrowed = policy === undefined ? {} : { Policy: JSON.stringify(policy) };
  const { accessKeyId, token } = await assume(simulator, role, narrowed, account);
  return new EC2Client({
    endpoint: simulator.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'any', ...(token === undefined ? {} : { sessionToken: token }) },
  });
}
