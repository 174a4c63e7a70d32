/**
 * The shape that every kind of document fills: what may stand in `spec`, what else must hold of it, and what it means.
 */
import { z } from 'zod';
import type { ZodType } from 'zod';
import type { Source } from '../../model/desired-state.ts';
import type { YamlPath } from '../yaml-document.ts';
import { API_VERSION, name } from './fields.ts';

/** The path begins below `spec`. A second line of the text is the hint. */
export type Complain = (path: YamlPath, text: string) => void;

export interface DocumentKind<Spec, Meaning> {
  readonly kind: string;
  readonly description: string;
  readonly spec: ZodType<Spec>;
  /** A whole spec as people write it; editors offer it. */
  readonly example: Written;
  /** What `check` says, as far as JSON Schema can tell it: subschemas that every spec must fit as well. */
  readonly rules: readonly Written[];
  /**
   * What a shape cannot say. Sees the spec as it was written, which may have any other mistake, so that all are found at
   * once. `now` is in milliseconds since the epoch.
   */
  readonly check: (written: Written, complain: Complain, now: number) => void;
  /** Fills in what was left out. */
  readonly resolve: (spec: Spec, name: string, source: Source) => Meaning;
}

/** A mapping of which nothing is known yet. */
export type Written = Readonly<Record<string, unknown>>;

/** The mapping at a key, or an empty one. */
export function mappingAt(written: Written, key: string): Written {
  const inner = written[key];
  return isMapping(inner) ? inner : {};
}

export function isMapping(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A rule in JSON Schema: what fits the first must fit the second. */
export function whoever(fits: Written, mustFit: Written): Written {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: fits, then: mustFit };
}

const notes = z.record(z.string(), z.string()).optional();

/** The whole document around a spec, as Kubernetes has it. */
export function envelope<Spec>(kind: string, spec: ZodType<Spec>) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(kind),
    metadata: z
      .strictObject({
        name: name.describe('Lower-case letters, digits and dashes; what metrics, tags and other documents call it.'),
        labels: notes.describe('Not looked at.'),
        annotations: notes.describe('Not looked at.'),
      })
      .describe('Its name, and notes for people and other programs.'),
    spec,
  });
}
