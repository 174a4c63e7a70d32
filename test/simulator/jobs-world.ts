// A member account with jobs, and AWS's own client to ask about them.
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { JobSeed } from '../../src/simulator/job-seed.ts';
import type { AccountSeed, World } from '../../src/simulator/world-shape.ts';
import { assume, MEMBER, REGION, simulatorOf, type Watched, worldOf } from './ask.ts';

export const ROLE = `arn:aws:iam::${MEMBER}:role/JobExecution`;
export const NETWORK = { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-jobs'] };
export const MINUTE = 60_000;

export const VPC = { SecurityGroupIds: ['sg-jobs'], Subnets: ['subnet-a', 'subnet-b'] };
export const CLUSTER = { InstanceCount: 2, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 30 } as const;
export const OUTPUT = { S3OutputPath: 's3://bucket/' };
export const SOURCE = { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/' } } } as const;
export const TRAINING = {
  AlgorithmSpecification: { TrainingInputMode: 'File', TrainingImage: 'image' },
  RoleArn: ROLE,
  OutputDataConfig: OUTPUT,
  ResourceConfig: CLUSTER,
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
} as const;

export function jobWorld(
  jobs: readonly Omit<JobSeed, 'region'>[] = [],
  account: Partial<AccountSeed> = {},
  more: Partial<World> = {},
): World {
  const world = worldOf([], { behaviour: { jobMs: 10 * MINUTE, jobStopMs: 2 * MINUTE }, ...more });
  const member = { jobs: jobs.map((job) => ({ region: REGION, ...job })), ...account };
  return { ...world, accounts: world.accounts.map((one) => (one.id === MEMBER ? { ...one, ...member } : one)) };
}

export const arnOf = (resource: string, name: string, account: string = MEMBER) =>
  `arn:aws:sagemaker:${REGION}:${account}:${resource}/${name.toLowerCase()}`;

/** A client with the credentials of that role; it never tries again by itself. */
export async function sagemakerOf(
  simulator: Watched,
  role = 'OrganizationAccountAccessRole',
  policy?: object,
): Promise<SageMakerClient> {
  const narrowed = policy === undefined ? {} : { Policy: JSON.stringify(policy) };
  const { accessKeyId, token } = await assume(simulator, role, narrowed);
  return new SageMakerClient({
    endpoint: simulator.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'any', ...(token === undefined ? {} : { sessionToken: token }) },
  });
}

/** A simulator and a client of it, both of which a test may begin anew. */
export class JobRig {
  simulator!: Watched;
  client!: SageMakerClient;

  async begin(world = jobWorld(), role?: string, policy?: object): Promise<void> {
    await this.end();
    this.simulator = await simulatorOf(world);
    this.client = await sagemakerOf(this.simulator, role, policy);
  }

  async end(): Promise<void> {
    this.client?.destroy();
    await this.simulator?.close();
  }
}
