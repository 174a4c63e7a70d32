/**
 * Equal means equal to AWS, different means different: random spellings of real documents, and real documents with one token
 * changed.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, isSame } from '../../src/model/iam-document-difference.ts';
import { sameMeaning } from '../../src/model/iam-document-meaning.ts';
import { readIamDocument } from '../../src/model/iam-document-read.ts';
import { minified } from '../../src/model/iam-document.ts';
import type { WrittenDocument } from '../../src/model/iam-document.ts';
import { seeded } from '../daemon/virtual-time.ts';
import { changed, REAL_DOCUMENTS, rewritten } from './iam-documents.ts';

const REWRITES = 1_000;
const real = fc.constantFrom(...Object.values(REAL_DOCUMENTS));

function read(text: string): WrittenDocument {
  const reading = readIamDocument(text);
  if (reading.is === 'unknown') throw new Error(`${reading.why}: ${text}`);
  return reading.document;
}

function holds(name: string, property: fc.IProperty<[string, number]>): void {
  const { seed, failed } = fc.check(property, { numRuns: REWRITES });
  process.stdout.write(`${REWRITES} ${name}, seed ${seed}\n`);
  if (failed) fc.assert(property, { seed, numRuns: REWRITES });
}

describe('meaning', () => {
  it('is the same in every equivalent spelling', () => {
    holds(
      'equivalent rewrites',
      fc.property(real, fc.nat(), (text, seed) => {
        const [a, b] = [read(text), read(rewritten(text, seeded(seed)))];
        expect(differenceOf(a, b)).toEqual({ values: [], statements: [] });
        expect(sameMeaning(a, b)).toBe(true);
        expect(sameMeaning(a, read(minified(b)))).toBe(true);
      }),
    );
  });

  it('is another with one token changed, whatever the spelling', () => {
    holds(
      'one-token changes',
      fc.property(real, fc.nat(), (text, seed) => {
        const random = seeded(seed);
        const other = changed(text, random);
        const [a, b] = [read(text), read(rewritten(other.text, random))];
        expect([other.what, sameMeaning(a, b)]).toEqual([other.what, false]);
        const difference = differenceOf(a, b);
        expect([other.what, isSame(difference)]).toEqual([other.what, false]);
        expect(difference.values.length + difference.statements.length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['an action', '"Action":"s3:GetKey"', '"Action":"s3:Get\u212aey"'],
    ['an action with other letters', '"Action":"s3:\u00e4"', '"Action":"S3:\u00c4"'],
    [
      'a key',
      '"Action":"*","Condition":{"StringEquals":{"aws:RequestTag/k":"x"}}',
      '"Action":"*","Condition":{"StringEquals":{"aws:RequestTag/\u212a":"x"}}',
    ],
  ])('takes no letter for another that only has it as its small one: %s', (_what, one, other) => {
    const of = (members: string): WrittenDocument => read(`{"Statement":{"Effect":"Deny","Resource":"*",${members}}}`);
    expect(sameMeaning(of(one), of(other))).toBe(false);
    expect(sameMeaning(of(other.replace('s3', 'S3').replace('aws', 'AWS')), of(other))).toBe(true);
  });

  it('knows in which partition an account id is an account', () => {
    const by = (name: string): WrittenDocument =>
      read(JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: name }, Action: '*', Resource: '*' } }));
    expect(sameMeaning(by('111122223333'), by('arn:aws-cn:iam::111122223333:root'))).toBe(false);
    expect(sameMeaning(by('111122223333'), by('arn:aws-cn:iam::111122223333:root'), 'aws-cn')).toBe(true);
    expect(sameMeaning(by('111122223333'), by('111122223334'))).toBe(false);
  });
});

describe('differences', () => {
  const A = '{"Sid":"A","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}';
  const deny = (more: string): string => `{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",${more}}`;
  const of = (...statements: string[]): WrittenDocument => read(`{"Statement":[${statements.join(',')}]}`);

  it('names a statement by its Sid, and what in it differs', () => {
    const b = A.replace('"*"}', '["arn:aws:s3:::x","*"]}').replace('"Principal":"*"', '"Principal":{"AWS":"1"}');
    expect(differenceOf(of(deny('"Resource":"r"'), A), of(b, deny('"Resource":"r"'))).statements).toMatchObject([
      {
        path: '/statements/A',
        members: [
          { member: 'Principal/AWS', have: ['*'], want: ['1'] },
          { member: 'Resource', have: ['*'], want: ['*', 'arn:aws:s3:::x'] },
        ],
      },
    ]);
  });

  it('tells what was added, removed, and renamed', () => {
    const renamed = A.replace('"A"', '"B"');
    expect(differenceOf(of(A), of(renamed)).statements).toMatchObject([
      { path: '/statements/A', members: [{ member: 'Sid', have: ['A'], want: ['B'] }] },
    ]);
    expect(differenceOf(of(A), of(A, deny('"Resource":"r"'))).statements).toMatchObject([
      { path: '/statements/#2', have: undefined, want: { Effect: 'Deny' }, members: [] },
    ]);
    expect(differenceOf(of(A, deny('"Resource":"r"')), of(A)).statements).toMatchObject([
      { path: '/statements/#2', have: { Effect: 'Deny' }, want: undefined },
    ]);
  });

  it('pairs statements without a Sid in their order, by effect', () => {
    const [one, two] = [deny('"Resource":"a"'), deny('"Resource":"b"')];
    expect(differenceOf(of(A, one), of(two, A)).statements).toMatchObject([
      { path: '/statements/#2', members: [{ member: 'Resource', have: ['a'], want: ['b'] }] },
    ]);
  });

  it('never pairs an Allow with a Deny that has no Sid either', () => {
    const allow = '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"a"}';
    const [one, two] = [deny('"Resource":"a"'), deny('"Resource":"b"')];
    const { statements } = differenceOf(of(allow, one), of(two, allow.replace('"a"', '"b"')));
    expect(statements.map(({ path, members }) => [path, members.map(({ member }) => member)])).toEqual([
      ['/statements/#1', ['Resource']],
      ['/statements/#2', ['Resource']],
    ]);
  });

  it('tells Version and Id', () => {
    const [a, b] = [read(`{"Version":"2012-10-17","Id":"x","Statement":[${A}]}`), of(A)];
    expect(differenceOf(a, b).values).toEqual([
      { path: '/Version', have: '2012-10-17', want: '2008-10-17' },
      { path: '/Id', have: 'x', want: undefined },
    ]);
  });
});

describe('what comparing costs', () => {
  it('tells it, of 10,000 documents that AWS spelled otherwise', () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => {
      const statements = Array.from({ length: 6 }, (_each, part) => `arn:aws:s3:::bucket-${index}-${part}/*`);
      const text = (list: readonly string[], actions: unknown): string =>
        JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: actions, Resource: list }] });
      return [text(statements, 's3:GetObject'), text(statements.toReversed(), ['s3:getobject'])] as const;
    });
    const before = process.cpuUsage();
    const same = texts.filter(([a, b]) => sameMeaning(read(a), read(b)));
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(`10000 documents compared in ${Math.round((user + system) / 1_000)} ms of CPU\n`);
    expect(same).toHaveLength(10_000);
  });

  it('tells it, of one as long as an endpoint takes', () => {
    const statement = (index: number): object => ({
      Sid: `S${index}`,
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [`arn:aws:s3:::bucket-${index}/*`, `arn:aws:s3:::bucket-${index}`],
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-exampleorg1', 'o-exampleorg2'] } },
    });
    let statements = [statement(0)];
    const text = (list: readonly object[]): string => JSON.stringify({ Statement: list });
    while (text([...statements, statement(statements.length)]).length <= 20_480) {
      statements = [...statements, statement(statements.length)];
    }
    const before = process.cpuUsage();
    const { values, statements: different } = differenceOf(read(text(statements)), read(text(statements.toReversed())));
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(
      `${text(statements).length} characters compared in ${((user + system) / 1_000).toFixed(1)} ms of CPU\n`,
    );
    expect([values, different]).toEqual([[], []]);
  });
});
