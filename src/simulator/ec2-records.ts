/**
 * Networks as they are at one moment: VPCs, which nobody changes here, and what people and programs do change, endpoints and
 * security groups. Records never change: every change is a new one.
 */
import { createHash } from 'node:crypto';
import type { EndpointSeed, SecurityGroupRuleSeed, VpcSeed } from './ec2-seed.ts';
import type { Journal } from './journal.ts';
import type { OrganizationTree } from './organization-tree.ts';
import { RecordStore, type Stored } from './record-store.ts';

export interface VpcRecord extends Stored<VpcRecord> {
  /** Another account than `account` where the VPC is shared with that one. */
  readonly ownerId: string;
  readonly seed: VpcSeed;
}

export interface EndpointRecord extends Stored<EndpointRecord> {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly type: 'Gateway' | 'Interface';
  readonly ownerId: string;
  readonly requesterManaged: boolean;
  /** As DescribeVpcEndpoints tells it. */
  readonly policy: string;
  readonly routeTableIds: readonly string[];
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly privateDns: boolean;
  readonly tags: ReadonlyMap<string, string>;
  /** The client's token of the request that created it, with what else that request said. */
  readonly clientToken: string | undefined;
  readonly request: string | undefined;
}

export interface SecurityGroupRecord extends Stored<SecurityGroupRecord> {
  readonly vpcId: string;
  readonly groupName: string;
  readonly rules: readonly SecurityGroupRuleSeed[];
  readonly tags: ReadonlyMap<string, string>;
}

export interface Networks {
  readonly vpcs: RecordStore<VpcRecord>;
  readonly endpoints: RecordStore<EndpointRecord>;
  readonly groups: RecordStore<SecurityGroupRecord>;
}

export const FULL_ACCESS =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

const SEEDED_AT = Date.parse('2024-05-14T08:00:00Z');
const GATEWAY_SERVICES = new Set(['s3', 'dynamodb']);

/** @throws RangeError when an id stands twice in an account and region. */
export function networksOf(tree: OrganizationTree, journal: Journal): Networks {
  const networks: Networks = {
    vpcs: new RecordStore<VpcRecord>(journal),
    endpoints: new RecordStore<EndpointRecord>(journal),
    groups: new RecordStore<SecurityGroupRecord>(journal),
  };
  for (const account of tree.world.accounts) {
    for (const seed of account.vpcs ?? []) {
      for (const viewer of [account.id, ...(seed.sharedWith ?? [])]) {
        networks.vpcs.plant({
          ...stored('vpc', account.id, seed.region, seed.id),
          account: viewer,
          ownerId: account.id,
          seed,
        });
      }
      for (const endpoint of seed.endpoints ?? []) {
        networks.endpoints.plant(endpointOf(account.id, seed, endpoint));
      }
      for (const group of seed.securityGroups ?? []) {
        networks.groups.plant({
          ...stored('security-group', account.id, seed.region, group.id),
          vpcId: seed.id,
          groupName: group.name ?? group.id,
          rules: (group.rules ?? []).map((rule) => (rule.group === 'self' ? { ...rule, group: group.id } : rule)),
          tags: new Map(Object.entries(group.tags ?? {})),
        });
      }
    }
  }
  return networks;
}

export function copyOfNetworks({ vpcs, endpoints, groups }: Networks, journal: Journal): Networks {
  return { vpcs: vpcs.copy(journal), endpoints: endpoints.copy(journal), groups: groups.copy(journal) };
}

export function ec2Arn(type: string, account: string, region: string, id: string): string {
  return `arn:aws:ec2:${region}:${account}:${type}/${id}`;
}

/** A short id that is the same for the same parts. */
export function idOf(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}-${createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 17)}`;
}

/** An endpoint as a world says it. */
export function endpointOf(account: string, vpc: VpcSeed, seed: EndpointSeed): EndpointRecord {
  const { service = 's3', policy } = seed;
  const created = seed.createdAt === undefined ? SEEDED_AT : Date.parse(seed.createdAt);
  return {
    ...stored('vpc-endpoint', account, vpc.region, seed.id),
    status: seed.state ?? 'available',
    createdAt: created,
    modifiedAt: created,
    vpcId: vpc.id,
    serviceName: service.startsWith('com.') ? service : `com.amazonaws.${vpc.region}.${service}`,
    type: seed.type ?? (GATEWAY_SERVICES.has(service) ? 'Gateway' : 'Interface'),
    ownerId: seed.owner ?? account,
    requesterManaged: seed.requesterManaged ?? false,
    policy: policy === undefined ? FULL_ACCESS : typeof policy === 'string' ? policy : JSON.stringify(policy),
    routeTableIds: seed.routeTables ?? [],
    subnetIds: seed.subnets ?? [],
    groupIds: seed.groups ?? [],
    privateDns: seed.privateDns ?? false,
    tags: new Map(Object.entries(seed.tags ?? {})),
    clientToken: undefined,
    request: undefined,
  };
}

function stored(type: string, account: string, region: string, id: string) {
  return {
    name: id,
    account,
    region,
    arn: ec2Arn(type, account, region, id),
    status: 'available',
    createdAt: SEEDED_AT,
    modifiedAt: SEEDED_AT,
    due: undefined,
  };
}
