/**
 * How a request and what became of it stand in the journal.
 */
import type { CloudRequest, Exchange } from './cloud.ts';
import type { FaultRule } from './faults.ts';
import { journalled, type RequestEntry } from './journal.ts';
import type { Principal } from './principals.ts';

/** @param at in milliseconds since the epoch. */
export function requestEntry(
  request: CloudRequest,
  principal: Principal | undefined,
  fault: FaultRule | undefined,
  answer: Exchange['answer'],
  at: number,
): Omit<RequestEntry, 'seq'> {
  return {
    kind: 'request',
    at,
    account: principal?.account ?? '',
    region: request.region,
    principal: principal?.arn ?? request.accessKeyId,
    role: principal?.role,
    session: principal?.session,
    sourceIdentity: principal?.sourceIdentity,
    service: request.service,
    operation: request.operation,
    input: journalled(request.input),
    outcome: answer === undefined ? 'not-reached' : 'refusal' in answer ? answer.refusal.code : 'ok',
    fault: fault?.fault,
  };
}
