/**
 * What was found in definitions, as people and programs read it: with place and caret, as JSON whose form scripts rely on, and as
 * SARIF for code hosts. Pure.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Problem } from '../model/desired-state.ts';
import type { TextPlace } from '../resources/pipeline/definition.ts';
import type { Linted, LintedStep, LintState } from './lint-pipeline-judge.ts';
import { worst } from './lint-pipeline-judge.ts';
import { problemsHuman } from './problems.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

export interface LintedFile {
  readonly file: string;
  readonly text: string;
  readonly linted: Linted;
}

const SHOWN = 200;

/** `unreadable` where some of them is no definition. */
export function stateOf(files: readonly LintedFile[]): LintState | 'unreadable' {
  if (files.some(({ linted }) => !linted.definition)) return 'unreadable';
  return worst(files.flatMap(({ linted }) => (linted.definition ? [linted] : [])));
}

export function lintHuman(files: readonly LintedFile[], paint: Paint): string {
  const problems = files.flatMap(problemsOf);
  const steps = files.flatMap(({ linted }) => (linted.definition ? linted.steps : []));
  const good = steps.filter(({ state }) => state === 'compliant').length;
  const sum = `${counted(good, 'step creates a job', 'steps create jobs')} with an approved name`;
  if (problems.length === 0) {
    const names = files.map(({ file }) => printable(file, 1_000)).join(', ');
    return `${names}: ${good === 0 ? 'no step creates a job with a name of its own' : sum}\n`;
  }
  const lines = new Map(files.map(({ file, text }) => [file, text === '' ? [] : text.split(/\r\n|\r|\n/)]));
  return `${problemsHuman(problems, (file, line) => lines.get(file)?.[line - 1], paint)}${good === 0 ? '' : `${sum}\n`}`;
}

/** One file: as product.md tells it. Several: one entry for each. */
export function lintJson(files: readonly LintedFile[]): string {
  const told = files.map(({ file, linted }) => ({ file, ...fileJson(linted) }));
  const [only] = told;
  const whole = told.length === 1 && only !== undefined ? only : { state: stateOf(files), files: told };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

export function lintSarif(files: readonly LintedFile[], version: string): string {
  const results = files.flatMap((file) => sarifResults(file));
  const driver = {
    name: 'sagekeeper',
    semanticVersion: version,
    rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
  };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const RULES = {
  'job-name': 'Every job of a pipeline begins with an approved name.',
  'job-name-unproven': 'It can be proven which names the jobs of a pipeline get.',
  definition: 'The file is a pipeline definition.',
} as const;

function problemsOf({ file, linted }: LintedFile): readonly Problem[] {
  if (!linted.definition) {
    const { line, column, why } = linted;
    return [{ file, line, column, message: why }];
  }
  return linted.steps.filter(isFinding).map((step) => {
    const { line, column } = step;
    const hint = typeof step.want === 'string' ? { hint: `write ${entry(step, step.want)}` } : {};
    return { file, line, column, message: messageOf(step), ...hint };
  });
}

function fileJson(linted: Linted) {
  if (!linted.definition) {
    const { why, line, column } = linted;
    return { state: 'unreadable', why, line, column, steps: [] };
  }
  const steps = linted.steps.map(({ step, pointer, type, state, have, want, why, line, column }) => ({
    step,
    pointer,
    type,
    state,
    have: have ?? null,
    want: want ?? null,
    why: why === '' ? null : why,
    line,
    column,
  }));
  return { state: linted.state, steps };
}

function sarifResults({ file, linted }: LintedFile) {
  if (!linted.definition) return [sarifResult('definition', 'error', linted.why, file, linted, undefined)];
  return linted.steps.filter(isFinding).map((step) => {
    const { state, want } = step;
    const text = messageOf(step) + (typeof want === 'string' ? `; write ${entry(step, want)}` : '');
    return state === 'drifted'
      ? sarifResult('job-name', 'error', text, file, step, step)
      : sarifResult('job-name-unproven', 'warning', text, file, step, step);
  });
}

function sarifResult(
  ruleId: keyof typeof RULES,
  level: 'error' | 'warning',
  text: string,
  file: string,
  { line, column }: TextPlace,
  step: LintedStep | undefined,
) {
  const region = { startLine: line, startColumn: column };
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region };
  const logical =
    step === undefined
      ? {}
      : { logicalLocations: [{ name: step.step, fullyQualifiedName: step.pointer, kind: 'member' }] };
  return {
    ruleId,
    ruleIndex: Object.keys(RULES).indexOf(ruleId),
    level,
    message: { text },
    locations: [{ physicalLocation, ...logical }],
  };
}

function isFinding({ state }: LintedStep): boolean {
  return state === 'drifted' || state === 'unknown';
}

function messageOf({ step, type, have, why }: LintedStep): string {
  const named = have === undefined ? '' : ` is called ${JSON.stringify(printable(have, SHOWN))}`;
  const about = `${printable(step, SHOWN)}${type === '' ? '' : ` (${printable(type, SHOWN)})`}`;
  return `${about}${named}: ${printable(why, SHOWN * 4)}`;
}

function entry({ pointer }: LintedStep, name: string): string {
  return `"${pointer.slice(pointer.lastIndexOf('/') + 1)}": ${JSON.stringify(name)}`;
}

function uriOf(file: string): string {
  return file === '-' ? 'stdin' : encodeURI(file.replaceAll('\\', '/')).replace(/[?#]/g, encodeURIComponent);
}
