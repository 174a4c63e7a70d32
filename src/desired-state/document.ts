/**
 * What does one document mean by itself? Its kind is looked up, its shape and its own rules are checked, and what was left
 * out is filled in. What it has to do with other documents is not asked here.
 */
import type { ZodType } from 'zod';
import type { Exemption, MaintenanceWindow, OrganizationSettings, Policy, Problem } from '../model/desired-state.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { envelope, isMapping, mappingAt } from './documents/document-kind.ts';
import type { Complain, DocumentKind } from './documents/document-kind.ts';
import { EXEMPTION } from './documents/exemption.ts';
import { API_VERSION } from './documents/fields.ts';
import { MAINTENANCE_WINDOW } from './documents/maintenance-window.ts';
import { ORGANIZATION } from './documents/organization.ts';
import { policyDocument } from './documents/policy.ts';
import { didYouMean } from './nearest.ts';
import { problem, quoted } from './problem-list.ts';
import { shapeOf } from './shape-problems.ts';
import type { YamlDocument } from './yaml-document.ts';

export type Meaning =
  | { readonly is: 'organization'; readonly settings: OrganizationSettings }
  | { readonly is: 'policy'; readonly policy: Policy }
  | { readonly is: 'window'; readonly window: MaintenanceWindow }
  | { readonly is: 'exemption'; readonly exemption: Exemption };

/** A document that says its kind and its name: others may refer to it, whether or not the rest of it is good. */
export interface Named {
  readonly is: Meaning['is'];
  readonly kind: string;
  readonly name: string;
  readonly yaml: YamlDocument;
  /** Undefined where it has problems. */
  readonly meaning: Meaning | undefined;
}

export interface Reading {
  /** Undefined where it does not say what it is. */
  readonly named: Named | undefined;
  readonly problems: readonly Problem[];
}

interface Readable extends Pick<DocumentKind<never, never>, 'description' | 'example' | 'rules'> {
  readonly is: Meaning['is'];
  /** Of the whole document. */
  readonly schema: ZodType;
  readonly read: (
    yaml: YamlDocument,
    name: string,
    now: number,
  ) => Omit<Reading, 'named'> & { meaning: Meaning | undefined };
}

const READABLE: ReadonlyMap<string, Readable> = new Map([
  entry('organization', ORGANIZATION, (settings) => ({ is: 'organization', settings })),
  entry('window', MAINTENANCE_WINDOW, (window) => ({ is: 'window', window })),
  entry('exemption', EXEMPTION, (exemption) => ({ is: 'exemption', exemption })),
  ...[...POLICY_KINDS.values()].map((kind) =>
    entry('policy', policyDocument(kind), (policy) => ({ is: 'policy', policy })),
  ),
]);

/** What else is to be known of each kind, by its name. */
export const DOCUMENT_KINDS: ReadonlyMap<string, Omit<Readable, 'is' | 'read'>> = READABLE;

/** Never throws. `now` is in milliseconds since the epoch. */
export function readDocument(yaml: YamlDocument, now: number): Reading {
  const written = yaml.value;
  if (!isMapping(written)) {
    return refuse(yaml, 'a document is a mapping with apiVersion, kind, metadata and spec');
  }
  const { kind, apiVersion } = written;
  const name = mappingAt(written, 'metadata')['name'];
  const readable = typeof kind === 'string' ? READABLE.get(kind) : undefined;
  if (readable === undefined || typeof kind !== 'string') {
    if (!yaml.sound) return { named: undefined, problems: [] };
    const foreign = typeof apiVersion === 'string' && apiVersion !== API_VERSION;
    return { named: undefined, problems: [foreign ? wrongApiVersion(yaml, apiVersion) : wrongKind(yaml, kind)] };
  }
  const naming = { is: readable.is, kind, name: typeof name === 'string' ? name : '', yaml };
  // What could be made of broken syntax says nothing about what was meant.
  if (!yaml.sound) return { named: { ...naming, meaning: undefined }, problems: [] };
  const { meaning, problems } = readable.read(yaml, naming.name, now);
  return { named: { ...naming, meaning }, problems };
}

function entry<Spec, M>(
  is: Meaning['is'],
  kind: DocumentKind<Spec, M>,
  wrap: (meaning: M) => Meaning,
): [string, Readable] {
  const schema = envelope(kind.kind, kind.spec);
  const read: Readable['read'] = (yaml, name, now) => {
    const shaped = shapeOf(schema, yaml);
    const problems: Problem[] = [...shaped.problems];
    const written = isMapping(yaml.value) ? mappingAt(yaml.value, 'spec') : {};
    const complain: Complain = (path, text) => {
      problems.push(problem(yaml.locate(['spec', ...path], path.length === 0 ? 'key' : 'value'), text));
    };
    kind.check(written, complain, now);
    const good = shaped.fits && problems.length === 0;
    return { meaning: good ? wrap(kind.resolve(shaped.value.spec as Spec, name, yaml.source)) : undefined, problems };
  };
  const { description, example, rules } = kind;
  return [kind.kind, { is, description, example, rules, schema, read }];
}

function wrongKind(yaml: YamlDocument, kind: unknown): Problem {
  const kinds = [...READABLE.keys()];
  if (kind === undefined) return problem(yaml.source, `kind is missing\nwrite one of ${kinds.join(', ')}`);
  const at = yaml.locate(['kind'], 'value');
  return typeof kind === 'string'
    ? problem(at, `there is no kind ${quoted(kind)}`, didYouMean(kind, kinds))
    : problem(at, 'kind must be text', `write one of ${kinds.join(', ')}`);
}

function wrongApiVersion(yaml: YamlDocument, apiVersion: string): Problem {
  return problem(
    yaml.locate(['apiVersion'], 'value'),
    `apiVersion: ${quoted(apiVersion)} is not ours\nwrite ${API_VERSION}, or keep the document elsewhere`,
  );
}

function refuse(yaml: YamlDocument, text: string): Reading {
  return { named: undefined, problems: yaml.sound ? [problem(yaml.source, text)] : [] };
}
