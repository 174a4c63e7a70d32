/**
 * What went wrong in a world that lived for a while: who did not come back, what was not mended and does not say why, what was
 * written to that nobody may touch, which budget was exceeded at some instant. From the journal and the truth.
 */
import { covers } from '../../src/model/scope.ts';
import { INTENT_TAG } from '../../src/resources/intent.ts';
import type { JournalEntry, RequestEntry } from '../../src/simulator/journal.ts';
import type { NotebookRecord } from '../../src/simulator/notebook-record.ts';
import { REGIONS } from './drawn.ts';
import type { Drawn } from './drawn.ts';
import { END, PASS_MS, accountOf, nameOf } from './random-world.ts';
import type { Outcome } from './random-world.ts';

const QUIET_MS = 10 * PASS_MS;
const WRITES = new Set([
  'StopNotebookInstance',
  'UpdateNotebookInstance',
  'StartNotebookInstance',
  'AddTags',
  'DeleteTags',
]);

/** Names of the policies that may have this notebook mended. */
function enforcing(world: Drawn, index: number): readonly string[] {
  const notebook = world.notebooks[index];
  if (notebook === undefined) return [];
  return world.policies
    .filter(({ mode, scope, name }) => {
      const isExcused = world.excused?.notebook === index && world.excused.policy === name;
      return mode === 'enforce' && !isExcused && covers(scope, accountOf(notebook.account), notebook.region, REGIONS);
    })
    .map(({ name }) => name);
}

function writes(outcome: Outcome): readonly RequestEntry[] {
  return outcome.cloud.journal
    .after(0)
    .filter((entry): entry is RequestEntry => entry.kind === 'request' && WRITES.has(entry.operation));
}

function indexOf({ input }: RequestEntry): number {
  const named = (input['NotebookInstanceName'] ?? input['ResourceArn']) as string;
  return Number(/notebook-(\d+)$/i.exec(named)?.[1]);
}

function wrongAtTheEnd(world: Drawn, outcome: Outcome): readonly string[] {
  const records = new Map(outcome.cloud.notebooks().map((record) => [record.name, record]));
  return world.notebooks.flatMap(({ status, ...seed }, index) => {
    const record = records.get(nameOf(index));
    if (record === undefined) return [`${nameOf(index)} is gone`];
    const wrong: string[] = [];
    if (record.status !== status) wrong.push(`${record.name} was ${status}, and is ${record.status}`);
    if (record.tags.has(INTENT_TAG)) wrong.push(`${record.name} still carries an intent`);
    const mayComeBack = status === 'Stopped' || seed.platform === 'notebook-al2023-v1';
    if (status !== 'Failed' && mayComeBack) wrong.push(...unmended(enforcing(world, index), record));
    return wrong;
  });
}

function unmended(policies: readonly string[], record: NotebookRecord): readonly string[] {
  const wrong: string[] = [];
  if (policies.includes('imds') && record.imds !== '2') wrong.push(`${record.name} is on version ${record.imds}`);
  if (policies.includes('no-root') && record.rootAccess !== 'Disabled') wrong.push(`${record.name} has root access`);
  return wrong;
}

/** What differs and is enforced says which gate holds it, or who was told. */
function unexplained(world: Drawn, { loop }: Outcome): readonly string[] {
  const wrong: string[] = [];
  for (const { arn, standings } of loop.snapshot().outlooks()) {
    const index = Number(/notebook-(\d+)$/.exec(arn)?.[1]);
    for (const { policy, state, hold } of standings) {
      if (!enforcing(world, index).includes(policy)) continue;
      const isExplained = state === 'compliant' || (state === 'held' && hold !== undefined) || state === 'failed';
      if (!isExplained) wrong.push(`${arn} is ${state} under ${policy}`);
    }
  }
  return wrong;
}

function outOfScope(world: Drawn, outcome: Outcome): readonly string[] {
  return writes(outcome)
    .filter((entry) => enforcing(world, indexOf(entry)).length === 0)
    .map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
}

/** The most that carried an intent to stop or start at one instant, in one account and in all of them. */
function peaks(
  world: Drawn,
  journal: readonly JournalEntry[],
): { readonly account: number; readonly organization: number } {
  const inFlight = new Map<number, string>();
  let account = 0;
  let organization = 0;
  for (const entry of journal) {
    if (entry.kind !== 'request' || entry.outcome !== 'ok') continue;
    const index = indexOf(entry);
    if (entry.operation === 'AddTags') {
      const tags = entry.input['Tags'] as readonly { readonly Key: string; readonly Value: string }[];
      const phase = / phase=(\w+) /.exec(tags.find(({ Key }) => Key === INTENT_TAG)?.Value ?? '')?.[1];
      if (phase === 'up') inFlight.delete(index);
      else if (phase !== undefined) inFlight.set(index, world.notebooks[index]?.account ?? '');
    }
    if (entry.operation === 'DeleteTags') inFlight.delete(index);
    organization = Math.max(organization, inFlight.size);
    const byAccount = Map.groupBy(inFlight.values(), (id) => id);
    account = Math.max(account, ...[...byAccount.values()].map(({ length }) => length));
  }
  return { account, organization };
}

function overBudget(world: Drawn, outcome: Outcome): readonly string[] {
  const reached = peaks(world, outcome.cloud.journal.after(0));
  const [first] = world.policies;
  const budgets = first?.disruption.budgets ?? [];
  const effective = budgets.length === 0 ? [{ per: 'account' as const, max: { count: 1 } }] : budgets;
  const running = world.notebooks.filter(
    ({ status, account, region }) =>
      status === 'InService' && first !== undefined && covers(first.scope, accountOf(account), region, REGIONS),
  ).length;
  return effective.flatMap(({ per, max }) => {
    const limit = 'count' in max ? max.count : Math.max(1, Math.floor((running * max.percent) / 100));
    return reached[per] > limit ? [`${reached[per]} of ${limit} per ${per}`] : [];
  });
}

/** Empty: nothing. */
export function wrongs(world: Drawn, outcome: Outcome): readonly string[] {
  const late = writes(outcome).filter(({ at }) => at > END - QUIET_MS);
  return [
    ...wrongAtTheEnd(world, outcome),
    ...unexplained(world, outcome),
    ...outOfScope(world, outcome),
    ...overBudget(world, outcome),
    ...late.map(({ operation }) => `${operation} when everything should have been at rest`),
  ];
}
