/**
 * What people do to networks beside the documents of endpoints: instances and nodes come and go with their interfaces, and rules of
 * security groups are added and taken away.
 */
import type { Networks, VpcRecord } from './ec2-records.ts';
import type { NetworkInterfaceSeed, SecurityGroupRuleSeed } from './ec2-seed.ts';

export const VPC_ACTIONS = ['attach', 'detach'] as const;

export interface VpcDeed {
  readonly kind: 'vpc';
  /** Its owner. */
  readonly account: string;
  readonly region: string;
  /** Its id. */
  readonly name: string;
  readonly action: (typeof VPC_ACTIONS)[number];
  /** For `attach` as it stands then; for `detach` its id is enough. */
  readonly interface: NetworkInterfaceSeed;
}

export const GROUP_ACTIONS = ['authorize', 'revoke'] as const;

export interface GroupDeed {
  readonly kind: 'security-group';
  readonly account: string;
  readonly region: string;
  /** Its id. */
  readonly name: string;
  readonly action: (typeof GROUP_ACTIONS)[number];
  /** For `revoke`: every rule that has what this one says. Left out: every rule for what comes in. */
  readonly rule?: SecurityGroupRuleSeed | undefined;
}

/** @returns `ok`, or why it cannot be done. */
export function actOnVpc({ vpcs }: Networks, deed: VpcDeed, now: number): string {
  const isIt = ({ name, ownerId, region }: VpcRecord): boolean =>
    name === deed.name && ownerId === deed.account && region === deed.region;
  // Who shares it has a record of it too.
  const records = [...vpcs.all(now)].filter(isIt);
  if (records.length === 0) {
    return 'InvalidVpcID.NotFound';
  }
  for (const record of records) {
    const others = (record.seed.networkInterfaces ?? []).filter(({ id }) => id !== deed.interface.id);
    const networkInterfaces = deed.action === 'attach' ? [...others, deed.interface] : others;
    vpcs.put({ ...record, seed: { ...record.seed, networkInterfaces }, modifiedAt: now }, now, 'person');
  }
  return 'ok';
}

/** @returns `ok`, or why it cannot be done. */
export function actOnGroup({ groups }: Networks, deed: GroupDeed, now: number): string {
  const record = groups.find(deed.account, deed.region, deed.name, now);
  if (record === undefined) {
    return 'InvalidGroup.NotFound';
  }
  const { rule = {} } = deed;
  const wanted = rule.group === 'self' ? { ...rule, group: record.name } : rule;
  const rules =
    deed.action === 'authorize'
      ? [...record.rules, wanted]
      : record.rules.filter((known) => known.egress === true || !says(known, wanted));
  groups.put({ ...record, rules, modifiedAt: now }, now, 'person');
  return 'ok';
}

function says(known: SecurityGroupRuleSeed, wanted: SecurityGroupRuleSeed): boolean {
  const members = ['protocol', 'fromPort', 'toPort', 'group', 'cidr'] as const;
  return members.every((member) => wanted[member] === undefined || wanted[member] === known[member]);
}
