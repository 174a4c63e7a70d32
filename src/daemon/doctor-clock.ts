/**
 * How far is our clock from AWS's? STS tells when a session ends, and we know how long we asked for: that is AWS's time of
 * day, on calls that are made anyway. AWS refuses signatures that are five minutes off.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
import type { Transport } from '../aws/transport.ts';
import { formatDuration } from '../model/duration.ts';
import type { Clock } from '../model/world.ts';
import { NOWHERE } from './diagnosis.ts';
import type { Finding } from './diagnosis.ts';

/** STS tells seconds, and a slow answer blurs it by half of what it took. */
const TOLERATED_MS = 30_000;
const WAY_OUT =
  'let the hub keep time (NTP, or the Amazon Time Sync Service): signatures that are five minutes off are refused';

export interface ClockWatch {
  readonly transport: Transport;
  readonly finding: () => Finding;
}

export function watchClock(transport: Transport, clock: Clock): ClockWatch {
  let best: { readonly skewMs: number; readonly tookMs: number } | undefined;
  return {
    transport: {
      send: async (request) => {
        const sentAt = clock.now();
        const answer = await transport.send(request);
        const end = request.operation === 'AssumeRole' ? expirationOf(answer) : undefined;
        const seconds = request.input['DurationSeconds'];
        if (end !== undefined && typeof seconds === 'number') {
          const tookMs = clock.now() - sentAt;
          const skewMs = end - seconds * 1_000 - (sentAt + tookMs / 2);
          if (best === undefined || tookMs < best.tookMs) best = { skewMs, tookMs };
        }
        return answer;
      },
      close: () => transport.close(),
    },
    finding: () => findingOf(best?.skewMs),
  };
}

function findingOf(skewMs: number | undefined): Finding {
  const clock = { check: 'clock', ...NOWHERE, what: 'our clock and that of AWS' } as const;
  if (skewMs === undefined) {
    return { ...clock, state: 'told', found: 'not measured: no session was opened', wayOut: null };
  }
  const off = formatDuration(Math.abs(skewMs));
  if (Math.abs(skewMs) <= TOLERATED_MS) return { ...clock, state: 'ok', found: `${off} apart at most`, wayOut: null };
  const found = `ours is ${off} ${skewMs > 0 ? 'behind' : 'ahead'}`;
  return { ...clock, state: 'missing', found, wayOut: WAY_OUT };
}

/** Milliseconds since the epoch; AWS's answers carry seconds. */
function expirationOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('Credentials' in answer)) return undefined;
  const given = answer.Credentials;
  if (typeof given !== 'object' || given === null || !('Expiration' in given)) return undefined;
  return typeof given.Expiration === 'number' ? given.Expiration * 1_000 : undefined;
}
