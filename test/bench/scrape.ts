/**
 * What does a scrape cost where everything differs: 5,000 accounts, each with drift in four regions under two policies, which is more
 * than the bound on series lets through?
 */
import { createMetrics } from '../../src/report/metrics.ts';
import { snapshot, states, summary } from '../report/world.ts';
import { atMost, median } from './figures.ts';
import type { Figure } from './figures.ts';

const ACCOUNTS = 5_000;
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'] as const;
const SCRAPES = 15;
const TARGET_MS = 300;
const TARGET_MB = 5;

export async function measureScrape(): Promise<readonly Figure[]> {
  const places = Array.from({ length: ACCOUNTS }, (_, index) => String(100_000_000_000 + index)).flatMap((account) =>
    REGIONS.map((region) => ({ account, region })),
  );
  const drifted = places.map((place) => ({ ...place, count: 3 }));
  const whole = snapshot({
    targets: places.map((place) => ({
      ...place,
      state: 'reached',
      reason: undefined,
      message: undefined,
      lastCompleteAt: 1,
    })),
    policies: ['imds-v2', 'job-prefix'].map((policy) =>
      summary({ policy, drifted, states: states({ drifted: 60_000 }) }),
    ),
  });
  const metrics = createMetrics({
    snapshot: () => whole,
    limiterWaiting: () => ({}),
    leader: () => true,
    version: '0.0.0',
    buildRevision: 'bench',
    ofProcess: true,
  });
  const times: number[] = [];
  let bytes = 0;
  for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
    const began = performance.now();
    bytes = Buffer.byteLength((await metrics.exposition()).body);
    times.push(performance.now() - began);
  }
  const of = `${ACCOUNTS} accounts x ${REGIONS.length} regions, all of them drifting`;
  return [
    atMost('a scrape', median(times), TARGET_MS, { unit: 'ms', digits: 0, baseline: of }),
    atMost('size of a scrape', bytes / 1e6, TARGET_MB, { unit: 'MB', baseline: of }),
  ];
}
