/**
 * Do the pictures show what Prometheus answered, in units that people read, and nothing that breaks out of them?
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filledIn, legendOf } from '../../dashboards/answer.ts';
import { drawPanel } from '../../dashboards/chart.ts';
import { INK, marks, textOf } from '../../dashboards/figures.ts';
import type { PanelSpec, Shape, Unit } from '../../dashboards/panel.ts';
import { drawDashboard } from '../../dashboards/picture.ts';

const SIZE = { width: 400, height: 200 };
const SPAN = { from: 1_000, to: 1_120 };

function panel(shape: Shape, over: Partial<PanelSpec> = {}): PanelSpec {
  const queries = [{ expr: 'x', legend: '{{policy}}' }];
  return { title: 'A panel', description: 'It shows something.', shape, unit: 'none', width: 8, queries, ...over };
}

function drawn(spec: PanelSpec, series: Readonly<Record<string, readonly (readonly [number, number])[]>>): string {
  const [query = { expr: '', legend: '' }] = spec.queries;
  const these = Object.entries(series).map(([policy, points]) => ({ labels: { policy, region: 'r' }, points }));
  return drawPanel({ panel: spec, answers: [{ query, series: these }] }, SIZE, SPAN);
}

const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

describe('values', () => {
  it.each<readonly [number, Unit, string]>([
    [3, 'none', '3'],
    [0.5, 'percentunit', '50 %'],
    [0, 's', '0 s'],
    [0.025, 's', '25 ms'],
    [90, 's', '90 s'],
    [691_200, 's', '8 d'],
    [7_200, 's', '2 h'],
    [300, 's', '5 min'],
    [12.34, 'reqps', '12/s'],
    [104_857_600, 'bytes', '100 MiB'],
    [Number.NaN, 's', 'no data'],
  ])('%d %s is "%s"', (value, unit, text) => {
    expect(textOf(value, unit)).toBe(text);
  });

  it('marks of an axis begin at 0, are few, and reach the highest value', () => {
    const seed = 20_261_122;
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.constantFrom<Unit>('none', 's', 'reqps'),
        (most, unit) => {
          const found = marks(most, unit);
          expect(found[0]).toBe(0);
          expect(found.length).toBeLessThanOrEqual(6);
          expect(found.at(-1) ?? 0).toBeGreaterThanOrEqual(most * 0.999_999);
          expect(unit !== 'none' || found.every((mark) => Number.isInteger(mark))).toBe(true);
        },
      ),
      { seed },
    );
  });

  it('marks of memory are round in MiB', () => {
    expect(marks(270 * 1_048_576, 'bytes').map((mark) => textOf(mark, 'bytes'))).toEqual([
      '0 MiB',
      '100 MiB',
      '200 MiB',
      '300 MiB',
    ]);
  });
});

describe('a panel', () => {
  it('shows the last value that is one, in the colour that its thresholds give it', () => {
    const spec = panel('stat', { thresholds: [[1, 'orange']] });
    const points = [
      [1_000, 0],
      [1_060, 7],
      [1_120, Number.NaN],
    ] as const;
    expect(drawn(spec, { a: points })).toContain(`fill="${INK.orange}">7<`);
    expect(drawn(spec, { a: [[1_000, 0]] })).toContain(`fill="${INK.green}">0<`);
    expect(textsOf(drawn(spec, {}))).toContain('no data');
  });

  it('draws one line for each series, and breaks it where there is no number', () => {
    const svg = drawn(panel('lines'), {
      a: [
        [1_000, 1],
        [1_060, Number.NaN],
        [1_120, 2],
      ],
      b: [
        [1_000, 1],
        [1_120, 2],
      ],
    });
    expect([...svg.matchAll(/<polyline/g)]).toHaveLength(3);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['a', 'b', '0 min', '2 min']));
  });

  it('puts what is stacked on each other', () => {
    const svg = drawn(panel('bars'), { a: [[1_000, 3]], b: [[1_000, 1]] });
    const bars = [...svg.matchAll(/<rect x="[-\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#/g)].map(
      ([, y, height]) => ({ y: Number(y), height: Number(height) }),
    );
    const [lower, upper] = bars;
    expect((upper?.y ?? 0) + (upper?.height ?? 0)).toBeCloseTo(lower?.y ?? -1, 0);
    expect(lower?.height).toBeCloseTo(3 * (upper?.height ?? 0), 0);
  });

  it('ranks, longest first, and leaves out what has no name', () => {
    const texts = textsOf(drawn(panel('ranking', { unit: 's' }), { few: [[0, 5]], '': [[0, 0]], many: [[0, 50]] }));
    expect(texts).toEqual(['A panel', 'many', '50 s', 'few', '5 s']);
  });

  it('tells the labels of a table, and the figure only where it says something', () => {
    const query = [{ expr: 'x', legend: '{{policy}} {{region}}' }];
    expect(textsOf(drawn(panel('table', { queries: query, figure: 'differ' }), { p: [[0, 4]] }))).toEqual([
      'A panel',
      'policy',
      'region',
      'differ',
      'p',
      'r',
      '4',
    ]);
    expect(textsOf(drawn(panel('table', { queries: query }), { p: [[0, 4]] }))).toEqual([
      'A panel',
      'policy',
      'region',
      'p',
      'r',
    ]);
  });

  it('lets no name break out of the text, and no long one out of the panel', () => {
    const name = `<script>&${'x'.repeat(500)}`;
    const svg = drawn(panel('ranking'), { [name]: [[0, 1]] });
    expect(svg).not.toContain('<script');
    expect(Math.max(...textsOf(svg).map((text) => text.length))).toBeLessThan(100);
  });
});

describe('a dashboard', () => {
  it('says what it is, and has every row and panel', () => {
    const answer = { panel: panel('stat', { title: 'One figure' }), answers: [] };
    const rows = [{ title: 'A row', height: 4, panels: Array.from({ length: 4 }, () => answer) }];
    const svg = drawDashboard('Fleet', 'Not a screenshot of Grafana.', rows, SPAN);
    expect(textsOf(svg).filter((text) => text === 'One figure')).toHaveLength(4);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Fleet', 'Not a screenshot of Grafana.', 'A row']));
    // Four of eight columns each: the fourth begins a second line.
    expect([...svg.matchAll(/translate\([\d.]+ (\d+)\)/g)].map(([, y]) => Number(y))).toEqual([70, 70, 70, 190]);
  });
});

describe('a query', () => {
  it('is filled in as Grafana does it; what is not chosen is all', () => {
    const expr = 'rate(x{job=~"$job", policy=~"$policy"}[$__rate_interval]) offset $__range';
    const chosen = { policy: 'imds-v2', rateInterval: '1m', range: '1h' };
    expect(filledIn(expr, chosen)).toBe('rate(x{job=~".*", policy=~"imds-v2"}[1m]) offset 1h');
  });

  it('names its series by their labels', () => {
    const series = { labels: { policy: 'p', gate: 'window' }, points: [] };
    expect(legendOf({ expr: '', legend: '{{policy}}: {{gate}}{{nothing}}' }, series)).toBe('p: window');
  });
});
