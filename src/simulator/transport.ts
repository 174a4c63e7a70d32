/**
 * What a caller in the same process sees of a fault that, over the wire, would eat the answer: the error that Node or a parser
 * would have thrown.
 */
import type { FaultName, FaultRule } from './faults.ts';
import { Refusal, TransportFailure } from './refusal.ts';

const FAILURES: ReadonlyMap<FaultName, () => Error> = new Map([
  ['hang', () => new TransportFailure('TimeoutError', 'Connection timed out')],
  ['reset-before', () => new TransportFailure('ECONNRESET', 'socket hang up')],
  ['reset-after', () => new TransportFailure('ECONNRESET', 'socket hang up')],
  ['html-200', () => new TransportFailure('SyntaxError', 'Unexpected token < in JSON', 200)],
  ['truncated-json', () => new TransportFailure('SyntaxError', 'Unexpected end of JSON input', 200)],
  [
    'http-500',
    () => new Refusal('InternalFailure', 'The request processing has failed because of an unknown error.', 500),
  ],
  [
    'http-503',
    () => new Refusal('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503),
  ],
]);

/** Undefined for a fault that leaves the answer alone. */
export function transportFailure(fault: FaultName): Error | undefined {
  return FAILURES.get(fault)?.();
}

/** Whether AWS carries out a request that meets the fault, unless the rule says otherwise. */
export function isCarriedOut(rule: FaultRule): boolean {
  return rule.applied ?? !LOST_ON_THE_WAY.has(rule.fault);
}

const LOST_ON_THE_WAY: ReadonlySet<FaultName> = new Set(['hang', 'reset-before', 'http-500', 'http-503', 'html-200']);
