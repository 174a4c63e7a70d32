/**
 * Which endpoints for S3, and for the other services that jobs call, are there? The same few documents stand in thousands of
 * endpoints, so each text is parsed and kept once.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
import { createHash } from 'node:crypto';
import { readIamDocument } from '../../model/iam-document-read.ts';
import type { DocumentReading } from '../../model/iam-document-read.ts';
import type { Answer } from '../answer.ts';
import {
  ACCOUNT_ID,
  ENDPOINT_ID,
  ROUTE_TABLE_ID,
  SUBNET_ID,
  VPC_ID,
  byId,
  described,
  inVpc,
  tagsOf,
  understood,
} from './asking.ts';
import type { Asking } from './asking.ts';
import { JOB_SERVICES } from './shape.ts';
import type { S3Endpoint, ServiceEndpoint, Vpc } from './shape.ts';

/** Of one VPC, both sorted by id. */
export type Endpoints = Pick<Vpc, 'endpoints' | 'services' | 'oddEndpoints'>;

interface Found {
  readonly endpoints: S3Endpoint[];
  readonly services: ServiceEndpoint[];
  readonly odd: string[];
}

export const NO_ENDPOINTS: Endpoints = { endpoints: [], services: [] };

/** In China some services have the first form and some the second, S3 both, by the type of the endpoint; the third is Europe's own cloud. */
const SERVICE_PREFIXES = ['com.amazonaws', 'cn.com.amazonaws', 'eu.amazonaws'];
/**
 * An interface endpoint may lead to S3 of another region, or to access points of several regions. Those of S3 Express, Outposts and
 * Tables are other services, with documents in other actions: none of them is read.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointsPrivateLink.html
 */
const S3_SERVICE = /^(?:com|cn\.com|eu)\.amazonaws\.(?:[a-z0-9-]+\.s3|s3-global\.accesspoint)$/;
/** Endpoints of these types lead to no service of AWS by its name: they are none of those that are asked for. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['GatewayLoadBalancer', 'Resource', 'ServiceNetwork']);
const CALLED = { what: 'endpoint', id: 'VpcEndpointId' } as const;
const MAX_TYPE_CHARACTERS = 40;
/** So many characters of distinct documents are kept. Beyond that all are forgotten, and collected anew. */
const SHARED_CHARACTERS = 32_000_000;
const NO_DOCUMENT: DocumentReading = { is: 'unknown', why: 'AWS tells none' };

/** By the id of the VPC; those without any are not in it. */
export async function readEndpoints(asking: Asking): Promise<ReadonlyMap<string, Endpoints>> {
  const { region } = asking.target;
  const names = (service: string): readonly string[] =>
    SERVICE_PREFIXES.map((prefix) => `${prefix}.${region}.${service}`);
  const here = new Set(names('s3'));
  const others = new Set(JOB_SERVICES.flatMap(names));
  // The first of these fits this region too. Its names are asked for all the same, so that no way to its buckets hangs on a wildcard.
  const elsewhere = SERVICE_PREFIXES.flatMap((prefix) => [`${prefix}.*.s3`, `${prefix}.s3-global.accesspoint`]);
  const filter = { Name: 'service-name', Values: [...here, ...elsewhere, ...others] };
  const found = new Map<string, Found>();
  for (const answer of await described(asking, 'DescribeVpcEndpoints', [filter, ...inVpc(asking)])) {
    const vpcId = answer.matching('VpcId', VPC_ID);
    const there = found.get(vpcId) ?? { endpoints: [], services: [], odd: [] };
    found.set(vpcId, there);
    understood(answer, CALLED, there.odd, () => {
      const service = answer.text('ServiceName');
      const type = answer.optional('VpcEndpointType');
      const isS3 = S3_SERVICE.test(service);
      if (OTHER_TYPES.has(type ?? '') || (!isS3 && !others.has(service))) return;
      if (!isS3) there.services.push(serviceEndpoint(answer));
      else if (type === 'Gateway' || type === 'Interface')
        there.endpoints.push({ ...s3Endpoint(answer, type), ...(here.has(service) ? {} : { elsewhere: true }) });
      else there.odd.push(ofUnknownType(answer, type));
    });
  }
  return new Map(
    [...found].flatMap(([vpcId, there]) => (isEmpty(there) ? [] : [[vpcId, endpointsOf(there)] as const])),
  );
}

function isEmpty({ endpoints, services, odd }: Found): boolean {
  return endpoints.length + services.length + odd.length === 0;
}

function endpointsOf({ endpoints, services, odd }: Found): Endpoints {
  const oddEndpoints = odd.length === 0 ? {} : { oddEndpoints: odd.toSorted() };
  return { endpoints: endpoints.toSorted(byId), services: services.toSorted(byId), ...oddEndpoints };
}

/** AWS may add types, and one that is spelled otherwise may be any. */
function ofUnknownType(answer: Answer, type = ''): string {
  const said =
    type === ''
      ? 'its type is not told'
      : `its type ${JSON.stringify(type.slice(0, MAX_TYPE_CHARACTERS))} is not known`;
  return `endpoint ${answer.matching('VpcEndpointId', ENDPOINT_ID)} for S3: ${said}`;
}

function s3Endpoint(answer: Answer, type: S3Endpoint['type']): S3Endpoint {
  const document = answer.optional('PolicyDocument');
  return {
    ...placeOf(answer),
    type,
    ownerId: answer.matching('OwnerId', ACCOUNT_ID),
    requesterManaged: answer.flag('RequesterManaged'),
    document: document === undefined ? NO_DOCUMENT : shared(document),
    routeTableIds: idsIn(answer, 'RouteTableIds', ROUTE_TABLE_ID),
    tags: tagsOf(answer),
  };
}

function serviceEndpoint(answer: Answer): ServiceEndpoint {
  return { ...placeOf(answer), serviceName: answer.text('ServiceName') };
}

function placeOf(answer: Answer): Pick<S3Endpoint, 'id' | 'state' | 'subnetIds' | 'privateDnsEnabled'> {
  return {
    id: answer.matching('VpcEndpointId', ENDPOINT_ID),
    state: answer.text('State').toLowerCase(),
    subnetIds: idsIn(answer, 'SubnetIds', SUBNET_ID),
    privateDnsEnabled: answer.flag('PrivateDnsEnabled') && !isForInboundOnly(answer),
  };
}

/**
 * Private names lead only what comes from outside of the VPC to it, as is the default where S3 has both types of endpoints.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns
 */
function isForInboundOnly(answer: Answer): boolean {
  return answer.member('DnsOptions')?.flag('PrivateDnsOnlyForInboundResolverEndpoint') === true;
}

/** Sorted: their order means nothing, and may be another in each answer. */
function idsIn(answer: Answer, member: string, pattern: RegExp): readonly string[] {
  const ids = answer.texts(member);
  if (!ids.every((id) => pattern.test(id))) throw answer.unexpected(member);
  return ids.toSorted();
}

const documents = new Map<string, DocumentReading>();
let sharedCharacters = 0;

/** One object for each text, so that what has not changed is the same to `===`. */
function shared(text: string): DocumentReading {
  const key = createHash('sha256').update(text).digest('base64');
  const known = documents.get(key);
  if (known !== undefined) return known;
  const reading = readIamDocument(text);
  if (sharedCharacters + text.length > SHARED_CHARACTERS) {
    documents.clear();
    sharedCharacters = 0;
  }
  documents.set(key, reading);
  sharedCharacters += text.length;
  return reading;
}
