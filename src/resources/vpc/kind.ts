/**
 * VPCs as a kind of resource: read in bulk, as EC2 describes hundreds in one call, and led on by one endpoint or one rule at a
 * time.
 */
import type { ResourceKind } from '../../model/resource.ts';
import { nextStep } from './converge.ts';
import { describeVpc, listVpcs } from './observe.ts';
import { ENDPOINTS, MISSING_ENDPOINT, SELF_REFERENCE } from './shape.ts';
import type { Vpc } from './shape.ts';

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
  writes: ['ModifyVpcEndpoint', 'CreateVpcEndpoint', 'AuthorizeSecurityGroupIngress'],
  mends: ['ModifyVpcEndpoint', 'CreateVpcEndpoint', 'AuthorizeSecurityGroupIngress'],
  quietWrites: ['ModifyVpcEndpoint', 'AuthorizeSecurityGroupIngress'],
  drives: [ENDPOINTS, MISSING_ENDPOINT, SELF_REFERENCE],
  quietChangesAreFree: false,
  readsByList: true,
  list: listVpcs,
  describe: describeVpc,
  isWhole: () => true,
  isBack: () => true,
  nextStep,
  arns: ({ arn }) => [arn],
};
