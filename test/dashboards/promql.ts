/**
 * What a query of Prometheus asks for: its metrics, the labels that it selects them by, and those that it groups by. No parser
 * of the language: enough of its grammar for the queries of this repository, which promtool and Prometheus read for real.
 */
import { METRIC_PREFIX, METRICS, type MetricRow } from '../../src/report/metrics-table.ts';

/** Put on every series by Prometheus and its operator when they scrape. */
const OF_THE_SCRAPE = ['job', 'instance', 'namespace'];
/** What a dashboard may ask about the process; test/report/metrics.test.ts sees to it that they are told. */
const OF_THE_PROCESS = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_max_seconds',
  'nodejs_heap_size_used_bytes',
];
const SELECTOR = /\b((?:sagekeeper|process|nodejs)_\w+)(?:\{([^}]*)\})?/g;
const GROUPING = /\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;

export interface Asked {
  readonly metric: string;
  readonly labels: readonly string[];
}

export function selectorsOf(expr: string): readonly Asked[] {
  return [...expr.matchAll(SELECTOR)].map(([, metric = '', selector = '']) => ({
    metric,
    labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label),
  }));
}

export function groupingsOf(expr: string): readonly string[] {
  return [...expr.matchAll(GROUPING)].flatMap(([, labels = '']) => labels.split(',').map((label) => label.trim()));
}

/** The labels of a series of that name; undefined: there is no such metric. */
export function labelsOf(series: string): readonly string[] | undefined {
  if (OF_THE_PROCESS.includes(series)) return OF_THE_SCRAPE;
  const rows: Readonly<Record<string, MetricRow>> = METRICS;
  const name = series.slice(METRIC_PREFIX.length);
  const own = rows[name];
  if (own !== undefined && own.type !== 'histogram') return [...own.labels, ...OF_THE_SCRAPE];
  const [, stem = '', part = ''] = /^(.+)_(bucket|count|sum)$/.exec(name) ?? [];
  const histogram = rows[stem];
  if (histogram?.type !== 'histogram') return undefined;
  return [...histogram.labels, ...(part === 'bucket' ? ['le'] : []), ...OF_THE_SCRAPE];
}

/** What a query asks for that is not there, in words. */
export function complaintsAbout(expr: string): readonly string[] {
  const selectors = selectorsOf(expr);
  const known = new Set<string>();
  const complaints: string[] = selectors.length === 0 ? ['it asks for no metric of ours'] : [];
  for (const { metric, labels } of selectors) {
    const has = labelsOf(metric);
    if (has === undefined) complaints.push(`there is no metric ${metric}`);
    for (const label of has ?? []) known.add(label);
    for (const label of labels) if (has?.includes(label) === false) complaints.push(`${metric} has no label ${label}`);
  }
  for (const label of groupingsOf(expr)) if (!known.has(label)) complaints.push(`nothing has the label ${label}`);
  return complaints;
}
