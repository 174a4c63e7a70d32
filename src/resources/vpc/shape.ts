/**
 * What a VPC is to us: its endpoints for S3 with their documents, and who else lives in it. The VPC is the resource, so that an
 * endpoint which is missing is a difference like any other.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
import { few } from '../../model/few.ts';
import type { DocumentReading } from '../../model/iam-document-read.ts';
import type { Resource } from '../../model/resource.ts';
import type { AccountId, Region } from '../../model/target.ts';
import type { Difference, Note, Path } from '../../model/verdict.ts';

export interface S3Endpoint {
  readonly id: string;
  readonly type: 'Gateway' | 'Interface';
  /** In lower case: AWS answers `available`, its reference says `Available`. */
  readonly state: string;
  readonly ownerId: AccountId;
  /** An AWS service made it for somebody, and looks after it. */
  readonly requesterManaged: boolean;
  readonly document: DocumentReading;
  /** Of a gateway endpoint. */
  readonly routeTableIds: readonly string[];
  /** Of an interface endpoint. */
  readonly subnetIds: readonly string[];
  readonly privateDnsEnabled: boolean;
  /** It leads to another region's S3, or to access points of several: no way to buckets of this region, whatever its document says. */
  readonly elsewhere?: true;
  readonly tags: Readonly<Record<string, string>>;
}

/** It may be the way to the buckets of its region. */
export function isForBucketsHere({ elsewhere }: S3Endpoint): boolean {
  return elsewhere !== true;
}

/** States in which an endpoint serves nobody, and never will again. One that AWS may add counts as there: none is missing. */
const GONE: ReadonlySet<string> = new Set(['deleting', 'deleted', 'rejected', 'failed', 'expired']);

export function isGone({ state }: S3Endpoint): boolean {
  return GONE.has(state);
}

/** Why nobody here may change it; undefined: we may. `account`: of the reading. */
export function untouchable(
  account: AccountId,
  { id, ownerId, requesterManaged }: S3Endpoint,
): { readonly reason: string; readonly why: string } | undefined {
  if (requesterManaged) return { reason: 'RequesterManaged', why: `${id} is managed by the service that made it` };
  if (ownerId === account) return undefined;
  return { reason: 'OwnedByAnotherAccount', why: `${id} belongs to account ${ownerId}, which alone can change it` };
}

/** Network interfaces that are neither SageMaker's nor an endpoint's. */
export type Neighbours =
  | {
      readonly is: 'counted';
      readonly count: number;
      readonly owners: readonly string[];
      /** Accounts other than the one that it was read in with interfaces in it, SageMaker's too. */
      readonly sharers: readonly AccountId[];
    }
  | { readonly is: 'unknown'; readonly why: string };

/** Accounts that are known to share the VPC, as far as who else lives there was read. */
export function sharersOf({ neighbours }: Pick<Vpc, 'neighbours'>): readonly AccountId[] {
  return neighbours?.is === 'counted' ? neighbours.sharers : [];
}

export interface Subnet {
  readonly id: string;
  /** The main one of the VPC where the subnet names none. Empty where AWS tells neither, as may be in somebody else's VPC. */
  readonly routeTableId: string;
  readonly freeAddresses: number;
}

/** A route, as far as it is about where traffic leaves to. */
export interface Route {
  /** A CIDR, or the id of a prefix list. */
  readonly destination: string;
  /** What it leads to: `nat-...`, `igw-...`, `vpce-...`; empty where AWS names none. */
  readonly target: string;
  readonly active: boolean;
}

export interface RouteTable {
  readonly id: string;
  readonly routes: readonly Route[];
}

/**
 * Services beside S3 that jobs without a way to the internet call, as they are called within a region.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
 */
export const JOB_SERVICES = ['sagemaker.api', 'sagemaker.runtime', 'ecr.api', 'ecr.dkr', 'logs', 'sts'] as const;

/** An interface endpoint of one of JOB_SERVICES. */
export interface ServiceEndpoint {
  readonly id: string;
  /** Such as `com.amazonaws.eu-central-1.sagemaker.api`. */
  readonly serviceName: string;
  readonly state: string;
  readonly privateDnsEnabled: boolean;
  readonly subnetIds: readonly string[];
}

/** Why it could not be read: AWS denied it, with its code and message. */
export interface Unread {
  readonly unread: string;
  /** AWS answered, in another form than documented: no permission is missing. */
  readonly odd?: true;
}

