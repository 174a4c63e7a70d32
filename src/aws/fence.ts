/**
 * The last question before a write leaves: is this process still the one that writes? What answers it (a lease, or nobody) is
 * the daemon's knowledge.
 */
import type { AwsError } from '../model/aws-error.ts';
import type { AwsCall } from '../model/resource.ts';
import type { Target } from '../model/target.ts';
import type { Calls, Sent } from './calls.ts';
import { ownError, type CallAbout } from './errors.ts';
import type { Credentials } from './transport.ts';

export interface Fence {
  /** Undefined: another may be writing. */
  readonly enter: () => Entered | undefined;
}

/** What a write holds from its first step outside to its end. */
export interface Entered {
  readonly timeoutMs: number;
  /** Still: a process may be stopped for a while at any moment, also within a write. */
  readonly mayLeave: () => boolean;
  /** To be called when the write has ended, whatever became of it. */
  readonly leave: () => void;
}

/** Short, as nobody else may write while one of ours is on its way. */
export const WRITE_TIMEOUT_MS = 4_000;

export const NO_FENCE: Fence = {
  enter: () => ({ timeoutMs: WRITE_TIMEOUT_MS, mayLeave: () => true, leave: () => undefined }),
};

/** Throws an AwsError (not sent) where no write may begin now: neither a session nor a look is worth its price then. */
export function refuseOutside(fence: Fence, about: CallAbout): void {
  const entered = fence.enter();
  if (entered === undefined) throw notOurs(about);
  entered.leave();
}

/** Sends once. Nothing is waited for between the fence's answer and the sending. Throws as `refuseOutside`. */
export async function sendWithin(
  fence: Fence,
  calls: Calls,
  call: AwsCall & { readonly target: Target },
  credentials: Credentials,
): Promise<Sent> {
  const entered = fence.enter();
  if (entered === undefined) throw notOurs(call);
  try {
    const timeoutMs = Math.min(WRITE_TIMEOUT_MS, entered.timeoutMs);
    return await calls.send({ ...call, timeoutMs, mayLeave: entered.mayLeave }, credentials);
  } finally {
    entered.leave();
  }
}

/** As at the end of the process: nothing is wrong with the account, and nothing is to be told about it. */
function notOurs(about: CallAbout): AwsError {
  const message = 'another process may be the one that writes';
  return ownError(about, { reason: 'unavailable', code: 'ShuttingDown', message, delivery: 'not-sent' });
}
