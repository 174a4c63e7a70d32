/**
 * JobNetwork as a kind: what it asks of jobs, pipelines and VPCs, and when two documents of it cannot both be had. What people may
 * want stands in `want.ts`, the judging in one file for each kind of resource.
 */
import type { Difference } from '../../model/verdict.ts';
import { JOB_PATHS } from '../../resources/job/shape.ts';
import type { PolicyKind } from '../policy-kind.ts';
import { guardJobNetwork } from './guardrail.ts';
import { judgeJobNetworkOfJob } from './judge.ts';
import { judgeJobNetworkOfPipeline } from './pipeline-judge.ts';
import { judgeJobNetworkOfVpc } from './vpc-judge.ts';
import { JOB_NETWORK_EXAMPLE, JOB_NETWORK_WANT } from './want.ts';
import type { JobNetworkWant } from './want.ts';

const STOPS = [
  'StopProcessingJob',
  'StopTrainingJob',
  'StopTransformJob',
  'StopHyperParameterTuningJob',
  'StopAutoMLJob',
] as const;

export const JOB_NETWORK: PolicyKind<JobNetworkWant> = {
  kind: 'JobNetwork',
  description: 'Jobs, and the steps of pipelines that start some, run in the network that is wanted.',
  want: JOB_NETWORK_WANT,
  example: JOB_NETWORK_EXAMPLE,
  disruptive: true,
  disturbs: ({ onViolation }) => onViolation === 'stop',
  // A want that was written wrongly stops few jobs before somebody sees it.
  budgets: [
    { per: 'account', max: { count: 1 } },
    { per: 'organization', max: { count: 10 } },
  ],
  needs: ({ bucketPolicies }) => ['jobNetworks', ...(bucketPolicies === 'report' ? (['bucketPolicies'] as const) : [])],
  informants: () => ['job', 'pipeline'],
  writes: ({ onViolation, selfReference }) => [
    ...(onViolation === 'stop' ? STOPS : []),
    ...(selfReference === 'ensure' ? (['AuthorizeSecurityGroupIngress'] as const) : []),
  ],
  accepts: acceptsJobDifference,
  contradicts: contradictedKey,
  judges: { job: judgeJobNetworkOfJob, pipeline: judgeJobNetworkOfPipeline, vpc: judgeJobNetworkOfVpc },
  guardrail: guardJobNetwork,
};

/** A policy that does not look at a setting is content with a job that is stopped for it. */
function acceptsJobDifference(want: JobNetworkWant, { path }: Difference): boolean {
  if (path.endsWith(JOB_PATHS.vpc)) return want.vpc === 'any';
  if (path.endsWith(JOB_PATHS.isolation)) return want.networkIsolation === 'any';
  if (path.endsWith(JOB_PATHS.encryption)) return want.interContainerEncryption === 'any';
  return true;
}

/** Only where both name lists that have nothing in common can no job please both. */
function contradictedKey({ vpc: later }: JobNetworkWant, { vpc: earlier }: JobNetworkWant): string | undefined {
  if (typeof later === 'string' || typeof earlier === 'string') return undefined;
  const apart = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
    one !== undefined && other !== undefined && !one.some((id) => other.includes(id));
  const isApart = apart(later.subnets, earlier.subnets) || apart(later.securityGroups, earlier.securityGroups);
  return isApart ? 'vpc' : undefined;
}