export type Told<T> = T | Unread;

export function isUnread(told: unknown): told is Unread {
  return typeof told === 'object' && told !== null && 'unread' in told;
}

/**
 * What jobs in the VPC need of it, read where a policy asks for it and SageMaker is known to use the VPC. Of somebody else's VPC only
 * the security groups are read: its owner alone sees the rest, which counts here as in order.
 */
export interface JobNetworks {
  readonly dnsSupport: Told<boolean>;
  readonly dnsHostnames: Told<boolean>;
  /** Of the VPC as a whole, or of every one of its subnets. */
  readonly flowLogs: Told<boolean>;
  /** Security groups of the account that let everything in from themselves. */
  readonly selfReferenced: Told<readonly string[]>;
  /** Others that let everything in from all addresses of the VPC, and so from themselves. Undefined: none does, or AWS denied to read it. */
  readonly openToVpc?: readonly string[];
}

/** The policy of a bucket, read where a policy of ours asks for it. */
export type BucketPolicy =
  | { readonly bucket: string; readonly document: DocumentReading }
  /** It has none. */
  | { readonly bucket: string; readonly document: undefined }
  | { readonly bucket: string; readonly unread: string };

export interface Vpc extends Resource {
  readonly kind: 'vpc';
  readonly vpcId: string;
  readonly partition: string;
  /** Of a shared VPC, another account than the one that it was read in. */
  readonly ownerId: AccountId;
  readonly tags: Readonly<Record<string, string>>;
  readonly endpoints: readonly S3Endpoint[];
  readonly services: readonly ServiceEndpoint[];
  /**
   * Endpoints for S3 or for what jobs call that AWS describes in another form than is known here, in words, sorted; left out: there are
   * none. Nobody knows what they do, so that nothing may be concluded from there being no other.
   */
  readonly oddEndpoints?: readonly string[];
  /** The same of the VPC itself, its subnets and its route tables: without these nobody knows who uses it, or by which way. */
  readonly oddNetwork?: readonly string[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  /** Undefined: no policy asks. */
  readonly neighbours: Neighbours | undefined;
  /** Undefined: no policy asks, or nothing of SageMaker was known to be there when it was read. */
  readonly jobNetworks: JobNetworks | undefined;
  /** Of the buckets that definitions name whose jobs run in this VPC. Undefined: no policy asks. */
  readonly bucketPolicies: readonly BucketPolicy[] | undefined;
}

/** Why less is judged and nothing is made there. @param odd of the VPC. Undefined: there is none. */
export function notUnderstood({ vpcId }: Vpc, odd: readonly string[] = []): Note | undefined {
  if (odd.length === 0) return undefined;
  const message = `AWS describes a part of ${vpcId} in a form that is not known here, and it is left alone: ${few(odd)}`;
  return { reason: 'VpcNotUnderstood', message };
}

/** Below this path stands, by the id of a group, the rule by which its members reach each other. */
export const SELF_REFERENCE: Path = '/selfReference';

export function selfReferencePath(groupId: string): Path {
  return `${SELF_REFERENCE}/${groupId}`;
}

/** A difference that must wait for something which is not so yet: the step that it leads to carries it on. */
export interface EndpointDifference extends Difference {
  readonly unmet?: { readonly reason: string; readonly why: string };
}

export function unmetOf(difference: EndpointDifference): EndpointDifference['unmet'] {
  return difference.unmet;
}

/**
 * What a gateway endpoint for ordinary buckets is made for, in every partition: only interface endpoints have another name in
 * China. Access points of several regions have a service of their own.
 */
export function s3ServiceName(region: Region): string {
  return `com.amazonaws.${region}.s3`;
}

/** The path of an endpoint; those of its statements are below it. */
export function endpointPath(endpointId: string): Path {
  return `/endpoints/${endpointId}`;
}

export const ENDPOINTS: Path = '/endpoints';

/** What the path names below `/statements/`: an escaped Sid or a position; undefined: it is about no statement. */
export function statementOf(path: Path): string | undefined {
  return /^\/(?:endpoints\/[^/]+|gatewayEndpoint)\/statements\/([^/]*)$/.exec(path)?.[1];
}

/** The path of the gateway endpoint that is not there; the statements of its document are below it, as with any endpoint. */
export const MISSING_ENDPOINT: Path = '/gatewayEndpoint';

export function routeTablesPath(endpointId: string): Path {
  return `${endpointPath(endpointId)}/routeTables`;
}
