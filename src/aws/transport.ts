/**
 * How one request leaves the process and one answer, or one failure, comes back. The SDK stands behind it in production;
 * tests and crash tests plug in another. No retries, no limits, no choice of credentials: those are above.
 */
import type { AwsErrorFacts } from '../model/aws-error.ts';
import type { OperationName, ServiceName } from './operations.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export interface TransportRequest {
  readonly service: ServiceName;
  /** The region whose endpoint is called and that the signature names. */
  readonly region: string;
  readonly operation: OperationName;
  /** Members as the API reference names them. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly credentials: Credentials;
  /** The whole exchange, from here to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Asked once more in the turn in which the request leaves; false: it fails as not sent, with the code `ShuttingDown`. */
  readonly mayLeave?: (() => boolean) | undefined;
}

/**
 * Resolves to what AWS answered, unparsed in meaning: members as the API reference names them, every time a number of
 * seconds since the epoch (as AwsJson carries it on the wire; a transport that is handed dates turns them back), and
 * undefined where the body was empty. Rejects with a TransportFailure, and after at most about `timeoutMs`.
 */
export interface Transport {
  send(request: TransportRequest): Promise<unknown>;
  /** Ends kept connections. Requests in flight fail. */
  close(): void;
}

export interface TransportFailureFacts {
  /** AWS's own code, without namespace, or one of the transport: `TimeoutError`, `ECONNRESET`, `UnreadableAnswer`. */
  readonly code: string;
  readonly message: string;
  readonly delivery: AwsErrorFacts['delivery'];
  /** Of HTTP, where there was an answer. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

export class TransportFailure extends Error {
  readonly facts: TransportFailureFacts;

  constructor(facts: TransportFailureFacts, cause?: unknown) {
    super(`${facts.code}: ${facts.message}`, { cause });
    this.name = 'TransportFailure';
    this.facts = facts;
  }
}
