/**
 * A call that was sent before, for tests of which one comes next.
 */
import type { SentCall } from '../../src/model/resource.ts';

/** It was accepted, unless a test says otherwise. */
export function acceptedCall(
  call: Pick<SentCall, 'operation' | 'effect' | 'change' | 'at'> & Partial<SentCall>,
): SentCall {
  return { outcome: 'accepted', conflictStatus: undefined, message: undefined, ...call };
}
