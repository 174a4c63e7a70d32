/**
 * What the desired state costs in calls to AWS in a month of 30 days, estimated from the calls of one complete look: lists
 * come with every pass, sessions, the organization and networks once an hour, jobs as often as they begin, and everything else
 * with each complete read.
 */
import { OPERATIONS } from '../aws/operations.ts';
import type { OrganizationSettings } from '../model/desired-state.ts';
import { RECENT_MS } from '../resources/job/observe.ts';
import { JOB_APIS } from '../resources/job/types.ts';
import { passesAMonth } from './passes-a-month.ts';

const MONTH_MS = 30 * 86_400_000;
const HOURS_A_MONTH = 30 * 24;

/** Asked again as long as a session lasts, or as often as the tree of the organization is walked; of networks what endpoints stand in. */
const HOURLY = new Set([
  'AssumeRole',
  'GetCallerIdentity',
  'DescribeOrganization',
  'ListAccounts',
  'ListRoots',
  'ListOrganizationalUnitsForParent',
  'ListAccountsForParent',
  'ListTagsForResource',
  'ListRegions',
  'DescribeVpcs',
  'DescribeVpcAttribute',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroupRules',
  'DescribeFlowLogs',
  'GetBucketPolicy',
]);
const EVERY_PASS = new Set(['ListNotebookInstances', 'ListPipelines', 'ListDomains', 'DescribeVpcEndpoints']);
/** A look asks twice: for those that began lately, as every pass does, and for those that run for long, once an hour. */
const LISTS_OF_JOBS: ReadonlySet<string> = new Set(Object.values(JOB_APIS).map(({ list }) => list));
/** Once in a job's life: a look describes those that began within RECENT_MS, as many as begin in that time. */
const ONCE_A_JOB: ReadonlySet<string> = new Set([
  ...Object.values(JOB_APIS).map(({ describe }) => describe),
  'DescribeModel',
]);
/** What it said is believed for ten minutes, and asked again as long as the pipeline waits. */
const WHILE_WAITING = new Set(['SimulatePrincipalPolicy']);
const ASKED_AGAIN_MS = 10 * 60_000;

export interface CallEstimate {
  readonly total: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

/**
 * `waitingShare`: of the pipelines that IAM was asked about, from 0 to 1, those that are not mended at once, and so asked about
 * again. Undefined where the schedule cannot be counted, or the calls are those of a run that also changed something.
 */
export function callsAMonth(
  made: Readonly<Record<string, number>>,
  settings: Pick<OrganizationSettings, 'schedule' | 'schedules' | 'completeReadEveryMs'>,
  waitingShare = 1,
): CallEstimate | undefined {
  if (Object.keys(made).some(isWrite)) return undefined;
  const schedules = [settings.schedule, ...Object.values(settings.schedules)].map(passesAMonth);
  const counted = schedules.filter((count) => count !== undefined);
  if (counted.length < schedules.length) return undefined;
  // A kind with a schedule of its own is looked at as often as that says; the most frequent is the safe estimate.
  const passes = Math.max(...counted);
  const timesOf = (operation: string): number => {
    if (HOURLY.has(operation)) return Math.min(HOURS_A_MONTH, passes);
    if (WHILE_WAITING.has(operation)) return waitingShare * Math.min(passes, MONTH_MS / ASKED_AGAIN_MS);
    if (LISTS_OF_JOBS.has(operation)) return (passes + Math.min(HOURS_A_MONTH, passes)) / 2;
    if (ONCE_A_JOB.has(operation)) return MONTH_MS / RECENT_MS;
    return EVERY_PASS.has(operation) ? passes : Math.min(passes, MONTH_MS / settings.completeReadEveryMs);
  };
  const byOperation = Object.fromEntries(
    Object.entries(made).map(([operation, count]) => [operation, Math.round(count * timesOf(operation))]),
  );
  return { total: Object.values(byOperation).reduce((sum, count) => sum + count, 0), byOperation };
}

/** A run that wrote has other calls than a look. */
export function isWrite(operation: string): boolean {
  return Object.entries(OPERATIONS).some(([name, { access }]) => name === operation && access === 'write');
}
