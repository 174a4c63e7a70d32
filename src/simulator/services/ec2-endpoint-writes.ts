/**
 * EC2's changes of VPC endpoints. A new document is spelled in EC2's own way, and told only after a while; the last one who writes
 * wins. Creating is once for each token of a client.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
 */
import { type Call, denied, type Operation, type Output } from '../call.ts';
import { normalisedPolicy } from '../ec2-policy.ts';
import { ec2Arn, type EndpointRecord, FULL_ACCESS, idOf } from '../ec2-records.ts';
import { flag, type Input, list, oneOf, str, strings, text } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';
import { refuseDryRun } from './ec2-describe.ts';
import { permitCreate, permitDelete, permitModify, tagsFor } from './ec2-endpoint-access.ts';
import { checkParts, vpcFor } from './ec2-endpoint-places.ts';
import { ENDPOINT_NOT_FOUND, endpointOutput } from './ec2-endpoints.ts';

const TYPES = ['Gateway', 'Interface'] as const;
const PARTS = ['routeTableIds', 'subnetIds', 'groupIds', 'privateDns'] as const;

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
  permitModify(call, id, endpoint?.tags);
  if (endpoint === undefined) {
    throw notFound(id);
  }
  checkOwn(call, endpoint);
  const text_ = str(input, 'PolicyDocument');
  const policy =
    input['ResetPolicy'] === true
      ? FULL_ACCESS
      : text_ === undefined
        ? undefined
        : normalisedPolicy(text_, endpoint.type);
  const changed = { ...endpoint, ...partsAfter(endpoint, input), modifiedAt: now };
  const vpc = call.networks.vpcs.find(account, call.region, endpoint.vpcId, now);
  if (vpc !== undefined && PARTS.some((member) => changed[member] !== endpoint[member])) {
    checkParts(call, vpc, changed, id);
  }
  refuseDryRun(call);
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
    if (removed.size === 0 && input[`Add${what}`] === undefined) {
      return have;
    }
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
  permitCreate(call, vpcId, serviceName, tags);
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
  const policy = str(input, 'PolicyDocument');
  const parts = {
    type,
    serviceName,
    routeTableIds: strings(input, 'RouteTableIds') ?? [],
    subnetIds: strings(input, 'SubnetIds') ?? [],
    groupIds: strings(input, 'SecurityGroupIds') ?? [],
    privateDns: type === 'Interface' && input['PrivateDnsEnabled'] !== false,
  };
  checkParts(call, vpcFor(call, vpcId, serviceName), parts);
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
    ...parts,
    ownerId: account,
    requesterManaged: false,
    policy: policy === undefined ? FULL_ACCESS : normalisedPolicy(policy, type),
    tags,
    clientToken: token,
    request: asked,
  };
  refuseDryRun(call);
  call.networks.endpoints.put(endpoint, now, 'request');
  return { VpcEndpoint: endpointOutput(endpoint), ClientToken: token };
}

export const deleteVpcEndpoints: Operation = {
  service: 'ec2',
  name: 'DeleteVpcEndpoints',
  family: 'ec2:DeleteVpcEndpoints',
  sharedFamily: 'ec2:DeleteVpcEndpoints/organization',
  members: { VpcEndpointIds: list({ required: true, min: 1, max: 25 }), DryRun: flag() },
  run: (call) => {
    const { account } = call.principal;
    const ids = strings(call.input, 'VpcEndpointIds') ?? [];
    const find = (id: string) => call.networks.endpoints.find(account, call.region, id, call.now);
    for (const id of ids) {
      permitDelete(call, id, find(id)?.tags);
    }
    refuseDryRun(call);
    const failed = ids.flatMap((id) => {
      const refusal = deleted(call, id, find(id));
      return refusal === undefined ? [] : [{ ResourceId: id, Error: { Code: refusal.code, Message: refusal.message } }];
    });
    return { Unsuccessful: failed };
  },
};

/** One that cannot be deleted leaves the others of the request alone. */
function deleted(call: Call, id: string, endpoint: EndpointRecord | undefined): Refusal | undefined {
  try {
    if (endpoint === undefined) {
      return notFound(id);
    }
    checkOwn(call, endpoint);
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
  const due = { at: call.now + call.endpointPolicyMs, changes: 'gone' } as const;
  call.networks.endpoints.put({ ...endpoint, status: 'deleting', modifiedAt: call.now, due }, call.now, 'request');
  return undefined;
}

function notFound(id: string): Refusal {
  return new Refusal(ENDPOINT_NOT_FOUND, `The Vpc Endpoint Id '${id}' does not exist`);
}

/** @throws Refusal for an endpoint of another account, or one that a service looks after. */
function checkOwn(call: Call, { name, arn, ownerId, requesterManaged }: EndpointRecord): void {
  if (ownerId !== call.principal.account) {
    throw denied(call, `ec2:${call.operation}`, arn, 'because the endpoint belongs to another account');
  }
  if (requesterManaged) {
    throw new Refusal('OperationNotPermitted', `${name} is managed by the service that created it`);
  }
}
