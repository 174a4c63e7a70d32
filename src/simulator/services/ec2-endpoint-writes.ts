/**
 * EC2's changes of VPC endpoints. A new document is spelled in EC2's own way, and told only after a while; the last one who writes
 * wins. Creating is once for each token of a client.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 */
import { authorize, type Call, denied, type Operation, type Output } from '../call.ts';
import { normalisedPolicy } from '../ec2-policy.ts';
import { ec2Arn, type EndpointRecord, FULL_ACCESS, idOf } from '../ec2-records.ts';
import { flag, type Input, list, oneOf, str, strings, structures, text } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';
import { refuseDryRun } from './ec2-describe.ts';
import { ENDPOINT_NOT_FOUND, endpointOutput } from './ec2-endpoints.ts';
import { vpcsOf } from './ec2-vpcs.ts';

const TYPES = ['Gateway', 'Interface'] as const;

export const modifyVpcEndpoint: Operation = {
  service: 'ec2',
  name: 'ModifyVpcEndpoint',
  family: 'ec2:ModifyVpcEndpoint',
  sharedFamily: 'ec2:ModifyVpcEndpoint/organization',
  members: {
    VpcEndpointId: text({ required: true }),
    PolicyDocument: text(),
    ResetPolicy: flag(),
    AddRouteTableIds: list(),
    RemoveRouteTableIds: list(),
    AddSubnetIds: list(),
    RemoveSubnetIds: list(),
    AddSecurityGroupIds: list(),
    RemoveSecurityGroupIds: list(),
    PrivateDnsEnabled: flag(),
    DryRun: flag(),
  },
  run: modify,
};

function modify(call: Call): Output {
  const { input, now } = call;
  const id = str(input, 'VpcEndpointId') ?? '';
  const { account } = call.principal;
  const endpoint = call.networks.endpoints.find(account, call.region, id, now);
  const arn = ec2Arn('vpc-endpoint', account, call.region, id);
  authorize(call, 'ec2:ModifyVpcEndpoint', arn, tagKeys('aws:ResourceTag', [...(endpoint?.tags ?? [])]));
  if (endpoint === undefined) {
    throw new Refusal(ENDPOINT_NOT_FOUND, `The Vpc Endpoint Id '${id}' does not exist`);
  }
  if (endpoint.ownerId !== account) {
    throw denied(call, 'ec2:ModifyVpcEndpoint', arn, 'because the endpoint belongs to another account');
  }
  if (endpoint.requesterManaged) {
    throw new Refusal('OperationNotPermitted', `${id} is managed by the service that created it`);
  }
  const text_ = str(input, 'PolicyDocument');
  const policy =
    input['ResetPolicy'] === true ? FULL_ACCESS : text_ === undefined ? undefined : normalisedPolicy(text_);
  refuseDryRun(call);
  const changed = { ...endpoint, ...partsAfter(endpoint, input), modifiedAt: now };
  call.networks.endpoints.put(withPolicy(changed, policy, now + call.endpointPolicyMs, now), now, 'request');
  return { Return: true };
}

/** A document on its way is replaced by the next; other changes leave it on its way. */
function withPolicy(endpoint: EndpointRecord, policy: string | undefined, at: number, now: number): EndpointRecord {
  if (policy === undefined) {
    return endpoint;
  }
  return at <= now ? { ...endpoint, policy, due: undefined } : { ...endpoint, due: { at, changes: { policy } } };
}

function partsAfter(endpoint: EndpointRecord, input: Input): Partial<EndpointRecord> {
  const after = (have: readonly string[], what: string): readonly string[] => {
    const removed = new Set(strings(input, `Remove${what}`));
    return [...new Set([...have, ...(strings(input, `Add${what}`) ?? [])])].filter((one) => !removed.has(one));
  };
  const privateDns = input['PrivateDnsEnabled'];
  return {
    routeTableIds: after(endpoint.routeTableIds, 'RouteTableIds'),
    subnetIds: after(endpoint.subnetIds, 'SubnetIds'),
    groupIds: after(endpoint.groupIds, 'SecurityGroupIds'),
    ...(typeof privateDns === 'boolean' ? { privateDns } : {}),
  };
}

export const createVpcEndpoint: Operation = {
  service: 'ec2',
  name: 'CreateVpcEndpoint',
  family: 'ec2:CreateVpcEndpoint',
  sharedFamily: 'ec2:CreateVpcEndpoint/organization',
  members: {
    VpcId: text({ required: true }),
    ServiceName: text({ required: true }),
    VpcEndpointType: oneOf(...TYPES),
    PolicyDocument: text(),
    RouteTableIds: list(),
    SubnetIds: list(),
    SecurityGroupIds: list(),
    ClientToken: text({ max: 64 }),
    PrivateDnsEnabled: flag(),
    TagSpecifications: list(),
    DryRun: flag(),
  },
  run: create,
};

