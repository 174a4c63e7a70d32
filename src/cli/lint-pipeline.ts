/**
 * `sagekeeper lint-pipeline`: do the jobs of these pipeline definitions begin with approved names? Reads the desired state and the
 * definitions, and calls nobody: for whoever writes a pipeline, before AWS has seen it.
 */
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import { version } from '../daemon/version.ts';
import { load } from '../desired-state/load.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { AssignFacts } from '../policies/pipeline-job-prefix/assign.ts';
import { EXIT } from './exit-code.ts';
import { STANDARD_INPUT, readSource, replaceFile } from './lint-pipeline-files.ts';
import { lintDefinition } from './lint-pipeline-judge.ts';
import type { PrefixPolicy } from './lint-pipeline-judge.ts';
import { lintHuman, lintJson, lintSarif, stateOf } from './lint-pipeline-report.ts';
import type { LintedFile } from './lint-pipeline-report.ts';
import { problemsHuman } from './problems.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { linesOfFiles } from './validate.ts';

const KIND = 'PipelineJobPrefix';

export interface LintPipelineOptions {
  readonly desiredState?: string;
  readonly policy?: readonly string[];
  /** Id or name. */
  readonly account?: string;
  /** `<key>=<value>` of the pipeline. Not given: it is taken to have none. */
  readonly tag?: readonly string[];
  /** Path or id of an organizational unit that the account is in. */
  readonly ou?: readonly string[];
  readonly output?: 'human' | 'json' | 'sarif';
  readonly fix?: boolean;
  readonly inPlace?: boolean;
}

/** Exit code 0 clean, 1 drifted, 2 not a definition, or it could not run, 3 nothing worse than unknown. */
export async function lintPipeline(
  files: readonly string[],
  options: LintPipelineOptions,
  terminal: Terminal,
  input: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<number> {
  const misuse = misuseOf(files, options);
  if (misuse !== undefined) return refuse(misuse, terminal);
  const { desiredState } = options;
  const { desiredState: directory } = readConfig(desiredState === undefined ? {} : { desiredState });
  const loaded = await load(directory, systemClock.now());
  if ('problems' in loaded) {
    terminal.err(problemsHuman(loaded.problems, linesOfFiles(), terminal.paint));
    return EXIT.couldNotRun;
  }
  const policies = policiesOf(loaded.state, options.policy ?? []);
  if (typeof policies === 'string') return refuse(policies, terminal);
  const facts = factsOf(options);
  const linted: LintedFile[] = [];
  let drifted = false;
  for (const file of files) {
    const source = await readSource(file, input);
    if ('unreadable' in source) {
      const why = `it cannot be read: ${source.unreadable}`;
      linted.push({ file, text: '', linted: { definition: false, why, line: 1, column: 1 } });
      continue;
    }
    const one = {
      file,
      text: source.blank + source.text,
      linted: lintDefinition(source.blank + source.text, policies, facts),
    };
    drifted ||= one.linted.definition && one.linted.state === 'drifted';
    const mended = mend(one, source.blank.length, options, terminal);
    if (mended === undefined) return EXIT.couldNotRun;
    linted.push({ ...one, linted: lintDefinition(mended, policies, facts), text: mended });
  }
  if (drifted && options.tag === undefined && policies.some(asksForTags)) {
    terminal.err('note: some prefixes hang on tags of the pipeline, which is taken to have none: --tag tells them\n');
  }
  tell(linted, options, terminal);
  return exitCodeOf(linted);
}

/** The text that is judged in the end: the mended one, where it has been written. Undefined, and told, where it could not be. */
function mend(
  { file, text, linted }: LintedFile,
  blankCharacters: number,
  { fix = false, inPlace = false }: LintPipelineOptions,
  terminal: Terminal,
): string | undefined {
  if (!fix || !linted.definition) return text;
  const { mended } = linted;
  if (!inPlace) terminal.out(mended.slice(blankCharacters));
  else if (mended !== text) {
    try {
      replaceFile(file, mended);
    } catch (error) {
      refuse(`${file}: ${error instanceof Error ? error.message : String(error)}`, terminal);
      return undefined;
    }
    terminal.err(`${printable(file, 1_000)}: mended\n`);
  }
  return mended;
}

function tell(
  linted: readonly LintedFile[],
  { output = 'human', fix = false, inPlace = false }: LintPipelineOptions,
  terminal: Terminal,
): void {
  if (output === 'json') terminal.out(lintJson(linted));
  else if (output === 'sarif') terminal.out(lintSarif(linted, version));
  // Standard output holds the definition then, and nothing else.
  else (fix && !inPlace ? terminal.err : terminal.out)(lintHuman(linted, terminal.paint));
}

function exitCodeOf(linted: readonly LintedFile[]): number {
  const state = stateOf(linted);
  if (state === 'unreadable') return EXIT.couldNotRun;
  if (state === 'drifted') return EXIT.differs;
  return state === 'unknown' ? EXIT.partial : EXIT.fine;
}

function misuseOf(files: readonly string[], { fix = false, inPlace = false, output = 'human' }: LintPipelineOptions) {
  if (inPlace && !fix) return '--in-place says where --fix writes: give both';
  if (inPlace && files.includes(STANDARD_INPUT)) return 'standard input cannot be mended in place';
  if (fix && !inPlace && files.length > 1) return 'several definitions can be mended only with --in-place';
  if (fix && !inPlace && output !== 'human')
    return `--output ${output} leaves no place for the definition: add --in-place`;
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) return 'standard input can be read once';
  return undefined;
}

/** Those that were named, or all of the kind; without those that give way to others of them. */
function policiesOf({ policies }: DesiredState, names: readonly string[]): readonly PrefixPolicy[] | string {
  const ours = policies.filter(isPrefixPolicy);
  const missing = names.filter((name) => !ours.some((policy) => policy.name === name));
  if (missing.length > 0) return `there is no ${KIND} with the name ${missing.join(', ')}`;
  const chosen = names.length === 0 ? ours : ours.filter(({ name }) => names.includes(name));
  if (chosen.length === 0) return `the desired state has no ${KIND}`;
  return chosen.filter(({ name }) => !chosen.some(({ overrides }) => overrides.includes(name)));
}

function isPrefixPolicy(policy: DesiredState['policies'][number]): policy is PrefixPolicy {
  return policy.kind === KIND;
}

function asksForTags({ want }: PrefixPolicy): boolean {
  return want.assign.some(({ tag }) => tag !== undefined);
}

function factsOf({ account, tag = [], ou }: LintPipelineOptions): AssignFacts {
  const pairs = tag.map((text): [string, string] => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  return {
    tags: Object.fromEntries(pairs),
    account: account === undefined ? undefined : { id: account, name: account },
    units: ou?.flatMap(unitsUpTo),
  };
}

/** An account in Workloads/Sandbox is in Workloads as well. */
function unitsUpTo(ou: string): AssignFacts['units'] & {} {
  const names = ou.split('/').filter((name) => name !== '');
  return names.map((_name, index) => {
    const path = names.slice(0, index + 1).join('/');
    return { id: path, path };
  });
}

function refuse(why: string, terminal: Terminal): number {
  terminal.err(`sagekeeper: ${printable(why, 2_000)}\n`);
  return EXIT.couldNotRun;
}
