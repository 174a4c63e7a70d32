/**
 * What the demo tells between two looks at the status: which resource moved, how much is left, and in the end what became of
 * each. Pure: status documents in, lines out.
 */
import type { StatusReport, StatusResource } from '../report/status.ts';
import { counted } from './plan-sections.ts';
import { printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

/** What the simulator knows to be true of a notebook. */
export interface Truth {
  readonly arn: string;
  readonly status: string;
  /** It carries our provenance tag. */
  readonly changed: boolean;
}

/** Held only until others are done, or the list of a place is complete: this falls by itself. */
const PASSING_GATES = new Set(['budget', 'incompleteList']);
const BAR_CELLS = 24;

/** What will still move: resources on their way, and those that wait for them. */
export function remaining(status: StatusReport): number {
  return status.resources.filter(
    (resource) =>
      resource.state === 'converging' || (resource.state === 'held' && PASSING_GATES.has(resource.gate ?? '')),
  ).length;
}

/** Every place has been looked at, and nothing moves any more. */
export function settled(status: StatusReport): boolean {
  return status.complete && remaining(status) === 0;
}

/** A line for each resource whose story went on since the last look. */
export function movements(before: StatusReport | undefined, after: StatusReport, paint: Paint): readonly string[] {
  if (before === undefined) return [];
  const was = new Map(before.resources.map((resource) => [keyOf(resource), resource]));
  const is = new Map(after.resources.map((resource) => [keyOf(resource), resource]));
  const moved = [...is].flatMap(([key, resource]) => {
    const told = storyOf(resource);
    return resource.state === 'converging' && told !== storyOf(was.get(key)) ? [`${titleOf(resource)}: ${told}`] : [];
  });
  const mended = [...was].flatMap(([key, resource]) =>
    resource.state === 'converging' && !is.has(key) ? [`${titleOf(resource)}: ${paint('green', 'as declared')}`] : [],
  );
  return [...moved, ...mended];
}

/** How far it is: `to mend 6 of 9 ████░░  on its way 1, waiting 5, ...`. `most` is the most that was ever left. */
export function progressLine(status: StatusReport, most: number): string {
  const left = remaining(status);
  const done = most === 0 ? BAR_CELLS : Math.round((BAR_CELLS * (most - left)) / most);
  const bar = '█'.repeat(done) + '░'.repeat(BAR_CELLS - done);
  const onTheWay = status.resources.filter((resource) => resource.state === 'converging').length;
  return `drift to mend: ${left} of ${most}  ${bar}  ${onTheWay} on the way, ${left - onTheWay} waiting`;
}

/** What became of everything: mended, left alone and why, not reached and why. */
export function closing(status: StatusReport, truth: readonly Truth[], paint: Paint): readonly string[] {
  const changed = truth.filter((notebook) => notebook.changed);
  const back = changed.filter((notebook) => notebook.status === 'InService');
  const off = changed.filter((notebook) => notebook.status !== 'InService');
  const left = status.resources.filter((resource) => resource.policy !== null);
  const unread = status.targets.filter((target) => target.state !== 'reached');
  return [
    ...group(paint, 'green', `${counted(back.length, 'notebook')} restarted, and running again`, back.map(nameOfTruth)),
    ...group(
      paint,
      'green',
      `${counted(off.length, 'notebook')} mended while off, and still off`,
      off.map(nameOfTruth),
    ),
    ...group(
      paint,
      'yellow',
      `${counted(left.length, 'finding')} left alone`,
      left.map((resource) => `${titleOf(resource)}: ${leftWhy(resource)}`),
    ),
    ...group(
      paint,
      'yellow',
      `${counted(unread.length, 'place')} not read`,
      unread.map(({ account, region, state, reason, message }) =>
        printable(`${account}/${region}: ${[state, reason, message].filter((part) => part !== null).join(', ')}`),
      ),
    ),
  ];
}

function group(paint: Paint, style: 'green' | 'yellow', title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(style, `${title}:`), ...lines.map((line) => `  ${line}`)];
}

function leftWhy(resource: StatusResource): string {
  if (resource.handedOver !== null) return `a person must see to it: ${printable(resource.handedOver.why)}`;
  const why = resource.why ?? resource.notes[0]?.message ?? '';
  const gate = resource.gate === null ? '' : ` (${resource.gate})`;
  return `${resource.state}${gate}${why === '' ? '' : `: ${printable(why)}`}`;
}

function storyOf(resource: StatusResource | undefined): string {
  if (resource === undefined) return '';
  if (resource.next !== null) return resource.next.operation;
  return resource.why === null ? resource.state : printable(resource.why);
}

function titleOf(resource: StatusResource): string {
  return printable(
    `${nameOf(resource.arn)} in ${resource.account}/${resource.region} (${resource.policy ?? 'no policy'})`,
  );
}

function nameOfTruth({ arn }: Truth): string {
  const [, , , region = '', account = ''] = arn.split(':');
  return printable(`${nameOf(arn)} in ${account}/${region}`);
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function keyOf(resource: StatusResource): string {
  return `${resource.arn} ${resource.policy ?? ''}`;
}
