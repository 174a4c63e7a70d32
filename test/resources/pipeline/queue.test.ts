/**
 * More pipelines differ than a budget lets be changed at once: is each of them mended, and never more than that at a time? In
 * the real loop, as only it wakes those that wait.
 */
import { describe, expect, it } from '@jest/globals';
import type { Budget } from '../../../src/model/desired-state.ts';
import type { Cloud } from '../../../src/simulator/cloud.ts';
import { startRig } from '../../controller/reload-rig.ts';
import { account, policy, state } from '../../controller/reload-world.ts';
import { doc, stateOf } from '../../desired-state/writing.ts';
import { text } from './pipelines.ts';

const QUEUE = 20;
const NAMES = Array.from({ length: QUEUE }, (_, index) => `nightly-${index}`);
const MINUTE_MS = 60_000;
const REGION = 'eu-central-1';
const WANT = {
  approved: ['mlp'],
  assign: [{ prefix: 'mlp' }],
  oldVersions: 'off',
  startedJobs: 'off',
  preflight: 'off',
  contestedAfter: 10,
};

/** The most that had been written, and not yet been read again, at any time. */
function mostAtOnce(cloud: Cloud): number {
  const written = new Set<unknown>();
  let most = 0;
  for (const entry of cloud.journal.after(0)) {
    if (entry.kind !== 'request') continue;
    const name = entry.input['PipelineName'];
    if (entry.operation === 'UpdatePipeline') written.add(name);
    if (entry.operation === 'DescribePipeline') written.delete(name);
    most = Math.max(most, written.size);
  }
  return most;
}

async function mended(budgets: readonly Budget[]) {
  const pipelines = NAMES.map((name) => ({ name, definition: text('ml.m5.large'), createdAt: '2026-01-01T00:00:00Z' }));
  const naming = policy({
    name: 'job-names',
    kind: 'PipelineJobPrefix',
    want: WANT,
    disruption: { windows: 'anyTime', budgets, haltAbove: 5 },
  });
  const rig = startRig({
    notebooks: [[]],
    pipelines,
    state: state({ policies: [naming], organization: { regions: [REGION] } }),
  });
  await rig.time.pass(10 * MINUTE_MS);
  const stored = NAMES.map((name) => rig.cloud.pipeline(account(0).id, REGION, name)?.versions.at(-1)?.definition);
  const writes = rig.told.filter(({ event }) => event === 'CallSent').length;
  await rig.end();
  return { stored, writes, most: mostAtOnce(rig.cloud) };
}

describe('twenty pipelines of one account that differ', () => {
  it.each([
    ['five, the default', stateOf(doc('PipelineJobPrefix', 'a', 'want: {approved: [mlp]}')).policies, 5],
    ['a share of a tenth', [policy({ disruption: disruptionOf({ percent: 10 }) })], 2],
    ['a share of less than one', [policy({ disruption: disruptionOf({ percent: 1 }) })], 1],
  ])('are all mended, so many at once: %s', async (_, [like], most) => {
    const told = await mended(like?.disruption.budgets ?? []);
    expect(told).toEqual({ stored: NAMES.map(() => text('ml.m5.large', 'mlp-train')), writes: QUEUE, most });
  });
});

function disruptionOf(max: Budget['max']) {
  return { windows: 'anyTime', budgets: [{ per: 'account', max }], haltAbove: 5 } as const;
}
