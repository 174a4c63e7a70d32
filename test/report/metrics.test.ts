/** Are the metrics exactly those of the contract, true to the snapshot, and bounded whatever the organization is like? */
import { describe, expect, it } from '@jest/globals';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { gaugesOf } from '../../src/report/gauges.ts';
import { createMetrics } from '../../src/report/metrics.ts';
import { METRIC_PREFIX, type MetricRow, METRICS } from '../../src/report/metrics-table.ts';
import { NOW, snapshot, states, summary } from './world.ts';
import { ABOUT, metricsOf, scrape, SENT } from './scraped.ts';

/** Written out on purpose: dashboards, alerts and scripts are written against these, not against the table. */
const CONTRACT = `
resources{policy,state} gauge
drifted_resources{policy,account,region} gauge
held_resources{policy,gate} gauge
oldest_drift_seconds{policy} gauge
actions_total{policy,operation,result} counter
aws_requests_total{service,operation,outcome} counter
aws_request_duration_seconds{service} histogram
aws_throttles_total{service} counter
limiter_waiting{service} gauge
targets{state} gauge
pass_duration_seconds{} histogram
last_complete_pass_timestamp_seconds{} gauge
detection_to_compliance_seconds{policy} histogram
in_flight_resources{policy} gauge
oldest_in_flight_seconds{} gauge
handed_over_resources{policy} gauge
frozen{} gauge
halted{policy} gauge
queue_depth{} gauge
series_dropped{} gauge
desired_state_problems{} gauge
desired_state_loaded_timestamp_seconds{} gauge
desired_state_info{revision} gauge
exemptions{state} gauge
leader{} gauge
build_info{version,revision} gauge
`;

/** Those that the dashboards ask for. */
const PROCESS_METRICS = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_max_seconds',
  'nodejs_heap_size_used_bytes',
];

function full(): Snapshot {
  return snapshot({
    frozen: true,
    problems: 2,
    queueDepth: 7,
    oldestInFlightAt: NOW - 90_000,
    exemptions: { active: 1, ending: 2, ended: 3, unused: 4 },
    targets: (['reached', 'reached', 'refused'] as const).map((state) => ({
      account: '111122223333',
      region: 'eu-central-1',
      state,
      reason: undefined,
      message: undefined,
      lastCompleteAt: undefined,
    })),
    policies: [
      summary({
        states: states({ compliant: 5, held: 2 }),
        held: { window: 2, budget: 0 },
        drifted: [
          { account: '111122223333', region: 'eu-central-1', count: 2 },
          { account: '222233334444', region: 'eu-central-1', count: 0 },
        ],
        oldestDriftAt: NOW - 3_600_000,
        inFlight: 1,
        handedOver: 1,
        halted: true,
      }),
    ],
  });
}

describe('the contract', () => {
  it('has these names, labels and types, and no others', () => {
    const rows = Object.entries<MetricRow>(METRICS).map(
      ([name, row]) => `${name}{${row.labels.join(',')}} ${row.type}`,
    );
    expect(rows.toSorted()).toEqual(CONTRACT.trim().split('\n').toSorted());
  });

  it('is what a scrape announces and shows', async () => {
    const metrics = metricsOf(full);
    metrics.observe(SENT);
    metrics.observe({ event: 'ChangeFinished', ...ABOUT, policies: ['p'], change: 'c', detectionToComplianceMs: 1 });
    metrics.request({ service: 'sagemaker', operation: 'ListTags', outcome: 'ok', durationMs: 12 });
    metrics.throttle({ service: 'sagemaker' });
    const { body, contentType } = await metrics.exposition();
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const [name, row] of Object.entries<MetricRow>(METRICS)) {
      expect(body).toContain(`# TYPE ${METRIC_PREFIX}${name} ${row.type}\n`);
      const suffix = row.type === 'histogram' ? '_count' : '';
      const series = body.split('\n').find((line) => new RegExp(`^sagekeeper_${name}${suffix}[ {]`).test(line)) ?? name;
      expect([...series.matchAll(/([a-z]+)="/g)].map(([, label]) => label)).toEqual(row.labels);
    }
  });

  it.each(Object.entries<MetricRow>(METRICS))('%s follows the naming rules of Prometheus', (name, row) => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(row.type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|count|sum|bucket|gauge|counter|histogram)$/);
    expect(row.type === 'histogram' && !name.endsWith('_seconds')).toBe(false);
    expect(row.buckets !== undefined).toBe(row.type === 'histogram');
    expect(row.buckets ?? []).toEqual([...(row.buckets ?? [])].toSorted((a, b) => a - b));
    expect(row.help).toMatch(/^.{20,150}$/);
    for (const label of row.labels) expect(label).toMatch(/^(?!le$|quantile$)[a-z]+$/);
  });
});

