// One account for each (operation, fault), each with a notebook that runs, one that is off, and one that an earlier process
// has stopped and marked; and a few accounts in which nothing is wrong. So every fault stands beside all others, and beside
// places that must not notice.
import type { FaultName, FaultRule } from '../../../src/simulator/faults.ts';
import type { World } from '../../../src/simulator/world-shape.ts';
import { accountId, notebook, worldOf } from './places.ts';

export const CALM_ACCOUNTS = 10;

/** `page-2-denied`: an empty page with a token, and a denial for the next one. `conflict`: a person is quicker. */
export type Trouble = FaultName | 'page-2-denied' | 'conflict';

export interface Case {
  readonly operation: string;
  readonly trouble: Trouble;
  readonly account: string;
  /** Ends the names of the account's notebooks. */
  readonly mark: string;
}

export const EVERYWHERE: readonly Trouble[] = [
  'reset-before',
  'reset-after',
  'hang',
  'http-500',
  'http-503',
  'throttle',
  'html-200',
  'truncated-json',
  'empty-200',
  'access-denied',
  'control-policy-denied',
  'expired-token',
  'region-disabled',
];
export const OF_LISTS: readonly Trouble[] = ['repeated-token', 'empty-page', 'page-2-denied'];
const OF_MOVES: readonly Trouble[] = ['conflict'];

/** Operations that are sent for one account, and what can befall them besides what can befall all. */
const OPERATIONS: Readonly<Record<string, readonly Trouble[]>> = {
  'AssumeRole to read': [],
  'AssumeRole to write': [],
  GetResources: OF_LISTS,
  ListNotebookInstances: OF_LISTS,
  DescribeNotebookInstance: [],
  ListTags: OF_LISTS,
  ListRegions: OF_LISTS,
  AddTags: [],
  StopNotebookInstance: [...OF_MOVES, 'stuck-stopping'],
  UpdateNotebookInstance: OF_MOVES,
  StartNotebookInstance: [...OF_MOVES, 'start-noop', 'start-fails', 'resource-limit'],
  DeleteTags: [],
};

export const CASES: readonly Case[] = Object.entries(OPERATIONS)
  .flatMap(([operation, own]) => [...EVERYWHERE, ...own].map((trouble) => ({ operation, trouble })))
  .map((it, index) => ({ ...it, account: accountId(index), mark: String(index) }));

export const CALM: readonly Case[] = Array.from({ length: CALM_ACCOUNTS }, (_, index) => ({
  operation: 'none',
  trouble: 'delay',
  account: accountId(CASES.length + index),
  mark: String(CASES.length + index),
}));

const CREATED = '2024-02-03T04:05:06.000Z';

export function faultWorld(now: number): World {
  const intent = `restore=InService phase=stop at=${new Date(now).toISOString()} of=${CREATED} change=earlier`;
  const accounts = [...CASES, ...CALM].map(({ mark, operation, trouble }) => ({
    name: `${operation} ${trouble}`.replaceAll(' ', '-'),
    notebooks: [
      notebook(`runs-${mark}`, { createdAt: CREATED }),
      notebook(`off-${mark}`, { createdAt: CREATED, status: 'Stopped' }),
      notebook(`home-${mark}`, { createdAt: CREATED, status: 'Stopped', tags: { 'sagekeeper:intent': intent } }),
    ],
  }));
  return worldOf(accounts, { stopMs: 300, updateMs: 200, startMs: 300 });
}

/** Conflicts are not faults of the simulator's: a person makes them. */
export function faultRules(): readonly FaultRule[] {
  return CASES.flatMap(({ operation, trouble, account, mark }): FaultRule[] => {
    if (trouble === 'conflict') return [];
    const match = matchOf(operation, account);
    if (trouble === 'page-2-denied') {
      // Tags are listed for each notebook, side by side: each counts its own pages.
      const lists = operation === 'ListTags' ? ['runs', 'off', 'home'].map((name) => `${name}-${mark}`) : [undefined];
      return lists.flatMap((resource): FaultRule[] => [
        { match: { ...match, resource, every: 2 }, fault: 'access-denied' },
        { match: { ...match, resource }, fault: 'empty-page' },
      ]);
    }
    if (trouble === 'empty-page') return [{ match, fault: trouble, times: 1 }];
    return [{ match, fault: trouble }];
  });
}

function matchOf(operation: string, account: string): FaultRule['match'] {
  if (!operation.startsWith('AssumeRole')) return { operation, account };
  const role = operation.endsWith('read') ? 'SagekeeperRead' : 'SagekeeperWrite';
  return { operation: 'AssumeRole', resource: `arn:aws:iam::${account}:role/${role}` };
}
