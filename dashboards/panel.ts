/**
 * What a dashboard of ours is made of, as plain data: what is asked of Prometheus, and how the answer is to be shown. Grafana's
 * JSON is made from it in grafana.ts, and the pictures of the documentation are drawn from it.
 */

/** `bars` are amounts in an interval, `ranking` is about now and shows each series as one bar, `table` as one line. */
export type Shape = 'stat' | 'lines' | 'stacked' | 'bars' | 'ranking' | 'table';

/** Names of Grafana's units: `none` is a plain number, `short` a large one, `s` seconds, `percentunit` a share of 1. */
export type Unit = 'none' | 'short' | 's' | 'percentunit' | 'bytes' | 'reqps';

export type Colour = 'green' | 'blue' | 'yellow' | 'orange' | 'red' | 'purple' | 'teal' | 'grey';

export interface Query {
  readonly expr: string;
  /** With labels in double braces. */
  readonly legend: string;
}

export interface PanelSpec {
  readonly title: string;
  /** What the figure says, and what a person should make of it. */
  readonly description: string;
  readonly shape: Shape;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** From which value on which colour; below the first it is green. Without any, the colour says nothing. */
  readonly thresholds?: readonly (readonly [number, Colour])[];
  /** Of series, by their legend. */
  readonly colours?: Readonly<Record<string, Colour>>;
  /** Of a table: what its figures are; without it they are left out, as they only say that there is such a line. */
  readonly figure?: string;
  /** The alert whose page tells what to do. */
  readonly runbook?: string;
}

export interface RowSpec {
  readonly title: string;
  /** In units of Grafana's grid, about 30 pixels. */
  readonly height: number;
  readonly panels: readonly PanelSpec[];
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableName[];
  readonly rows: readonly RowSpec[];
}

export type VariableName = 'job' | 'policy' | 'account' | 'region';

/** Samples of the replica that acts: a standby tells zeros, or what it knew when it last acted. */
export function acting(selector: string): string {
  return `(${selector} and on (job, instance) sagekeeper_leader == 1)`;
}

/**
 * How much a counter has grown in `range`. Prometheus takes the first sample of a series for its beginning; ours begin at 0
 * when something first happens, so a series that is younger than the range counts with all it has.
 */
export function growth(counter: string, range: string): string {
  return `(((${counter}) unless (${counter} offset ${range})) or increase(${counter}[${range}]))`;
}

/** One figure, an eighth of the width. */
export function stat(
  about: Pick<PanelSpec, 'title' | 'description' | 'unit' | 'thresholds' | 'runbook'>,
  expr: string,
): PanelSpec {
  return { shape: 'stat', width: 3, queries: [{ expr, legend: about.title }], ...about };
}
