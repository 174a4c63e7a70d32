/**
 * When may another process of ours last have sent a document that does not show yet? The one that led before this one, and the one
 * that had the same state directory. Nothing is known of anybody else.
 */
import type { OperationName } from '../aws/operations.ts';
import type { Event } from '../model/event.ts';
import type { World } from '../model/world.ts';
import { readStateFile, writeStateFile } from './state-file.ts';

const MAX_BYTES = 1_024;
/** Of these nothing in AWS tells that we sent one, nor when. */
const UNTOLD: ReadonlySet<OperationName> = new Set<OperationName>(['ModifyVpcEndpoint']);

export class EarlierWrites {
  readonly #path: string | undefined;
  readonly #now: () => number;
  readonly #tell: (event: Event) => void;
  #until: number | undefined;
  /** One writer of the file at a time. */
  #noting: Promise<void> = Promise.resolve();

  /** `path`: in the state directory; undefined: there is none. */
  constructor(path: string | undefined, now: () => number, tell: (event: Event) => void) {
    this.#path = path;
    this.#now = now;
    this.#tell = tell;
    this.#until = path === undefined ? undefined : sentAt(path, now());
  }

  /** Milliseconds since the epoch; undefined: nobody is known to have sent any. */
  readonly until = (): number | undefined => this.#until;

  /** This process follows one that may have written until now. */
  follows(): void {
    this.#until = this.#now();
  }

  /** Writes that are noted before they are sent: a process that ends right after that leaves word for the next one. */
  noted(write: World['write']): World['write'] {
    return async (target, scope, operation, choose) =>
      write(target, scope, operation, async () => {
        const call = await choose();
        if (call !== undefined && UNTOLD.has(call.operation)) await this.#note();
        return call;
      });
  }

  async #note(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    this.#noting = this.#noting
      .then(async () => writeStateFile(path, { at: this.#now() }))
      .catch((error: unknown) => {
        const message = `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
        this.#tell({ event: 'Lifecycle', reason: 'StateDirUnwritable', message });
      });
    await this.#noting;
  }
}

/** What cannot be understood may have been written just now; so may what comes from the future. */
function sentAt(path: string, now: number): number | undefined {
  const file = readStateFile(path, MAX_BYTES);
  if (file.is === 'absent') return undefined;
  const { at } = ((file.is === 'content' ? file.content : undefined) ?? {}) as Readonly<Record<string, unknown>>;
  return typeof at === 'number' && at >= 0 ? Math.min(at, now) : now;
}
