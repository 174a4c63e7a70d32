/**
 * Refusals on demand: what a caller hears when a fault makes AWS say no to a request that it would have carried out.
 */
import { type Call, denied } from './call.ts';
import { EXPIRED_TEXT, refuse, Refusal, UNKNOWN_CLIENT_TEXT } from './refusal.ts';

/** @throws Refusal when the request meets such a fault. */
export function refuseOnDemand(call: Call): void {
  const fault = call.fault?.fault;
  const action = `${call.service === 'tagging' ? 'tag' : call.service}:${call.operation}`;
  if (fault === 'throttle') {
    throw refuse(call.service, 'throttled', 'Rate exceeded');
  }
  if (fault === 'access-denied') {
    throw denied(call, action, '*', `because no identity-based policy allows the ${action} action`);
  }
  if (fault === 'control-policy-denied') {
    throw denied(call, action, '*', 'with an explicit deny in a service control policy');
  }
  if (fault === 'conflict') {
    throw new Refusal('ConflictException', 'There was a conflict when you attempted to modify a SageMaker entity.');
  }
  if (fault === 'expired-token') {
    throw refuse(call.service, 'expired', EXPIRED_TEXT);
  }
  if (fault === 'region-disabled') {
    throw refuse(call.service, 'unknownClient', UNKNOWN_CLIENT_TEXT);
  }
}
