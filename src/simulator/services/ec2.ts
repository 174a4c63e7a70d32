/**
 * Every operation of EC2 that the simulator offers: networks as jobs see them, and the documents of VPC endpoints.
 */
import type { Operation } from '../call.ts';
import { createVpcEndpoint, deleteVpcEndpoints, modifyVpcEndpoint } from './ec2-endpoint-writes.ts';
import { describeVpcEndpoints } from './ec2-endpoints.ts';
import { authorizeSecurityGroupIngress, describeSecurityGroupRules, describeSecurityGroups } from './ec2-groups.ts';
import { describeNetworkInterfaces } from './ec2-interfaces.ts';
import {
  describeFlowLogs,
  describeRouteTables,
  describeSubnets,
  describeVpcAttribute,
  describeVpcs,
} from './ec2-vpcs.ts';

export const EC2_OPERATIONS: readonly Operation[] = [
  describeVpcEndpoints,
  modifyVpcEndpoint,
  createVpcEndpoint,
  deleteVpcEndpoints,
  describeVpcs,
  describeVpcAttribute,
  describeSubnets,
  describeRouteTables,
  describeNetworkInterfaces,
  describeSecurityGroups,
  describeSecurityGroupRules,
  authorizeSecurityGroupIngress,
  describeFlowLogs,
];
