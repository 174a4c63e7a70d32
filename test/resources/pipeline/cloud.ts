/**
 * A few pipelines in a simulated account with the real passes, looks and gateway around them, in a time of the test's own: a
 * day goes by in as long as its calls take.
 */
import type { Transport } from '../../../src/aws/transport.ts';
import type { Event } from '../../../src/model/event.ts';
import { createCloud } from '../../../src/simulator/cloud.ts';
import type { Cloud } from '../../../src/simulator/cloud.ts';
import type { FaultRule } from '../../../src/simulator/faults.ts';
import type { PipelineSeed, RoleSeed } from '../../../src/simulator/world-shape.ts';
import { ask } from '../../crash/asking.ts';
import { beginLife, OwnTime, TARGET } from '../../crash/life.ts';
import { passMinute, standingOf } from '../../crash/minutes.ts';
import { ACCOUNT, policy, REGION, stateOf, T0, worldOf } from '../../crash/situations.ts';

const EXCHANGE_MS = 15;

export interface PipelineCloud {
  readonly cloud: Cloud;
  readonly told: readonly Event[];
  /** Requests so far, by operation. */
  readonly asked: ReadonlyMap<string, number>;
  /** One pass, and all looks that follow from it within the minute. Afterwards it is a minute later. */
  pass(): Promise<void>;
  wait(ms: number): void;
  setFaults(rules: readonly FaultRule[]): void;
  /** An owner uploads it. */
  upload(name: string, definition: string): void;
  /** Somebody gives the role another document. */
  mendRole(role: RoleSeed): void;
  stored(name: string): string | undefined;
  /** `held RoleMayNotCreate: ...` */
  standing(name: string): string;
}

/** `want`: of a PipelineJobPrefix, beside approved: [mlp] for everybody. */
export function pipelineCloud(
  seeds: readonly Omit<PipelineSeed, 'region'>[],
  want: Readonly<Record<string, unknown>> = {},
  roles: readonly RoleSeed[] = [],
): PipelineCloud {
  const time = new OwnTime(T0);
  const world = worldOf([]);
  const pipelines = seeds.map((seed) => ({ createdAt: '2026-01-01T00:00:00Z', ...seed, region: REGION }));
  const accounts = world.accounts.map((account) =>
    account.id === ACCOUNT.id ? { ...account, pipelines, roles } : account,
  );
  const cloud = createCloud({ world: { ...world, accounts }, now: time.now });
  const asked = new Map<string, number>();
  const told: Event[] = [];
  const whole = {
    approved: ['mlp'],
    assign: [{ prefix: 'mlp' }],
    oldVersions: 'off',
    startedJobs: 'off',
    preflight: 'iam',
    contestedAfter: 10,
    ...want,
  };
  const state = stateOf([policy('job-names', 'PipelineJobPrefix', whole)]);
  const transport: Transport = {
    send: async (request) => {
      time.pass(EXCHANGE_MS);
      asked.set(request.operation, (asked.get(request.operation) ?? 0) + 1);
      const answer = ask(cloud, request);
      if (!answer.ok) throw answer.refusal;
      return Promise.resolve(answer.output);
    },
    close: () => undefined,
  };
  const life = beginLife({ clock: time, transport, state, serial: 1, tell: (event) => void told.push(event) });

  return {
    cloud,
    told,
    asked,
    pass: async () => passMinute(life, time),
    wait: time.pass,
    setFaults: (rules) => cloud.setFaults(rules),
    upload: (name, definition) => {
      const done = cloud.personDoes({ kind: 'pipeline', ...TARGET, name, action: 'update', definition });
      if (done !== 'ok') throw new Error(`the owner cannot upload: ${done}`);
    },
    mendRole: (role) => {
      const withRole = world.accounts.map((it) => (it.id === ACCOUNT.id ? { ...it, roles: [role] } : it));
      const mended = createCloud({ world: { ...world, accounts: withRole }, now: time.now }).tree.accounts.get(
        ACCOUNT.id,
      );
      const found = mended?.roles.get(role.name);
      const stands = cloud.tree.accounts.get(ACCOUNT.id)?.roles;
      if (found === undefined || !(stands instanceof Map)) throw new Error(`no role ${role.name} to mend`);
      stands.set(role.name, found);
    },
    stored: (name) => cloud.pipeline(TARGET.account, TARGET.region, name)?.versions.at(-1)?.definition,
    standing: (name) => {
      const standing = standingOf(life, name);
      if (standing?.hold === undefined) return standing?.state ?? 'not seen';
      return `${standing.state} ${standing.hold.reason}: ${standing.hold.why}`;
    },
  };
}
