/**
 * What a VPC is to us: its endpoints for S3 with their documents, and who else lives in it. The VPC is the resource, so that an
 * endpoint which is missing is a difference like any other.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
import { pathOfSid } from '../../model/iam-document-difference.ts';
import type { DocumentReading } from '../../model/iam-document-read.ts';
import type { AccountId, Region } from '../../model/target.ts';
import type { Difference, Path } from '../../model/verdict.ts';

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
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether SageMaker runs in the VPC, as far as notebooks, domains and definitions that could be read tell. */
export type SageMakerUse =
  | { readonly is: 'used'; readonly by: readonly string[] }
  | { readonly is: 'unused' }
  | { readonly is: 'unknown'; readonly why: string };

/** Network interfaces that are neither SageMaker's nor an endpoint's. */
export type Neighbours =
  | { readonly is: 'counted'; readonly count: number; readonly owners: readonly string[] }
  | { readonly is: 'unknown'; readonly why: string };

/** What policies judge; the kind's resource carries it together with what every resource has. */
export interface VpcReading {
  readonly vpcId: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly partition: string;
  /** Of a shared VPC, another account than the one that it was read in. */
  readonly ownerId: AccountId;
  readonly tags: Readonly<Record<string, string>>;
  readonly use: SageMakerUse;
  readonly endpoints: readonly S3Endpoint[];
  /** Route tables of the subnets that jobs and notebooks use, the main one where a subnet names none. */
  readonly jobRouteTableIds: readonly string[];
  readonly neighbours: Neighbours;
}

/** A difference that must wait for something which is not so yet: the step that it leads to carries it on. */
export interface EndpointDifference extends Difference {
  readonly unmet?: { readonly reason: string; readonly why: string };
}

/** The service of ordinary buckets; access points of several regions have one of their own. */
export function s3ServiceName(region: Region, partition = 'aws'): string {
  return `${partition === 'aws-cn' ? 'cn.com.amazonaws' : 'com.amazonaws'}.${region}.s3`;
}

/** Of an endpoint, whose statements are below it. */
export function endpointPath(endpointId: string): Path {
  return `/endpoints/${endpointId}`;
}

export function statementPath(endpointId: string, sid: string): Path {
  return `${endpointPath(endpointId)}${pathOfSid(sid)}`;
}

/** What the path names below `/statements/`: an escaped Sid or a position; undefined: it is about no statement. */
export function statementOf(path: Path): string | undefined {
  return /^\/(?:endpoints\/[^/]+|gatewayEndpoint)\/statements\/([^/]*)$/.exec(path)?.[1];
}

/** Of the gateway endpoint that is not there; what its document is to have is below it, as with any endpoint. */
export const MISSING_ENDPOINT: Path = '/gatewayEndpoint';

export function routeTablesPath(endpointId: string): Path {
  return `${endpointPath(endpointId)}/routeTables`;
}
