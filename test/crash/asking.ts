/**
 * One request to a simulated cloud in the same process, answered as the SDK behind our transport would have answered it.
 */
import { TransportFailure } from '../../src/aws/transport.ts';
import type { TransportRequest } from '../../src/aws/transport.ts';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { Refusal } from '../../src/simulator/refusal.ts';

/** `seq`: the journal's number of the request. */
export type Answer =
  | { readonly ok: true; readonly output: unknown; readonly seq: number }
  | { readonly ok: false; readonly refusal: TransportFailure; readonly seq: number };

export function ask(cloud: Cloud, { service, region, operation, input, credentials }: TransportRequest): Answer {
  const { accessKeyId, sessionToken = null } = credentials;
  try {
    const output = cloud.call({ service, region, operation, input, sessionToken, accessKeyId });
    return { ok: true, output: withSeconds(output), seq: cloud.journal.last };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, status } = error;
    const refusal = new TransportFailure({ code, message, status, delivery: 'answered' });
    return { ok: false, refusal, seq: cloud.journal.last };
  }
}

/** A request that nobody knows what became of, or that surely never left. */
export function failure(code: string, delivery: 'not-sent' | 'ambiguous'): TransportFailure {
  return new TransportFailure({ code, message: 'lost on the way', delivery });
}

export async function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** STS answers with dates in XML; the transport's contract says seconds. */
function withSeconds(output: Readonly<Record<string, unknown>>): unknown {
  const { Credentials: credentials } = output;
  if (typeof credentials !== 'object' || credentials === null || !('Expiration' in credentials)) return output;
  return { ...output, Credentials: { ...credentials, Expiration: Date.parse(String(credentials.Expiration)) / 1_000 } };
}
