/**
 * The networks, jobs and documents that are measured, of any number and length, and the policies about them.
 */
import type { WrittenStatement } from '../../src/model/iam-document.ts';
import { JOB_NETWORK } from '../../src/policies/job-network/policy.ts';
import { S3_ENDPOINT_POLICY } from '../../src/policies/s3-endpoint-policy/policy.ts';
import type { VpcSeed } from '../../src/simulator/ec2-seed.ts';
import { JOB_TYPES } from '../../src/simulator/job-seed.ts';
import type { JobSeed, JobType } from '../../src/simulator/job-seed.ts';
import { vpcSeed } from '../../src/simulator/seed-networks.ts';
import type { Json } from '../../src/simulator/world-shape.ts';
import { policy } from '../controller/reload-world.ts';

export const REGION = 'eu-central-1';
export const MODEL = 'model';

export const ENDPOINTS = policy({
  name: 'endpoints',
  kind: 'S3EndpointPolicy',
  mode: 'audit',
  want: S3_ENDPOINT_POLICY.want.parse({
    vpcs: 'usedBySageMaker',
    presets: ['DenyAmazonLinuxRepositories'],
    statements: [
      { Sid: 'NoLeak', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::leak/*' },
    ],
  }),
});
export const NETWORKS = policy({
  name: 'networks',
  kind: 'JobNetwork',
  mode: 'audit',
  want: JOB_NETWORK.want.parse({ vpc: 'required', networkIsolation: 'required', interContainerEncryption: 'required' }),
});

/** Each with a gateway endpoint, two subnets, a route table, a group and a flow log. */
export function vpcsOf(count: number, documentOf: (serial: number) => Json | undefined = () => undefined): VpcSeed[] {
  return Array.from({ length: count }, (_, serial) => {
    const seed = vpcSeed({ foreignShare: 0 }, REGION, serial, () => 0.5);
    return { ...seed, endpoints: (seed.endpoints ?? []).map((one) => ({ ...one, policy: documentOf(serial) })) };
  });
}

/** Of every type in turn, three in four of them in one of the VPCs. A transform job's network is that of MODEL. */
export function jobOf(serial: number, vpcs: readonly VpcSeed[]): Pick<JobSeed, 'type' | 'name'> & Partial<JobSeed> {
  const type: JobType = JOB_TYPES[serial % JOB_TYPES.length] ?? 'processing';
  const network = serial % 4 === 0 ? undefined : networkOf(vpcs[serial % vpcs.length]);
  return { type, name: `job-${serial}`, ...(type === 'transform' ? { model: MODEL } : { network }) };
}

export function networkOf(vpc: VpcSeed | undefined): NonNullable<JobSeed['network']> {
  return {
    subnets: (vpc?.subnets ?? []).map(({ id }) => id),
    securityGroups: (vpc?.securityGroups ?? []).map(({ id }) => id),
    isolation: true,
    encryption: true,
  };
}

export const ALLOW_ALL: WrittenStatement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

/** A document of many statements, about so long, of which no other serial has the same. */
export function documentOf(
  characters: number,
  serial: number,
): { readonly Version: '2012-10-17'; readonly Statement: WrittenStatement[] } {
  const one = (index: number): WrittenStatement => ({
    Sid: `Team${serial}Rule${index}`,
    Effect: index % 2 === 0 ? 'Allow' : 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    Resource: [`arn:aws:s3:::team-${serial}-data-${index}`, `arn:aws:s3:::team-${serial}-data-${index}/*`],
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, Bool: { 'aws:SecureTransport': true } },
  });
  return filled(characters, [ALLOW_ALL], one);
}

/** As long, of two statements with hundreds of buckets each. */
export function bucketsDocument(characters: number): {
  readonly Version: '2012-10-17';
  readonly Statement: WrittenStatement[];
} {
  const length = (count: number): number => JSON.stringify(bucketsOf(count)).length;
  let count = Math.floor(characters / 30);
  while (length(count) > characters) count -= 1;
  return bucketsOf(count);
}

function bucketsOf(count: number): { readonly Version: '2012-10-17'; readonly Statement: WrittenStatement[] } {
  const arns = Array.from({ length: count }, (_, index) => `arn:aws:s3:::example-data-${index}/*`);
  const half = count >> 1;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Team',
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: arns.slice(0, half),
      },
      { Sid: 'Never', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: arns.slice(half) },
    ],
  };
}

function filled(
  characters: number,
  first: readonly WrittenStatement[],
  one: (index: number) => WrittenStatement,
): { readonly Version: '2012-10-17'; readonly Statement: WrittenStatement[] } {
  const statements = [...first];
  let length = JSON.stringify({ Version: '2012-10-17', Statement: statements }).length;
  for (;;) {
    const next = one(statements.length);
    length += JSON.stringify(next).length + 1;
    if (length > characters) return { Version: '2012-10-17', Statement: statements };
    statements.push(next);
  }
}
