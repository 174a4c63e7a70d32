/**
 * How EC2's protocol spells members, which is not how its SDKs do: lists lose their `s` on the way in and become sets of items
 * on the way out. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
import { isRecord } from './iam-grammar.ts';
import type { Input } from './input-shape.ts';

/** Lists in requests whose SDK name is not the wire's with an `s`. */
const REQUEST_LISTS: ReadonlyMap<string, string> = new Map([['Groups', 'UserIdGroupPairs']]);
/** Names in answers that no rule gives. */
const ANSWER_NAMES: ReadonlyMap<string, string> = new Map([
  ['Unsuccessful', 'unsuccessful'],
  ['DnsEntries', 'dnsEntrySet'],
  ['SecurityGroups', 'securityGroupInfo'],
  ['IpPermissions', 'ipPermissions'],
  ['IpPermissionsEgress', 'ipPermissionsEgress'],
  ['UserIdGroupPairs', 'groups'],
  ['IpRanges', 'ipRanges'],
  ['PrivateIpAddresses', 'privateIpAddressesSet'],
]);
const WHOLE_NUMBERS = new Set(['MaxResults', 'FromPort', 'ToPort']);

/** The input as an SDK's caller wrote it. */
export function ec2Input(input: Input): Input {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (Array.isArray(value)) {
        const list = value.map((item: unknown) => (isRecord(item) ? ec2Input(item) : item));
        return [REQUEST_LISTS.get(name) ?? (name.endsWith('s') ? name : `${name}s`), list];
      }
      return [name, isRecord(value) ? ec2Input(value) : scalarOf(name, value)];
    }),
  );
}

/** What a member of an answer is called on the wire. */
export function ec2Name(member: string, value: unknown): string {
  const special = ANSWER_NAMES.get(member);
  if (special !== undefined) {
    return special;
  }
  const lower = member.slice(0, 1).toLowerCase() + member.slice(1);
  return Array.isArray(value) ? `${lower.replace(/s$/, '')}Set` : lower;
}

function scalarOf(name: string, value: unknown): unknown {
  if (WHOLE_NUMBERS.has(name) && typeof value === 'string' && /^-?\d{1,9}$/.test(value)) {
    return Number(value);
  }
  return value === 'true' ? true : value === 'false' ? false : value;
}
