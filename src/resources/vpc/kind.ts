/**
 * VPCs as a kind of resource: read in bulk, as EC2 describes hundreds in one call, and led on by one endpoint or one rule at a
 * time.
 */
import type { AwsCall, ResourceKind } from '../../model/resource.ts';
import type { AccountId } from '../../model/target.ts';
import { beforeImage } from './before-image.ts';
import { nextStep } from './converge.ts';
import { describeVpc, listVpcs } from './observe.ts';
import { ENDPOINTS, MISSING_ENDPOINT, SELF_REFERENCE } from './shape.ts';
import type { Vpc } from './shape.ts';

const WRITES = ['ModifyVpcEndpoint', 'CreateVpcEndpoint', 'AuthorizeSecurityGroupIngress'] as const;

export const vpcs: ResourceKind<Vpc> = {
  name: 'vpc',
  reads: [
    'DescribeVpcs',
    'DescribeVpcEndpoints',
    'DescribeSubnets',
    'DescribeRouteTables',
    'DescribeNetworkInterfaces',
    'DescribeSecurityGroupRules',
    'DescribeFlowLogs',
    'DescribeVpcAttribute',
    'GetBucketPolicy',
  ],
  writes: WRITES,
  mends: WRITES,
  drives: [ENDPOINTS, MISSING_ENDPOINT, SELF_REFERENCE],
  quietChangesAreFree: false,
  readsByList: true,
  list: listVpcs,
  describe: describeVpc,
  isWhole: () => true,
  isBack: () => true,
  beforeImage,
  nextStep,
  arns,
};

/** What the call is about, and nothing else. A new endpoint has no id yet. */
function arns({ arn, account, region, partition, ownerId }: Vpc, { operation, input }: AwsCall): readonly string[] {
  const of = (owner: AccountId, type: string, id: unknown): string =>
    `arn:${partition}:ec2:${region}:${owner}:${type}/${String(id)}`;
  if (operation === 'ModifyVpcEndpoint') return [of(account, 'vpc-endpoint', input['VpcEndpointId'])];
  if (operation === 'AuthorizeSecurityGroupIngress') return [of(account, 'security-group', input['GroupId'])];
  const tables: readonly unknown[] = Array.isArray(input['RouteTableIds']) ? input['RouteTableIds'] : [];
  return [arn, of(account, 'vpc-endpoint', '*'), ...tables.map((id) => of(ownerId, 'route-table', id))];
}
