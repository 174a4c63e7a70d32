/**
 * Do conditions on networks mean to us what they mean to AWS? Held against an evaluator that was written from AWS's rules.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { iamDocumentOf } from '../../../src/model/iam-document-read.ts';
import { verdict } from '../../permissions/evaluator.ts';
import { gateway, judged } from './vpc-fixtures.ts';

const operator = fc
  .tuple(
    fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'),
    fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
    fc.constantFrom('', 'IfExists'),
  )
  .map((parts) => parts.join(''))
  // What that means is documented nowhere.
  .filter((name) => !/^ForAnyValue.*IfExists$/.test(name));
const values = fc.uniqueArray(fc.constantFrom('vpc-1', 'vpc-2', 'vpce-1', 'vpce-2', 'vpce-3', 'vpc-*', 'vpce-?', '*'), {
  minLength: 1,
  maxLength: 3,
});
const network = fc.dictionary(fc.constantFrom('aws:SourceVpc', 'AWS:sourcevpce'), values, { minKeys: 1 });
const conditions = fc
  .record({
    networks: fc.dictionary(operator, network, { minKeys: 1, maxKeys: 2 }),
    none: fc.option(fc.constantFrom('aws:SourceVpc', 'aws:SourceVpce'), { nil: undefined }),
    isNone: fc.boolean(),
    service: fc.option(fc.constantFrom('true', 'false'), { nil: undefined }),
  })
  .map(({ networks, none, isNone, service }) => ({
    ...networks,
    ...(none === undefined ? {} : { Null: { [none]: String(isNone) } }),
    ...(service === undefined ? {} : { Bool: { 'aws:ViaAWSService': service } }),
  }));
const statement = fc
  .record({ Effect: fc.constantFrom('Allow', 'Deny'), Condition: conditions })
  .map((parts) => ({ ...parts, Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' }));

describe('the policy of a bucket', () => {
  it('is told to turn jobs away where it does, through each endpoint that there is, and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        fc.subarray(['vpce-1', 'vpce-2']),
        (statements, ids) => {
          const keys = ids.map((id) => ({ 'aws:SourceVpc': 'vpc-1', 'aws:SourceVpce': id }));
          const requests = (keys.length === 0 ? [{}] : keys).map((each) => ({
            action: 's3:GetObject',
            resource: 'arn:aws:s3:::data/file',
            keys: { ...each, 'aws:ViaAWSService': 'false' },
          }));
          const verdicts = (some: readonly object[]) =>
            requests.map((request) => verdict([{ Version: '2012-10-17', Statement: some }], request));
          const denying = statements.filter((one) => verdicts([one]).every((said) => said === 'deny'));
          const allows = statements.filter(({ Effect: effect }) => effect === 'Allow');
          const isShut = allows.length > 0 && verdicts(allows).every((said) => said === 'none');

          const document = iamDocumentOf({ Statement: statements.map((one) => ({ ...one, Principal: '*' })) });
          const bucketPolicies = [{ bucket: 'data', document }];
          const endpoints = ids.map((id) => gateway({ id }));
          const { notes } = judged({ want: { bucketPolicies: 'report' }, vpc: { endpoints, bucketPolicies } });
          const told = notes.filter(({ reason }) => reason === 'BucketPolicyContradicts');
          expect(told).toHaveLength(denying.length + (isShut ? 1 : 0));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
