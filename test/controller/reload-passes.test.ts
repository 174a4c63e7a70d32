/**
 * Edits at random moments of passes, looks and writes: whatever is decided is decided under one desired state, nothing begins
 * that the one in force does not want, and when it is over nobody's notebook is down.
 */
import { describe, expect, it } from '@jest/globals';
import type { Site } from '../../src/controller/consider.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { seeded } from '../daemon/virtual-time.ts';
import { begins, startRig } from './reload-rig.ts';
import { policy, state } from './reload-world.ts';

/** More of them with RELOAD_ROUNDS. */
const ROUNDS = Number(process.env['RELOAD_ROUNDS'] ?? 2);
const EDITS = 40;
const REGIONS = ['eu-central-1', 'us-east-1'];
const NOTEBOOKS = [
  [
    { name: 'one', status: 'InService', imds: '1' },
    { name: 'two', status: 'InService', imds: '1' },
  ],
  [
    { name: 'three', status: 'InService', imds: '1', rootAccess: 'Enabled' },
    { name: 'four', status: 'Stopped', imds: '1' },
  ],
] as const;

/** One of the things that people write, or a part of it. */
function written(random: () => number): DesiredState {
  const mode = (): 'audit' | 'enforce' => (random() < 0.7 ? 'enforce' : 'audit');
  const imds = policy({ mode: mode() });
  const root = policy({ name: 'no-root', kind: 'NotebookHardening', mode: mode(), want: { rootAccess: 'Disabled' } });
  return state({
    policies: [imds, root].filter(() => random() < 0.8),
    organization: {
      regions: random() < 0.85 ? REGIONS : ['us-east-1'],
      freeze: random() < 0.15,
      schedule: '*/2 * * * * *',
    },
  });
}

async function round(
  seed: number,
): Promise<{ readonly sites: number; readonly writes: number; readonly adopted: number }> {
  const random = seeded(seed);
  const rig = startRig({
    notebooks: NOTEBOOKS,
    regions: REGIONS,
    state: written(random),
    surveying: async () => rig.time.sleep(random() * 400),
  });
  const { controller } = rig.loop;
  const siteOf = controller.site.bind(controller);
  let sites = 0;
  controller.site = (place): Site => {
    const site = siteOf(place);
    sites += 1;
    for (const { policy: it } of site.policies) expect(site.state.policies).toContain(it);
    expect(site.state).toBe(controller.state);
    return site;
  };
  for (let edits = 0; edits < EDITS; edits += 1) {
    await rig.time.pass(random() * (random() < 0.5 ? 300 : 6_000));
    const before = rig.cloud.journal.last;
    rig.loop.propose(written(random));
    if (!rig.loop.snapshot().frozen) continue;
    await rig.time.pass(50);
    // What was on its way to AWS when the freeze came may still arrive.
    const sent = rig.cloud.journal.last;
    await rig.time.pass(2_000);
    const stillFrozen = rig.loop.snapshot().frozen;
    expect(stillFrozen ? rig.writes(sent).filter(begins) : []).toEqual([]);
    expect(before).toBeLessThanOrEqual(sent);
  }
  rig.loop.propose(state({ organization: { regions: REGIONS, schedule: '*/15 * * * * *' } }));
  await rig.time.pass(150_000);
  for (const [index, notebooks] of NOTEBOOKS.entries()) {
    for (const { name, status } of notebooks) {
      const record = rig.cloud.notebook(rig.organization.accounts[index]?.id ?? '', 'eu-central-1', name);
      expect([name, record?.status, record?.tags.has('sagekeeper:intent')]).toEqual([name, status, false]);
    }
  }
  await rig.end();
  return { sites, writes: rig.writes().length, adopted: rig.adopted.length };
}

describe(`${ROUNDS * EDITS} edits at random moments`, () => {
  const seed = Number(process.env['RELOAD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  it(`never mixes two states (RELOAD_SEED=${seed})`, async () => {
    const sum = { sites: 0, writes: 0, adopted: 0 };
    for (let index = 0; index < ROUNDS; index += 1) {
      const { sites, writes, adopted } = await round(seed + index);
      sum.sites += sites;
      sum.writes += writes;
      sum.adopted += adopted;
    }
    expect(sum.sites).toBeGreaterThan(ROUNDS * 100);
    expect(sum.writes).toBeGreaterThan(ROUNDS * 5);
    expect(sum.adopted).toBeGreaterThan(ROUNDS * 10);
  }, 120_000);
});
