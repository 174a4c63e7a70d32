// What became of each (operation, fault), as rows of a table that people read in docs/faults.md: from the status that the
// daemon tells, and from the truth.
import type { RequestEntry } from '../../../src/simulator/journal.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { StatusReport, StatusResource } from '../../../src/report/status.ts';
import type { Case } from './fault-world.ts';
import { requests } from './oracle.ts';

export interface Row {
  readonly operation: string;
  readonly trouble: string;
  readonly target: string;
  readonly runs: string;
  readonly off: string;
  readonly home: string;
}

export function rowOf(one: Case, status: StatusReport, simulator: Simulator): Row {
  const target = status.targets.find(({ account }) => account === one.account);
  const state = target === undefined ? 'untold' : [target.state, target.reason].filter((it) => it !== null).join(' ');
  const told = (name: string): string => cell(`${name}-${one.mark}`, one.account, status, simulator, state);
  const { operation, trouble } = one;
  return { operation, trouble, target: state, runs: told('runs'), off: told('off'), home: told('home') };
}

export const FALSELY = 'FALSELY';

/** What the daemon says of the notebook, and where that is "nothing to say", whether it is true. */
function cell(name: string, account: string, status: StatusReport, simulator: Simulator, target: string): string {
  const row = status.resources.find((it) => it.account === account && it.arn.endsWith(`/${name}`));
  const truth = simulator.cloud.notebooks().find((it) => it.name === name);
  if (row !== undefined) return `${textOf(row)}; ${truth?.status ?? 'gone'} v${truth?.imds ?? '?'}`;
  if (target !== 'reached') return `not seen; ${truth?.status ?? 'gone'} v${truth?.imds ?? '?'}`;
  return truth?.imds === '2' ? `compliant; ${truth.status} v2` : `${FALSELY} compliant; ${truth?.status ?? 'gone'}`;
}

function textOf({ state, gate, reason, handedOver }: StatusResource): string {
  const why = state === 'unknown' || reason === null ? '' : ` ${reason}`;
  return `${state}${gate === null ? '' : ` (${gate})`}${why}${handedOver === null ? '' : ', handed over'}`;
}

/** What was seen most often, cell by cell. */
export function usual(rows: readonly Row[]): Row {
  const [first] = rows;
  if (first === undefined) throw new Error('no row was seen');
  const most = (cellOf: (row: Row) => string): string => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(cellOf(row), (counts.get(cellOf(row)) ?? 0) + 1);
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
  };
  const { operation, trouble } = first;
  return {
    operation,
    trouble,
    target: most(({ target }) => target),
    runs: most(({ runs }) => runs),
    off: most(({ off }) => off),
    home: most(({ home }) => home),
  };
}

const CELLS = ['target', 'runs', 'off', 'home'] as const;

/**
 * What contradicts the documented row. Each of its cells must have been seen; how fast a place gets there is the machine's
 * business. But nothing may be told as compliant, or be stopped, on the way to an end in which it is neither.
 */
export function contradictions(seen: readonly Row[], documented: Readonly<Record<string, string>>): readonly string[] {
  return CELLS.flatMap((column) => {
    const cells = [...new Set(seen.map((row) => row[column]))];
    const expected = documented[column] ?? '';
    if (!cells.includes(expected)) return [`${column} is to be "${expected}", and was ${cells.join(', then ')}`];
    const wrong = cells.filter((it) => it.includes(FALSELY) || (isGood(it) && !isGood(expected)));
    const stopped = expected.endsWith('InService v1') ? cells.filter((it) => /; (Stopp|Updat)/.test(it)) : [];
    const strayed = column === 'runs' ? [...wrong, ...stopped] : wrong;
    return strayed.length === 0 ? [] : [`${column} was ${strayed.join(', then ')}`];
  });
}

function isGood(cell: string): boolean {
  return cell.startsWith('compliant');
}

/** How often a read of one thing was sent, in one pass. Writes are told by `blindRepeats`. */
export function triesOf({ operation, account, mark }: Case, simulator: Simulator): number {
  const role = operation.endsWith('read') ? 'SagekeeperRead' : 'SagekeeperWrite';
  return requests(simulator).filter((entry) => {
    if (operation.startsWith('AssumeRole')) return entry.input['RoleArn'] === `arn:aws:iam::${account}:role/${role}`;
    if (entry.operation !== operation || entry.account !== account) return false;
    const name = nameOf(entry);
    return name === undefined || name === `off-${mark}`;
  }).length;
}

const MOVES = /^(Stop|Update|Start)NotebookInstance$/;

/** Moves that were sent again without a look in between. */
export function blindRepeats(simulator: Simulator): readonly string[] {
  const lastOf = new Map<string, string>();
  const blind: string[] = [];
  for (const entry of requests(simulator)) {
    const name = nameOf(entry);
    if (name === undefined) continue;
    if (MOVES.test(entry.operation) && lastOf.get(name) === entry.operation)
      blind.push(`${entry.operation} of ${name}`);
    if (MOVES.test(entry.operation) || entry.operation === 'DescribeNotebookInstance')
      lastOf.set(name, entry.operation);
  }
  return blind;
}

function nameOf({ input }: RequestEntry): string | undefined {
  const name = input['NotebookInstanceName'];
  const arn = input['ResourceArn'];
  if (typeof name === 'string') return name;
  return typeof arn === 'string' ? arn.slice(arn.lastIndexOf('/') + 1) : undefined;
}
