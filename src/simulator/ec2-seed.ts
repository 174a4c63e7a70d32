/**
 * What networks of a simulated organization are made of, as plain data: VPCs with what stands in them. Numbers and ids that a
 * world leaves out are chosen; nothing here knows what AWS does with them.
 */
import type { Json } from './world-shape.ts';

export interface SubnetSeed {
  readonly id: string;
  readonly cidr?: string | undefined;
  readonly availabilityZone?: string | undefined;
  /** Default 250. */
  readonly freeAddresses?: number | undefined;
  /** Left out: the main one of the VPC. */
  readonly routeTable?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface RouteTableSeed {
  readonly id: string;
  /** Of subnets that name none. */
  readonly main?: boolean | undefined;
  /** Destination (a CIDR) to target, such as `0.0.0.0/0: nat-1`. Routes of gateway endpoints come by themselves. */
  readonly routes?: Readonly<Record<string, string>> | undefined;
}

export interface SecurityGroupRuleSeed {
  /** Default false: the rule is about what comes in. */
  readonly egress?: boolean | undefined;
  /** `-1` is any, the default. */
  readonly protocol?: string | undefined;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  /** The other side: a group (its own for `self`), or else a CIDR. */
  readonly group?: string | undefined;
  readonly cidr?: string | undefined;
}

export interface SecurityGroupSeed {
  readonly id: string;
  readonly name?: string | undefined;
  readonly rules?: readonly SecurityGroupRuleSeed[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface NetworkInterfaceSeed {
  readonly id: string;
  readonly subnet: string;
  /** Default `interface`. */
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  /** Account of whoever it belongs to. Left out: the VPC's owner. */
  readonly owner?: string | undefined;
  /** Who asked for it, such as `amazon-elb`, or an account of AWS. */
  readonly requester?: string | undefined;
  readonly requesterManaged?: boolean | undefined;
  readonly groups?: readonly string[] | undefined;
  /** The instance that it is attached to. */
  readonly instance?: string | undefined;
  readonly instanceOwner?: string | undefined;
}

export interface FlowLogSeed {
  readonly id: string;
  /** Left out: the VPC. */
  readonly resource?: string | undefined;
  /** Default ACTIVE. */
  readonly status?: string | undefined;
}

export interface EndpointSeed {
  readonly id: string;
  /** The last part of the service's name, such as `s3` (the default) or `sagemaker.api`; a whole name has dots at both ends of the region. */
  readonly service?: string | undefined;
  /** Default Gateway for `s3` and `dynamodb`, else Interface. */
  readonly type?: 'Gateway' | 'Interface' | undefined;
  /** Default `available`. */
  readonly state?: string | undefined;
  /** As text, or as an object. Not checked: hostile ones can stand there. Left out: full access. */
  readonly policy?: Json | undefined;
  readonly routeTables?: readonly string[] | undefined;
  readonly subnets?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly privateDns?: boolean | undefined;
  readonly requesterManaged?: boolean | undefined;
  /** Account. Left out: the VPC's owner. */
  readonly owner?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
}

export interface VpcSeed {
  readonly id: string;
  readonly region: string;
  readonly cidr?: string | undefined;
  readonly default?: boolean | undefined;
  /** Default true. */
  readonly dnsSupport?: boolean | undefined;
  /** Default true. */
  readonly dnsHostnames?: boolean | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Accounts that see the VPC, its subnets and route tables, and may work in them. */
  readonly sharedWith?: readonly string[] | undefined;
  readonly subnets?: readonly SubnetSeed[] | undefined;
  readonly routeTables?: readonly RouteTableSeed[] | undefined;
  readonly securityGroups?: readonly SecurityGroupSeed[] | undefined;
  readonly networkInterfaces?: readonly NetworkInterfaceSeed[] | undefined;
  readonly flowLogs?: readonly FlowLogSeed[] | undefined;
  readonly endpoints?: readonly EndpointSeed[] | undefined;
}
