/**
 * A few jobs in a simulated account with the real passes, looks and gateway around them, in a time of the test's own.
 */
import type { Transport } from '../../../src/aws/transport.ts';
import type { Policy } from '../../../src/model/desired-state.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { createCloud } from '../../../src/simulator/cloud.ts';
import type { Cloud } from '../../../src/simulator/cloud.ts';
import type { JobSeed } from '../../../src/simulator/job-seed.ts';
import type { AccountSeed } from '../../../src/simulator/world-shape.ts';
import { ask, failure } from '../../crash/asking.ts';
import { beginLife, OwnTime, TARGET } from '../../crash/life.ts';
import { passMinute, standingOf } from '../../crash/minutes.ts';
import { ACCOUNT, policy, REGION, stateOf, T0, worldOf } from '../../crash/situations.ts';

const EXCHANGE_MS = 15;

export interface JobCloud {
  readonly cloud: Cloud;
  /** Requests so far, oldest first. */
  readonly asked: string[];
  /** What becomes of requests on their way; the one that is lost is carried out. */
  lose: (operation: string) => boolean;
  /** The process ends with the answer to this one on its way: nothing that it sends from then on arrives. */
  dies: (operation: string) => boolean;
  /** Another process begins, which knows nothing. */
  restart(): void;
  /** One pass, and all looks that follow from it within the minute. Afterwards it is a minute later. */
  pass(): Promise<void>;
  wait(ms: number): void;
  statusOf(name: string): string | undefined;
  /** `held BudgetSpent`, or the state alone. */
  standing(name: string): string;
  now(): number;
}

export function jobCloud(
  seeds: readonly Omit<JobSeed, 'region'>[],
  want: Partial<JobNetworkWant> = {},
  {
    account = {},
    part = {},
    stopMs = 20_000,
  }: {
    readonly account?: Partial<AccountSeed>;
    readonly part?: Partial<Policy>;
    /** From a Stop to the end of the job. */
    readonly stopMs?: number;
  } = {},
): JobCloud {
  const time = new OwnTime(T0);
  const world = worldOf([]);
  const jobs = seeds.map((seed) => ({ ...seed, region: REGION }));
  const accounts = world.accounts.map((one) => (one.id === ACCOUNT.id ? { ...one, jobs, ...account } : one));
  const behaviour = { ...world.behaviour, jobStopMs: stopMs };
  const cloud = createCloud({ world: { ...world, behaviour, accounts }, now: time.now });
  const asked: string[] = [];
  const state = stateOf([policy('networks', 'JobNetwork', { ...JOB_NETWORK_EXAMPLE, ...want }, part)]);
  const around = { lose: (_operation: string): boolean => false, dies: (_operation: string): boolean => false };
  let isDead = false;
  const transport: Transport = {
    send: async (request) => {
      time.pass(EXCHANGE_MS);
      if (isDead) throw failure('ECONNREFUSED', 'not-sent');
      asked.push(request.operation);
      const answer = ask(cloud, request);
      isDead = around.dies(request.operation);
      if (isDead || around.lose(request.operation)) throw failure('ECONNRESET', 'ambiguous');
      if (!answer.ok) throw answer.refusal;
      return Promise.resolve(answer.output);
    },
    close: () => undefined,
  };
  const born = (serial: number) => beginLife({ clock: time, transport, state, serial });
  let life = born(1);
  return Object.assign(around, {
    cloud,
    asked,
    pass: async () => passMinute(life, time),
    restart: () => {
      isDead = false;
      life = born(2);
    },
    wait: time.pass,
    now: time.now,
    statusOf: (name: string) => {
      const found = cloud.jobs().find((job) => job.name === name && job.account === TARGET.account);
      return found?.status;
    },
    standing: (name: string) => {
      const standing = standingOf(life, name);
      if (standing?.hold === undefined) return standing?.state ?? 'not seen';
      return `${standing.state} ${standing.hold.reason}`;
    },
  });
}
