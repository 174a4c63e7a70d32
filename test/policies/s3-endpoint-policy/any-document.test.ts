/**
 * Whatever document stands there and whatever is wanted of it: one change leads there or none is sent and it is said why, what
 * others wrote keeps its words and its place, and nothing is left to do.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOurs } from '../../../src/model/iam-document-merge.ts';
import { readIamDocument } from '../../../src/model/iam-document-read.ts';
import type { WrittenDocument } from '../../../src/model/iam-document.ts';
import { S3_ENDPOINT_POLICY_WANT } from '../../../src/policies/s3-endpoint-policy/want.ts';
import type { S3EndpointPolicyWant } from '../../../src/policies/s3-endpoint-policy/want.ts';
import { documentAfter } from '../../../src/resources/vpc/endpoint-document.ts';
import { endpointOf, judged, vpcOf } from './vpcs.ts';

const RUNS = 2_000;
const VARIABLE = 'arn:aws:s3:::${aws:PrincipalAccount}/*';

const OWN = { Sid: 'X', Effect: 'Deny', Principal: '*', Action: ['s3:Put*', 's3:PutObject'], Resource: '*' };

const foreignSids = ['', 'A', 'B', '#1', '#2', 'a/b', 'a~1b', '__proto__'];
const ourSids = ['SagekeeperAllowAll', 'SagekeeperDenyAmazonLinuxRepositories', 'SagekeeperX'];
const sid = fc.constantFrom(undefined, ...foreignSids, ...ourSids);
const statement = fc
  .record({
    sid,
    effect: fc.constantFrom('Allow', 'Deny'),
    principal: fc.constantFrom<unknown>('*', { AWS: '*' }, { AWS: ['*'] }, { AWS: '111122223333' }),
    action: fc.constantFrom<unknown>('*', ['*'], 's3:GetObject', ['S3:getobject', 's3:PutObject']),
    isNegated: fc.boolean(),
    resource: fc.constantFrom<unknown>('*', ['arn:aws:s3:::x/*', 'arn:aws:s3:::y'], VARIABLE),
    condition: fc.constantFrom(
      undefined,
      {},
      { Bool: { 'aws:SecureTransport': true } },
      { StringLike: { 'A:B': [1] } },
    ),
  })
  .map(({ sid: Sid, effect, principal, action, isNegated, resource, condition }) => ({
    ...(Sid === undefined ? {} : { Sid }),
    Effect: effect,
    Principal: principal,
    [isNegated ? 'NotAction' : 'Action']: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
const ours = fc.constant({ ...OWN, Sid: 'SagekeeperX' });
const document = fc
  .record({
    version: fc.constantFrom(undefined, '2008-10-17', '2012-10-17'),
    id: fc.constantFrom(undefined, 'theirs'),
    statements: fc.array(fc.oneof(statement, statement, ours), { maxLength: 5 }),
  })
  .map(({ version, id, statements }) => JSON.stringify({ Version: version, Id: id, Statement: statements }));

const want = fc.record({
  vpcs: fc.constant('all'),
  existing: fc.constantFrom('keep', 'exact'),
  presets: fc.constantFrom([], ['DenyAmazonLinuxRepositories']),
  statements: fc.constantFrom<readonly object[]>(
    [OWN],
    [{ ...OWN, Resource: VARIABLE }],
    [{ ...OWN, Sid: 'AllowAll' }],
    [{ ...OWN, Sid: 'Narrow', Effect: 'Allow' }, OWN],
  ),
});

const foreignIn = ({ Statement: statements }: WrittenDocument) => statements.filter((one) => !isOurs(one));
const versionOf = ({ Version: version = '2008-10-17' }: WrittenDocument) => version;

function read(text: string): WrittenDocument {
  const reading = readIamDocument(text);
  if (reading.is === 'unknown') throw new Error(reading.why);
  return reading.document;
}

function judgedWith(wanted: S3EndpointPolicyWant, present: WrittenDocument) {
  const endpoint = endpointOf(present, { type: 'Interface', privateDnsEnabled: true });
  const { differences, noteReasons } = judged(wanted, vpcOf([endpoint]));
  return { differences, noteReasons, after: documentAfter(endpoint, differences) };
}

/** Of the change towards what is wanted, everything that must not be. */
function wrongs(wanted: S3EndpointPolicyWant, present: WrittenDocument): readonly string[] {
  const { differences, noteReasons, after } = judgedWith(wanted, present);
  if (after.is === 'same') return differences.length === 0 ? [] : ['it differs, and nothing is done'];
  if (after.is === 'refused') return noteReasons.includes(after.reason) ? [] : [`${after.reason} is not told`];
  const stored = read(after.text);
  const foreign = JSON.stringify(foreignIn(after.document));
  const kept = JSON.stringify(wanted.existing === 'keep' ? foreignIn(present) : []);
  const isRead = versionOf(stored) === versionOf(present) || !foreign.includes('${');
  return [
    ...(judgedWith(wanted, stored).differences.length === 0 ? [] : ['something is left to do']),
    ...(stored.Statement.some(({ Effect: effect }) => effect === 'Allow') ? [] : ['nothing is allowed']),
    ...(foreign === kept ? [] : ['what others wrote is another']),
    ...(isRead ? [] : ['what others wrote is read as something else']),
  ];
}

describe('one change', () => {
  it('leads from any document to the wanted one, or is not sent', () => {
    const ends = { same: 0, document: 0, refused: 0 };
    const property = fc.property(document, want, (text, wanted) => {
      const [parsed, present] = [S3_ENDPOINT_POLICY_WANT.parse(wanted), read(text)];
      ends[judgedWith(parsed, present).after.is] += 1;
      expect(wrongs(parsed, present)).toEqual([]);
    });
    const { seed, failed } = fc.check(property, { numRuns: RUNS });
    process.stdout.write(`${RUNS} documents and wants, seed ${seed}\n`);
    if (failed) fc.assert(property, { seed, numRuns: RUNS });
    expect(Object.values(ends)).not.toContain(0);
  });
});
