/**
 * One call, and one call that is tried again. Every attempt takes its own slot of the limiter, so that no request goes out
 * uncounted; what an attempt came to is told to whoever counts. Which credentials, and whether to try again at all, is
 * decided above.
 */
import { AwsError } from '../model/aws-error.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/world.ts';
import { ownError, toAwsError, type CallAbout } from './errors.ts';
import { LimiterClosed, type Lane, type Limiter } from './limiter.ts';
import { operationRow, type OperationName, type ServiceName } from './operations.ts';
import type { Credentials, Transport } from './transport.ts';

export interface RequestTold {
  readonly service: ServiceName;
  readonly operation: OperationName;
  /** `ok`, or the reason of the failure. */
  readonly outcome: 'ok' | AwsError['reason'];
  readonly durationMs: number;
}

export interface CallsOptions {
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onRequest: (told: RequestTold) => void;
  readonly onThrottle: (told: { readonly service: ServiceName }) => void;
}

export interface Call {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whose rate it is, and what errors name. */
  readonly target: Target;
  readonly timeoutMs: number;
  /** Asked in the turn in which it leaves, after the connection was made; undefined: it may. */
  readonly mayLeave?: (() => boolean) | undefined;
}

export type Sent = { readonly answer: unknown } | { readonly error: AwsError };

export interface Calls {
  /** Waits for a slot and holds it while `work` runs. Rejects with an AwsError (not sent) once the door is closed. */
  slot<T>(about: CallAbout, work: () => Promise<T>, ahead?: boolean): Promise<T>;
  /** As `slot`, from the lane's second queue of the same rate: for a write whose slot has been spent on choosing it. */
  sendSlot<T>(about: CallAbout, work: () => Promise<T>): Promise<T>;
  /** Sends once, now. Never rejects. */
  send(call: Call, credentials: Credentials): Promise<Sent>;
  /**
   * Sends until an answer, an error that does not pass, READ_ATTEMPTS, or READ_DEADLINE_MS. `credentials` is asked before
   * each attempt; `expired` is told once when AWS says that those given have expired, and rejects where there are no others.
   */
  sendAgain(
    call: Call,
    credentials: () => Promise<Credentials>,
    expired?: (used: Credentials) => void,
  ): Promise<unknown>;
}

export const READ_ATTEMPTS = 5;
/** From the first attempt's start to the last one's: a slow place gives way to its pass's own deadline. */
export const READ_DEADLINE_MS = 60_000;
/** First steps of the back-off, as the SDK's: a throttle needs a bucket to fill, anything else only a moment. */
const FIRST_DELAY_MS = { throttled: 1_000, unavailable: 100 } as const;
const MAX_DELAY_MS = 10_000;

export function createCalls(options: CallsOptions): Calls {
  const inLane = async <T>(about: CallAbout, lane: Lane, work: () => Promise<T>, ahead: boolean): Promise<T> => {
    try {
      return await options.limiter.run(lane, work, { ahead });
    } catch (error) {
      throw error instanceof LimiterClosed ? shuttingDown(about, 'not-sent') : error;
    }
  };
  const slot: Calls['slot'] = async (about, work, ahead = false) => inLane(about, laneOf(about), work, ahead);
  const send: Calls['send'] = async (call, credentials) => sendOnce(options, call, credentials);
  return {
    slot,
    sendSlot: async (about, work) => inLane(about, { ...laneOf(about), stage: 'send' }, work, false),
    send,
    sendAgain: async (call, credentials, expired) => {
      let deadline = Number.POSITIVE_INFINITY;
      let renewed = false;
      for (let attempt = 1; ; attempt += 1) {
        const used = await credentials();
        const work = async () => {
          if (attempt === 1) deadline = options.clock.now() + READ_DEADLINE_MS;
          return send(call, used);
        };
        const sent = await slot(call, work, attempt > 1);
        if ('answer' in sent) return sent.answer;
        const { error } = sent;
        if (error.reason !== 'throttled' && error.reason !== 'unavailable') throw error;
        // It may be we who broke it off, and it says nothing of AWS.
        if (options.limiter.isClosed()) throw shuttingDown(call, error.facts.delivery);
        if (attempt >= READ_ATTEMPTS) throw error;
        if (error.facts.obstacle === 'expired-session') {
          if (renewed || expired === undefined) throw error;
          renewed = true;
          expired(used);
          continue;
        }
        const delayMs = backOff(error.reason, attempt, options.random());
        if (options.clock.now() + delayMs > deadline) throw error;
        await options.clock.sleep(delayMs);
      }
    },
  };
}

function shuttingDown(about: CallAbout, delivery: AwsError['facts']['delivery']): AwsError {
  const { message } = new LimiterClosed();
  return ownError(about, { reason: 'unavailable', code: 'ShuttingDown', message, delivery });
}

async function sendOnce(options: CallsOptions, call: Call, credentials: Credentials): Promise<Sent> {
  const { clock } = options;
  const { service, access } = operationRow(call.operation);
  const began = clock.now();
  let sent: Sent;
  try {
    const answer = await options.transport.send({
      service,
      region: call.target.region,
      operation: call.operation,
      input: call.input,
      credentials,
      timeoutMs: call.timeoutMs,
      signal: undefined,
      mayLeave: call.mayLeave,
    });
    sent = access === 'read' ? readable(call, answer) : { answer };
  } catch (error) {
    sent = { error: toAwsError(error, call) };
  }
  const outcome = 'error' in sent ? sent.error.reason : 'ok';
  if (outcome === 'throttled') {
    options.limiter.throttled(laneOf(call));
    options.onThrottle({ service });
  }
  options.onRequest({ service, operation: call.operation, outcome, durationMs: clock.now() - began });
  return sent;
}

/** Full jitter: anything from nothing to the step. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
function backOff(reason: keyof typeof FIRST_DELAY_MS, attempt: number, random: number): number {
  return random * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS[reason] * 2 ** (attempt - 1));
}

/** Every read answers an object: an empty 200 must not be taken for "there is nothing". */
function readable(call: Call, answer: unknown): Sent {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return { answer };
  const message = `answered with ${answer === undefined ? 'nothing' : 'something that is not an object'}`;
  return { error: ownError(call, { reason: 'unavailable', code: 'UnreadableAnswer', message, delivery: 'ambiguous' }) };
}

function laneOf(about: CallAbout): Lane {
  const { service, rateClass } = operationRow(about.operation);
  return { target: about.target, service, rateClass };
}
