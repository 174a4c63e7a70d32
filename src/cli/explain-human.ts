/**
 * An explanation for a person at a terminal. Pure: data in, text out; how a policy reads is next door.
 */
import type {
  Explanation,
  GateExplanation,
  Observed,
  StandingExplanation,
  StepExplanation,
} from '../controller/explanation-form.ts';
import type { ExplainAnswer } from '../daemon/explain.ts';
import type { Effect } from '../model/resource.ts';
import { differenceText, instantText, valueText } from './explain-phrases.ts';
import { pipelineLines, stepRows } from './explain-pipeline-human.ts';
import { networkLines } from './explain-network-human.ts';
import { policyLines } from './explain-policy-human.ts';
import { table } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint, Style } from './terminal.ts';

/** Nothing else carries tags of ours that tell its history. */
const NOTEBOOK = 'notebook-instance';
const MAX_INPUT_CHARACTERS = 2_000;
const MAX_SENT_SHOWN = 10;
const MAX_TEXT_CHARACTERS = 1_000;

/** `from`: who knows, as the second line of the answer names it. */
export function explainHuman(answer: ExplainAnswer, from: string, paint: Paint): string {
  const now = Date.parse(answer.at);
  const lines = [...bodyOf(answer, now, paint), '', paint('dim', sourceText(answer, from))];
  return `${lines.join('\n')}\n`;
}

function bodyOf(answer: ExplainAnswer, now: number, paint: Paint): readonly string[] {
  switch (answer.found) {
    case 'resource':
      return resourceLines(answer.explanation, answer.wayOut, now, paint);
    case 'policy':
      return policyLines(answer.explanation, now, paint);
    case 'several':
      return severalLines(answer, paint);
    case 'nothing':
      return [text(answer.why), ...wayOutLines(answer.wayOut, paint)];
  }
}

function sourceText(answer: ExplainAnswer, from: string): string {
  const { at, revision, basis } = answer;
  const told = `Told by ${printable(from)}, desired state ${printable(revision)}, as of ${instantText(at, Date.parse(at))}.`;
  if (basis.by === 'controller' || answer.found === 'nothing' || answer.found === 'several') return told;
  const first = `${told} What a run would begin first counts as in flight.`;
  if (basis.extent === 'organization') return first;
  const alone = `${first} Only this account and region were read: budgets of the organization are counted from them alone`;
  // Also what uses a VPC is told by whoever uses it.
  const shared = 'explanation' in answer && 'vpc' in answer.explanation;
  return shared ? `${alone}, and what other accounts have in a VPC that they share is not known.` : `${alone}.`;
}

function severalLines(answer: Extract<ExplainAnswer, { found: 'several' }>, paint: Paint): readonly string[] {
  const rows = answer.candidates.map(({ account, accountName, region, status, arn }) =>
    [account, accountName, region, status ?? '', arn].map((cell) => printable(cell)),
  );
  const more = answer.total - rows.length;
  return [
    paint('yellow', `${answer.total} resources have this name; explain one of them by its ARN:`),
    ...table(['ACCOUNT', 'NAME', 'REGION', 'STATUS', 'ARN'], rows, paint),
    ...(more > 0 ? [`  ... and ${more} more: --account and --region narrow it down`] : []),
  ];
}

function resourceLines(told: Explanation, wayOut: string | null, now: number, paint: Paint): readonly string[] {
  const where = `${told.kind} in ${told.account} (${printable(told.accountName)}), ${printable(told.region)}`;
  return [
    `${paint('bold', printable(told.name))}  ${where}`,
    paint('dim', printable(told.arn)),
    '',
    ...placeLines(told, wayOut, now, paint),
    ...observedLines(told, now),
    ...pipelineLines(told, paint),
    ...networkLines(told, paint),
    ...handedOverLines(told, paint),
    '',
    ...told.policies.flatMap((policy) => [...standingLines(policy, now, paint), '']),
    ...(told.policies.length === 0 ? ['No policy looks at it.', ''] : []),
    ...stepLines(told, now, paint),
    '',
    ...historyLines(told, now, paint),
    ...told.notCovering.map(({ policy, why }) => paint('dim', `Not looked at by ${printable(policy)}: ${text(why)}`)),
  ];
}

