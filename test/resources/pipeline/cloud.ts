/**
 * A few pipelines in a simulated account with the real passes, looks and gateway around them, in a time of the test's own: a
 * day goes by in as long as its calls take.
 */
import { createGateway } from '../../../src/aws/gateway.ts';
import { look } from '../../../src/controller/act.ts';
import { Controller } from '../../../src/controller/controller.ts';
import { reconcile } from '../../../src/controller/reconcile.ts';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { Event } from '../../../src/model/event.ts';
import { createCloud } from '../../../src/simulator/cloud.ts';
import type { Cloud } from '../../../src/simulator/cloud.ts';
import type { FaultRule } from '../../../src/simulator/faults.ts';
import type { PipelineSeed, RoleSeed } from '../../../src/simulator/world-shape.ts';
import { ask } from '../../crash/asking.ts';
import { ACCOUNT, ORGANIZATION, policy, REGION, stateOf, T0, worldOf } from '../../crash/situations.ts';

export const MINUTE_MS = 60_000;
const TARGET = { account: ACCOUNT.id, region: REGION };
const HUB_CREDENTIALS = { accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'x', sessionToken: undefined };
const EXCHANGE_MS = 15;
/** Looks after one pass: more than any test of a few pipelines needs. */
const MAX_LOOKS = 200;

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
  let now = T0;
  const world = worldOf([]);
  const pipelines = seeds.map((seed) => ({ createdAt: '2026-01-01T00:00:00Z', ...seed, region: REGION }));
  const accounts = world.accounts.map((account) =>
    account.id === ACCOUNT.id ? { ...account, pipelines, roles } : account,
  );
  const cloud = createCloud({ world: { ...world, accounts }, now: () => now });
  const asked = new Map<string, number>();
  const told: Event[] = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
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
  const gateway = createGateway({
    settings: state.organization,
    hubRegion: REGION,
    hubCredentials: async () => Promise.resolve(HUB_CREDENTIALS),
    transport: {
      send: async (request) => {
        now += EXCHANGE_MS;
        asked.set(request.operation, (asked.get(request.operation) ?? 0) + 1);
        const answer = ask(cloud, request);
        if (!answer.ok) throw answer.refusal;
        return Promise.resolve(answer.output);
      },
      close: () => undefined,
    },
    clock,
    random: () => 0.5,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  let changes = 0;
  const around = {
    clock,
    random: () => 0.5,
    newChangeId: () => `c${(changes += 1)}`,
    reader: gateway.reader,
    write: gateway.write,
    tell: (event: Event) => void told.push(event),
  };
  const controller = new Controller(around, state);
  controller.adopt(state, ORGANIZATION, [{ target: TARGET, account: ACCOUNT, policies: state.policies }]);
  const places = [...controller.memory.places.values()];

  const lookUntil = async (place: (typeof places)[number], arn: string, until: number): Promise<void> => {
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const next = await look(controller, place, arn).catch((error: unknown) => {
        if (!(error instanceof AwsError)) throw error;
        return { again: 'in', ms: 1_000 } as const;
      });
      const at = next.again === 'in' ? now + next.ms : next.again === 'at' ? next.at : Infinity;
      if (at > until) return;
      now = Math.max(now, at);
    }
    throw new Error(`${arn} does not come to rest`);
  };

  return {
    cloud,
    told,
    asked,
    pass: async () => {
      const until = now + MINUTE_MS;
      for (const place of places) {
        const { due } = await reconcile(controller, place);
        for (const { arn, at } of due) if (at <= until) await lookUntil(place, arn, until);
      }
      now = Math.max(now, until);
    },
    wait: (ms) => {
      now += ms;
    },
    setFaults: (rules) => cloud.setFaults(rules),
    upload: (name, definition) => {
      const done = cloud.personDoes({ kind: 'pipeline', ...TARGET, name, action: 'update', definition });
      if (done !== 'ok') throw new Error(`the owner cannot upload: ${done}`);
    },
    mendRole: (role) => {
      const withRole = world.accounts.map((it) => (it.id === ACCOUNT.id ? { ...it, roles: [role] } : it));
      const mended = createCloud({ world: { ...world, accounts: withRole }, now: clock.now }).tree.accounts.get(
        ACCOUNT.id,
      );
      const found = mended?.roles.get(role.name);
      const stands = cloud.tree.accounts.get(ACCOUNT.id)?.roles;
      if (found === undefined || !(stands instanceof Map)) throw new Error(`no role ${role.name} to mend`);
      stands.set(role.name, found);
    },
    stored: (name) => cloud.pipeline(TARGET.account, TARGET.region, name)?.versions.at(-1)?.definition,
    standing: (name) => {
      for (const place of places) {
        for (const { resource } of place.entries.values()) {
          if (resource?.name !== name) continue;
          const [standing] = controller.consider(place, resource).standings;
          const hold = standing?.hold;
          return hold === undefined ? String(standing?.state) : `${standing?.state} ${hold.reason}: ${hold.why}`;
        }
      }
      return 'not seen';
    },
  };
}
