/**
 * A place to lint in: desired states and definitions as files, and what the verb says of them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintPipeline } from '../../src/cli/lint-pipeline.ts';
import type { LintPipelineOptions } from '../../src/cli/lint-pipeline.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { ORGANIZATION, doc, inOneFile } from '../desired-state/writing.ts';
import { FIXTURES, fixture } from '../resources/pipeline/fixtures.ts';

const PREFIX = doc(
  'PipelineJobPrefix',
  'job-prefix',
  'want:\n  approved: [mlp, fraud-detection]\n  assign:\n    - {tag: team=fraud, prefix: fraud-detection, shortPrefix: fraud}\n    - {prefix: mlp}',
);
const BY_ACCOUNT = doc(
  'PipelineJobPrefix',
  'by-account',
  'want: {approved: [mlp, prod], assign: [{account: fraud-prod, prefix: prod}, {prefix: mlp}]}',
);
const ONLY_FRAUD = doc(
  'PipelineJobPrefix',
  'only-fraud',
  'overrides: [lenient]\nwant: {approved: [fraud-detection], assign: [{ou: Workloads/Fraud, prefix: fraud-detection}]}',
);
const LENIENT = doc('PipelineJobPrefix', 'lenient', 'want: {approved: [anything]}');
export const UNKNOWN =
  '{"Steps": [{"Name": "S", "Type": "Training", "Arguments": {"TrainingJobName": {"Get": "Parameters.P"}}}]}';

/** A directory with desired states and definitions, and the verb in it. */
export interface LintFolder {
  readonly path: string;
  /** `files` and `desiredState` by their names in the directory; what is said names them likewise. */
  readonly lint: (files: readonly string[], options?: LintPipelineOptions, input?: readonly string[]) => Promise<Said>;
  readonly remove: () => void;
}

export function lintFolder(): LintFolder {
  const path = mkdtempSync(join(tmpdir(), 'lint-pipeline-'));
  for (const [name, ...documents] of [
    ['state', ORGANIZATION, PREFIX],
    ['several', ORGANIZATION, PREFIX, ONLY_FRAUD, LENIENT],
    ['accounts', ORGANIZATION, BY_ACCOUNT],
    ['without', ORGANIZATION],
    ['broken', 'kind: Nothing\n'],
  ] as const) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, 'all.yaml'), inOneFile(...documents));
  }
  for (const name of FIXTURES) writeFileSync(join(path, name), fixture(name));
  writeFileSync(join(path, 'unknown.json'), UNKNOWN);
  writeFileSync(join(path, 'latin.json'), Buffer.from([0x7b, 0xe4, 0x7d]));
  const lint: LintFolder['lint'] = (files, options = {}, input = []) => lintIn(path, files, options, input);
  return { path, lint, remove: () => rmSync(path, { recursive: true }) };
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function lintIn(
  folder: string,
  files: readonly string[],
  options: LintPipelineOptions,
  input: readonly string[],
): Promise<Said> {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  };
  const paths = files.map((file) => (file === '-' ? file : join(folder, file)));
  const desiredState = join(folder, options.desiredState ?? 'state');
  const code = await lintPipeline(paths, { ...options, desiredState }, terminal, stream(input));
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
}

async function* stream(chunks: readonly string[]): AsyncGenerator<string> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
