/**
 * What an endpoint takes of a document, and what it refuses, rule by rule; and which document is the one that nobody wrote.
 */
import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_ENDPOINT_DOCUMENT,
  FULL_ACCESS,
  documentFaults,
  isDefaultDocument,
  isFullAccess,
  statementFaults,
} from '../../src/model/iam-document-endpoint.ts';
import type { WrittenStatement } from '../../src/model/iam-document.ts';

const ALLOW: WrittenStatement = {
  Sid: 'A',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::x/*',
};

function faults(more: Partial<WrittenStatement>, type: 'Gateway' | 'Interface' = 'Interface'): readonly string[] {
  return statementFaults({ ...ALLOW, ...more }, type).map(({ message }) => message.replace(/^statement A /, ''));
}

describe('the document that nobody wrote', () => {
  it.each<[string, readonly WrittenStatement[], boolean]>([
    ['as AWS answers it', DEFAULT_ENDPOINT_DOCUMENT.Statement, true],
    ['under a name', [{ ...FULL_ACCESS, Sid: 'X' }], true],
    ['in another spelling', [{ ...FULL_ACCESS, Principal: { AWS: ['*'] }, Action: ['*'] }], true],
    ['said twice', [FULL_ACCESS, { ...FULL_ACCESS, Sid: 'X' }], true],
    ['with a Deny', [FULL_ACCESS, { ...FULL_ACCESS, Effect: 'Deny' }], false],
    ['narrower', [ALLOW], false],
    ['with a condition', [{ ...FULL_ACCESS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], false],
    ['of nothing', [], false],
  ])('%s', (_what, Statement, is) => {
    expect(isDefaultDocument({ Statement })).toBe(is);
    expect(Statement.length > 0 && Statement.every(isFullAccess)).toBe(is);
  });
});

describe('everything', () => {
  it('is every action of everybody on every resource', () => {
    expect(FULL_ACCESS).toEqual({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });
    expect(DEFAULT_ENDPOINT_DOCUMENT).toEqual({ Version: '2008-10-17', Statement: [FULL_ACCESS] });
  });
});

describe('actions', () => {
  it.each([
    ['*', 0],
    ['*:*', 0],
    ['s3:*', 0],
    ['S3-Outposts:Get?bject*', 0],
    ['s3:Get Object', 1],
    ['s3', 1],
    ['s3:', 1],
    ['x s3:GetObject', 1],
  ])('are those of a service: %j', (action, count) => {
    expect(faults({ Action: ['s3:GetObject', action] })).toHaveLength(count);
  });
});

describe('a document', () => {
  it('without an Allow blocks everything', () => {
    expect(documentFaults({ Statement: [{ ...ALLOW, Effect: 'Deny' }] }).map(({ reason }) => reason)).toEqual([
      'NothingAllowed',
    ]);
    expect(documentFaults({ Statement: [{ ...ALLOW, Effect: 'Deny' }, ALLOW] })).toEqual([]);
  });
});

describe('the principals of a gateway endpoint', () => {
  it.each<[string, Partial<WrittenStatement>, boolean]>([
    ['everybody', {}, true],
    ['everybody, in another spelling', { Principal: { AWS: '*' } }, true],
    ['everybody, in a list', { Principal: { AWS: ['*'] } }, true],
    ['an account', { Principal: { AWS: '111122223333' } }, false],
    ['everybody, and an account', { Principal: { AWS: ['*', '111122223333'] } }, false],
    ['every service', { Principal: { Service: '*' } }, false],
    ['everybody, and a service', { Principal: { AWS: '*', Service: 'sagemaker.amazonaws.com' } }, false],
  ])('may be %s', (_what, more, may) => {
    expect(faults(more, 'Gateway').length).toBe(may ? 0 : 1);
    expect(faults(more)).toEqual([]);
  });

  it('may not be everybody but some', () => {
    const { Principal: _gone, ...rest } = ALLOW;
    expect(statementFaults({ ...rest, NotPrincipal: { AWS: '*' } }, 'Gateway')).toHaveLength(1);
  });
});

describe('resources', () => {
  const { Resource: _gone, ...rest } = ALLOW;

  it.each([
    ['half an account', 'arn:aws:s3:eu-central-1:1111*:accesspoint/x', 1],
    ['any account', 'arn:aws:s3:eu-central-1:*:accesspoint/x', 0],
    ['any account in some regions', 'arn:aws:s3:eu-*-1:*:accesspoint/x', 0],
    ['a whole account', 'arn:aws:s3:*:111122223333:accesspoint/*', 0],
    ['no ARN', 'x', 1],
  ])('are refused where they name %s, left out or not', (_what, resource, count) => {
    expect(statementFaults({ ...rest, Resource: ['*', resource] }, 'Gateway')).toHaveLength(count);
    expect(statementFaults({ ...rest, NotResource: ['*', resource] }, 'Gateway')).toHaveLength(count);
  });
});

describe('conditions on ids that AWS makes', () => {
  const IDS = [
    'PrincipalAccount',
    'PrincipalOrgID',
    'ResourceAccount',
    'ResourceOrgID',
    'SourceAccount',
    'SourceOrgID',
  ];

  it.each([...IDS, 'SourceVpc', 'SourceVpce'])('have neither wildcards nor numbers: %s', (name) => {
    for (const key of [`aws:${name}`, `AWS:${name.toUpperCase()}`]) {
      expect(faults({ Condition: { StringLike: { [key]: 'abcdefghijkl*' } } })).toEqual([
        `has a wildcard in a value of ${key}: abcdefghijkl*`,
      ]);
      expect(faults({ Condition: { NumericEquals: { [key]: 111122223333 } } })).toEqual([
        `compares ${key} as a number`,
      ]);
      expect(faults({ Condition: { StringEquals: { [key]: '111122223333' } } })).toEqual([]);
    }
  });

  it('are not texts that only have an ARN in them', () => {
    expect(faults({ Condition: { StringEquals: { 's3:prefix': 'x/arn:aws:iam::1111*:role/x' } } })).toEqual([]);
    expect(faults({ Condition: { StringEquals: { 's3:prefix': 'arn:aws:iam::1111*:role/x' } } })).toHaveLength(1);
  });

  it('are not conditions on anything else', () => {
    expect(faults({ Condition: { NumericEquals: { 's3:max-keys': 10 } } })).toEqual([]);
    expect(faults({ Condition: { StringLike: { 's3:prefix': 'abcdef*' } } })).toEqual([]);
  });

  it.each([
    ['abcde*', 1],
    ['abcdef*', 0],
    ['*abcde', 1],
    ['*abcdef', 0],
    ['abcdef*abcde*', 1],
    ['abcdef*abcdef*', 0],
    ['abcde?abcdef', 0],
    ['?', 1],
    ['', 0],
  ])('want six characters at a wildcard: %j', (value, count) => {
    for (const operator of ['StringLike', 'StringNotLike', 'ForAnyValue:StringLike', 'ForAllValues:StringNotLike'])
      expect(faults({ Condition: { [operator]: { 's3:prefix': value } } })).toHaveLength(count);
    expect(faults({ Condition: { StringEquals: { 's3:prefix': value } } })).toEqual([]);
  });
});
