/**
 * `sagekeeper schema`: what editors and other programs have to know of the documents, as JSON Schema (draft 2020-12). Calls
 * nobody.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, schemaOfAll, schemaOfKind } from '../desired-state/json-schema.ts';
import type { JsonSchema } from '../desired-state/json-schema.ts';
import { didYouMean } from '../desired-state/nearest.ts';
import { EXIT } from './exit-code.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface SchemaOptions {
  /** Write a file for each kind and one for all there, instead of printing. */
  readonly directory?: string;
}

/** `kind` undefined: a document of any kind. */
export function schema(kind: string | undefined, { directory }: SchemaOptions, terminal: Terminal): number {
  if (directory !== undefined) return write(directory, terminal);
  const wanted = kind === undefined ? schemaOfAll() : schemaOfKind(kind);
  if (wanted === undefined) {
    terminal.err(`error: there is no kind ${printable(kind ?? '')}: ${didYouMean(kind ?? '', KINDS)}\n`);
    return EXIT.couldNotRun;
  }
  terminal.out(`${JSON.stringify(wanted, null, 2)}\n`);
  return EXIT.fine;
}

/** Every schema by the name of its file. */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const ofKinds = KINDS.map((kind) => [`${kebab(kind)}.schema.json`, schemaOfKind(kind) ?? {}] as const);
  return Object.fromEntries([['desired-state.schema.json', schemaOfAll()], ...ofKinds]);
}

function write(directory: string, terminal: Terminal): number {
  try {
    mkdirSync(directory, { recursive: true });
    for (const [file, content] of Object.entries(schemaFiles())) {
      writeFileSync(join(directory, file), `${JSON.stringify(content, null, 2)}\n`);
      terminal.out(`${printable(join(directory, file))}\n`);
    }
  } catch (error) {
    terminal.err(`error: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return EXIT.couldNotRun;
  }
  return EXIT.fine;
}

function kebab(kind: string): string {
  return kind.replace(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase();
}
