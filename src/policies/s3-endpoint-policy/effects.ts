/**
 * What does an endpoint's document do to those who use it, beyond what was wanted? An Allow that others wrote and that a Deny of
 * ours makes void; and what SageMaker itself fetches through the endpoint, if it is denied or not allowed. Said, never decided.
 */
import { listOf } from '../../model/iam-document-meaning.ts';
import { isOurs } from '../../model/iam-document-merge.ts';
import { covers, speaksOfAll } from '../../model/iam-document-patterns.ts';
import type { WrittenDocument, WrittenStatement } from '../../model/iam-document.ts';
import type { Note } from '../../model/verdict.ts';

export interface Surroundings {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

interface Need {
  readonly what: string;
  readonly action: string;
  readonly resource: string;
}

const MAX_NAMED = 5;

/**
 * Buckets that AWS's services and the SageMaker SDK reach with the permissions of this network.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-deploy.html
 */
function needsOf({ partition, region, account }: Surroundings): readonly Need[] {
  const bucket = (name: string): string => `arn:${partition}:s3:::${name}`;
  const [layers, models] = [`prod-${region}-starport-layer-bucket`, `jumpstart-cache-prod-${region}`];
  const own = `sagemaker-${region}-${account}`;
  return [
    { what: 'the layers of container images', action: 's3:GetObject', resource: `${bucket(layers)}/*` },
    { what: 'models of JumpStart', action: 's3:GetObject', resource: `${bucket(models)}/*` },
    { what: "SageMaker's default bucket", action: 's3:GetObject', resource: `${bucket(own)}/*` },
    { what: "SageMaker's default bucket", action: 's3:PutObject', resource: `${bucket(own)}/*` },
    { what: "SageMaker's default bucket", action: 's3:ListBucket', resource: bucket(own) },
  ];
}

/** What SageMaker needs of S3 and this document does not plainly allow. */
export function needNotes({ Statement: statements }: WrittenDocument, surroundings: Surroundings): readonly Note[] {
  return needsOf(surroundings).flatMap((need) =>
    noteOf(
      need,
      statements.filter((one) => speaksOfAll(one, need)),
    ),
  );
}

function noteOf({ what, action, resource }: Need, speaking: readonly WrittenStatement[]): readonly Note[] {
  const asked = `${what} (${action} on ${resource})`;
  const denies = speaking.filter(({ Effect: effect }) => effect === 'Deny');
  const allows = speaking.filter(({ Effect: effect }) => effect === 'Allow');
  const denied = denies.find(isPlain) ?? denies[0];
  if (denied !== undefined) {
    const message = `statement ${nameOf(denied)} denies ${asked}${isPlain(denied) ? '' : `, ${restriction(denied)}`}`;
    return [{ reason: isPlain(denied) ? 'SageMakerNeedDenied' : 'SageMakerNeedMayBeDenied', message }];
  }
  if (allows.some(isPlain)) return [];
  const [allowed] = allows;
  if (allowed === undefined) return [{ reason: 'SageMakerNeedNotAllowed', message: `nothing allows all of ${asked}` }];
  const message = `only statement ${nameOf(allowed)} allows ${asked}, ${restriction(allowed)}`;
  return [{ reason: 'SageMakerNeedMayNotBeAllowed', message }];
}

/** Foreign Allows of which a Deny of ours leaves nothing, request by request. */
export function voidAllowNotes({ Statement: statements }: WrittenDocument): readonly Note[] {
  const denies = statements.filter((one) => isOurs(one) && one.Effect === 'Deny' && isPlain(one));
  const allows = statements.filter((one) => !isOurs(one) && one.Effect === 'Allow');
  return allows.flatMap((allow) => {
    const requests = requestsOf(allow);
    const lost = requests.filter((request) => denies.some((deny) => speaksOfAll(deny, request)));
    if (lost.length === 0) return [];
    const whole = lost.length === requests.length;
    const list = lost.slice(0, MAX_NAMED).map(({ action, resource }) => `${action} on ${resource}`);
    const more = lost.length > MAX_NAMED ? ` and ${lost.length - MAX_NAMED} more` : '';
    const by = denies.filter((deny) => lost.some((request) => speaksOfAll(deny, request))).map(nameOf);
    const message = `${by.join(', ')} ${whole ? 'makes void' : 'takes a part from'} statement ${nameOf(allow)}, which allows ${list.join(', ')}${more}`;
    return [{ reason: whole ? 'ForeignAllowVoid' : 'ForeignAllowPartlyVoid', message }];
  });
}

/** Each action with each resource that the statement names; those that it leaves out name nothing. */
function requestsOf({ Action: actions, Resource: resources }: WrittenStatement): readonly Omit<Need, 'what'>[] {
  if (actions === undefined || resources === undefined) return [];
  const each = listOf(resources).flatMap((resource) => listOf(actions).map((action) => ({ action, resource })));
  // An action that a wider one of the same list contains would be counted twice.
  return each.filter(
    (one, index) =>
      !each.some((other, at) => at < index && other.resource === one.resource && covers(other.action, one.action)),
  );
}

/** It speaks of everybody, whatever else is true of the request. */
function isPlain({ Principal: principal, Condition: conditions }: WrittenStatement): boolean {
  const isEverybody = principal === '*' || (principal?.['AWS'] !== undefined && listOf(principal['AWS']).includes('*'));
  return isEverybody && Object.keys(conditions ?? {}).length === 0;
}

function restriction({ Condition: conditions }: WrittenStatement): string {
  const keys = Object.values(conditions ?? {}).flatMap((each) => Object.keys(each));
  return keys.length === 0 ? 'to or for some principals' : `under conditions on ${[...new Set(keys)].join(', ')}`;
}

function nameOf({ Sid: sid }: WrittenStatement): string {
  return sid === undefined || sid === '' ? '(without a Sid)' : sid;
}
