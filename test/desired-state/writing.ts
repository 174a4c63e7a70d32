/**
 * How tests write desired state: short documents, and problems as one line each.
 */
import { read } from '../../src/desired-state/read.ts';
import type { DesiredState, Problem } from '../../src/model/desired-state.ts';

export const NOW = Date.parse('2026-11-21T00:00:00Z');
export const WANT = 'want: {minimumInstanceMetadataServiceVersion: "2"}';
export const HEAD = 'apiVersion: sagekeeper.dev/v1alpha1\n';
export const ACCESS = 'access: {readRole: R}\nregions: [eu-central-1, us-east-1]\n';

/** A document whose spec begins in line 5, at column 3. */
export function doc(kind: string, name: string, spec: string): string {
  const lines = spec.split('\n').map((line) => `  ${line}`);
  return `${HEAD}kind: ${kind}\nmetadata: {name: ${name}}\nspec:\n${lines.join('\n')}\n`;
}

export const ORGANIZATION = doc('Organization', 'o', ACCESS);
export const POLICY = doc('NotebookImds', 'imds', WANT);

export function inOneFile(...documents: readonly string[]): string {
  return documents.join('---\n');
}

/** `line:column message -> hint` of each problem of a file that stands beside a good Organization, unless told otherwise. */
export function problemsOf(text: string, beside: string | undefined = ORGANIZATION): readonly string[] {
  const files = [{ path: 'case.yaml', text }];
  if (beside !== '') files.push({ path: 'organization.yaml', text: beside });
  const loaded = read(files, NOW);
  return 'problems' in loaded ? loaded.problems.map(line) : [];
}

/** The state of a file that stands beside a good Organization, unless told otherwise. Throws where it has problems. */
export function stateOf(text: string, beside: string | undefined = ORGANIZATION): DesiredState {
  const files = [{ path: 'case.yaml', text }];
  if (beside !== '') files.push({ path: 'organization.yaml', text: beside });
  const loaded = read(files, NOW);
  if ('problems' in loaded) throw new Error(loaded.problems.map(line).join('\n'));
  return loaded.state;
}

export function line(problem: Problem): string {
  const file = problem.file === 'case.yaml' ? '' : `${problem.file}:`;
  const hint = problem.hint === undefined ? '' : ` -> ${problem.hint}`;
  return `${file}${problem.line}:${problem.column} ${problem.message}${hint}`;
}
