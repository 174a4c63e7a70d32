/**
 * Which of the six reasons is it? From AWS's codes and texts, and from the transport's failures, to the AwsError that the
 * rest of the house acts on. The SDK's own classification is not used: it takes quota errors for throttling and denials for
 * a wrong clock.
 */
import { AwsError, type AwsErrorFacts, type AwsErrorReason, type AwsObstacle } from '../model/aws-error.ts';
import type { AccountId, Target } from '../model/target.ts';
import { operationRow, type OperationName } from './operations.ts';
import { TransportFailure, type TransportFailureFacts } from './transport.ts';

/**
 * As the SDK's list, without LimitExceededException (a quota: waiting does not help) and TransactionInProgressException.
 * SageMaker answers `ThrottlingException` "Rate exceeded", EC2 `RequestLimitExceeded`, Organizations `TooManyRequestsException`.
 */
const THROTTLES = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** Not for good, and not soon: somebody's resource must go, or a person must raise the quota. */
const QUOTAS = new Set([
  'LimitExceeded',
  'LimitExceededException',
  'ResourceLimitExceeded',
  'ServiceQuotaExceededException',
]);
/** EC2 says RequestExpired of a session that has ended, too. https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);
/** Our clock or AWS's is off, or the request lay somewhere: a later one may be in time. */
const OUT_OF_TIME = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);
/** What a region that the account has not enabled answers to credentials that are good elsewhere; EC2's word is AuthFailure. */
const REGION_DISABLED = new Set([
  'InvalidClientTokenId',
  'OptInRequired',
  'RegionDisabledException',
  'UnrecognizedClientException',
]);
/**
 * Of S3: MethodNotAllowed to whoever may read a bucket's policy but is of another account than the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidSignatureException',
  'InvalidToken',
  'MethodNotAllowed',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'SignatureDoesNotMatch',
  'UnauthorizedOperation',
]);
const CONFLICTS = new Set([
  'ConcurrentModificationException',
  'ConflictException',
  'IncorrectState',
  'PolicyChangesInProgressException',
  'ResourceInUse',
  'ResourceInUseException',
]);
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const BY_CONTROL_POLICY = /service control policy/i;
/** The wrong-state answer of notebooks, as Terraform's and AWS's own issue trackers quote it. */
const WRONG_STATUS = /Status \((\w+)\) not in \(\[(.*)\]\)/;
const CLOCK_IS_OFF = /Signature (expired|not yet current)/;
/**
 * EC2's, of hundreds of characters, that only the account itself can decode, and nobody can read; CloudTrail has it, by request id.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
const ENCODED = /\s*Encoded authorization failure message: \S{40,}/;
/** Longer texts are somebody else's page, not a message. */
const MAX_MESSAGE_CHARACTERS = 2_000;

export interface CallAbout {
  readonly operation: OperationName;
  readonly target: Target;
}

/** Any failure of a Transport as an AwsError; what is not a TransportFailure counts as an answer that nobody saw. */
export function toAwsError(failure: unknown, about: CallAbout): AwsError {
  if (failure instanceof AwsError) return failure;
  const facts = failureFacts(failure);
  const judged = judge(facts, about);
  return awsError(about, facts, judged, failure);
}

/** An AwsError that AWS did not say itself. */
export function ownError(
  about: CallAbout,
  facts: Pick<AwsErrorFacts, 'reason' | 'code' | 'message' | 'delivery'> & { readonly obstacle?: AwsObstacle },
): AwsError {
  return new AwsError({ ...facts, operation: about.operation, target: about.target });
}

/**
 * No session for this account. Where it was denied, a person must look at the role, its trust, or the external id. The call
 * was the hub's; whoever reads the error asks which account it is about.
 */
export function noSession(error: AwsError, account: AccountId): AwsError {
  const { facts } = error;
  const obstacle = facts.obstacle ?? (facts.reason === 'denied' ? 'role-not-assumable' : undefined);
  return new AwsError({ ...facts, obstacle, target: { ...facts.target, account } }, error);
}

interface Judgement {
  readonly reason: AwsErrorReason;
  readonly obstacle?: AwsObstacle;
  readonly conflictStatus?: string | undefined;
}

function judge(facts: TransportFailureFacts, about: CallAbout): Judgement {
  const { code, message } = facts;
  const { service } = operationRow(about.operation);
  if (THROTTLES.has(code) || facts.status === 429) return { reason: 'throttled' };
  if (facts.delivery !== 'answered') return { reason: 'unavailable' };
  if (EXPIRED.has(code) || (code === 'RequestExpired' && service === 'ec2'))
    return { reason: 'unavailable', obstacle: 'expired-session' };
  if (REGION_DISABLED.has(code) || (code === 'AuthFailure' && service === 'ec2'))
    return { reason: 'denied', ...disabledRegion(code, about) };
  if (DENIALS.has(code)) return denial(message);
  if (QUOTAS.has(code) || OUT_OF_TIME.has(code)) return { reason: 'unavailable' };
  const wrongStatus = WRONG_STATUS.exec(message);
  if (wrongStatus !== null) return { reason: 'conflict', conflictStatus: wrongStatus[1] };
  if (CONFLICTS.has(code)) return { reason: 'conflict' };
  if (isGone(code, message)) return { reason: 'not-found' };
  if (facts.status !== undefined && facts.status >= 500) return { reason: 'unavailable' };
  return { reason: 'invalid' };
}

function denial(message: string): Judgement {
  if (CLOCK_IS_OFF.test(message)) return { reason: 'unavailable' };
  return BY_CONTROL_POLICY.test(message) ? { reason: 'denied', obstacle: 'control-policy' } : { reason: 'denied' };
}

/**
 * Denied and not unavailable: asking again changes nothing until a person enables the region. Where we call with the
 * hub's own credentials in the hub's own region, the same code says that those credentials are no good.
 */
function disabledRegion(code: string, about: CallAbout): { readonly obstacle?: AwsObstacle } {
  const { service } = operationRow(about.operation);
  const hubsOwn = service === 'sts' || service === 'organizations';
  return hubsOwn && code !== 'RegionDisabledException' ? {} : { obstacle: 'region-disabled' };
}

/** Notebooks that do not exist answer ValidationException "RecordNotFound", buckets without a policy NoSuchBucketPolicy. */
function isGone(code: string, message: string): boolean {
  return /NotFound(Exception)?$|^NoSuch(Entity|Bucket)/.test(code) || message.includes('RecordNotFound');
}

function failureFacts(failure: unknown): TransportFailureFacts {
  if (failure instanceof TransportFailure) return failure.facts;
  const message = failure instanceof Error ? failure.message : String(failure);
  return { code: failure instanceof Error ? failure.name : 'UnknownError', message, delivery: 'ambiguous' };
}

function awsError(about: CallAbout, facts: TransportFailureFacts, judged: Judgement, cause: unknown): AwsError {
  return new AwsError(
    {
      ...judged,
      code: facts.code,
      message: facts.message.replace(ENCODED, '').trim().slice(0, MAX_MESSAGE_CHARACTERS),
      operation: about.operation,
      target: about.target,
      requestId: facts.requestId,
      // A throttled request was turned away at the door, whatever its status.
      delivery: judged.reason === 'throttled' ? 'answered' : facts.delivery,
    },
    cause,
  );
}
