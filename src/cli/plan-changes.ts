/**
 * The texts that a plan changes, laid out to be read: definitions of pipelines as unified diffs, documents of endpoints statement
 * by statement, with what each means for others. Pure; every line begins with a mark or a blank, so that none ends a fence.
 */
import { formatDuration } from '../model/duration.ts';
import { plain } from '../report/text.ts';
import { statementLines } from './iam-document-human.ts';
import { definitionDiff } from './plan-definition.ts';
import type { EndpointDue, PlannedEndpoint } from './plan-endpoints.ts';
import type { PlannedDefinition, PlanView } from './plan-view.ts';
import { PLAIN, counted, printable } from './terminal.ts';

/** Pipelines whose definitions are laid out; JSON has the very text of each. */
export const MAX_DEFINITIONS_SHOWN = 20;
/** Endpoints whose statements are laid out. */
export const MAX_ENDPOINTS_SHOWN = 20;
const MAX_ENDPOINT_LINES = 200;
const MAX_DIFF_CHARACTERS = 160;
const MAX_EFFECT_CHARACTERS = 600;
/** Places whose duration is told. */
const MAX_DURATIONS_SHOWN = 5;

/** A diff of one text. */
export interface PlanDiff {
  readonly title: string;
  readonly lines: readonly string[];
  /** What is not among the lines; empty where nothing is. */
  readonly left: string;
}

/** What is laid out of one kind of text. */
export interface PlanChanges {
  /** What kind of view this is. */
  readonly note: string;
  /** What those are that are not laid out. */
  readonly what: string;
  readonly diffs: readonly PlanDiff[];
  readonly left: number;
}

const DEFINITIONS =
  'Definitions as they would read: laid out to be read, one value a line. What is sent is the stored text with nothing but ' +
  'these names changed; --output json has it in next.input.';
const ENDPOINTS =
  'Documents of endpoints: statements to be added (+), changed (~) and removed (-); all others keep their place and meaning. ' +
  'What is sent is in next.input with --output json.';

/** Without those of which there are none. */
export function planChanges({ definitions, endpoints }: PlanView): readonly PlanChanges[] {
  const shown = definitions.slice(0, MAX_DEFINITIONS_SHOWN).map(definitionOf);
  const documents = endpoints.filter(({ statements }) => statements.length > 0);
  const laidOut = documents.slice(0, MAX_ENDPOINTS_SHOWN).map(endpointOf);
  return [
    { note: DEFINITIONS, what: 'definitions', diffs: shown, left: definitions.length - shown.length },
    { note: ENDPOINTS, what: 'documents', diffs: laidOut, left: documents.length - laidOut.length },
  ].filter(({ diffs }) => diffs.length > 0);
}

function definitionOf(definition: PlannedDefinition): PlanDiff {
  const { name, account, region, names, due, putBack } = definition;
  const { lines, linesLeft, namesLeft } = definitionDiff(definition);
  const when = due === 'now' ? '' : ', once a gate opens';
  const why = putBack === undefined ? '' : `; ${putBack}`;
  const left = [
    linesLeft > 0 ? counted(linesLeft, 'line') : '',
    namesLeft > 0 ? `the surroundings of ${counted(namesLeft, 'name')}` : '',
  ].filter((part) => part !== '');
  return {
    title: printable(`${name} in ${account}/${region}: ${counted(names.length, 'step')}${when}${why}`, 400),
    // What stands around a name is people's own, and a plan is posted under pull requests.
    lines: lines.map((line) => printable(plain(line, MAX_DIFF_CHARACTERS), MAX_DIFF_CHARACTERS)),
    left: left.length === 0 ? '' : `... ${left.join(' and ')} left out`,
  };
}

const WHEN: Readonly<Record<EndpointDue, string>> = {
  now: '',
  later: ', once a gate opens',
  person: ', once somebody has seen to it',
  told: ', only reported',
};

function endpointOf({ endpoint, vpc, account, region, due, statements, effects }: PlannedEndpoint): PlanDiff {
  const lines = [
    ...statements.flatMap((statement) => statementLines(statement, PLAIN)),
    ...effects.map((effect) => `! ${printable(plain(effect, MAX_EFFECT_CHARACTERS), MAX_EFFECT_CHARACTERS)}`),
  ];
  const what = `${endpoint ?? 'a new gateway endpoint'} of ${vpc} in ${account}/${region}`;
  const left = lines.length - MAX_ENDPOINT_LINES;
  return {
    title: printable(`${what}: ${counted(statements.length, 'statement')}${WHEN[due]}`, 400),
    lines: lines.slice(0, MAX_ENDPOINT_LINES),
    left: left > 0 ? `... ${counted(left, 'line')} left out` : '',
  };
}

/** How many documents there are, and how long EC2 lets them take. */
export function endpointRemarks({
  endpoints,
  durations,
}: Pick<PlanView, 'endpoints' | 'durations'>): readonly string[] {
  const count = (due: EndpointDue): number => endpoints.filter((one) => one.due === due).length;
  const parts = (['now', 'later', 'person', 'told'] as const).flatMap((due) =>
    count(due) === 0 ? [] : [`${count(due)}${due === 'now' ? ' due' : WHEN[due].slice(1)}`],
  );
  if (parts.length === 0) return [];
  const slow = durations.filter(({ seconds }) => seconds > 0);
  const each = slow.slice(0, MAX_DURATIONS_SHOWN).map(({ account, region, documents, perSecond, seconds }) => {
    const what = `${counted(documents, 'document')} at ${perSecond} a second: about ${durationText(seconds)}`;
    return `${account} in ${region}: ${what}, and longer where a gate holds.`;
  });
  const more = slow.length - each.length;
  return [
    `Endpoints that differ: ${parts.join('; ')}.`,
    ...each,
    ...(more > 0 ? [`${counted(more, 'more place')}, each in less time.`] : []),
  ];
}

/** `40 seconds`, `11 minutes`, `3h`. */
function durationText(seconds: number): string {
  if (seconds < 90) return counted(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? counted(minutes, 'minute') : formatDuration(Math.round(minutes / 30) * 30 * 60_000);
}
