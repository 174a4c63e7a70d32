/**
 * JobNetwork as a kind: what it asks of jobs, pipelines and VPCs, and when two documents of it cannot both be had. What people may
 * want stands in `want.ts`, the judging in one file for each kind of resource.
 */
import type { Difference } from '../../model/verdict.ts';
import { JOB_PATHS, JOB_STOPS } from '../../resources/job/shape.ts';
import type { PolicyKind } from '../policy-kind.ts';
import { guardJobNetwork } from './guardrail.ts';
import { judgeJobNetworkOfJob } from './judge.ts';
import { judgeJobNetworkOfPipeline } from './pipeline-judge.ts';
import { judgeJobNetworkOfVpc } from './vpc-judge.ts';
import { JOB_NETWORK_EXAMPLE, JOB_NETWORK_WANT } from './want.ts';
import type { AllowedNetworks, JobNetworkWant } from './want.ts';

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
    ...(onViolation === 'stop' ? Object.values(JOB_STOPS) : []),
    ...(selfReference === 'ensure' ? (['AuthorizeSecurityGroupIngress'] as const) : []),
  ],
  accepts: acceptsJobDifference,
  contradicts: contradictedKey,
  contested: () => ({
    timesADay: 3,
    because: 'whoever else manages the security group, such as Terraform, takes the rule away: add it there',
  }),
  judges: { job: judgeJobNetworkOfJob, pipeline: judgeJobNetworkOfPipeline, vpc: judgeJobNetworkOfVpc },
  guardrail: guardJobNetwork,
};

/** That a job is stopped for what another policy wants is right for this one too, unless no job can please both. */
function acceptsJobDifference({ vpc }: JobNetworkWant, { path, want }: Difference): boolean {
  return !path.endsWith(JOB_PATHS.vpc) || !areApart(vpc, want);
}

/** Only where both name lists that have nothing in common can no job please both. */
function contradictedKey({ vpc: later }: JobNetworkWant, { vpc: earlier }: JobNetworkWant): string | undefined {
  return areApart(later, earlier) ? 'vpc' : undefined;
}

function areApart(one: unknown, other: unknown): boolean {
  if (!areLists(one) || !areLists(other)) return false;
  const haveNothingInCommon = (key: keyof AllowedNetworks): boolean => {
    const [mine, theirs] = [one[key], other[key]];
    return mine !== undefined && theirs !== undefined && !mine.some((id) => theirs.includes(id));
  };
  return haveNothingInCommon('subnets') || haveNothingInCommon('securityGroups');
}

function areLists(vpc: unknown): vpc is AllowedNetworks {
  return typeof vpc === 'object' && vpc !== null;
}
