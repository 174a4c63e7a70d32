/** Metrics of a daemon to be scraped, and the event of a call that they count. */
import type { Event } from '../../src/model/event.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { createMetrics, type Metrics } from '../../src/report/metrics.ts';
import { ARN } from './world.ts';

export const ABOUT = { arn: ARN, account: '111122223333', region: 'eu-central-1' };
export const SENT: Event & { readonly event: 'CallSent' } = {
  event: 'CallSent',
  ...ABOUT,
  policies: ['imds-v2', 'hardening'],
  change: 'c1',
  call: { operation: 'StopNotebookInstance', input: {} },
  effect: 'disrupt',
  outcome: 'accepted',
  message: undefined,
  why: 'IMDS version 1',
};

export function metricsOf(given: () => Snapshot | undefined): Metrics {
  return createMetrics({
    snapshot: given,
    limiterWaiting: () => ({ sagemaker: 3 }),
    leader: () => true,
    version: '0.1.0',
    buildRevision: 'abc',
  });
}

/** The lines that say something. */
export async function scrape(metrics: Metrics): Promise<readonly string[]> {
  const { body } = await metrics.exposition();
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