function create(call: Call): Output {
  const { input, now, region } = call;
  const { account } = call.principal;
  const [vpcId, serviceName] = [str(input, 'VpcId') ?? '', str(input, 'ServiceName') ?? ''];
  const tags = tagsFor(input);
  permit(call, vpcId, tags);
  const token = str(input, 'ClientToken');
  const { ClientToken: _token, DryRun: _dry, ...request } = input;
  const asked = JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const before = [...call.networks.endpoints.all(now)].find(
    (one) => token !== undefined && one.clientToken === token && one.account === account && one.region === region,
  );
  if (before !== undefined && before.request !== asked) {
    throw new Refusal('IdempotentParameterMismatch', 'The client token was used with other parameters.');
  }
  if (before !== undefined) {
    return { VpcEndpoint: endpointOutput(before), ClientToken: token };
  }
  const type = TYPES.find((one) => one === str(input, 'VpcEndpointType')) ?? 'Gateway';
  const routeTableIds = strings(input, 'RouteTableIds') ?? [];
  checkPlace(call, vpcId, serviceName, type === 'Gateway' ? routeTableIds : []);
  const policy = str(input, 'PolicyDocument');
  const name = idOf('vpce', account, region, vpcId, serviceName, token ?? String(now), asked);
  const endpoint: EndpointRecord = {
    name,
    account,
    region,
    arn: ec2Arn('vpc-endpoint', account, region, name),
    status: 'available',
    createdAt: now,
    modifiedAt: now,
    due: undefined,
    vpcId,
    serviceName,
    type,
    ownerId: account,
    requesterManaged: false,
    policy: policy === undefined ? FULL_ACCESS : normalisedPolicy(policy),
    routeTableIds,
    subnetIds: strings(input, 'SubnetIds') ?? [],
    groupIds: strings(input, 'SecurityGroupIds') ?? [],
    privateDns: type === 'Interface' && input['PrivateDnsEnabled'] !== false,
    tags,
    clientToken: token,
    request: asked,
  };
  refuseDryRun(call);
  call.networks.endpoints.put(endpoint, now, 'request');
  return { VpcEndpoint: endpointOutput(endpoint), ClientToken: token };
}

/** Every resource that takes part must be permitted, and the tags. */
function permit(call: Call, vpcId: string, tags: ReadonlyMap<string, string>): void {
  const { account } = call.principal;
  const keys = {
    ...tagKeys('aws:RequestTag', [...tags]),
    ...(tags.size === 0 ? {} : { 'aws:TagKeys': [...tags.keys()] }),
  };
  const arn = (type: string, id: string): string => ec2Arn(type, account, call.region, id);
  authorize(call, 'ec2:CreateVpcEndpoint', arn('vpc-endpoint', '*'), keys);
  authorize(call, 'ec2:CreateVpcEndpoint', arn('vpc', vpcId));
  for (const id of strings(call.input, 'RouteTableIds') ?? []) {
    authorize(call, 'ec2:CreateVpcEndpoint', arn('route-table', id));
  }
  if (tags.size > 0) {
    authorize(call, 'ec2:CreateTags', arn('vpc-endpoint', '*'), { ...keys, 'ec2:CreateAction': 'CreateVpcEndpoint' });
  }
}

/** A route table leads to a service by one gateway endpoint at most. */
function checkPlace(call: Call, vpcId: string, serviceName: string, routeTableIds: readonly string[]): void {
  const vpc = vpcsOf({ ...call, stale: {} }).find(({ name }) => name === vpcId);
  if (vpc === undefined) {
    throw new Refusal('InvalidVpcId.NotFound', `The Vpc Id ${vpcId} does not exist`);
  }
  if (vpc.ownerId !== call.principal.account) {
    throw denied(call, 'ec2:CreateVpcEndpoint', vpc.arn, 'because the VPC belongs to another account');
  }
  if (!new RegExp(`^(?:com\\.amazonaws|aws\\.sagemaker)\\.${call.region}\\.[a-z0-9.-]+$`).test(serviceName)) {
    throw new Refusal('InvalidServiceName', `The Vpc Endpoint Service '${serviceName}' does not exist`);
  }
  const tables = new Set((vpc.seed.routeTables ?? []).map(({ id }) => id));
  const missing = routeTableIds.find((id) => !tables.has(id));
  if (missing !== undefined) {
    throw new Refusal('InvalidRouteTableId.NotFound', `The route table ID '${missing}' does not exist`);
  }
  for (const other of call.networks.endpoints.all(call.now)) {
    const taken = other.vpcId === vpcId && other.serviceName === serviceName && other.type === 'Gateway';
    const twice = taken ? routeTableIds.find((id) => other.routeTableIds.includes(id)) : undefined;
    if (twice !== undefined) {
      throw new Refusal(
        'RouteAlreadyExists',
        `route table ${twice} already has a route with destination-prefix-list-id`,
      );
    }
  }
}

function tagsFor(input: Input): ReadonlyMap<string, string> {
  const wanted = structures(input, 'TagSpecifications').filter((one) => str(one, 'ResourceType') === 'vpc-endpoint');
  return new Map(
    wanted.flatMap((one) => structures(one, 'Tags').map((tag) => [str(tag, 'Key') ?? '', str(tag, 'Value') ?? ''])),
  );
}

function tagKeys(prefix: string, tags: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(tags.map(([key, value]) => [`${prefix}/${key}`, value]));
}
