/**
 * What people do to VPC endpoints while somebody else looks after them. Nobody asks them for permissions, nor whether what they
 * store is a document at all, and it is told at once.
 */
import { type EndpointRecord, FULL_ACCESS, type Networks } from './ec2-records.ts';
import type { Json } from './world-shape.ts';

/** `finish`: the document on its way is told now. */
export const ENDPOINT_ACTIONS = ['policy', 'tables', 'tag', 'delete', 'finish'] as const;
export type EndpointAction = (typeof ENDPOINT_ACTIONS)[number];

export interface EndpointDeed {
  readonly kind: 'vpc-endpoint';
  readonly account: string;
  readonly region: string;
  /** Its id. */
  readonly name: string;
  readonly action: EndpointAction;
  /** For `policy`: as text, or as an object. Left out: full access. */
  readonly policy?: Json | undefined;
  /** For `tables`: those that it is associated with from now on. */
  readonly routeTables?: readonly string[] | undefined;
  /** For `tag`: added to those that are there. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** @returns `ok`, or why it cannot be done. */
export function actOnEndpoint({ endpoints }: Networks, deed: EndpointDeed, now: number): string {
  const record = endpoints.find(deed.account, deed.region, deed.name, now);
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
      return { due: record.due === undefined ? undefined : { ...record.due, at: now } };
  }
}

function policyText(policy: Json | undefined): string {
  return policy === undefined ? FULL_ACCESS : typeof policy === 'string' ? policy : JSON.stringify(policy);
}
