/**
 * The operations of EC2 on networks, and of S3 on who may come to a bucket through them.
 */
import { NEXT_TOKEN } from './operation-row.ts';
import type { OperationRow } from './operation-row.ts';

export const NETWORK_OPERATIONS = {
  DescribeVpcs: ec2Pages('DescribeVpcs', 'Vpcs'),
  DescribeVpcAttribute: {
    service: 'ec2',
    access: 'read',
    iamAction: 'ec2:DescribeVpcAttribute',
    resources: ['ec2:*:*:vpc/*'],
    rateClass: 'ec2:describe',
  },
  DescribeVpcEndpoints: ec2Pages('DescribeVpcEndpoints', 'VpcEndpoints'),
  DescribeSubnets: ec2Pages('DescribeSubnets', 'Subnets'),
  DescribeRouteTables: ec2Pages('DescribeRouteTables', 'RouteTables'),
  DescribeNetworkInterfaces: ec2Pages('DescribeNetworkInterfaces', 'NetworkInterfaces'),
  DescribeSecurityGroupRules: ec2Pages('DescribeSecurityGroupRules', 'SecurityGroupRules'),
  DescribeFlowLogs: ec2Pages('DescribeFlowLogs', 'FlowLogs'),
  // A bucket of 4 that fills by 0.3 a second, each operation its own.
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  ModifyVpcEndpoint: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:ModifyVpcEndpoint',
    resources: ['ec2:*:*:vpc-endpoint/*'],
    rateClass: 'ec2:modifyVpcEndpoint',
    resourceMember: 'VpcEndpointId',
  },
  CreateVpcEndpoint: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:CreateVpcEndpoint',
    resources: ['ec2:*:*:vpc/*', 'ec2:*:*:vpc-endpoint/*', 'ec2:*:*:route-table/*'],
    rateClass: 'ec2:createVpcEndpoint',
    resourceMember: 'VpcId',
    behind: [{ actions: ['ec2:CreateTags'], condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } } }],
  },
  AuthorizeSecurityGroupIngress: {
    service: 'ec2',
    access: 'write',
    iamAction: 'ec2:AuthorizeSecurityGroupIngress',
    resources: ['ec2:*:*:security-group/*'],
    rateClass: 'ec2:authorize',
    resourceMember: 'GroupId',
    alreadySo: ['InvalidPermission.Duplicate'],
  },

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
  GetBucketPolicy: {
    service: 's3',
    access: 'read',
    iamAction: 's3:GetBucketPolicy',
    resources: ['s3:::*'],
    rateClass: 's3:policy',
  },
} as const satisfies Record<string, OperationRow>;

/** IAM knows no resources for what describes several. */
function ec2Pages<N extends string, I extends string>(name: N, items: I) {
  const row = { service: 'ec2', access: 'read', iamAction: `ec2:${name}`, rateClass: 'ec2:describe' } as const;
  return { ...row, paging: { items, ...NEXT_TOKEN } } as const;
}
