/**
 * The one document that an endpoint gets from the differences of all policies, and when it gets none.
 */
import { describe, expect, it } from '@jest/globals';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import { minified } from '../../../src/model/iam-document.ts';
import type { WrittenStatement } from '../../../src/model/iam-document.ts';
import { documentAfter } from '../../../src/resources/vpc/endpoint-document.ts';
import { endpointOf, of } from '../../policies/s3-endpoint-policy/vpcs.ts';
import { statementPath } from './readings.ts';

const ours = (name: string, more: Partial<WrittenStatement> = {}): WrittenStatement => ({
  Sid: `Sagekeeper${name}`,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${name}/*`,
  ...more,
});
const wanting = (want: WrittenStatement | undefined, sid = want?.Sid ?? '', id = 'vpce-1') => ({
  path: statementPath(id, sid),
  have: undefined,
  want,
});

describe('the document that an endpoint gets', () => {
  it('is the same where no difference is about it', () => {
    expect(documentAfter(endpointOf(), [])).toEqual({ is: 'same' });
    expect(documentAfter(endpointOf(), [wanting(ours('a'), undefined, 'vpce-11')])).toEqual({ is: 'same' });
    expect(documentAfter(endpointOf(), [{ path: '/endpoints/vpce-1/routeTables', have: [], want: [] }])).toEqual({
      is: 'same',
    });
  });

  it('unites what several policies want', () => {
    const document = { Version: '2008-10-17', Statement: [FULL_ACCESS, ours('a'), ours('b')] } as const;
    expect(documentAfter(endpointOf(), [wanting(ours('a')), wanting(ours('b'))])).toEqual({
      is: 'document',
      document,
      text: minified(document),
    });
  });

  it('never leaves an endpoint without an Allow', () => {
    const allow = { ...FULL_ACCESS, Sid: 'Theirs' };
    const answer = documentAfter(endpointOf(of(allow)), [wanting(undefined, 'Theirs'), wanting(ours('a'))]);
    expect(answer).toMatchObject({ is: 'refused', reason: 'NothingAllowed' });
  });

  it('is not written over what cannot be read', () => {
    const answer = documentAfter(endpointOf({ Statement: 'x' }), [wanting(ours('a'))]);
    expect(answer).toMatchObject({ is: 'refused', reason: 'DocumentUnknown' });
    const strange = { path: statementPath('vpce-1', 'X'), have: undefined, want: { Effect: 'Deny' } };
    expect(documentAfter(endpointOf(), [strange])).toMatchObject({ is: 'refused', reason: 'StatementUnknown' });
  });

  it('is not longer than AWS takes', () => {
    const answer = (characters: number) =>
      documentAfter(endpointOf(), [wanting(ours('a', { Resource: `arn:aws:s3:::${'x'.repeat(characters)}` }))]);
    const lengthOf = (characters: number): number => {
      const after = answer(characters);
      return after.is === 'document' ? after.text.length : 0;
    };
    const room = 20_480 - lengthOf(0);
    expect(lengthOf(room)).toBe(20_480);
    expect(answer(room + 1)).toMatchObject({ is: 'refused', reason: 'DocumentTooLong' });
  });

  it('of a gateway endpoint names no principals, of an interface endpoint it may', () => {
    const narrow = wanting(ours('a', { Principal: { AWS: '111122223333' } }));
    expect(documentAfter(endpointOf(), [narrow])).toMatchObject({
      is: 'refused',
      reason: 'StatementRefused',
      why: expect.stringContaining('aws:PrincipalArn'),
    });
    expect(documentAfter(endpointOf(undefined, { type: 'Interface' }), [narrow]).is).toBe('document');
  });

  it.each<[string, WrittenStatement['Condition'], string]>([
    [
      'wildcards in ids of AWS',
      { StringLike: { 'AWS:SourceVpc': 'vpc-12345678*' } },
      'a wildcard in a value of AWS:SourceVpc',
    ],
    ['numbers of ids of AWS', { NumericEquals: { 'aws:PrincipalAccount': 111122223333 } }, 'as a number'],
    ['wildcards too near to each other', { 'ForAnyValue:StringLike': { 's3:x': 'ab*cd*' } }, 'needs 6 characters'],
    [
      'half an account',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1111*:role/x' } },
      'an account id and a wildcard',
    ],
  ])('has no %s', (_what, Condition, why) => {
    const answer = documentAfter(endpointOf(), [wanting(ours('a', { Condition: Condition ?? {} }))]);
    expect(answer).toMatchObject({ is: 'refused', why: expect.stringContaining(why) });
  });

  it.each<[string, WrittenStatement['Condition']]>([
    ['six characters before', { StringLike: { 's3:prefix': 'abcdef*' } }],
    ['six characters after', { StringLike: { 's3:prefix': '*abcdef' } }],
    ['a star that means a star', { StringEquals: { 's3:prefix': '*' } }],
    ['an operator in small letters', { bool: { 'aws:SecureTransport': 'true' } }],
    ['a set of values', { 'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': ['a', 'b'] } }],
    [
      'what may be absent',
      { NumericLessThanEqualsIfExists: { 's3:max-keys': 10 }, Null: { 'aws:PrincipalArn': true } },
    ],
    [
      'addresses and dates',
      { NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' }, DateGreaterThan: { 'aws:x': '2026' } },
    ],
    ['any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } }],
  ])('may have %s', (_what, Condition) => {
    expect(documentAfter(endpointOf(), [wanting(ours('a', { Condition: Condition ?? {} }))]).is).toBe('document');
  });

  it('is of the version in which variables are variables, unless that changes what others wrote', () => {
    const own = ours('a', { Resource: 'arn:aws:s3:::x/${aws:PrincipalAccount}/*' });
    const variable = wanting(own);
    expect(documentAfter(endpointOf(), [variable])).toMatchObject({ document: { Version: '2012-10-17' } });
    expect(documentAfter(endpointOf(), [wanting(ours('a'))])).toMatchObject({ document: { Version: '2008-10-17' } });
    const plain = endpointOf({ Version: '2008-10-17', Statement: [FULL_ACCESS, own] });
    expect(documentAfter(plain, [{ ...variable, have: own }])).toMatchObject({
      document: { Version: '2012-10-17', Statement: [FULL_ACCESS, own] },
    });
    const theirs = { Statement: [FULL_ACCESS, { ...FULL_ACCESS, Sid: 'T', Resource: 'arn:aws:s3:::${x}/*' }] };
    expect(documentAfter(endpointOf(theirs), [variable])).toMatchObject({ is: 'refused', reason: 'VersionKeepsText' });
  });
});
