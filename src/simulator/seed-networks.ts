/**
 * Networks and jobs of a generated world: VPCs that are all alike but for the documents of their S3 endpoints, and jobs of which some
 * run in them.
 */
import type { VpcSeed } from './ec2-seed.ts';
import { JOB_TYPES, type JobSeed, type JobType } from './job-seed.ts';
import type { Json } from './world-shape.ts';

export interface NetworkSize {
  /** In each account and region. Default none. */
  readonly vpcs?: number;
  /** Of VPCs whose S3 endpoint has somebody's statement beside the one that allows everything. Default 0.5. */
  readonly foreignShare?: number;
  /** In each account and region, all in progress. Default none. */
  readonly jobs?: number;
  /** Of jobs that run in a VPC, where there is one. Default 0.5. */
  readonly jobsInVpcShare?: number;
}

const FOREIGN: Json = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    {
      Sid: 'KeepArchive',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObject',
      Resource: 'arn:aws:s3:::example-archive/*',
    },
  ],
};
/** A transform job needs a model to say where it runs. */
const TYPES = JOB_TYPES.filter((type) => type !== 'transform');
const EVERY_MS = 60_000;

export function vpcSeed(size: NetworkSize, region: string, serial: number, random: () => number): VpcSeed {
  const id = idOf(serial);
  const isForeign = random() < (size.foreignShare ?? 0.5);
  return {
    id: `vpc-${id}`,
    region,
    subnets: [
      { id: `subnet-${id}a`, routeTable: `rtb-${id}` },
      { id: `subnet-${id}b`, routeTable: `rtb-${id}`, availabilityZone: `${region}b` },
    ],
    routeTables: [{ id: `rtb-${id}`, main: true, routes: { '0.0.0.0/0': `nat-${id}` } }],
    securityGroups: [{ id: `sg-${id}`, rules: [{ group: 'self' }, { egress: true, cidr: '0.0.0.0/0' }] }],
    flowLogs: [{ id: `fl-${id}` }],
    endpoints: [{ id: `vpce-${id}`, routeTables: [`rtb-${id}`], ...(isForeign ? { policy: FOREIGN } : {}) }],
  };
}

export function jobSeed(size: NetworkSize, region: string, serial: number, random: () => number): JobSeed {
  const vpcs = size.vpcs ?? 0;
  const isInside = random() < (size.jobsInVpcShare ?? 0.5) && vpcs > 0;
  const id = idOf(serial % Math.max(1, vpcs));
  const network = { subnets: [`subnet-${id}a`, `subnet-${id}b`], securityGroups: [`sg-${id}`] };
  return {
    type: typeOf(serial),
    name: `job-${String(serial).padStart(4, '0')}`,
    region,
    startedAgoMs: (serial + 1) * EVERY_MS,
    ...(isInside ? { network } : {}),
  };
}

function typeOf(serial: number): JobType {
  return TYPES[serial % TYPES.length] ?? 'processing';
}

function idOf(serial: number): string {
  return `0${serial.toString(16).padStart(7, '0')}`;
}
