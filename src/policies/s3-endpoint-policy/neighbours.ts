/**
 * Who else lives in the VPC, and what does the change mean for them? An endpoint serves its whole VPC, so that a policy about
 * SageMaker reaches instances and clusters of other people too.
 */
import { few } from '../../model/few.ts';
import type { Note } from '../../model/verdict.ts';
import type { EndpointDifference, Vpc } from '../../resources/vpc/shape.ts';
import { notStoppedBy } from './presets.ts';
import type { S3EndpointPolicyWant } from './want.ts';

/** Why the change must wait for a person who accepts it; undefined: it need not. */
export function unmetBy({ sharedVpc }: S3EndpointPolicyWant, { neighbours, vpcId }: Vpc): EndpointDifference['unmet'] {
  if (sharedVpc === 'accept') return undefined;
  if (neighbours === undefined || neighbours.is === 'unknown') {
    const why =
      neighbours === undefined
        ? 'it has not been read'
        : `${neighbours.why}. Allow ec2:DescribeNetworkInterfaces to the role that reads`;
    return { reason: 'NeighboursUnknown', why: `who else lives in ${vpcId} is not known: ${why}` };
  }
  if (neighbours.count === 0) return undefined;
  return { reason: 'VpcShared', why: neighbourWords(vpcId, neighbours.count, neighbours.owners) };
}

function neighbourWords(vpcId: string, count: number, owners: readonly string[]): string {
  const [who, live, use] =
    count === 1
      ? ["1 network interface that is not SageMaker's", 'lives', 'uses']
      : [`${count} network interfaces that are not SageMaker's`, 'live', 'use'];
  return `${who} ${live} in ${vpcId} (${few(owners)}), and ${use} the endpoint too`;
}

/** What is worth knowing before anything is changed. */
export function beforeDriving(
  { presets, sharedVpc }: S3EndpointPolicyWant,
  { neighbours, vpcId }: Vpc,
): readonly Note[] {
  const stopped = presets.map((preset) => ({ reason: 'NotStopped', message: notStoppedBy(preset) }));
  if (sharedVpc === 'hold' || neighbours?.is !== 'counted' || neighbours.count === 0) return stopped;
  return [...stopped, { reason: 'VpcShared', message: neighbourWords(vpcId, neighbours.count, neighbours.owners) }];
}
