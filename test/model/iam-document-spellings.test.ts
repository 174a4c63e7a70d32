/**
 * Spellings that come near to one another and are not the same, and some that are: where a document is compared, named and merged.
 */
import { describe, expect, it } from '@jest/globals';
import { differenceOf, pathOfSid, pathsOf } from '../../src/model/iam-document-difference.ts';
import { sameMeaning, statementKey } from '../../src/model/iam-document-meaning.ts';
import { withVersion } from '../../src/model/iam-document-merge.ts';
import type { WrittenDocument, WrittenPrincipal, WrittenStatement } from '../../src/model/iam-document.ts';

const A: WrittenStatement = { Sid: 'A', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'a' };
const of = (...statements: readonly WrittenStatement[]): WrittenDocument => ({ Statement: statements });

describe('an account', () => {
  const root = (id: string): string => `arn:aws:iam::${id}:root`;
  const isSame = (one: WrittenPrincipal, other: WrittenPrincipal): boolean =>
    statementKey({ ...A, Principal: one }) === statementKey({ ...A, Principal: other });

  it('is its root, and nothing that only has twelve digits in it is', () => {
    expect(isSame({ AWS: '111122223333' }, { AWS: root('111122223333') })).toBe(true);
    for (const name of ['1111222233334', 'x111122223333', '111122223333x', '11112222333'])
      expect(isSame({ AWS: name }, { AWS: root(name) })).toBe(false);
  });

  it('is one only among principals of AWS', () => {
    for (const type of ['Federated', 'Service', 'CanonicalUser'])
      expect(isSame({ [type]: '111122223333' }, { [type]: root('111122223333') })).toBe(false);
  });
});

describe('the order of conditions and principals', () => {
  it('says nothing', () => {
    const [x, y, z] = [
      { StringEquals: { 'aws:x': '1' } },
      { Bool: { 'aws:y': 'true' } },
      { Null: { 'aws:z': 'true' } },
    ];
    const keys = [
      { ...x, ...y, ...z },
      { ...z, ...y, ...x },
      { ...y, ...z, ...x },
    ].map((Condition) => statementKey({ ...A, Condition }));
    expect(new Set(keys).size).toBe(1);
    const principals = [
      { AWS: '*', Service: 's' },
      { Service: 's', AWS: '*' },
    ].map((Principal) => statementKey({ ...A, Principal }));
    expect(new Set(principals).size).toBe(1);
  });
});

describe('two statements of one effect', () => {
  it('are one that changed only where neither has a name', () => {
    const told = (one: WrittenStatement, other: WrittenStatement) =>
      differenceOf(of(one), of(other)).statements.map(({ have, want }) => [have?.Resource, want?.Resource]);
    const { Sid: _sid, ...nameless } = A;
    expect(told(nameless, { ...nameless, Resource: 'b' })).toEqual([['a', 'b']]);
    expect(told({ ...A, Sid: '' }, { ...nameless, Resource: 'b' })).toEqual([['a', 'b']]);
    expect(told(A, { ...A, Sid: 'B', Resource: 'b' })).toEqual([
      ['a', undefined],
      [undefined, 'b'],
    ]);
    expect(told(A, { ...nameless, Resource: 'b' })).toEqual([
      ['a', undefined],
      [undefined, 'b'],
    ]);
  });
});

describe('a statement that is there twice', () => {
  it('says nothing by that', () => {
    expect(sameMeaning(of(A, A), of(A))).toBe(true);
    expect(differenceOf(of(A, A), of(A)).statements).toEqual([]);
    expect(differenceOf(of(A, A), of({ ...A, Sid: 'B', Resource: 'b' })).statements).toHaveLength(2);
  });
});

describe('the name of a statement', () => {
  it('is a part of a path, whatever is in it', () => {
    expect(pathOfSid('a/b~c/d~1')).toBe('/statements/a~1b~0c~1d~01');
    expect(pathsOf([{ ...A, Sid: '' }, A, A, { ...A, Sid: '#1' }])).toEqual([
      '/statements/#1',
      '/statements/A',
      '/statements/#3',
      '/statements/#4',
    ]);
  });
});

describe('the version of a document', () => {
  const variable = 'arn:aws:s3:::${aws:PrincipalAccount}/*';
  const ours = (name: string, Resource = 'a'): WrittenStatement => ({ ...A, Sid: `Sagekeeper${name}`, Resource });

  it.each<[string, WrittenDocument, string | undefined]>([
    ['stays where nothing is a variable', of(A, ours('X')), undefined],
    ['stays where only others have what would be one', of({ ...A, Resource: variable }, ours('X')), undefined],
    ['becomes the newer one for any of ours', of(A, ours('X'), ours('Y', variable)), '2012-10-17'],
    ['stays where it is the newer one', { ...of(ours('X', variable)), Version: '2012-10-17' }, '2012-10-17'],
  ])('%s', (_what, document, version) => {
    expect(withVersion(document)).toEqual(version === undefined ? document : { ...document, Version: version });
  });

  it('is nobody’s to choose where both have one', () => {
    expect(withVersion(of({ ...A, Resource: variable }, ours('X', variable)))).toBeUndefined();
    expect(withVersion(of(A, { ...A, Resource: variable }, ours('X', variable)))).toBeUndefined();
  });
});
