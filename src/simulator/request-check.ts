/**
 * What every request has to pass before its operation looks at it: AWS's rate limits, and the service's model.
 */
import type { Call, Operation } from './call.ts';
import { faultOf, type Input } from './input-shape.ts';
import { refuse } from './refusal.ts';
import type { Throttle } from './throttle.ts';

/** Services whose buckets are the account's, whatever the region. */
const GLOBAL = new Set(['organizations', 'account', 'iam']);

/** @throws Refusal when a bucket is empty: the account's own, or one that all accounts of the organization share. */
export function checkRate(
  throttle: Throttle,
  { service, family, familyOf, sharedFamily }: Operation,
  call: Call,
): void {
  const region = GLOBAL.has(service) ? '' : call.region;
  const own = familyOf?.(call.input) ?? family;
  const admitted =
    throttle.admits(call.principal.account, region, own, call.now) &&
    (sharedFamily === undefined || throttle.admits('', region, sharedFamily, call.now));
  if (!admitted) {
    throw refuse(service, 'throttled', service === 'ec2' ? 'Request limit exceeded.' : 'Rate exceeded');
  }
}

/** @throws Refusal in AWS's words when a member is missing, too long, or no value of its kind. */
export function checkInput(operation: Operation, input: Input): void {
  const complaint = faultOf(operation.members, input);
  if (complaint !== undefined) {
    throw refuse(operation.service, 'invalid', complaint);
  }
}
