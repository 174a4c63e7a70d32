/**
 * What there is to say of a VPC or a job beyond its gates: its endpoints and who else lives there, what of SageMaker uses it; who
 * started the job and how it runs. Documents are told by their Sids, what differs in them by the policies. Pure.
 */
import { isOurs } from '../model/iam-document-merge.ts';
import { NO_NETWORK_FACTS } from '../model/network.ts';
import type { NetworkFacts } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { Job } from '../resources/job/shape.ts';
import { sharersOf } from '../resources/vpc/shape.ts';
import type { S3Endpoint, Vpc } from '../resources/vpc/shape.ts';
import { MAX_USES_TOLD } from './explanation-form.ts';
import type { EndpointExplanation, Explanation, JobExplanation, VpcExplanation } from './explanation-form.ts';

/** What only this kind of resource has; nothing of any other. */
export function networkExplanation(
  resource: Resource,
  network: NetworkFacts = NO_NETWORK_FACTS,
): Pick<Explanation, 'vpc' | 'job'> {
  if (resource.kind === 'vpc') return { vpc: vpcExplanation(resource as Vpc, network) };
  return resource.kind === 'job' ? { job: jobExplanation(resource as Job) } : {};
}

function vpcExplanation(vpc: Vpc, network: NetworkFacts): VpcExplanation {
  const { vpcId, ownerId, subnets, neighbours } = vpc;
  const uses = [...new Set(network.usesOf([vpcId, ...subnets.map(({ id }) => id)]).map(({ by }) => by))].toSorted();
  const counted = neighbours?.is === 'counted' ? { count: neighbours.count, owners: neighbours.owners } : null;
  return {
    vpcId,
    ownerId,
    endpoints: vpc.endpoints.map(endpointExplanation),
    subnets: subnets.length,
    usedBy: uses.slice(0, MAX_USES_TOLD),
    uses: uses.length,
    untold: network.untold(sharersOf(vpc)),
    neighbours: counted,
    neighboursUnread: neighbours?.is === 'unknown' ? neighbours.why : null,
  };
}

function endpointExplanation(endpoint: S3Endpoint): EndpointExplanation {
  const { id, type, state, ownerId, requesterManaged, document, routeTableIds, subnetIds } = endpoint;
  const statements = document.is === 'document' ? document.document.Statement : undefined;
  const ours = statements?.filter(isOurs) ?? [];
  return {
    id,
    type,
    state,
    ownerId,
    requesterManaged,
    statements:
      statements === undefined
        ? null
        : { ours: ours.map(({ Sid: sid }) => sid ?? ''), others: statements.length - ours.length },
    unreadable: document.is === 'unknown' ? document.why : null,
    routeTables: routeTableIds,
    subnets: subnetIds,
    privateDns: endpoint.privateDnsEnabled,
  };
}

function jobExplanation({ type, origin, roleArn, settings, settingsUnread }: Job): JobExplanation {
  return {
    type,
    origin: { by: origin.by, name: origin.name ?? null },
    roleArn: roleArn ?? null,
    settings: settings.map(({ of, vpc, networkIsolation, interContainerEncryption, instances }) => ({
      of: of ?? null,
      subnets: vpc?.subnets ?? null,
      securityGroups: vpc?.securityGroups ?? null,
      networkIsolation: networkIsolation ?? null,
      interContainerEncryption: interContainerEncryption ?? null,
      instances: instances ?? null,
    })),
    settingsUnread: settingsUnread ?? null,
  };
}
