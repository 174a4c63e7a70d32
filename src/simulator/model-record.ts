/**
 * Models, which batch transform jobs take their network from, and Studio domains: both stand still here once they are made.
 */
import type { DomainSeed, ModelSeed } from './job-seed.ts';
import { vpcConfigOf } from './job-settings.ts';
import type { Stored } from './record-store.ts';

type Members = Readonly<Record<string, unknown>>;

export interface ModelRecord extends Stored<ModelRecord> {
  /** Members of CreateModel without its tags. */
  readonly settings: Members;
  readonly tags: ReadonlyMap<string, string>;
}

export interface DomainRecord extends Stored<DomainRecord> {
  /** The domain's id; `domainName` is what people call it. */
  readonly name: string;
  readonly domainName: string;
  /** Members of CreateDomain without its tags. */
  readonly settings: Members;
  readonly tags: ReadonlyMap<string, string>;
}

const SEEDED_AT = '2024-05-14T08:00:00Z';

export function modelArn(account: string, region: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${account}:model/${name.toLowerCase()}`;
}

export function domainArn(account: string, region: string, id: string): string {
  return `arn:aws:sagemaker:${region}:${account}:domain/${id}`;
}

/** @param at in milliseconds since the epoch. */
export function newModel(
  place: Pick<ModelRecord, 'name' | 'account' | 'region' | 'tags' | 'settings'>,
  at: number,
): ModelRecord {
  const arn = modelArn(place.account, place.region, place.name);
  return { ...place, arn, status: 'InService', createdAt: at, modifiedAt: at, due: undefined };
}

export function modelOf(account: string, seed: ModelSeed): ModelRecord {
  const { name, region, network } = seed;
  const vpcConfig = vpcConfigOf(network);
  const settings = {
    PrimaryContainer: { Image: '763104351884.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-base:latest' },
    ExecutionRoleArn: `arn:aws:iam::${account}:role/${seed.role ?? 'JobExecution'}`,
    EnableNetworkIsolation: network?.isolation ?? false,
    ...(vpcConfig === undefined ? {} : { VpcConfig: vpcConfig }),
  };
  const tags = new Map(Object.entries(seed.tags ?? {}));
  return newModel({ name, account, region, settings, tags }, Date.parse(seed.createdAt ?? SEEDED_AT));
}

/** A domain as of its creation; `at` is in milliseconds since the epoch. */
export function newDomain(
  place: Pick<DomainRecord, 'name' | 'account' | 'region' | 'domainName' | 'tags' | 'settings' | 'status' | 'due'>,
  at: number,
): DomainRecord {
  return { ...place, arn: domainArn(place.account, place.region, place.name), createdAt: at, modifiedAt: at };
}

export function domainOf(account: string, seed: DomainSeed): DomainRecord {
  const { id, name, region, vpc, subnets, securityGroups } = seed;
  const settings = {
    AuthMode: 'IAM',
    DefaultUserSettings: {
      ExecutionRole: `arn:aws:iam::${account}:role/${seed.role ?? 'StudioExecution'}`,
      ...(securityGroups === undefined ? {} : { SecurityGroups: securityGroups }),
    },
    AppNetworkAccessType: seed.access ?? 'PublicInternetOnly',
    ...(vpc === undefined ? {} : { VpcId: vpc }),
    ...(subnets === undefined ? {} : { SubnetIds: subnets }),
  };
  const tags = new Map(Object.entries(seed.tags ?? {}));
  const status = seed.status ?? 'InService';
  const place = { name: id, domainName: name, account, region, settings, tags, status, due: undefined };
  return newDomain(place, Date.parse(seed.createdAt ?? SEEDED_AT));
}

export function domainUrl({ name, region }: Pick<DomainRecord, 'name' | 'region'>): string {
  return `https://${name}.studio.${region}.sagemaker.aws`;
}