function placeLines({ place }: Explanation, wayOut: string | null, now: number, paint: Paint): readonly string[] {
  if (place.state === 'reached') return [];
  const why = [place.reason, place.message].filter((part) => part !== null).join(': ');
  const last = place.lastCompleteAt === null ? 'never' : instantText(place.lastCompleteAt, now);
  return [
    paint('red', `This account and region could not be read (${place.state}): ${text(why)}`),
    `Read to the end the last time: ${last}. Everything below is from before, and nothing new begins on it.`,
    ...wayOutLines(wayOut, paint),
  ];
}

function wayOutLines(wayOut: string | null, paint: Paint): readonly string[] {
  return wayOut === null ? [] : [`${paint('green', 'way out:')} ${text(wayOut)}`];
}

function observedLines({ observed }: Explanation, now: number): readonly string[] {
  if (observed === null) return ['It was listed, and could not be described.'];
  const settings = Object.entries(observed.configuration)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${printable(name)} ${valueText(value)}`);
  return [
    `Observed ${instantText(observed.at, now)}: ${printable(observed.status)}${timesText(observed, now)}`,
    ...(settings.length > 0 ? [`  ${settings.join(', ')}`] : []),
    ...(observed.failureReason === null ? [] : [`  AWS says why it failed: ${text(observed.failureReason)}`]),
  ];
}

function timesText({ createdAt, lastModifiedAt }: Observed, now: number): string {
  const created = createdAt === null ? '' : `, created ${instantText(createdAt, now)}`;
  return lastModifiedAt === null ? created : `${created}, last modified ${instantText(lastModifiedAt, now)}`;
}

function handedOverLines({ handedOver }: Explanation, paint: Paint): readonly string[] {
  if (handedOver === null) return [];
  return [paint('red', `A person must see to it (${printable(handedOver.reason)}): ${text(handedOver.why)}`)];
}

const STATE_STYLES: Readonly<Partial<Record<StandingExplanation['state'], Style>>> = {
  compliant: 'green',
  converging: 'green',
  held: 'yellow',
  contested: 'yellow',
  unknown: 'red',
  failed: 'red',
};

function standingLines(policy: StandingExplanation, now: number, paint: Paint): readonly string[] {
  const head = `${printable(policy.policy)} (${policy.kind}, ${printable(policy.source)})`;
  const gates = policy.gates.map((gate) => gateCells(gate, now));
  return [
    `${paint('bold', head)}: ${paint(STATE_STYLES[policy.state] ?? 'cyan', policy.state)}`,
    ...stepRows(policy, paint),
    ...policy.differences
      .filter(({ path }) => !isToldOf(policy, path))
      .map((difference) => `  ${differenceText({ ...difference, ...(difference.driven ? {} : REPORTED) })}`),
    ...policy.notes
      .filter(({ path }) => !isToldOf(policy, path))
      .map(({ reason, message }) => `  note ${printable(reason)}: ${text(message)}`),
    ...(gates.length > 0 ? table(['', 'GATE', 'ANSWER', 'MAY CHANGE', 'WHY'], gates, paint) : []),
  ];
}

const REPORTED = { reportOnly: true } as const;

/** It stands among the steps of a pipeline. */
function isToldOf({ steps = [] }: StandingExplanation, path: string | undefined): boolean {
  return steps.some(({ pointer }) => path === `/definition${pointer}`);
}

function gateCells(gate: GateExplanation, now: number): readonly string[] {
  const changes = gate.until === null ? (gate.opens ?? '') : instantText(gate.until, now);
  const answer = gate.answer === 'notAsked' ? 'not asked' : gate.answer;
  const name = gate.gate === 'prerequisite' && gate.reason !== null ? `${printable(gate.reason)}: ` : '';
  return [gate.holds ? '>' : '', gate.gate, answer, changes, gate.why === null ? '' : `${name}${text(gate.why)}`];
}

const EFFECTS: Readonly<Record<Effect, string>> = {
  restore: 'gives back what was taken; never held',
  change: 'nobody notices',
  probe: 'asks AWS whether it would be allowed; must fail',
  disrupt: 'the beginning of a restart, which somebody notices',
};
/** Where it means something else than it does for notebooks and pipelines. */
const EFFECTS_ON: Readonly<Record<string, Readonly<Partial<Record<Effect, string>>>>> = {
  vpc: {
    change: 'it holds for all that is in the VPC, within minutes',
    disrupt: 'it cuts connections that are open, which somebody notices',
  },
  job: { disrupt: 'the job ends' },
};

function stepLines(told: Explanation, now: number, paint: Paint): readonly string[] {
  const { next, due, policies } = told;
  if (due !== null) {
    const isOther = next.operation !== due.operation;
    return [
      paint('bold', 'Due now:'),
      ...callLines(due, told, now),
      ...(isOther && next.step !== 'none' ? [paint('bold', 'If nothing held it:'), ...callLines(next, told, now)] : []),
    ];
  }
  if (next.step === 'call') {
    const waiting = policies.filter(({ state }) => state === 'held' || state === 'contested' || state === 'unknown');
    const holding = waiting.flatMap(({ policy, gates }) =>
      gates.filter(({ holds }) => holds).map(({ gate }) => `${gate} (${printable(policy)})`),
    );
    return [
      paint('bold', `Next, but held by ${holding.join(', ') || 'nothing that is known'}:`),
      ...callLines(next, told, now),
    ];
  }
  if (next.step === 'none') return [`${paint('bold', 'Next:')} nothing; it is left alone`];
  return [paint('bold', 'Next:'), ...callLines(next, told, now)];
}

function callLines(step: StepExplanation, { kind }: Explanation, now: number): readonly string[] {
  const why = step.why === null ? '' : text(step.why);
  const told = step.tellPersonAt === null ? [] : [`  a person is told from ${instantText(step.tellPersonAt, now)} on`];
  switch (step.step) {
    case 'none':
      return ['  nothing'];
    case 'impossible':
      return [`  nothing that we may do leads on (${printable(step.reason ?? '')}): ${why}`];
    case 'wait':
      return [`  wait, and look again in ${Math.ceil((step.recheckAfterMs ?? 0) / 1_000)}s: ${why}`, ...told];
    case 'call':
      return [
        `  ${step.operation ?? ''}${aboutText(step.about)}  (${step.effect ?? ''}: ${effectText(step.effect, kind)})`,
        `    ${printable(JSON.stringify(step.input), MAX_INPUT_CHARACTERS)}`,
        `    ${why}`,
        ...told,
      ];
  }
}

function effectText(effect: Effect | null, kind: string): string {
  if (effect === null) return '';
  return EFFECTS_ON[kind]?.[effect] ?? EFFECTS[effect];
}

function aboutText(about: string | null): string {
  return about === null ? '' : ` of ${printable(about)}`;
}

function historyLines({ history, kind }: Explanation, now: number, paint: Paint): readonly string[] {
  const { intent, unreadable, provenance, sent, tagsRead } = history;
  const lines: string[] = [];
  if (!tagsRead && kind === NOTEBOOK) lines.push('its tags were not read this time; they are, before anything is done');
  if (intent !== null) {
    const at = instantText(intent.at, now);
    lines.push(`change ${printable(intent.change)} is under way, in phase ${intent.phase} since ${at}: it ran before`);
  }
  if (unreadable !== null) lines.push(paint('red', text(unreadable)));
  if (provenance !== null) {
    const { policies, at, change, times, since } = provenance;
    const often = times > 1 ? `, ${counted(times, 'time')} since ${instantText(since, now)}` : '';
    lines.push(
      `mended ${instantText(at, now)} for ${policies.map((name) => printable(name)).join(', ')}, change ${printable(change)}${often}`,
    );
  }
  const recent = sent.slice(-MAX_SENT_SHOWN).map(({ at, operation, about, effect, outcome, message }) => {
    const said = message === null ? '' : `: ${text(message)}`;
    return `sent ${instantText(at, now)}: ${operation}${aboutText(about)} (${effect}), ${outcome}${said}`;
  });
  const told = [...lines, ...recent];
  const nothing = kind === NOTEBOOK ? 'its tags tell nothing of ours' : 'nothing was sent that is remembered';
  if (told.length === 0) return [`${paint('bold', 'History:')} ${nothing}`];
  return [paint('bold', 'History:'), ...told.map((line) => `  ${line}`)];
}

function text(told: string): string {
  return printable(told, MAX_TEXT_CHARACTERS);
}
