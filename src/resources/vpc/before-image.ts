/**
 * What is told of an endpoint's document that is being replaced, so that a person can go back to it? The whole text: EC2 keeps no
 * versions, and such a document holds no secrets.
 */
import { createHash } from 'node:crypto';
import { differenceOf, sidOrPosition } from '../../model/iam-document-difference.ts';
import type { StatementDifference } from '../../model/iam-document-difference.ts';
import { readIamDocument } from '../../model/iam-document-read.ts';
import type { AwsCall, BeforeImage } from '../../model/resource.ts';
import type { Vpc } from './shape.ts';

/** Statements that are told one by one; a document of 20,480 characters has a few hundred at most. */
const MAX_STATEMENTS_TOLD = 50;

/** @param answer of AWS to the call: it alone tells the id of a new endpoint. */
export function beforeImage(vpc: Vpc, { operation, input }: AwsCall, answer: unknown): BeforeImage | undefined {
  if (operation === 'CreateVpcEndpoint') {
    const id = newEndpointIn(answer);
    return id === undefined ? undefined : { endpoint: id };
  }
  const endpoint = vpc.endpoints.find(({ id }) => id === input['VpcEndpointId']);
  const sent = input['PolicyDocument'];
  if (operation !== 'ModifyVpcEndpoint' || endpoint?.document.is !== 'document' || typeof sent !== 'string') {
    return undefined;
  }
  const before = endpoint.document.document;
  const document = JSON.stringify(before);
  const after = readIamDocument(sent);
  const changes =
    after.is === 'unknown' ? [] : differenceOf(before, after.document, vpc.partition).statements.map(changeOf);
  return {
    endpoint: endpoint.id,
    document,
    documentSha256: sha256(document),
    sentSha256: sha256(sent),
    statements: changes.slice(0, MAX_STATEMENTS_TOLD),
    statementsTotal: changes.length,
  };
}

/** `added SagekeeperX`, `changed Y`, `removed #2`. */
function changeOf({ path, have, want }: StatementDifference): string {
  const what = have === undefined ? 'added' : want === undefined ? 'removed' : 'changed';
  return `${what} ${sidOrPosition(path)}`;
}

function newEndpointIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('VpcEndpoint' in answer)) return undefined;
  const { VpcEndpoint: made } = answer;
  if (typeof made !== 'object' || made === null || !('VpcEndpointId' in made)) return undefined;
  return typeof made.VpcEndpointId === 'string' ? made.VpcEndpointId : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
