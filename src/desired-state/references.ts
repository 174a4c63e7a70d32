/**
 * Do the documents fit together? Names are unique, there is exactly one Organization, and what a document refers to
 * exists and is of the right sort.
 */
import type { Problem, Source } from '../model/desired-state.ts';
import { checkCircles } from './circles.ts';
import type { Named } from './document.ts';
import { mappingAt, isMapping } from './documents/document-kind.ts';
import type { Written } from './documents/document-kind.ts';
import { didYouMean } from './nearest.ts';
import { MAX_PROBLEMS, formatPlace, problem, quoted } from './problem-list.ts';
import type { YamlPath } from './yaml-document.ts';

interface Whole {
  readonly documents: readonly Named[];
  /** Something could not be read: what seems to be missing may be in there. */
  readonly incomplete: boolean;
  /** The directory, for what has no better place. */
  readonly where: Source;
}

export function checkReferences(whole: Whole): readonly Problem[] {
  return [
    ...checkOrganization(whole),
    ...checkNames(whole.documents),
    ...checkTargets(whole),
    ...checkCircles(whole.documents),
  ];
}

function checkOrganization({ documents, incomplete, where }: Whole): readonly Problem[] {
  const [first, ...others] = documents.filter(({ is }) => is === 'organization');
  if (first === undefined) {
    return incomplete
      ? []
      : [problem(where, 'there is no Organization document\nadd the one that says how accounts are reached')];
  }
  return others.map(({ yaml }) =>
    problem(
      yaml.locate(['kind'], 'value'),
      `there is another Organization at ${formatPlace(first.yaml.source)}\nthere must be exactly one: delete one of the two`,
    ),
  );
}

/** Policies of all kinds share one set of names: exemptions, tags and metrics know them by nothing else. */
function checkNames(documents: readonly Named[]): readonly Problem[] {
  const taken = new Map<string, Named>();
  return documents.flatMap((document) => {
    if (document.is === 'organization' || document.name === '') return [];
    const key = `${document.is}/${document.name}`;
    const first = taken.get(key);
    if (first === undefined) {
      taken.set(key, document);
      return [];
    }
    const text = `the name ${quoted(document.name)} is taken by the ${first.kind} at ${formatPlace(first.yaml.source)}\nchoose another`;
    return [problem(document.yaml.locate(['metadata', 'name'], 'value'), text)];
  });
}

type Index = Readonly<Record<'window' | 'policy', ReadonlyMap<string, Named>>>;

/** Looks at what was written, so that a document with other mistakes is checked as well. */
function checkTargets(whole: Whole): readonly Problem[] {
  const index = { window: byName(whole.documents, 'window'), policy: byName(whole.documents, 'policy') };
  const problems: Problem[] = [];
  for (const document of whole.documents) {
    const spec = isMapping(document.yaml.value) ? mappingAt(document.yaml.value, 'spec') : {};
    for (const { path, to, target } of document.yaml.sound ? referencesOf(document, spec) : []) {
      // Looking for what was meant takes a while, and nobody reads a thousand hints.
      if (problems.length > MAX_PROBLEMS) return problems;
      const complaint = complain(to, target, document, index, whole.incomplete);
      if (complaint !== undefined) problems.push(problem(document.yaml.locate(['spec', ...path], 'value'), complaint));
    }
  }
  return problems;
}

/** The first of each name. */
function byName(documents: readonly Named[], is: Named['is']): ReadonlyMap<string, Named> {
  return new Map(
    documents.flatMap((document) => (document.is === is ? [[document.name, document] as const] : [])).toReversed(),
  );
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

interface Reference {
  readonly path: YamlPath;
  readonly to: 'window' | 'policy' | 'override';
  readonly target: string;
}

function referencesOf(document: Named, spec: Written): readonly Reference[] {
  if (document.is === 'exemption') return namesAt(spec['policies'], ['policies'], 'policy');
  if (document.is !== 'policy') return [];
  const windows = mappingAt(spec, 'disruption')['windows'];
  return [
    ...namesAt(windows, ['disruption', 'windows'], 'window').filter(({ target }) => target !== 'anyTime'),
    ...namesAt(spec['overrides'], ['overrides'], 'override'),
  ];
}

function namesAt(list: unknown, path: YamlPath, to: Reference['to']): readonly Reference[] {
  if (!Array.isArray(list)) return [];
  // What is no name at all has been complained about.
  return list.flatMap((target, index) =>
    typeof target === 'string' && NAME.test(target) ? [{ path: [...path, index], to, target }] : [],
  );
}

function complain(
  to: Reference['to'],
  target: string,
  from: Named,
  index: Index,
  incomplete: boolean,
): string | undefined {
  const is = to === 'window' ? 'window' : 'policy';
  const found = index[is].get(target);
  if (found === undefined) {
    if (incomplete) return undefined;
    const word = is === 'window' ? 'MaintenanceWindow' : 'policy';
    const others = [...index[is].keys()].filter((name) => name !== from.name || is !== from.is);
    return `there is no ${word} named ${quoted(target)}\n${didYouMean(target, others)}`;
  }
  if (to === 'window' && effectOf(found) === 'deny') {
    return `the window ${target} denies\nname windows that allow; one that denies holds by itself for all in its scope`;
  }
  if (to !== 'override') return undefined;
  if (found === from) return 'a policy cannot override itself\ndelete it from overrides';
  if (found.kind === from.kind) return undefined;
  return `${target} is of kind ${found.kind}: only policies of one kind can override each other\ndelete it from overrides`;
}

function effectOf(window: Named): unknown {
  return isMapping(window.yaml.value) ? mappingAt(window.yaml.value, 'spec')['effect'] : undefined;
}
