/**
 * What does an endpoint's document do to those who use it, beyond what was wanted? An Allow that others wrote and that a Deny of
 * ours makes void; and what SageMaker itself fetches through the endpoint, if it is denied or not allowed. Said, never decided.
 */
import { listOf } from '../../model/iam-document-meaning.ts';
import { isOurs } from '../../model/iam-document-merge.ts';
import { speaksOfAction, speaksOfAll, speaksOfEverybody, speaksOfResource } from '../../model/iam-document-patterns.ts';
import { clipped, nameOf } from '../../model/iam-document-words.ts';
import type { WrittenDocument, WrittenStatement } from '../../model/iam-document.ts';
import type { Note } from '../../model/verdict.ts';
import type { Vpc } from '../../resources/vpc/shape.ts';

type Surroundings = Pick<Vpc, 'partition' | 'region' | 'account'>;

interface Need {
  readonly what: string;
  readonly action: string;
  readonly resource: string;
}

/** Of a list in a message. */
export const MAX_NAMED = 5;

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
    noteOn(
      need,
      statements.filter((one) => speaksOfAll(one, need)),
    ),
  );
}

function noteOn({ what, action, resource }: Need, speaking: readonly WrittenStatement[]): readonly Note[] {
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

/** Foreign Allows of which a Deny of ours leaves nothing, or takes some of the requests that they name. */
export function voidAllowNotes({ Statement: statements }: WrittenDocument): readonly Note[] {
  const denies = statements.filter((one) => isOurs(one) && one.Effect === 'Deny' && isPlain(one));
  const allows = statements.filter((one) => !isOurs(one) && one.Effect === 'Allow');
  return allows.flatMap((allow) => {
    const taken = denies.map((deny) => takenBy(deny, allow)).filter(({ lost }) => lost.length > 0);
    if (taken.length === 0) return [];
    const whole = listOf(allow.Resource ?? []).every((resource) =>
      taken.some(({ everyAction, resources }) => everyAction && resources.has(resource)),
    );
    const list = [...new Set(taken.flatMap(({ lost }) => lost))].slice(0, MAX_NAMED).join(', ');
    const by = taken.slice(0, MAX_NAMED).map(({ deny }) => nameOf(deny));
    const message = `${by.join(', ')} ${whole ? 'makes void' : 'takes a part from'} statement ${nameOf(allow)}: ${list}`;
    return [{ reason: whole ? 'ForeignAllowVoid' : 'ForeignAllowPartlyVoid', message }];
  });
}

/**
 * What one Deny takes of an Allow, by actions and resources apart: a hostile document names thousands of each, and their pairs
 * would be millions. What an Allow leaves out (NotAction, NotResource) names nothing that could be taken.
 */
function takenBy(deny: WrittenStatement, { Action: actions = [], Resource: resources = [] }: WrittenStatement) {
  const [allActions, allResources] = [listOf(actions), listOf(resources)];
  const denied = allActions.filter((action) => speaksOfAction(deny, action));
  const places = allResources.filter((resource) => speaksOfResource(deny, resource));
  const [first] = places;
  const lost = [
    ...(first === undefined ? [] : denied.slice(0, MAX_NAMED).map((action) => requestWords(action, first))),
    ...places
      .slice(1, MAX_NAMED)
      .flatMap((resource) => denied.slice(0, 1).map((action) => requestWords(action, resource))),
  ];
  return { deny, lost, everyAction: denied.length === allActions.length, resources: new Set(places) };
}

function requestWords(action: string, resource: string): string {
  return `${clipped(action)} on ${clipped(resource)}`;
}

/** Of statements of ours: what they name of another partition is nothing here, and so neither denied nor allowed. */
export function elsewhereNotes({ Statement: statements }: WrittenDocument, partition: string): readonly Note[] {
  return statements.filter(isOurs).flatMap((one) => {
    const elsewhere = [...listOf(one.Resource ?? []), ...listOf(one.NotResource ?? [])].find((resource) => {
      const [beginning, named = ''] = resource.split(':');
      return beginning === 'arn' && !/[*?$]/.test(named) && named !== partition;
    });
    if (elsewhere === undefined) return [];
    const message = `statement ${nameOf(one)} names ${clipped(elsewhere)}, and this is partition ${partition}, where it is nothing`;
    return [{ reason: 'OtherPartition', message }];
  });
}

/** It speaks of everybody, whatever else is true of the request. */
export function isPlain(statement: WrittenStatement): boolean {
  return speaksOfEverybody(statement) && Object.keys(statement.Condition ?? {}).length === 0;
}

function restriction({ Condition: conditions }: WrittenStatement): string {
  const keys = Object.values(conditions ?? {}).flatMap((each) => Object.keys(each));
  const named = [...new Set(keys)].slice(0, MAX_NAMED).map(clipped);
  return named.length === 0 ? 'to or for some principals' : `under conditions on ${named.join(', ')}`;
}
