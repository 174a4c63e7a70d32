/**
 * What does Prometheus see? Its own registry: counters and histograms are fed by events and by the door to AWS, gauges are
 * filled at each scrape from one snapshot. Which metrics there are is metrics-table.ts, what they say gauges.ts.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Event } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { gaugesOf, OTHER, type Sample } from './gauges.ts';
import { MAX_POLICY_LABELS, METRIC_PREFIX, type MetricName, type MetricRow, METRICS } from './metrics-table.ts';
import { plain } from './text.ts';

export interface MetricsSources {
  /** Called once for each scrape; undefined until there is one. */
  readonly snapshot: () => Snapshot | undefined;
  /** Requests that wait in the limiter, by service. */
  readonly limiterWaiting: () => Readonly<Record<string, number>>;
  readonly leader: () => boolean;
  /** Of the desired state on disk; asked where there is no snapshot that tells them. */
  readonly problems?: () => number;
  readonly version: string;
  /** Of the sources that were built. */
  readonly buildRevision: string;
  /** Also memory, processor time and the event loop of this process, under the names that Node's dashboards know. */
  readonly ofProcess?: boolean;
}

export interface RequestObservation {
  readonly service: string;
  readonly operation: string;
  /** `ok` or the reason of the failure. */
  readonly outcome: string;
  readonly durationMs: number;
}

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export interface Metrics {
  readonly observe: (event: Event) => void;
  readonly request: (request: RequestObservation) => void;
  readonly throttle: (throttle: { readonly service: string }) => void;
  /** The text format. Scrapes that come while one is made share its answer. Rejects with what `snapshot` threw. */
  readonly exposition: () => Promise<Exposition>;
}

/** Operations of all services, outcomes and the like: far fewer exist, and none are made from names of resources. */
const MAX_FIXED_LABELS = 300;
/** What a call that serves no policy (bringing back what an earlier process began) is counted under. */
const NO_POLICY = 'none';

type Instruments = ReturnType<typeof createInstruments>;

/** A registry of its own; nothing is registered by importing. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  if (sources.ofProcess === true) collectProcess(registry);
  const instruments = createInstruments(registry);
  const policy = boundedLabel(MAX_POLICY_LABELS);
  const fixed = boundedLabel(MAX_FIXED_LABELS);
  let underWay: Promise<Exposition> | undefined;

  const scrape = async (): Promise<Exposition> => {
    fillGauges(instruments, sources);
    return { contentType: registry.contentType, body: await registry.metrics() };
  };

  return {
    observe: (event) => observe(instruments, event, policy, fixed),
    request: ({ service, operation, outcome, durationMs }) => {
      const labels = { service: fixed(service), operation: fixed(operation), outcome: fixed(outcome) };
      instruments.counters.aws_requests_total.inc(labels);
      const seconds = secondsOf(durationMs);
      if (seconds !== undefined) {
        instruments.histograms.aws_request_duration_seconds.observe({ service: labels.service }, seconds);
      }
    },
    throttle: ({ service }) => instruments.counters.aws_throttles_total.inc({ service: fixed(service) }),
    exposition: () => {
      underWay ??= scrape().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}

/** Left out: series by kind of handle and part of the heap, some of which are misnamed and none of which anybody watches. */
const UNWATCHED = /^nodejs_(active|heap_space)_/;

function collectProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) if (UNWATCHED.test(name)) registry.removeSingleMetric(name);
}

function observe(
  { counters, histograms }: Instruments,
  event: Event,
  policyLabel: (text: string) => string,
  fixed: (text: string) => string,
): void {
  if (event.event === 'PassFinished') {
    const seconds = secondsOf(event.durationMs);
    if (seconds !== undefined) histograms.pass_duration_seconds.observe(seconds);
  } else if (event.event === 'CallSent') {
    const labels = { operation: fixed(event.call.operation), result: fixed(event.outcome) };
    for (const policy of event.policies.length === 0 ? [NO_POLICY] : event.policies) {
      counters.actions_total.inc({ policy: policyLabel(policy), ...labels });
    }
  } else if (event.event === 'ChangeFinished') {
    const seconds = secondsOf(event.detectionToComplianceMs);
    if (seconds === undefined) return;
    for (const policy of event.policies) {
      histograms.detection_to_compliance_seconds.observe({ policy: policyLabel(policy) }, seconds);
    }
  }
}

/** Emptied and filled without a pause in between, so that no scrape sees half of it. */
function fillGauges({ gauges }: Instruments, sources: MetricsSources): void {
  const samples = gaugesOf(sources.snapshot(), {
    limiterWaiting: sources.limiterWaiting(),
    leader: sources.leader(),
    problems: sources.problems?.() ?? 0,
    version: sources.version,
    buildRevision: sources.buildRevision,
  });
  for (const [name, gauge] of gauges) {
    gauge.reset();
    const values: readonly Sample[] = samples[name];
    for (const { labels, value } of values) gauge.set(labels, value);
  }
}

function createInstruments(registry: Registry) {
  const configure = (name: MetricName) => {
    const row: MetricRow = METRICS[name];
    return { name: METRIC_PREFIX + name, help: row.help, labelNames: [...row.labels], registers: [registry] };
  };
  const histogram = (name: MetricName & `${string}_seconds`) => {
    const { buckets = [] }: MetricRow = METRICS[name];
    return new Histogram({ ...configure(name), buckets: [...buckets] });
  };
  const counter = (name: MetricName & `${string}_total`) => new Counter(configure(name));
  return {
    gauges: gaugeNames().map((name) => [name, new Gauge(configure(name))] as const),
    counters: {
      actions_total: counter('actions_total'),
      aws_requests_total: counter('aws_requests_total'),
      aws_throttles_total: counter('aws_throttles_total'),
    },
    histograms: {
      aws_request_duration_seconds: histogram('aws_request_duration_seconds'),
      pass_duration_seconds: histogram('pass_duration_seconds'),
      detection_to_compliance_seconds: histogram('detection_to_compliance_seconds'),
    },
  };
}

function gaugeNames() {
  const isGauge = (name: string): name is keyof ReturnType<typeof gaugesOf> =>
    Object.entries<MetricRow>(METRICS).some(([key, row]) => key === name && row.type === 'gauge');
  return Object.keys(METRICS).filter(isGauge);
}

/** The first `max` different values keep their own series for the life of the process. */
function boundedLabel(max: number): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    if (seen.size >= max) return OTHER;
    const label = plain(text, 128);
    seen.set(text, label);
    return label;
  };
}

function secondsOf(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.max(0, ms / 1_000) : undefined;
}
