/**
 * The chart's values: each is described, the schema knows each and nothing else, and the README says the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { withValues } from '../../scripts/chart/readme.ts';
import { chartValues } from '../../scripts/chart/values.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHART = join(ROOT, 'charts/sagekeeper');
const read = (name: string): string => readFileSync(join(CHART, name), 'utf8');

interface Schema {
  readonly type?: string;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

type Json = Readonly<Record<string, unknown>>;

const schema = JSON.parse(read('values.schema.json')) as Schema;
const values = parse(read('values.yaml')) as Json;
const accepts = new Ajv({ allErrors: true }).compile(schema);
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path of an object that the schema lists by name, the leaves that are open to anything left out. */
function named({ properties = {} }: Schema, prefix = ''): readonly string[] {
  return Object.entries(properties).flatMap(([key, inner]) =>
    inner.properties === undefined ? [`${prefix}${key}`] : named(inner, `${prefix}${key}.`),
  );
}

function given(object: Json, known: Schema, prefix = ''): readonly string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const inner = known.properties?.[key];
    return isObject(value) && inner?.properties !== undefined
      ? given(value, inner, `${prefix}${key}.`)
      : [`${prefix}${key}`];
  });
}

/** The object with one key at the path spelt wrongly. */
function misspelt(object: Json, [key = '', ...rest]: readonly string[]): Json {
  const { [key]: value, ...others } = object;
  if (rest.length > 0 && isObject(value)) return { ...others, [key]: misspelt(value, rest) };
  return { ...others, [`${key}x`]: value };
}

describe('values.yaml', () => {
  const described = chartValues(read('values.yaml'));

  it('says of each value what it is', () => {
    expect(described.filter(({ about }) => about.length < 8).map(({ path }) => path)).toEqual([]);
    expect(described.length).toBeGreaterThan(40);
  });

  it('is what the README shows', async () => {
    expect(read('README.md')).toBe(await withValues(read('README.md'), read('values.yaml')));
  });

  it('is good', () => {
    accepts(values);
    expect(accepts.errors ?? []).toEqual([]);
  });
});

describe('values.schema.json', () => {
  it('knows every value, and none that is not in values.yaml', () => {
    const optional = /^(resources|desiredState\.gitSync\.resources)\.claims$|^probes\.|^global$/;
    const known = named(schema).filter((path) => !optional.test(path));
    expect([...known].sort()).toEqual(
      given(values, schema)
        .filter((path) => !path.startsWith('probes.'))
        .sort(),
    );
  });

  it('refuses every value that is spelt wrongly', () => {
    const paths = given(values, schema);
    expect(paths.filter((path) => accepts(misspelt(values, path.split('.'))))).toEqual([]);
  });

  it.each<[string, Json]>([
    ['a number of replicas that is text', { replicas: '2' }],
    ['a negative number of replicas', { replicas: -1 }],
    ['a source that is none', { desiredState: { source: 'git' } }],
    ['a path that leads out', { desiredState: { path: '../other' } }],
    ['a file that is no YAML', { desiredState: { configMap: { files: { 'notes.txt': '' } } } }],
    ['a repository by plain HTTP', { desiredState: { gitSync: { repository: 'http://git.example.org/x.git' } } }],
    ['a reference that is an option', { desiredState: { gitSync: { ref: '--exec=x' } } }],
    ['a digest that is none', { image: { digest: 'latest' } }],
    ['less time to end than the daemon may take', { terminationGracePeriodSeconds: 5 }],
    ['an annotation that is no text', { serviceAccount: { annotations: { a: 1 } } }],
    ['a region that is none', { aws: { region: 'Frankfurt' } }],
  ])('refuses %s', (_what, wrong) => {
    expect(accepts(wrong)).toBe(false);
  });

  it.each<[string, Json]>([
    ['another repository form', { desiredState: { gitSync: { repository: 'git@git.example.org:a/b.git' } } }],
    ['a pinned commit', { desiredState: { gitSync: { ref: '0123456789abcdef0123456789abcdef01234567' } } }],
    ['values of a parent chart', { global: { anything: true } }],
    ['a region of another partition', { aws: { region: 'us-gov-west-1' } }],
  ])('accepts %s', (_what, good) => {
    accepts(good);
    expect(accepts.errors ?? []).toEqual([]);
  });
});
