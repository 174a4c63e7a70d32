/**
 * A VPC in which nothing is wrong for jobs, what is known to be in it, and what is said of it when parts of that change.
 */
import type { NetworkUse } from '../../../src/model/network.ts';
import { judgeJobNetworkOfVpc } from '../../../src/policies/job-network/vpc-judge.ts';
import { JOB_NETWORK_WANT } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import type { JobNetworks, RouteTable, S3Endpoint, ServiceEndpoint, Vpc } from '../../../src/resources/vpc/shape.ts';
import { ACCOUNT, endpointOf, networkOf, REGION, vpcOf as vpcReading } from '../../resources/vpc/readings.ts';

export { ACCOUNT } from '../../resources/vpc/readings.ts';

/** Of somebody who says nothing else. */
export const WANT: JobNetworkWant = JOB_NETWORK_WANT.parse({ vpc: 'required' });

export const NETWORKS: JobNetworks = {
  dnsSupport: true,
  dnsHostnames: true,
  flowLogs: true,
  selfReferenced: ['sg-1'],
};

export function gateway(more: Partial<S3Endpoint> = {}): S3Endpoint {
  return endpointOf({ id: 'vpce-s3', document: { is: 'unknown', why: 'not judged here' }, ...more });
}

export function service(name: string, more: Partial<ServiceEndpoint> = {}): ServiceEndpoint {
  return {
    id: `vpce-${name}`,
    serviceName: `com.amazonaws.${REGION}.${name}`,
    state: 'available',
    privateDnsEnabled: true,
    subnetIds: ['subnet-1'],
    ...more,
  };
}

export const SERVICES = ['sagemaker.api', 'sagemaker.runtime', 'ecr.api', 'ecr.dkr', 'logs', 'sts'].map((name) =>
  service(name),
);

/** With routes as `destination target`, all active. */
export function routeTable(id: string, ...routes: readonly string[]): RouteTable {
  const parsed = routes.map((route) => {
    const [destination = '', target = ''] = route.split(' ');
    return { destination, target, active: true };
  });
  return { id, routes: [{ destination: '10.0.0.0/16', target: 'local', active: true }, ...parsed] };
}

export function vpcOf(more: Partial<Vpc> = {}): Vpc {
  return vpcReading([gateway()], {
    services: SERVICES,
    routeTables: [routeTable('rtb-1')],
    jobNetworks: NETWORKS,
    ...more,
  });
}

export function job(more: Partial<NetworkUse> = {}): NetworkUse {
  const by = 'training job train';
  return { by, vpcId: undefined, subnets: ['subnet-1'], securityGroups: ['sg-1'], instances: 2, ofJobs: true, ...more };
}

export interface Situation {
  readonly want?: Partial<JobNetworkWant>;
  readonly vpc?: Partial<Vpc>;
  readonly uses?: readonly NetworkUse[];
  readonly untold?: readonly string[];
}

export function verdictOf({ want = {}, vpc = {}, uses = [job()], untold = [] }: Situation = {}) {
  const account = { id: ACCOUNT, name: 'a', tags: {}, path: [], state: 'ACTIVE' };
  const place = { account, region: REGION, network: networkOf(uses, untold) };
  return judgeJobNetworkOfVpc({ ...WANT, ...want }, vpcOf(vpc), place as never);
}

/** The verdict, which must be one. */
export function judged(situation: Situation = {}) {
  const verdict = verdictOf(situation);
  if (!verdict.applicable) throw new Error(verdict.why);
  const reasons = (notes: readonly { readonly reason: string }[]): readonly string[] =>
    notes.map(({ reason }) => reason);
  const saying = (reason: string): string | undefined =>
    verdict.notes.find((note) => note.reason === reason)?.message ?? undefined;
  return { ...verdict, reasons: reasons(verdict.notes), unknownReasons: reasons(verdict.unknown), saying };
}
