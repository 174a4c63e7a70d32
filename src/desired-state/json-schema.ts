/**
 * What do editors have to know to help with a document while it is written? JSON Schema (draft 2020-12) of each kind and of
 * all together, from the same definitions that loading uses. Never stricter than loading: what a schema cannot tell
 * (references, overlaps, what a cron line means) is left to `validate`.
 */
import { z } from 'zod';
import { DOCUMENT_KINDS } from './document.ts';
import { whoever } from './documents/document-kind.ts';
import { API_VERSION } from './documents/fields.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Every kind of document, in the order of the reference. */
export const KINDS: readonly string[] = [...DOCUMENT_KINDS.keys()];

/** Undefined where there is no such kind. */
export function schemaOfKind(kind: string): JsonSchema | undefined {
  const body = bodyOf(kind);
  return body && { $schema: DIALECT, ...body };
}

/** A document of any kind. Decided by `kind` alone, so that an editor complains about the kind that was meant, not about all. */
export function schemaOfAll(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'A document of the desired state of sagekeeper',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: API_VERSION },
      kind: {
        description: 'What the document is about.',
        oneOf: KINDS.map((kind) => ({ const: kind, description: DOCUMENT_KINDS.get(kind)?.description })),
      },
    },
    allOf: KINDS.map((kind) =>
      whoever({ properties: { kind: { const: kind } }, required: ['kind'] }, { $ref: `#/$defs/${kind}` }),
    ),
    $defs: Object.fromEntries(KINDS.map((kind) => [kind, bodyOf(kind)])),
  };
}

function bodyOf(kind: string): JsonSchema | undefined {
  const document = DOCUMENT_KINDS.get(kind);
  if (document === undefined) return undefined;
  const { $schema: _dialect, ...body } = z.toJSONSchema(document.schema, { io: 'input' });
  const { properties = {}, ...around } = body;
  const { rules } = document;
  return {
    title: kind,
    description: document.description,
    ...around,
    properties:
      rules.length === 0
        ? properties
        : { ...properties, spec: { ...(properties['spec'] as JsonSchema), allOf: rules } },
    examples: [
      { apiVersion: API_VERSION, kind, metadata: { name: `my-${kind.toLowerCase()}` }, spec: document.example },
    ],
  };
}
