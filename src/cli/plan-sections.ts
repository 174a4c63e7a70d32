/**
 * What a plan says, section by section, as titles and cells: the terminal aligns them, Markdown puts bars between them. Pure;
 * cells are printable, whatever AWS or people put into names.
 */
import type { Survey } from '../daemon/survey.ts';
import { formatDuration } from '../model/duration.ts';
import { few } from '../model/few.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import type { CallStep } from '../model/resource.ts';
import { isWithin } from '../plan/admit.ts';
import { callsAMonth, isWrite } from './calls-a-month.ts';
import { differenceText } from './explain-phrases.ts';
import { endpointRemarks, planChanges } from './plan-changes.ts';
import type { PlanChanges } from './plan-changes.ts';
import { notesOf } from './plan-notes.ts';
import type { ToldNote } from './plan-notes.ts';
import { isUnread } from './plan-view.ts';
import type { PlanRow, PlanView, Rewrites, Section } from './plan-view.ts';
import { counted, printable } from './terminal.ts';

/** More rows than this help nobody at a terminal; JSON has all of them. */
export const MAX_ROWS_SHOWN = 200;
/** Of a value, in a cell beside eight others. */
const MAX_VALUE_CHARACTERS = 60;
/** Of what one sentence is about. */
const ENDS_A_JOB = /^Stop\w+Job$/;
/** A role, an action and an ARN fit. */
const MAX_WHY_CHARACTERS = 600;

export interface PlanSection {
  readonly title: string;
  readonly head: readonly string[];
  /** A cell holds one line for each difference. */
  readonly rows: readonly (readonly (readonly string[])[])[];
  readonly left: number;
}

export interface PlanText {
  readonly opening: string;
  readonly sections: readonly PlanSection[];
  readonly changes: readonly PlanChanges[];
  readonly summary: string;
  /** Restarts, calls, and what was not read, one sentence each. */
  readonly remarks: readonly string[];
}

const TITLES: Readonly<Record<Exclude<Section, 'rest'>, string>> = {
  now: 'Due now',
  underWay: 'On its way',
  held: 'Held',
  person: 'A person must see to this',
  reported: 'Only reported',
  excused: 'Excused',
  unknown: 'Not known',
};

export function planText(view: PlanView): PlanText {
  const { survey } = view;
  const { snapshot, policiesHeld } = survey;
  const sections = Object.entries(TITLES).map(([section, title]) =>
    resourceSection(
      title,
      view.rows.filter((row) => row.section === section),
      snapshot.at,
    ),
  );
  const unread = snapshot.targets.filter((target) => target.state === 'unreachable' || target.state === 'refused');
  const held = policiesHeld.map(({ policy, reason, why }) => [policy, reason, why]);
  const reached = snapshot.targets.filter((target) => target.state === 'reached').length;
  return {
    opening:
      `Desired state ${printable(snapshot.revision)}: ${counted(snapshot.policies.length, 'policy', 'policies')}, ` +
      `${reached} of ${counted(snapshot.targets.length, 'place')} read (a place is an account in a region)`,
    sections: [
      ...sections,
      section('Worth knowing', ['POLICY', 'REASON', 'WHY', 'ABOUT'], notesOf(view).map(noteCells), MAX_WHY_CHARACTERS),
      section('Policies held as a whole', ['POLICY', 'REASON', 'WHY'], held),
      section('Places that could not be read', ['ACCOUNT', 'REGION', 'STATE', 'WHY'], unread.map(placeCells(survey))),
    ].filter((found) => found.rows.length > 0),
    changes: planChanges(view),
    summary: summaryLine(view),
    remarks: remarks(view, unread.length),
  };
}

function resourceSection(title: string, rows: readonly PlanRow[], now: number): PlanSection {
  const head = ['ACCOUNT', 'REGION', 'RESOURCE', 'POLICY', 'DIFFERENCE', 'NEXT CALL', 'GATE', 'NEXT LOOK', 'WHY'];
  const cells = rows
    .slice(0, MAX_ROWS_SHOWN)
    .map((row) => [
      [accountCell(row.account, row.accountName)],
      [printable(row.region)],
      [printable(row.name)],
      [printable(row.policy)],
      row.differences.map((difference) => differenceText(difference, MAX_VALUE_CHARACTERS)),
      [nextText(row)],
      [row.gate ?? ''],
      [row.until === undefined ? '' : instantText(row.until, now)],
      [whyText(row)],
    ]);
  return { title: `${title} (${rows.length})`, head, rows: cells, left: Math.max(0, rows.length - MAX_ROWS_SHOWN) };
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  maxCharacters?: number,
): PlanSection {
  const cells = rows.slice(0, MAX_ROWS_SHOWN).map((row) => row.map((cell) => [printable(cell, maxCharacters)]));
  return { title: `${title} (${rows.length})`, head, rows: cells, left: Math.max(0, rows.length - MAX_ROWS_SHOWN) };
}

function noteCells({ policy, reason, message, about }: ToldNote): readonly string[] {
  return [policy, reason, message, few(about.map(({ name, account, region }) => `${name} in ${account}/${region}`))];
}

function placeCells(survey: Survey): (target: TargetStatus) => readonly string[] {
  const names = new Map(survey.organization.accounts.map((account) => [account.id, account.name]));
  return ({ account, region, state, reason, message }) => [
    accountCell(account, names.get(account)),
    region,
    state,
    [reason, message].filter((text) => text !== undefined).join(': '),
  ];
}

function accountCell(account: string, name: string | undefined): string {
  return printable(name === undefined ? account : `${account} ${name}`, 44);
}

