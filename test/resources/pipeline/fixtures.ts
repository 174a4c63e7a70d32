/**
 * Definitions as the SageMaker Python SDK wrote them, byte for byte; test/fixtures/pipelines/README.md tells where each is from.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/resources/pipeline/definition.ts';
import type { JobStep } from '../../../src/resources/pipeline/shape.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/pipelines');

export const FIXTURES: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
/** Each has an `.off.json` and an `.on.json`: the same pipeline without and with custom job prefixes. */
export const PAIRS: readonly string[] = FIXTURES.filter((name) => name.endsWith('.off.json')).map((name) =>
  name.replace('.off.json', ''),
);

export function fixture(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** Throws where the text cannot be read. */
export function stepsOf(text: string): readonly JobStep[] {
  const reading = readDefinition(text);
  if (!reading.readable) throw new Error(`${reading.why} (${reading.line}:${reading.column})`);
  return reading.steps;
}

/** Literal names by the pointers of their keys. */
export function literals(text: string): ReadonlyMap<string, string> {
  return new Map(
    stepsOf(text).flatMap(({ pointer, name }) => (name.is === 'literal' ? [[pointer, name.value] as const] : [])),
  );
}
