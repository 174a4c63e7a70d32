/**
 * What the demo tells while it runs: what happens to each notebook, and how much drift is left to mend. Pure: status documents and
 * the simulator's journal in, lines out.
 */
import type { StatusReport, StatusResource } from '../report/status.ts';
import { printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

/** A change of state that the simulator noticed, as its journal tells it. */
export interface Change {
  readonly resource: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Held only until others are done, or the list of a place is complete: this falls by itself. */
const PASSING_GATES = new Set(['budget', 'incompleteList']);
const BAR_CELLS = 20;

/** ARNs that will still move: those on their way, and those that wait for them. */
export function stillToMend(status: StatusReport): ReadonlySet<string> {
  return new Set(status.resources.filter((resource) => moves(resource) || waits(resource)).map(({ arn }) => arn));
}

/** Every place has been looked at, and nothing moves any more. */
export function settled(status: StatusReport): boolean {
  return status.complete && stillToMend(status).size === 0;
}

/** Those that were still to mend and differ no more. */
export function mendedLines(before: StatusReport | undefined, after: StatusReport, paint: Paint): readonly string[] {
  if (before === undefined) return [];
  const left = stillToMend(after);
  const handedOver = new Set(after.resources.flatMap(({ arn, state }) => (isForPeople(state) ? [arn] : [])));
  return [...stillToMend(before)]
    .filter((arn) => !left.has(arn) && !handedOver.has(arn))
    .map((arn) => `${notebookText(arn)}: ${paint('green', 'as declared')}`);
}

/** What the service does with a notebook: `Stopping`, `Updating`, `Pending`, `InService`. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ from, to }) => to !== undefined && from !== to)
    .map(({ resource, to }) => `${notebookText(resource)}: ${printable(to ?? '')}`);
}

/** How far it is: `drift to mend: 6 of 9  ████░░  1 on the way, 5 waiting`. `most` is the most that was ever left. */
export function progressLine(status: StatusReport, most: number): string {
  const left = stillToMend(status).size;
  const onTheWay = new Set(status.resources.filter(moves).map(({ arn }) => arn)).size;
  const done = most === 0 ? BAR_CELLS : Math.round((BAR_CELLS * (most - left)) / most);
  const bar = '█'.repeat(done) + '░'.repeat(BAR_CELLS - done);
  return `drift to mend: ${left} of ${most}  ${bar}  ${onTheWay} on the way, ${left - onTheWay} waiting`;
}

/** `analytics in 111122223333/eu-central-1`. */
export function notebookText(arn: string): string {
  const [, , , region = '', account = ''] = arn.split(':');
  return printable(`${arn.slice(arn.lastIndexOf('/') + 1)} in ${account}/${region}`);
}

function moves({ state }: StatusResource): boolean {
  return state === 'converging';
}

function waits({ state, gate }: StatusResource): boolean {
  return state === 'held' && gate !== null && PASSING_GATES.has(gate);
}

/** An audit finding of another policy remains on a mended notebook; these say that it is not mended. */
function isForPeople(state: StatusResource['state']): boolean {
  return state === 'failed' || state === 'held' || state === 'contested' || state === 'unknown';
}
