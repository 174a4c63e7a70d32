/**
 * Are the dashboards in the chart those of their source, and do they ask only for what there is? Whether Prometheus has an
 * answer is for test/heavy/monitoring.heavy.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DASHBOARDS, dashboardFiles } from '../../dashboards/files.ts';
import { CHOICES, valuesOf } from '../../dashboards/variables.ts';
import { RESOURCE_STATES } from '../../src/model/decision.ts';
import { METRIC_PREFIX, METRICS } from '../../src/report/metrics-table.ts';
import { complaintsAbout, labelsOf, selectorsOf } from './promql.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'charts/sagekeeper/dashboards';
const COLUMNS = 24;
const panels = DASHBOARDS.flatMap(({ uid, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ name: `${uid}: ${panel.title}`, panel }))),
);

interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Written {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly { readonly id: number; readonly title: string; readonly gridPos: GridPosition }[];
}

function written(path: string): Written {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Written;
}

describe('the dashboards of the chart', () => {
  it('are up to date (node dashboards/write.ts writes them), and no others', () => {
    const files = dashboardFiles();
    expect(readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`)).toEqual(Object.keys(files).toSorted());
    for (const [path, text] of Object.entries(files)) expect(written(path)).toEqual(JSON.parse(text));
  });

  it.each(Object.keys(dashboardFiles()))('%s: every panel has its own place and number', (path) => {
    const { panels: placed } = written(path);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of placed) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect({ at: `${x},${y}`, title, also: taken.get(`${x},${y}`) }).toMatchObject({ also: undefined });
          taken.set(`${x},${y}`, title);
        }
      }
    }
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
  });

  it.each(Object.keys(dashboardFiles()))('%s: every variable that is used is there, and every one is used', (path) => {
    const { templating, panels: asking } = written(path);
    const used = [...JSON.stringify(asking).matchAll(/\$\{?([a-z]+)\b/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(templating.list.map(({ name }) => name)));
  });
});

describe.each(panels)('$name', ({ panel }) => {
  it.each(panel.queries)('asks for metrics and labels that there are: $legend', ({ expr, legend }) => {
    expect(complaintsAbout(expr)).toEqual([]);
    const labels = new Set(selectorsOf(expr).flatMap(({ metric }) => labelsOf(metric) ?? []));
    for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(labels).toContain(label);
  });

  it('asks for what the chosen installation says', () => {
    for (const { expr } of panel.queries) expect(expr).toContain('job=~"$job"');
  });

  it('says what it shows, in its title and a description', () => {
    expect(panel.title).toMatch(/^[A-Z].{3,60}$/);
    expect(panel.description).toMatch(/^[A-Z0-9].{10,250}\.$/);
  });

  it('has a runbook that there is, or needs none', () => {
    expect(panel.runbook === undefined || existsSync(join(ROOT, 'docs/runbooks', `${panel.runbook}.md`))).toBe(true);
  });
});

describe('what the dashboards leave out', () => {
  it('is nothing: each metric is on a panel', () => {
    const asked = new Set(
      panels
        .flatMap(({ panel }) => panel.queries.flatMap(({ expr }) => selectorsOf(expr)))
        .map(({ metric }) => metric.replace(/_(bucket|count|sum)$/, '')),
    );
    expect(Object.keys(METRICS).filter((name) => !asked.has(METRIC_PREFIX + name))).toEqual([]);
  });

  it('is no state: each has a colour of its own, or does not apply', () => {
    const coloured = panels.flatMap(({ panel }) => Object.keys(panel.colours ?? {}));
    expect(RESOURCE_STATES.filter((state) => !coloured.includes(state))).toEqual(['not-applicable']);
  });
});

describe('the variables', () => {
  it.each(Object.entries(CHOICES))('%s is a label of the metric that it is taken from', (name, { metric }) => {
    expect(labelsOf(metric)).toContain(name);
    expect(complaintsAbout(valuesOf(name as keyof typeof CHOICES))).toEqual([]);
  });
});

describe('what the check of a query notices', () => {
  it.each([
    ['sum(sagekeeper_nothing)', 'there is no metric sagekeeper_nothing'],
    ['sum(sagekeeper_resources{gate="window"})', 'sagekeeper_resources has no label gate'],
    ['sum by (gate) (sagekeeper_resources)', 'nothing has the label gate'],
    ['sagekeeper_pass_duration_seconds', 'there is no metric sagekeeper_pass_duration_seconds'],
    ['sum by (le) (sagekeeper_pass_duration_seconds_count)', 'nothing has the label le'],
    ['vector(1)', 'it asks for no metric of ours'],
  ])('%s: %s', (expr, complaint) => {
    expect(complaintsAbout(expr)).toEqual([complaint]);
  });
});
