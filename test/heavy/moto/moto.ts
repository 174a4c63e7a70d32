// One moto for a suite: its process, the recorder in front of it, and a client of its own kind (boto3) that makes worlds and reads
// them back, so that no mistake of ours can hide in both what is done and how it is looked at.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cleanEnvironment, run } from './environment.ts';
import { type Intercept, type Recorded, startRecorder } from './recorder.ts';

export interface WorldSpec {
  /** Paths below the root, each after the one above it. */
  readonly units: readonly string[];
  readonly accounts: readonly {
    readonly name: string;
    readonly unit: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly closed?: boolean;
  }[];
  readonly notebooks: readonly {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly stopped?: boolean;
    readonly RootAccess?: 'Enabled' | 'Disabled';
    /** `{created}` in a value becomes the notebook's creation time. */
    readonly tags?: Readonly<Record<string, string>>;
  }[];
  readonly pipelines?: readonly {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly definition: string;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
}

/** The ids that moto gave, by path and by name. */
export interface MadeWorld {
  readonly root: string;
  readonly units: Readonly<Record<string, string>>;
  readonly accounts: Readonly<Record<string, string>>;
}

export interface NotebookTruth {
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Moto {
  /** Through the recorder. */
  readonly url: string;
  /** Every request since the last `make`, in the order of their answers. */
  readonly requests: readonly Recorded[];
  readonly python: string;
  /** Empties moto, makes the world and begins a new record. */
  make(spec: WorldSpec): Promise<MadeWorld>;
  /** `<account>/<region>/<name>` to what is true, past the recorder. */
  truth(world: MadeWorld, regions: readonly string[]): Promise<Readonly<Record<string, NotebookTruth>>>;
  /** `<account>/<region>/<name>` to the stored definition, past the recorder. */
  definitions(world: MadeWorld, regions: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Answers in moto's stead until it is called with undefined. */
  intercept(instead: Intercept | undefined): void;
  close(): Promise<void>;
}

const WORLD = join(import.meta.dirname, 'world.py');
const STARTS_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 100;

export async function startMoto(bin: string): Promise<Moto> {
  const { child, port, ended } = await begin(bin);
  const direct = `http://127.0.0.1:${port}`;
  let instead: Intercept | undefined;
  const recorder = await startRecorder(port, () => instead);
  const python = join(bin, 'python');
  const ask = async (what: string, input: unknown): Promise<unknown> => {
    const { code, out, err } = await run(python, [WORLD, direct, what], { input: JSON.stringify(input) });
    if (code !== 0) throw new Error(`world.py ${what} ended with ${code}: ${err}`);
    return JSON.parse(out);
  };
  return {
    url: recorder.url,
    requests: recorder.requests,
    python,
    make: async (spec) => {
      instead = undefined;
      await fetch(`${direct}/moto-api/reset`, { method: 'POST' });
      const made = (await ask('make', spec)) as MadeWorld;
      recorder.requests.length = 0;
      return made;
    },
    truth: async ({ accounts }, regions) =>
      (await ask('read', { accounts: Object.values(accounts), regions })) as Record<string, NotebookTruth>,
    definitions: async ({ accounts }, regions) =>
      (await ask('pipelines', { accounts: Object.values(accounts), regions })) as Record<string, string>,
    intercept: (given) => {
      instead = given;
    },
    close: async () => {
      await recorder.close();
      child.kill();
      await ended;
    },
  };
}

/** It takes seconds until it listens, and by then its port may be somebody else's: then it ends, and another one is taken. */
async function begin(bin: string, attempts = 3) {
  const port = await freePort();
  const child = spawn(join(bin, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    env: cleanEnvironment(),
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const isDead = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (await answers(`http://127.0.0.1:${port}/moto-api/`, isDead)) return { child, port, ended };
  child.kill();
  if (attempts <= 1) throw new Error(`moto_server ended, or did not answer within ${STARTS_WITHIN_MS} ms`);
  return begin(bin, attempts - 1);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** False: it has ended before, or is not heard of. */
async function answers(url: string, isDead: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < STARTS_WITHIN_MS; waited += LOOK_EVERY_MS) {
    const answer = await fetch(url).catch(() => undefined);
    if (isDead()) return false;
    if (answer?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}
