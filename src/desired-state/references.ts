/**
 * Do the documents fit together? Names are unique, there is exactly one Organization, and what a document refers to
 * exists and is of the right sort.
 */
import type { Policy, Problem, Source } from '../model/desired-state.ts';
import type { Named } from './document.ts';
import { mappingAt, isMapping } from './documents/document-kind.ts';
import type { Written } from './documents/document-kind.ts';
import { didYouMean } from './nearest.ts';
import { formatPlace, problem, quoted } from './problem-list.ts';
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
    ...whole.documents.flatMap((document) => danglingReferences(document, whole)),
    ...checkOverrides(whole.documents),
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

/** Looks at what was written, so that a document with other mistakes is checked as well. */
function danglingReferences(document: Named, whole: Whole): readonly Problem[] {
  const spec = isMapping(document.yaml.value) ? mappingAt(document.yaml.value, 'spec') : {};
  const references = document.yaml.sound ? referencesOf(document, spec) : [];
  return references.flatMap(({ path, to, target }) => {
    const complaint = complain(to, target, document, whole);
    return complaint === undefined ? [] : [problem(document.yaml.locate(['spec', ...path], 'value'), complaint)];
  });
}

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
  return list.flatMap((target, index) => (typeof target === 'string' ? [{ path: [...path, index], to, target }] : []));
}

function complain(to: Reference['to'], target: string, from: Named, whole: Whole): string | undefined {
  const is = to === 'window' ? 'window' : 'policy';
  const candidates = whole.documents.filter((document) => document.is === is);
  const found = candidates.find(({ name }) => name === target);
  if (found === undefined) {
    const word = is === 'window' ? 'MaintenanceWindow' : 'policy';
    const others = candidates.filter((document) => document !== from).map(({ name }) => name);
    return whole.incomplete ? undefined : `there is no ${word} named ${quoted(target)}\n${didYouMean(target, others)}`;
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

/** Two policies that give way to each other, by whatever detour, would both give way. */
function checkOverrides(documents: readonly Named[]): readonly Problem[] {
  const policies = new Map<string, Policy>();
  for (const { meaning } of documents) if (meaning?.is === 'policy') policies.set(meaning.policy.name, meaning.policy);
  return documents.flatMap(({ meaning, yaml }) => {
    if (meaning?.is !== 'policy') return [];
    const { name, overrides } = meaning.policy;
    return overrides.flatMap((target, index) =>
      target !== name && reaches(target, name, policies)
        ? [
            problem(
              yaml.locate(['spec', 'overrides', index], 'value'),
              `${target} overrides ${name} as well\nonly one can give way`,
            ),
          ]
        : [],
    );
  });
}

function reaches(from: string, to: string, policies: ReadonlyMap<string, Policy>): boolean {
  const seen = new Set([from]);
  // A set that grows while it is walked: each name once, however they refer to each other.
  for (const name of seen) for (const next of policies.get(name)?.overrides ?? []) seen.add(next);
  return seen.has(to) && from !== to;
}
