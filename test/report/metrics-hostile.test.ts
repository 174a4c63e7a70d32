/** Do the metrics stay bounded and true, whatever the organization is like? */
import { describe, expect, it } from '@jest/globals';
import { MAX_DRIFT_SERIES } from '../../src/report/metrics-table.ts';
import { HOSTILE, snapshot, states, summary } from './world.ts';
import { metricsOf, scrape, SENT } from './scraped.ts';

describe('hostile organizations', () => {
  it('keep 100,000 hostile accounts within 5,000 series and 5 MB, and hide none of them', async () => {
    const drifted = Array.from({ length: 100_000 }, (_, index) => ({
      account: `${HOSTILE}${index}${'é'.repeat(300)}`.slice(index % 3),
      region: `region-${index}-${HOSTILE}`,
      count: 1 + (index % 4),
    }));
    const metrics = metricsOf(() => snapshot({ policies: [summary({ policy: HOSTILE, drifted })] }));
    const { body } = await metrics.exposition();
    expect(Buffer.byteLength(body)).toBeLessThan(5_000_000);
    const series = body.split('\n').filter((line) => line.startsWith('sagekeeper_drifted_resources{'));
    expect(series.length).toBeLessThanOrEqual(MAX_DRIFT_SERIES);
    const total = series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    expect(total).toBe(drifted.reduce((sum, { count }) => sum + count, 0));
    expect(series.filter((line) => line.includes('account="other",region="other"'))).toHaveLength(1);
    expect(body).toContain('sagekeeper_series_dropped 95001\n');
    expect(body).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
    for (const line of body.split('\n')) expect(line).toMatch(/^$|^#|^sagekeeper_[a-z_]+(\{.*\})? \S+$/);
  });

  it('keeps the largest, and exactly as many as fit', async () => {
    const drifted = Array.from({ length: 6_000 }, (_, index) => ({
      account: String(index),
      region: 'r',
      count: index < 10 ? 50 : 1,
    }));
    const lines = await scrape(metricsOf(() => snapshot({ policies: [summary({ drifted })] })));
    const series = lines.filter((line) => line.startsWith('sagekeeper_drifted_resources{'));
    expect(series).toHaveLength(MAX_DRIFT_SERIES);
    expect(series.filter((line) => line.endsWith(' 50'))).toHaveLength(10);
    expect(lines).toContain('sagekeeper_series_dropped 1001');
    expect(series).toContain('sagekeeper_drifted_resources{policy="imds-v2",account="other",region="other"} 1001');
  });

  it('tells policies beyond 500 together, for gauges and counters alike', async () => {
    const policies = Array.from({ length: 700 }, (_, index) =>
      summary({ policy: `p-${index}`, states: states({ compliant: 1 }), halted: index === 600, inFlight: 1 }),
    );
    const metrics = metricsOf(() => snapshot({ policies }));
    for (const { policy } of policies) metrics.observe({ ...SENT, policies: [policy] });
    const lines = await scrape(metrics);
    expect(lines).toContain('sagekeeper_resources{policy="other",state="compliant"} 200');
    expect(lines).toContain('sagekeeper_halted{policy="other"} 1');
    expect(lines.filter((line) => line.startsWith('sagekeeper_actions_total'))).toHaveLength(501);
  });

  it('adds up two kinds of policies with one name', async () => {
    const policies = [summary({ inFlight: 1 }), summary({ kind: 'NotebookHardening', inFlight: 2 })];
    const lines = await scrape(metricsOf(() => snapshot({ policies })));
    expect(lines).toContain('sagekeeper_in_flight_resources{policy="imds-v2"} 3');
  });
});
