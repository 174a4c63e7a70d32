/**
 * Who may change VPC endpoints: every resource that takes part is asked for by itself, with its own tags, and the tags of a new one
 * as well. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
import { authorize, type Call, type RequestKeys } from '../call.ts';
import { ec2Arn } from '../ec2-records.ts';
import { type Input, str, strings, structures } from '../input-shape.ts';
import { vpcsOf } from './ec2-vpcs.ts';

type Tags = ReadonlyMap<string, string>;

const NO_TAGS: Tags = new Map();

/** @throws Refusal when the endpoint, or what is taken in or out, is not permitted. */
export function permitModify(call: Call, id: string, tags: Tags | undefined): void {
  const { account } = call.principal;
  authorize(call, 'ec2:ModifyVpcEndpoint', ec2Arn('vpc-endpoint', account, call.region, id), owned(tags));
  permitParts(call, 'ec2:ModifyVpcEndpoint', ['Add', 'Remove']);
}

/** @throws Refusal when the endpoint is not permitted. */
export function permitDelete(call: Call, id: string, tags: Tags | undefined): void {
  authorize(
    call,
    'ec2:DeleteVpcEndpoints',
    ec2Arn('vpc-endpoint', call.principal.account, call.region, id),
    owned(tags),
  );
}

/** @throws Refusal when the VPC, a part of it, an endpoint for that service, or its tags are not permitted. */
export function permitCreate(call: Call, vpcId: string, serviceName: string, tags: Tags): void {
  const { account } = call.principal;
  const asked = {
    ...prefixed('aws:RequestTag', tags),
    ...(tags.size === 0 ? {} : { 'aws:TagKeys': [...tags.keys()] }),
  };
  const endpoint = ec2Arn('vpc-endpoint', account, call.region, '*');
  const service = { 'ec2:VpceServiceName': serviceName, 'ec2:VpceServiceOwner': 'amazon' };
  authorize(call, 'ec2:CreateVpcEndpoint', endpoint, { ...asked, ...service });
  const vpc = vpcsOf({ ...call, stale: {} }).find(({ name }) => name === vpcId);
  const vpcTags = new Map(Object.entries(vpc?.seed.tags ?? {}));
  authorize(call, 'ec2:CreateVpcEndpoint', ec2Arn('vpc', account, call.region, vpcId), owned(vpcTags));
  permitParts(call, 'ec2:CreateVpcEndpoint', ['']);
  if (tags.size > 0) {
    authorize(call, 'ec2:CreateTags', endpoint, { ...asked, 'ec2:CreateAction': 'CreateVpcEndpoint' });
  }
}

/** Of the endpoint that a request makes. */
export function tagsFor(input: Input): Tags {
  const wanted = structures(input, 'TagSpecifications').filter((one) => str(one, 'ResourceType') === 'vpc-endpoint');
  return new Map(
    wanted.flatMap((one) => structures(one, 'Tags').map((tag) => [str(tag, 'Key') ?? '', str(tag, 'Value') ?? ''])),
  );
}

function permitParts(call: Call, action: string, verbs: readonly string[]): void {
  const { groups } = call.networks;
  const { account } = call.principal;
  for (const [member, type] of [
    ['RouteTableIds', 'route-table'],
    ['SubnetIds', 'subnet'],
    ['SecurityGroupIds', 'security-group'],
  ] as const) {
    const ids = verbs.flatMap((verb) => strings(call.input, `${verb}${member}`) ?? []);
    for (const id of new Set(ids)) {
      const tags = type === 'security-group' ? groups.find(account, call.region, id, call.now)?.tags : NO_TAGS;
      authorize(call, action, ec2Arn(type, account, call.region, id), owned(tags));
    }
  }
}

function owned(tags: Tags = NO_TAGS): RequestKeys {
  return { ...prefixed('aws:ResourceTag', tags), ...prefixed('ec2:ResourceTag', tags) };
}

function prefixed(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries([...tags].map(([key, value]) => [`${prefix}/${key}`, value]));
}
