/**
 * What do these files want, all together? Pure: texts in, a state or every problem of every file out. A state with any
 * problem is no state.
 */
import type { DesiredState, Problem, Source } from '../model/desired-state.ts';
import { checkContradictions } from './contradictions.ts';
import { readDocument } from './document.ts';
import type { Meaning, Named } from './document.ts';
import { compareText, inOrder, problem } from './problem-list.ts';
import { checkReferences } from './references.ts';
import { revisionOf } from './revision.ts';
import { warningsOf } from './warnings.ts';
import { readYaml } from './yaml-document.ts';

export interface FileText {
  /** As people are to see it. */
  readonly path: string;
  readonly text: string;
}

export type Loaded =
  { readonly state: DesiredState; readonly warnings: readonly string[] } | { readonly problems: readonly Problem[] };

export interface ReadOptions {
  /** Place of what belongs to no file, such as a missing document. */
  readonly directory?: string;
  /** Problems of files that could not be read. */
  readonly unread?: readonly Problem[];
  /** The git commit that the files come from. */
  readonly commit?: string | undefined;
}

/** Never throws. `now` is in milliseconds since the epoch. */
export function read(files: readonly FileText[], now: number, options: ReadOptions = {}): Loaded {
  const where: Source = { file: options.directory ?? '.', line: 1, column: 1 };
  const problems: Problem[] = [...(options.unread ?? [])];
  const documents: Named[] = [];
  let incomplete = problems.length > 0;
  let seen = 0;
  for (const { path, text } of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const file = readYaml(path, text);
    problems.push(...file.problems);
    if (file.documents.length === 0 && file.problems.length > 0) incomplete = true;
    for (const yaml of file.documents) {
      seen++;
      const { named, problems: found } = readDocument(yaml, now);
      problems.push(...found);
      if (named === undefined || named.name === '') incomplete = true;
      if (named !== undefined) documents.push(named);
    }
  }
  if (seen === 0 && problems.length === 0) {
    return {
      problems: [
        problem(
          where,
          'there is no document here, and an empty desired state is refused rather than obeyed\nadd an Organization document, or name another directory with --desired-state',
        ),
      ],
    };
  }
  problems.push(...checkReferences({ documents, incomplete, where }));
  const meanings = documents.flatMap(({ meaning }) => meaning ?? []);
  const settings = meanings.find((meaning) => meaning.is === 'organization')?.settings;
  problems.push(...checkContradictions(documents, settings?.regions));
  if (problems.length > 0 || settings === undefined) return { problems: inOrder(problems) };
  const meant = stateOf(meanings, settings, now);
  const state = options.commit === undefined ? meant : { ...meant, commit: options.commit };
  return { state, warnings: warningsOf(state, now) };
}

function stateOf(meanings: readonly Meaning[], organization: DesiredState['organization'], now: number): DesiredState {
  const content = {
    organization,
    policies: byName(meanings.flatMap((meaning) => (meaning.is === 'policy' ? [meaning.policy] : []))),
    windows: byName(meanings.flatMap((meaning) => (meaning.is === 'window' ? [meaning.window] : []))),
    exemptions: byName(meanings.flatMap((meaning) => (meaning.is === 'exemption' ? [meaning.exemption] : []))),
  };
  return { revision: revisionOf(content), ...content, loadedAt: now };
}

function byName<T extends { readonly name: string }>(documents: readonly T[]): readonly T[] {
  return documents.toSorted((a, b) => compareText(a.name, b.name));
}
