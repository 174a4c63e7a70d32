/**
 * `sagekeeper schema`, held against a validator that is not ours: what loads fits, and what does not load does not fit, as far
 * as a schema can tell.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { main } from '../../src/cli/index.ts';
import { schemaFiles } from '../../src/cli/schema.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { readDocument } from '../../src/desired-state/document.ts';
import { KINDS, schemaOfAll, schemaOfKind } from '../../src/desired-state/json-schema.ts';
import type { JsonSchema } from '../../src/desired-state/json-schema.ts';
import { readYaml } from '../../src/desired-state/yaml-document.ts';
import { CHAPTERS } from '../desired-state/corpus.ts';
import { GOOD } from '../desired-state/good-documents.ts';
import { NOW } from '../desired-state/writing.ts';
import { BEYOND_SCHEMA } from './beyond-schema.ts';

const SCHEMAS = new URL('../../docs/schemas/', import.meta.url);
const EXAMPLES = new URL('../../desired-state/', import.meta.url);

/** `strict` complains about keywords that nobody knows and patterns that nobody can compile. */
function compile(schema: JsonSchema): ValidateFunction {
  return new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    validateFormats: false,
    allErrors: true,
  }).compile(schema);
}

const fitsAny = compile(schemaOfAll());
const fitsKind = new Map(KINDS.map((kind) => [kind, compile(schemaOfKind(kind) ?? {})]));

interface Opinion {
  readonly title: string;
  readonly loads: boolean;
  /** Of the schema for all, and of the kind's own, where the document has a kind. */
  readonly fits: readonly boolean[];
  readonly errors: string;
}

/** What both say of each document of a text by itself; of those that YAML itself refuses there is nothing to ask a schema. */
function opinions(title: string, text: string): readonly Opinion[] {
  const { documents, problems } = readYaml('a.yaml', text);
  if (problems.length > 0) return [];
  return documents.map((document) => {
    const value: unknown = JSON.parse(JSON.stringify(document.value));
    const { named } = readDocument(document, NOW);
    const own = named === undefined ? undefined : fitsKind.get(named.kind);
    const fits = [fitsAny(value), ...(own === undefined ? [] : [own(value)])];
    return { title, loads: named?.meaning !== undefined, fits, errors: JSON.stringify(fitsAny.errors) };
  });
}

const corpus = CHAPTERS.flatMap(({ documents }) =>
  Object.entries(documents).flatMap(([title, { text }]) => opinions(title, text)),
);

describe('the schema', () => {
  it('accepts every example', async () => {
    const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.yaml'));
    const texts = await Promise.all(files.map(async (file) => readFile(new URL(file, EXAMPLES), 'utf8')));
    const seen = texts.flatMap((text, index) => opinions(files[index] ?? '', text));
    expect(seen.length).toBeGreaterThanOrEqual(KINDS.length);
    expect(seen.filter(({ loads, fits }) => !loads || fits.includes(false))).toEqual([]);
  });

  it('accepts every good document', () => {
    const good = Object.entries(GOOD).flatMap(([title, text]) => opinions(title, text));
    expect(good.length).toBe(Object.keys(GOOD).length);
    expect(good.filter(({ loads, fits }) => !loads || fits.includes(false))).toEqual([]);
  });

  it('accepts what is good beside a bad document', () => {
    expect(corpus.filter(({ loads, fits }) => loads && fits.includes(false))).toEqual([]);
  });

  it('refuses what does not load, but for what no schema can tell', () => {
    const missed = corpus.filter(({ loads, fits }) => !loads && fits.includes(true)).map(({ title }) => title);
    expect([...new Set(missed)].toSorted()).toEqual([...BEYOND_SCHEMA].toSorted());
  });

  it.each(KINDS)('of %s gives examples that load', (kind) => {
    const { examples } = schemaOfKind(kind) as { readonly examples: readonly unknown[] };
    const texts = examples.map((example) => JSON.stringify(example));
    const seen = texts.flatMap((text) => opinions(kind, text));
    expect(seen.map(({ loads, fits, errors }) => [loads, ...fits, errors])).toEqual([[true, true, true, 'null']]);
  });

  it('describes every key', () => {
    expect(KINDS.flatMap((kind) => undescribed(schemaOfKind(kind), kind))).toEqual([]);
  });

  it('gives examples of texts that fit their pattern', () => {
    const wrong = KINDS.flatMap((kind) => misleading(schemaOfKind(kind)));
    expect(wrong).toEqual([]);
  });

  it('is kept in docs/schemas as it is now', async () => {
    // Out of date: node src/main.ts schema --directory docs/schemas && npx prettier --write docs/schemas
    for (const [file, schema] of Object.entries(schemaFiles())) {
      expect([file, JSON.parse(await readFile(new URL(file, SCHEMAS), 'utf8'))]).toEqual([file, schema]);
    }
  });
});

describe('sagekeeper schema', () => {
  it('prints the schema for all, or of one kind', async () => {
    expect(JSON.parse((await run('schema')).out)).toEqual(schemaOfAll());
    expect(JSON.parse((await run('schema', 'Exemption')).out)).toEqual(schemaOfKind('Exemption'));
  });

  it('asks what was meant where there is no such kind', async () => {
    expect(await run('schema', 'exemptions')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no kind exemptions: did you mean Exemption?\n',
    });
  });

  it('writes them all into a directory', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'schemas-'));
    try {
      const { code } = await run('schema', '--directory', join(directory, 'new'));
      const files = await readdir(join(directory, 'new'));
      expect([code, files]).toEqual([0, Object.keys(schemaFiles()).toSorted()]);
      expect((await run('schema', '--directory', '/dev/null/schemas')).code).toBe(2);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('tells the line that editors need', async () => {
    expect((await run('schema', '--help')).out).toContain(
      '\n  # yaml-language-server: $schema=./sagekeeper.schema.json\n',
    );
  });
});

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await main(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 120,
    paint: PLAIN,
  });
  return { code, out, err };
}

/** Keys of a schema, however deep, that an editor could say nothing about. */
function undescribed(node: unknown, path: string): readonly string[] {
  if (!isMapping(node)) return [];
  const keys = Object.entries(isMapping(node['properties']) ? node['properties'] : {});
  const silent = keys.filter(([key, inner]) => !SELF_EVIDENT.has(key) && isMapping(inner) && !inner['description']);
  return [
    ...silent.map(([key]) => `${path}.${key}`),
    ...keys.flatMap(([key, inner]) => undescribed(inner, `${path}.${key}`)),
  ];
}

const SELF_EVIDENT = new Set(['apiVersion', 'kind', 'spec']);

function misleading(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(misleading);
  if (!isMapping(node)) return [];
  const { pattern, examples } = node;
  const texts = typeof pattern === 'string' && Array.isArray(examples) ? examples : [];
  const wrong = texts.filter((text) => !new RegExp(String(pattern), 'u').test(String(text)));
  return [...wrong.map(String), ...Object.values(node).flatMap(misleading)];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
