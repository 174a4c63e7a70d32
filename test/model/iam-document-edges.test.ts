/**
 * The last text that is still read, and the first that is not; every member that a document may have; and patterns that nearly fit.
 */
import { describe, expect, it } from '@jest/globals';
import { jsonFault, shown } from '../../src/model/iam-document-json.ts';
import { covers, meet, speaksOfAll } from '../../src/model/iam-document-patterns.ts';
import { MAX_DOCUMENT_CHARACTERS, readIamDocument } from '../../src/model/iam-document-read.ts';
import type { WrittenStatement } from '../../src/model/iam-document.ts';

const STATEMENT = { Effect: 'Allow', Action: '*', Resource: '*' };
const read = (...members: readonly object[]) => readIamDocument(JSON.stringify({ Statement: members }));

describe('a document', () => {
  it('may be as long as it may be', () => {
    const text = JSON.stringify({ Statement: STATEMENT });
    expect(readIamDocument(text.padEnd(MAX_DOCUMENT_CHARACTERS)).is).toBe('document');
    expect(readIamDocument(text.padEnd(MAX_DOCUMENT_CHARACTERS + 1)).is).toBe('unknown');
  });

  it.each([
    { Sid: 'x' },
    { Principal: '*' },
    { NotPrincipal: { AWS: '*' } },
    { Principal: { AWS: '*', Service: 's', Federated: ['f'], CanonicalUser: 'c' } },
    { Condition: { 'ForAllValues:StringLike': { a: ['x', 1, true] } } },
  ])('may have %j', (more) => {
    expect(read({ ...STATEMENT, ...more })).toMatchObject({ document: { Statement: [more] } });
  });

  it.each([
    [{ ...STATEMENT, NotResource: 'x' }, 'it has both Resource and NotResource'],
    [{ ...STATEMENT, NotAction: 'x' }, 'it has both Action and NotAction'],
    [{ ...STATEMENT, Principal: '*', NotPrincipal: '*' }, 'it has both Principal and NotPrincipal'],
    [{ ...STATEMENT, NotPrincipal: 'me' }, 'its NotPrincipal is "me", neither "*" nor an object'],
    [{ ...STATEMENT, NotPrincipal: { Azure: 'x' } }, 'its NotPrincipal has "Azure", or no list of texts in it'],
    [{ ...STATEMENT, Sid: 7 }, 'its Sid is not a text'],
  ])('may not have %j', (statement, why) => {
    expect(read(STATEMENT, statement)).toEqual({ is: 'unknown', why: `statement 2: ${why}` });
  });
});

describe('a text of JSON', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it('may be nested eight levels deep', () => {
    expect([jsonFault(nested(8)), jsonFault(nested(9))]).toEqual([undefined, 'it is nested deeper than 8 levels']);
  });

  it('may have the same text twice in a list, and the same name in two objects', () => {
    expect(jsonFault('[{"a":["x","x"]},{"a":"a"}]')).toBeUndefined();
    expect(jsonFault('[{"a":1,"b":{"a":1},"a":2}]')).toBe('it has two members of the name "a" in one place');
  });

  it('is shown as far as people read', () => {
    expect(shown('x'.repeat(78))).toBe(`"${'x'.repeat(78)}"`);
    expect(shown('x'.repeat(79))).toBe(`"${'x'.repeat(78)}…`);
    expect(shown(undefined)).toBe('undefined');
  });
});

describe('patterns', () => {
  it.each([
    ['arn:aws:s3:::a*z', 'arn:aws:s3:::a-z', true],
    ['arn:aws:s3:::a*z', 'arn:aws:s3:::b-z', false],
    ['arn:aws:s3:::a*z', 'arn:aws:s3:::a-y', false],
    ['a*', 'a', true],
    ['a?', 'a', false],
    ['a?', 'ab', true],
    ['a?', 'a*', false],
    ['*', 'a*', true],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'abde', false],
    ['x${aws:username}', 'x${aws:username}', true],
    ['x*', 'x${aws:username}', true],
    ['xa', 'x${aws:username}', false],
    ['x${aws:username}', 'xa', false],
    ['x$y', 'x$y', true],
    ['x{y}', 'x{z}', false],
  ])('%j covers %j: %s', (wide, narrow, is) => {
    expect(covers(wide, narrow)).toBe(is);
  });

  it.each([
    ['a*', '*b', true],
    ['a*', 'b*', false],
    ['a?c', 'ab?', true],
    ['ab', 'abc', false],
    ['a*', 'ab', true],
    ['x${aws:username}', 'xa', true],
    ['x{y}', 'x{z}', false],
    ['', '*', true],
    ['', 'a', false],
  ])('%j and %j meet: %s', (one, other, is) => {
    expect([meet(one, other), meet(other, one)]).toEqual([is, is]);
  });

  it.each<[string, Partial<WrittenStatement>, boolean]>([
    ['what it names', { Action: 'S3:Get*', Resource: 'arn:aws:s3:::a/*' }, true],
    ['one of several', { Action: ['s3:Put*', 's3:Get*'], Resource: ['b', 'arn:aws:s3:::a/*'] }, true],
    ['less than asked', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/b/*' }, false],
    ['what it does not leave out', { NotAction: 's3:Put*', NotResource: 'arn:aws:s3:::b/*' }, true],
    ['what it leaves out in part', { NotAction: 's3:Put*', NotResource: 'arn:aws:s3:::a/b/*' }, false],
    ['nothing that it leaves out', { NotAction: ['s3:Put*', 's3:GetO*'], Resource: '*' }, false],
    ['all, without a resource', { Action: '*' }, true],
  ])('a statement speaks of %s', (_what, members, is) => {
    const statement: WrittenStatement = { Effect: 'Deny', ...members };
    expect(speaksOfAll(statement, { action: 's3:GetObject', resource: 'arn:aws:s3:::a/*' })).toBe(is);
  });
});
