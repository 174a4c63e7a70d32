/**
 * What a panel shows: the answers of Prometheus to its queries, and the names of their series.
 */
import type { PanelSpec, Query, VariableName } from './panel.ts';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch, and the value; the last one alone where only now is asked about. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Answer {
  readonly query: Query;
  readonly series: readonly Series[];
}

export interface PanelAnswer {
  readonly panel: PanelSpec;
  readonly answers: readonly Answer[];
}

export interface Chosen extends Partial<Readonly<Record<VariableName, string>>> {
  /** Such as `60s`. */
  readonly rateInterval: string;
  readonly range: string;
}

/** The query as Grafana sends it; what is not chosen is All. */
export function filledIn(expr: string, chosen: Chosen): string {
  return expr
    .replaceAll('$__rate_interval', chosen.rateInterval)
    .replaceAll('$__range', chosen.range)
    .replaceAll(/\$(job|policy|account|region)\b/g, (_, name: VariableName) => chosen[name] ?? '.*');
}

/** True where the panel is about a moment and not about a time. */
export function isAboutNow({ shape }: PanelSpec): boolean {
  return shape === 'ranking' || shape === 'table';
}

/** The name of a series in the legend. */
export function legendOf({ legend }: Query, { labels }: Series): string {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '').trim();
}
