/**
 * A small organization with one VPC for each thing that there is to say of one, and a desired state that enforces the documents
 * of its endpoints.
 */
import { afterAll, beforeAll } from '@jest/globals';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import type { EndpointSeed, NetworkInterfaceSeed, VpcSeed } from '../../src/simulator/ec2-seed.ts';
import { sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said } from './simulated.ts';

export const FRAUD = '111122223333';
export const SEARCH = '222233334444';
const region = 'eu-central-1';

export function arn(kind: 'vpc' | 'vpc-endpoint', id: string): string {
  return `arn:aws:ec2:${region}:${FRAUD}:${kind}/${id}`;
}

const TEAM = { Sid: 'Team', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::team/*' };
const ALL = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

/** With a subnet, a route table, and one gateway endpoint unless it says otherwise; ids are made of the name. */
function vpc(
  name: string,
  endpoints: readonly Partial<EndpointSeed>[] = [{}],
  networkInterfaces: readonly NetworkInterfaceSeed[] = [],
  more: Partial<VpcSeed> = {},
): VpcSeed {
  return {
    id: `vpc-${name}`,
    region,
    subnets: [{ id: `subnet-${name}` }],
    routeTables: [{ id: `rtb-${name}`, main: true }],
    endpoints: endpoints.map((one) => ({ id: `vpce-${name}`, routeTables: [`rtb-${name}`], ...one })),
    networkInterfaces,
    ...more,
  };
}

const INSTANCE = { instance: 'i-0123456789abcdef0', instanceOwner: FRAUD } as const;
const WORLD = worldOf(
  [
    {
      id: FRAUD,
      name: 'fraud',
      notebooks: ['a', 'shared', 'none', 'riddle', 'lent'].map((name) => ({
        name: `in-${name}`,
        region,
        status: 'InService' as const,
        imds: '2',
        subnet: `subnet-${name}`,
        securityGroups: ['sg-1'],
      })),
      vpcs: [
        vpc('a', [{ policy: { Version: '2012-10-17', Statement: [ALL, TEAM] } }]),
        vpc('shared', [{}], [{ id: 'eni-1', subnet: 'subnet-shared', ...INSTANCE }]),
        vpc('none', []),
        vpc('riddle', [{ policy: 'not JSON' }]),
        vpc('unused'),
      ],
    },
    { id: SEARCH, name: 'search', vpcs: [vpc('lent', [{}], [], { sharedWith: [FRAUD] })] },
  ],
  { regions: [region] },
);

export const POLICY = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: S3EndpointPolicy
metadata: {name: endpoints}
spec:
  mode: enforce
  scope: {include: [ou/Workloads]}
  want: {presets: [DenyAmazonLinuxRepositories]}
`;

export let simulator: Simulator;
let desired: ReturnType<typeof writeDesiredState>;

beforeAll(async () => {
  simulator = await startSimulator({ world: WORLD, rates: 'off' });
  desired = writeDesiredState({ policy: 'mode: audit', regions: [region], more: POLICY });
});

afterAll(async () => {
  await simulator.close();
  desired.remove();
});

/** The verb with what follows it, asked of the simulated organization. */
export async function ask(...argv: readonly string[]): Promise<Said> {
  return sagekeeper([...argv, '--endpoint-url', simulator.url, '--desired-state', desired.directory]);
}
