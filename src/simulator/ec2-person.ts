/**
 * What people do to VPC endpoints while somebody else looks after them. Nobody asks them for permissions, nor whether what they
 * store is a document at all, and it is told at once.
 */
import { endpointOf, type EndpointRecord, FULL_ACCESS, type Networks } from './ec2-records.ts';
import type { EndpointSeed } from './ec2-seed.ts';
import type { Json } from './world-shape.ts';

/** `finish`: the document on its way is told now. */
export const ENDPOINT_ACTIONS = ['create', 'policy', 'tables', 'tag', 'delete', 'finish'] as const;
export type EndpointAction = (typeof ENDPOINT_ACTIONS)[number];

export interface EndpointDeed {
  readonly kind: 'vpc-endpoint';
  readonly account: string;
  readonly region: string;
  /** Its id. */
  readonly name: string;
  readonly action: EndpointAction;
  /** For `create`: the VPC's id, and the rest as a world says it. */
  readonly vpc?: string | undefined;
  readonly endpoint?: Omit<EndpointSeed, 'id'> | undefined;
  /** For `policy`: as text, or as an object. Left out: full access. */
  readonly policy?: Json | undefined;
  /** For `tables`: those that it is associated with from now on. */
  readonly routeTables?: readonly string[] | undefined;
  /** For `tag`: added to those that are there. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** @returns `ok`, or why it cannot be done. */
export function actOnEndpoint({ endpoints, vpcs }: Networks, deed: EndpointDeed, now: number): string {
  const record = endpoints.find(deed.account, deed.region, deed.name, now);
  if (deed.action === 'create') {
    const vpc = vpcs.find(deed.account, deed.region, deed.vpc ?? '', now);
    if (vpc === undefined || record !== undefined) {
      return vpc === undefined ? 'InvalidVpcId.NotFound' : 'exists';
    }
    const createdAt = new Date(now).toISOString();
    endpoints.put(endpointOf(deed.account, vpc.seed, { createdAt, ...deed.endpoint, id: deed.name }), now, 'person');
    return 'ok';
  }
  if (record === undefined) {
    return 'InvalidVpcEndpointId.NotFound';
  }
  endpoints.put({ ...record, ...changesOf(record, deed, now), modifiedAt: now }, now, 'person');
  return 'ok';
}

function changesOf(record: EndpointRecord, deed: EndpointDeed, now: number): Partial<EndpointRecord> {
  const { policy } = deed;
  switch (deed.action) {
    case 'policy':
      return { policy: policyText(policy), due: undefined };
    case 'tables':
      return { routeTableIds: deed.routeTables ?? [] };
    case 'tag':
      return { tags: new Map([...record.tags, ...Object.entries(deed.tags ?? {})]) };
    case 'delete':
      return { status: 'deleting', due: { at: now, changes: 'gone' } };
    case 'finish':
    case 'create':
      return { due: record.due === undefined ? undefined : { ...record.due, at: now } };
  }
}

function policyText(policy: Json | undefined): string {
  return policy === undefined ? FULL_ACCESS : typeof policy === 'string' ? policy : JSON.stringify(policy);
}
