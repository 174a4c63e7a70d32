/**
 * What keeps jobs with other names from coming into being, and what does each team need instead? A deny for each kind of job on
 * all names but the approved ones, and for identity policies the statements that allow a team its own prefix.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
import type { Statement } from '../../model/iam-document.ts';
import { JOB_TYPES } from '../../resources/pipeline/definition.ts';
import type { Guardrail } from '../policy-kind.ts';
import { SHORT_CHARACTERS, approvedPrefixes, bare } from './want.ts';
import type { PipelineJobPrefixWant } from './want.ts';

interface GuardedJob {
  /** Of the Sid: letters only. */
  readonly word: string;
  readonly actions: readonly string[];
  /** What stands between the account and the job's name. */
  readonly arnType: string;
  /** Resources that AWS checks in the same request, and that have names of their own. */
  readonly beside: readonly string[];
}

const TRAINING_PLANS = ['training-plan/*', 'reserved-capacity/*'];
/** The second API of AutoML makes the same kind of job. */
const MORE_ACTIONS: Readonly<Record<string, readonly string[]>> = { 'automl-job': ['sagemaker:CreateAutoMLJobV2'] };
/** With another meaning of its name: a version registered into a group carries the name of the group. */
const NOT_DENIED = 'model-package';

const NOT_PREVENTED = [
  'rollout: attach it only when every definition is rewritten and no execution runs on an older one; until then each of them fails at its next step',
  'approved: it denies such jobs whoever starts them, also outside of pipelines; Model Monitor, Debugger and AutoML start jobs with names of their own, as the role they are given',
  'approved: a model package that is registered under its own name; IAM cannot tell it from a version in a group',
  'oldVersions: older versions can still be started, and then fail; whether the jobs within a tuning or AutoML job are denied is not documented',
];

export function guardPipelineJobPrefix(want: PipelineJobPrefixWant): Guardrail {
  // A job of Tuning or AutoML starts others that begin with its name: the short forms are let through everywhere.
  const prefixes = approvedPrefixes(want, SHORT_CHARACTERS);
  const jobs = guardedJobs();
  return {
    statements: jobs.filter(({ arnType }) => arnType !== NOT_DENIED).map((job) => denial(job, prefixes)),
    identity: [...new Set(want.approved.map(bare))].map((team) => {
      const short = want.assign.filter(({ prefix }) => bare(prefix) === team).flatMap((rule) => rule.shortPrefix ?? []);
      const own = [...new Set([team, ...short.map(bare)])];
      return { team, statements: jobs.map((job) => permission(job, own)) };
    }),
    notPrevented: NOT_PREVENTED,
  };
}

/** Several types of steps make one kind of job. */
function guardedJobs(): readonly GuardedJob[] {
  const jobs = new Map<string, GuardedJob>();
  for (const { arnType, action } of JOB_TYPES.values()) {
    const word = arnType
      .split('-')
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join('');
    jobs.set(arnType, {
      word,
      actions: [action, ...(MORE_ACTIONS[arnType] ?? [])],
      // The category stands before the name.
      arnType: arnType === 'job' ? 'job/*' : arnType,
      beside: arnType === 'training-job' ? TRAINING_PLANS : [],
    });
  }
  return [...jobs.values()];
}

/** All but: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
type Denial = Statement & { readonly NotResource: readonly string[] };

function denial({ word, actions, arnType, beside }: GuardedJob, prefixes: readonly string[]): Denial {
  return {
    Sid: `Sagekeeper${word}Name`,
    Effect: 'Deny',
    Action: actions,
    NotResource: [...prefixes.map((prefix) => `${arnType}/${prefix}-*`), ...beside].map(arn),
  };
}

function permission({ word, actions, arnType }: GuardedJob, prefixes: readonly string[]): Statement {
  return {
    Sid: `Sagekeeper${word}`,
    Effect: 'Allow',
    Action: actions,
    Resource: prefixes.map((prefix) => arn(`${arnType}/${prefix}-*`)),
  };
}

/** Of any partition: a want does not know which one it will be in. */
function arn(resource: string): string {
  return `arn:*:sagemaker:*:*:${resource}`;
}