function nextText({ next, disrupts, differences }: PlanRow): string {
  if (next === undefined) return '';
  const { operation } = next.call;
  const what = next.about === undefined ? operation : `${operation} of ${printable(next.about)}`;
  // One call at a time, whichever policy asks for it.
  const { mends } = next;
  if (mends !== undefined && !differences.some(({ path }) => isWithin(path, mends))) return `first ${what}`;
  if (next.unmet !== undefined) return 'none';
  if (next.effect === 'probe') return `${operation} (asks first, then restarts)`;
  return `${what}${disrupts ? ' (restarts)' : effectText(next)}`;
}

/** What a person must see to first has a name that can be looked up; the other gates say enough. */
function whyText({ gate, reason, why = '' }: PlanRow): string {
  const name = gate === 'prerequisite' && reason !== undefined ? `${reason}: ` : '';
  return printable(`${name}${why}`, MAX_WHY_CHARACTERS);
}

/** What somebody notices of it. */
function effectText({ effect, call: { operation } }: CallStep): string {
  if (effect !== 'disrupt') return '';
  if (ENDS_A_JOB.test(operation)) return ' (ends the job)';
  return operation === 'CreateVpcEndpoint' ? ' (cuts open connections to S3)' : ' (disturbs)';
}

/** Jobs that are due to be stopped, and those that would be. */
function jobRemarks({ rows }: PlanView): readonly string[] {
  const stopping = rows.filter(({ next }) => next !== undefined && ENDS_A_JOB.test(next.call.operation));
  const count = (states: readonly PlanRow['state'][]): number =>
    new Set(stopping.filter(({ state }) => states.includes(state)).map(({ arn }) => arn)).size;
  const [now, later] = [count(['converging']), count(['held', 'contested'])];
  const parts = [now > 0 ? `${now} due` : '', later > 0 ? `${later} once a gate opens` : ''].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? [] : [`Jobs that are stopped: ${parts.join('; ')}. Nothing starts them again.`];
}

/** `2026-11-21 22:00 UTC (in 3h)`. */
export function instantText(at: number, now: number): string {
  const text = new Date(at).toISOString().replace('T', ' ').slice(0, 16);
  return at > now ? `${text} UTC (in ${formatDuration(at - now)})` : `${text} UTC`;
}

function summaryLine({ states, survey }: PlanView): string {
  const made = Object.keys(survey.callsMade).filter(isWrite).length;
  const parts: readonly [number, string][] = [
    [states.converging, 'to change'],
    [states.held + states.contested, 'held'],
    [states.failed, 'for a person'],
    [states.drifted, 'only reported'],
    [states.exempt, 'excused'],
    [states.unknown, 'not known'],
    [states.compliant, 'compliant'],
  ];
  const told = parts.filter(([count], place) => count > 0 || place === 0 || place === parts.length - 1);
  return `${made === 0 ? 'Plan' : 'Now'}: ${told.map(([count, what]) => `${count} ${what}`).join(', ')}.`;
}

function remarks(view: PlanView, unread: number): readonly string[] {
  const { survey, states, restarts, rewrites, complete, waitingShare } = view;
  const { now, underWay, later } = restarts;
  const found: string[] = [];
  if (now + underWay + later > 0) {
    const parts = [
      now > 0 ? `${now} due, one after another as the budgets allow` : '',
      underWay > 0 ? `${underWay} on the way` : '',
      later > 0 ? `${later} once a gate opens` : '',
    ].filter((part) => part !== '');
    found.push(`Restarts: ${parts.join('; ')}. What is off stays off.`);
  }
  if (rewrites.now.pipelines + rewrites.later.pipelines > 0) {
    const parts = [
      rewrites.now.pipelines > 0 ? `${rewritesText(rewrites.now)} due` : '',
      rewrites.later.pipelines > 0 ? `${rewritesText(rewrites.later)} once a gate opens` : '',
    ].filter((part) => part !== '');
    found.push(
      `Rewritten definitions: ${parts.join('; ')}. Nobody is disturbed: what runs keeps the definition it began with.`,
    );
  }
  found.push(...endpointRemarks(view), ...jobRemarks(view));
  const skipped = survey.snapshot.targets.filter((target) => target.state === 'skipped' || target.state === 'disabled');
  if (skipped.length > 0) found.push(`Not visited: ${reasonsText(skipped)}.`);
  if (!complete) {
    const inPart = view.rows.filter(isUnread).length - states.unknown;
    const parts = [
      unread > 0 ? counted(unread, 'place') : '',
      states.unknown > 0 ? `${states.unknown} not known` : '',
      inPart > 0 ? `${inPart} known in part` : '',
      survey.policiesHeld.length > 0 ? `${counted(survey.policiesHeld.length, 'policy', 'policies')} held` : '',
    ].filter((part) => part !== '');
    found.push(`Not everything could be read${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`);
  }
  return [...found, callsText(survey, waitingShare)];
}

function rewritesText({ pipelines, steps }: Rewrites): string {
  return `${counted(pipelines, 'pipeline')} with ${counted(steps, 'step')}`;
}

function callsText({ callsMade, state }: Survey, waitingShare: number): string {
  const made = Object.values(callsMade).reduce((sum, count) => sum + count, 0);
  const month = callsAMonth(callsMade, state.organization, waitingShare);
  const look = `This took ${counted(made, 'call')} to AWS`;
  return month === undefined ? `${look}.` : `${look}; a month costs about ${month.total.toLocaleString('en')}.`;
}

/** `3 RegionDisabled, 2 AccountSuspended`. */
function reasonsText(targets: readonly TargetStatus[]): string {
  const counts = new Map<string, number>();
  for (const { reason, state } of targets) counts.set(reason ?? state, (counts.get(reason ?? state) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${counted(count, 'place')} (${printable(reason)})`).join(', ');
}
