/**
 * What became of everything, when nothing moves any more: mended, left alone and why, not read and why. Pure.
 */
import { few } from '../model/few.ts';
import type { StatusReport, StatusResource, StatusTarget } from '../report/status.ts';
import { notebookText } from './demo-picture.ts';
import { counted, printable } from './terminal.ts';
import type { Paint, Style } from './terminal.ts';

/** What the simulator knows to be true of a notebook. */
export interface Truth {
  readonly arn: string;
  readonly status: string;
  /** Everything that an update can change, comparable. */
  readonly settings: string;
}

/** More names than this hide the rest. */
const MAX_NAMES = 3;

export function closing(
  before: readonly Truth[],
  after: readonly Truth[],
  status: StatusReport,
  paint: Paint,
): readonly string[] {
  const was = new Map(before.map((notebook) => [notebook.arn, notebook]));
  const ran = (notebook: Truth): boolean => was.get(notebook.arn)?.status === 'InService';
  const mended = after.filter((notebook) => was.get(notebook.arn)?.settings !== notebook.settings);
  const back = mended.filter((notebook) => ran(notebook) && notebook.status === 'InService');
  const off = mended.filter((notebook) => !ran(notebook));
  const lost = after.filter((notebook) => ran(notebook) && notebook.status !== 'InService');
  const title = (count: number, text: string): string => `${counted(count, 'notebook')} ${text}`;
  return [
    ...group(paint, 'green', title(back.length, 'restarted with the new setting, and running again'), texts(back)),
    ...group(paint, 'green', title(off.length, 'mended while off, and still off'), texts(off)),
    ...group(paint, 'red', title(lost.length, 'that ran, and not running now'), texts(lost)),
    ...group(paint, 'yellow', 'Left alone', alike(status.resources.map(findingOf))),
    ...group(paint, 'yellow', 'Not read', alike(status.targets.flatMap(placeOf))),
  ];
}

function group(paint: Paint, style: Style, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(style, `${title}:`), ...lines.map((line) => `  ${line}`)];
}

function texts(notebooks: readonly Truth[]): readonly string[] {
  return notebooks.map(({ arn }) => notebookText(arn));
}

interface Told {
  readonly name: string;
  readonly why: string;
}

/** One line for each reason, with the first names. */
function alike(told: readonly Told[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, why } of told) names.set(why, [...(names.get(why) ?? []), name]);
  return [...names].map(([why, found]) => `${few(found, MAX_NAMES)}: ${why}`);
}

function findingOf(resource: StatusResource): Told {
  const { arn, policy, state, handedOver, why, notes } = resource;
  const reason = handedOver?.why ?? why ?? notes[0]?.message;
  const by = policy === null ? '' : ` (${printable(policy)})`;
  return { name: notebookText(arn), why: `${state}${by}${reason === undefined ? '' : `, ${printable(reason)}`}` };
}

function placeOf({ account, region, state, reason, message }: StatusTarget): readonly Told[] {
  if (state === 'reached') return [];
  const why = [reason, message].find((text) => text !== null) ?? '';
  return [{ name: printable(`${account}/${region}`), why: `${state}, ${printable(why)}` }];
}
