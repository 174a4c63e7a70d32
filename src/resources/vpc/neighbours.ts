/**
 * Who else lives in the VPC? Its network interfaces that are neither SageMaker's nor part of the network itself. AWS marks neither;
 * whatever cannot be told for sure counts as somebody else's, so that nobody is hurt.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
 */
import type { Answer } from '../answer.ts';
import { ACCOUNT_ID, VPC_ID, described, inVpc, understood, unlessDenied } from './asking.ts';
import type { Asking } from './asking.ts';
import { isUnread } from './shape.ts';
import type { Neighbours } from './shape.ts';

/** Interfaces of these types ask nothing of S3 themselves: they carry what others send, or are endpoints. */
const INFRASTRUCTURE: ReadonlySet<string> = new Set([
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'nat_gateway',
  'natgateway',
  'transit_gateway',
  'vpc_endpoint',
]);
/** Owners that are told; the rest is in the count. */
const MAX_OWNERS = 20;
const MAX_OWNER_CHARACTERS = 80;
const CALLED = { what: 'network interface', id: 'NetworkInterfaceId' } as const;

/**
 * `[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook Instance ...` and `[DO NOT
 * DELETE] ENI managed by SageMaker for Studio Domain(...) ...`, as AWS writes them; on no page of its documentation.
 */
const OF_SAGEMAKER = /^\[do not delete\].*\bsagemaker\b/i;
/** SageMaker makes interfaces by the role of the job or notebook, in a session of this name. */
const SESSION_OF_SAGEMAKER = /^AROA[0-9A-Z]+:SageMaker$/;
/** A mount target answers, and asks nobody; each Studio domain has some. https://docs.aws.amazon.com/efs/latest/ug/manage-fs-access.html */
const MOUNT_TARGET = /^EFS mount target for fs-/;

/** What people call them, by how their description begins: only AWS's support pages and other people's lists tell these. */
const DESCRIPTIONS: readonly (readonly [RegExp, string])[] = [
  [/^AWS Lambda VPC ENI/, 'Lambda'],
  [/^ELB /, 'load balancer'],
  [/^RDSNetworkInterface/, 'RDS'],
  [/^RedshiftNetworkInterface/, 'Redshift'],
  [/^ElastiCache/, 'ElastiCache'],
  [/^arn:aws[^:]*:ecs:/, 'ECS'],
  [/^Amazon EKS /, 'EKS control plane'],
  [/^Attached to Glue/, 'Glue'],
];
const TYPES: Readonly<Record<string, string>> = {
  lambda: 'Lambda',
  load_balancer: 'load balancer',
  network_load_balancer: 'load balancer',
};

interface Inhabitants {
  count: number;
  readonly owners: Set<string>;
  readonly sharers: Set<string>;
}

/** By the id of the VPC: nobody lives in one without interfaces. */
export async function readNeighbours(asking: Asking): Promise<(vpcId: string) => Neighbours> {
  const interfaces = await unlessDenied(described(asking, 'DescribeNetworkInterfaces', inVpc(asking)));
  if (isUnread(interfaces)) return () => ({ is: 'unknown', why: interfaces.unread });
  const found = new Map<string, Inhabitants>();
  for (const answer of interfaces) {
    const vpcId = answer.matching('VpcId', VPC_ID);
    const there = found.get(vpcId) ?? { count: 0, owners: new Set(), sharers: new Set() };
    found.set(vpcId, there);
    const odd: string[] = [];
    const account = understood(answer, CALLED, odd, () => answer.optional('OwnerId')) ?? '';
    const { owner } = understood(answer, CALLED, odd, () => inhabitantOf(answer)) ?? { owner: odd.at(-1) };
    if (ACCOUNT_ID.test(account) && account !== asking.target.account) there.sharers.add(account);
    if (owner === undefined) continue;
    there.count += 1;
    if (there.owners.size < MAX_OWNERS) there.owners.add(clipped(owner));
  }
  return (vpcId) => {
    const { count, owners, sharers } = found.get(vpcId) ?? { count: 0, owners: [], sharers: [] };
    return { is: 'counted', count, owners: [...owners].toSorted(), sharers: [...sharers].toSorted() };
  };
}

/** Without an owner it is SageMaker's, or part of the network. */
function inhabitantOf(answer: Answer): { readonly owner: string | undefined } {
  return { owner: isSageMakers(answer) || isInfrastructure(answer) ? undefined : ownerOf(answer) };
}

/** Somebody's instance is never SageMaker's: those are of accounts of AWS. Anyone may write such a description. */
function isSageMakers(answer: Answer): boolean {
  if (isOnInstanceOfPeople(answer)) return false;
  return (
    OF_SAGEMAKER.test(answer.optional('Description') ?? '') ||
    SESSION_OF_SAGEMAKER.test(answer.optional('RequesterId') ?? '')
  );
}

function isInfrastructure(answer: Answer): boolean {
  if (INFRASTRUCTURE.has(typeOf(answer))) return true;
  return answer.flag('RequesterManaged') && MOUNT_TARGET.test(answer.optional('Description') ?? '');
}

function isOnInstanceOfPeople(answer: Answer): boolean {
  const attachment = answer.member('Attachment');
  return (
    attachment?.optional('InstanceId') !== undefined &&
    attachment.optional('InstanceOwnerId') === answer.optional('OwnerId')
  );
}

/** As a person would look for it: `EC2 i-0abc of 111122223333`, `Lambda`, `load balancer`. */
function ownerOf(answer: Answer): string {
  const attachment = answer.member('Attachment');
  const instance = attachment?.optional('InstanceId');
  const account = attachment?.optional('InstanceOwnerId') ?? answer.optional('OwnerId');
  if (instance !== undefined) return clipped(`EC2 ${instance}${account === undefined ? '' : ` of ${account}`}`);
  const description = answer.optional('Description') ?? '';
  const known = DESCRIPTIONS.find(([pattern]) => pattern.test(description))?.[1] ?? TYPES[typeOf(answer)];
  if (known !== undefined) return known;
  const requester = answer.optional('RequesterId');
  const words = [description, requester, answer.text('NetworkInterfaceId')].find((one) => (one ?? '').trim() !== '');
  return clipped(words ?? '');
}

function typeOf(answer: Answer): string {
  return (answer.optional('InterfaceType') ?? 'interface').toLowerCase();
}

/** What others wrote goes on one short line. */
function clipped(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > MAX_OWNER_CHARACTERS ? `${line.slice(0, MAX_OWNER_CHARACTERS - 1)}…` : line;
}