describe('of the process', () => {
  it('tells memory, processor time and the event loop where that is asked for, without what nobody watches', async () => {
    const names = (lines: readonly string[]): ReadonlySet<string> =>
      new Set(lines.map((line) => line.replace(/[ {].*$/, '')).filter((name) => !name.startsWith(METRIC_PREFIX)));
    const sources = { snapshot: full, limiterWaiting: () => ({}), leader: () => true, version: '', buildRevision: '' };
    const told = names(await scrape(createMetrics({ ...sources, ofProcess: true })));
    for (const name of PROCESS_METRICS) expect(told).toContain(name);
    expect([...told].filter((name) => /^nodejs_(active|heap_space)_/.test(name))).toEqual([]);
    expect(names(await scrape(createMetrics(sources)))).toEqual(new Set());
  });
});

describe('gauges', () => {
  it('tell the mistakes on disk also of whoever stands by, and has nothing else to tell', () => {
    const around = { limiterWaiting: {}, leader: false, version: '', buildRevision: '' };
    const problems = (own: Snapshot | undefined): number | undefined =>
      gaugesOf(own, { ...around, problems: 3 }).desired_state_problems[0]?.value;
    expect([problems(undefined), problems(full())]).toEqual([3, 2]);
  });

  it('say what the snapshot says', async () => {
    expect(await scrape(metricsOf(full))).toEqual(
      expect.arrayContaining([
        'sagekeeper_resources{policy="imds-v2",state="compliant"} 5',
        'sagekeeper_resources{policy="imds-v2",state="unknown"} 0',
        'sagekeeper_drifted_resources{policy="imds-v2",account="111122223333",region="eu-central-1"} 2',
        'sagekeeper_held_resources{policy="imds-v2",gate="window"} 2',
        'sagekeeper_oldest_drift_seconds{policy="imds-v2"} 3600',
        'sagekeeper_targets{state="reached"} 2',
        'sagekeeper_targets{state="refused"} 1',
        'sagekeeper_targets{state="disabled"} 0',
        'sagekeeper_in_flight_resources{policy="imds-v2"} 1',
        'sagekeeper_oldest_in_flight_seconds 90',
        'sagekeeper_handed_over_resources{policy="imds-v2"} 1',
        'sagekeeper_frozen 1',
        'sagekeeper_halted{policy="imds-v2"} 1',
        'sagekeeper_queue_depth 7',
        'sagekeeper_series_dropped 0',
        'sagekeeper_desired_state_problems 2',
        `sagekeeper_desired_state_loaded_timestamp_seconds ${NOW / 1_000 - 60}`,
        `sagekeeper_last_complete_pass_timestamp_seconds ${NOW / 1_000 - 1}`,
        'sagekeeper_desired_state_info{revision="0123456789ab"} 1',
        'sagekeeper_exemptions{state="ended"} 3',
        'sagekeeper_limiter_waiting{service="sagemaker"} 3',
        'sagekeeper_leader 1',
        'sagekeeper_build_info{version="0.1.0",revision="abc"} 1',
      ]),
    );
  });

  it('leave out what is zero where the contract says so', async () => {
    const lines = await scrape(metricsOf(full));
    expect(lines.filter((line) => line.startsWith('sagekeeper_drifted_resources'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('sagekeeper_held_resources'))).toHaveLength(1);
  });

  it('forget what the next snapshot no longer has', async () => {
    let current: Snapshot | undefined = full();
    const metrics = metricsOf(() => current);
    expect((await scrape(metrics)).some((line) => line.includes('imds-v2'))).toBe(true);
    current = snapshot();
    expect((await scrape(metrics)).some((line) => line.includes('imds-v2'))).toBe(false);
    current = undefined;
    const lines = await scrape(metrics);
    expect(lines).toContain('sagekeeper_frozen 0');
    expect(lines).toContain('sagekeeper_last_complete_pass_timestamp_seconds 0');
    expect(lines.some((line) => line.startsWith('sagekeeper_desired_state_info'))).toBe(false);
  });

  it('are made once for scrapes that come together', async () => {
    let asked = 0;
    const metrics = metricsOf(() => {
      asked++;
      return full();
    });
    await Promise.all([metrics.exposition(), metrics.exposition(), metrics.exposition()]);
    expect(asked).toBe(1);
    await metrics.exposition();
    expect(asked).toBe(2);
  });

  it('let one failed scrape be one failed scrape', async () => {
    let broken = true;
    const metrics = metricsOf(() => {
      if (broken) throw new Error('torn');
      return full();
    });
    await expect(metrics.exposition()).rejects.toThrow('torn');
    broken = false;
    await expect(metrics.exposition()).resolves.toMatchObject({ contentType: expect.any(String) });
  });
});

describe('counters and histograms', () => {
  it('count calls for each policy, and those for none', async () => {
    const metrics = metricsOf(full);
    metrics.observe(SENT);
    metrics.observe(SENT);
    metrics.observe({ ...SENT, policies: [], outcome: 'denied' });
    expect(await scrape(metrics)).toEqual(
      expect.arrayContaining([
        'sagekeeper_actions_total{policy="imds-v2",operation="StopNotebookInstance",result="accepted"} 2',
        'sagekeeper_actions_total{policy="hardening",operation="StopNotebookInstance",result="accepted"} 2',
        'sagekeeper_actions_total{policy="none",operation="StopNotebookInstance",result="denied"} 1',
      ]),
    );
  });

  it('measure passes, requests and remediations in seconds', async () => {
    const metrics = metricsOf(full);
    const target = { account: '111122223333', region: 'eu-central-1' };
    metrics.observe({
      event: 'PassFinished',
      target,
      state: 'reached',
      reason: undefined,
      message: undefined,
      resources: 1,
      described: 1,
      durationMs: 700,
    });
    metrics.observe({
      event: 'ChangeFinished',
      ...ABOUT,
      policies: ['p'],
      change: 'c',
      detectionToComplianceMs: 60_500,
    });
    metrics.request({ service: 'sts', operation: 'AssumeRole', outcome: 'denied', durationMs: 30 });
    metrics.request({ service: 'sts', operation: 'AssumeRole', outcome: 'denied', durationMs: Number.NaN });
    expect(await scrape(metrics)).toEqual(
      expect.arrayContaining([
        'sagekeeper_pass_duration_seconds_bucket{le="0.5"} 0',
        'sagekeeper_pass_duration_seconds_bucket{le="1"} 1',
        'sagekeeper_detection_to_compliance_seconds_sum{policy="p"} 60.5',
        'sagekeeper_aws_request_duration_seconds_bucket{le="0.025",service="sts"} 0',
        'sagekeeper_aws_request_duration_seconds_count{service="sts"} 1',
        'sagekeeper_aws_requests_total{service="sts",operation="AssumeRole",outcome="denied"} 2',
      ]),
    );
  });
});
