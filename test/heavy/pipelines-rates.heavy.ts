// With the default rates against AWS's token buckets: the pipelines of one account are all renamed, hardly anything is
// throttled, and each is written to once. SAGEKEEPER_PIPELINES says how many; a fast machine is no faster, as the rates decide.
import { afterAll, expect, it } from '@jest/globals';
import { startSimulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { requests } from './support/oracle.ts';
import { removeDesiredStates, worldOf } from './support/places.ts';
import { astray, isMended, pipeline, writePipelineState } from './support/pipelines-world.ts';
import { complaintOf } from './support/siege.ts';
import { ATTEMPTS, leastOf } from './support/slowness.ts';

const PIPELINES = Number(process.env['SAGEKEEPER_PIPELINES'] ?? 30);
const THROTTLED_SHARE = 0.01;
/** Lists are asked for twice for each, at two a second; and what a start takes on a machine with little time. */
const WITHIN_MS = 240_000 + 4_000 * PIPELINES;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

/** The share of the requests that AWS throttled, while everything else went as it has to. */
async function throttledShare(): Promise<number> {
  const pipelines = Array.from({ length: PIPELINES }, (_, index) => pipeline(`nightly-${index}`));
  const simulator = await startSimulator({ world: worldOf([{ pipelines }]) });
  const desiredState = await writePipelineState({
    rates: '{}',
    preflight: 'iam',
    schedule: '0 * * * * *',
    budgets: '[{per: account, max: 5}]',
  });
  const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
  const mended = (): number => simulator.cloud.pipelines().filter(isMended).length;
  const done = (): true | undefined => (mended() === PIPELINES ? true : undefined);
  await eventually('all are renamed', done, WITHIN_MS, 200).catch(() => undefined);
  const tookMs = Date.now() - daemon.startedAt;
  const all = requests(simulator);
  const isThrottled = ({ outcome }: { readonly outcome: string }): boolean => /Throttl|TooManyRequests/.test(outcome);
  const throttled = all.filter(isThrottled);
  // What was throttled was not written, and is sent again.
  const writes = all.filter((it) => it.operation === 'UpdatePipeline' && !isThrottled(it)).length;
  const byOperation = Map.groupBy(all, ({ operation }) => operation);
  const counts = [...byOperation].map(([operation, own]) => `${operation} ${own.length}`).join(', ');
  console.info(
    `${mended()} of ${PIPELINES} pipelines in ${Math.round(tookMs / 1_000)} s: ${all.length} requests (${counts}), ` +
      `${throttled.length} throttled`,
  );
  const complaint = complaintOf(daemon);
  await daemon.kill();
  await simulator.close();
  expect(complaint).toBeUndefined();
  expect(astray(simulator)).toEqual([]);
  expect([mended(), writes]).toEqual([PIPELINES, PIPELINES]);
  return throttled.length / all.length;
}

it(
  'renames the jobs of all pipelines of an account, and is hardly ever throttled',
  async () => {
    // Where the processor is taken away for a moment, requests that were apart arrive together.
    const share = await leastOf(
      throttledShare,
      (it) => it,
      (it) => it <= THROTTLED_SHARE,
    );
    expect(share).toBeLessThanOrEqual(THROTTLED_SHARE);
  },
  ATTEMPTS * (WITHIN_MS + 60_000),
);
