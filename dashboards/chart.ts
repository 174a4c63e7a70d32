/**
 * One panel as a drawing of ours: the same answers that Grafana would draw, in fewer strokes. SVG text, placed at the origin.
 */
import { legendOf } from './answer.ts';
import type { PanelAnswer, Series } from './answer.ts';
import { inkOf, judged, marks, textOf } from './figures.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Span {
  /** Seconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

interface Drawn extends Series {
  readonly name: string;
  readonly ink: string;
}

const PAD = 10;
const TITLE_HEIGHT = 24;
const LEGEND_LINE = 14;
const MAX_LEGEND_LINES = 3;
const AXIS_WIDTH = 44;
const AXIS_HEIGHT = 16;
const ROW_HEIGHT = 20;
/** Of the font at 11 pixels, on average. */
const CHARACTER_WIDTH = 6.2;

export function drawPanel(answer: PanelAnswer, size: Size, span: Span): string {
  const series = answer.answers.flatMap(({ query, series: these }) =>
    these.map((one) => ({ ...one, name: legendOf(query, one) })),
  );
  const drawn = series.map((one, index): Drawn => ({ ...one, ink: inkOf(index, one.name, answer.panel) }));
  const { title, shape } = answer.panel;
  const body = {
    stat: () => drawStat(answer, drawn, size, span),
    ranking: () => drawRanking(answer, drawn, size),
    table: () => drawTable(answer, drawn, size),
    lines: () => drawOverTime(answer, drawn, size, span),
    stacked: () => drawOverTime(answer, drawn, size, span),
    bars: () => drawOverTime(answer, drawn, size, span),
  }[shape]();
  return [
    `<rect width="${size.width}" height="${size.height}" rx="4" fill="#ffffff" stroke="#d5d9df"/>`,
    text(PAD, 17, fitting(title, size.width - 2 * PAD), 'font-weight="600" fill="#1f2937"'),
    body,
  ].join('\n');
}

function drawStat({ panel }: PanelAnswer, drawn: readonly Drawn[], { width, height }: Size, span: Span): string {
  const points = drawn[0]?.points ?? [];
  const last = points.findLast(([, value]) => Number.isFinite(value))?.[1] ?? NaN;
  const most = Math.max(...points.map(([, value]) => (Number.isFinite(value) ? value : 0)), 1e-9);
  const at = ([time, value]: readonly [number, number]): string =>
    place((width * (time - span.from)) / (span.to - span.from), height - 2 - (value / most) * (height * 0.3));
  const line = points.filter(([, value]) => Number.isFinite(value)).map(at);
  const ink = judged(last, panel);
  const value = textOf(last, panel.unit);
  return [
    line.length < 2 ? '' : `<polyline points="${line.join(' ')}" fill="none" stroke="${ink}" stroke-opacity="0.35"/>`,
    text(width / 2, height * 0.62, value, `font-size="26" font-weight="600" text-anchor="middle" fill="${ink}"`),
  ].join('\n');
}

function drawRanking({ panel }: PanelAnswer, drawn: readonly Drawn[], { width, height }: Size): string {
  const rows = drawn
    .map(({ name, points }) => ({ name, value: points.at(-1)?.[1] ?? NaN }))
    .filter(({ name, value }) => name !== '' && Number.isFinite(value))
    .toSorted((a, b) => b.value - a.value);
  const room = Math.floor((height - TITLE_HEIGHT - PAD) / (2 * ROW_HEIGHT));
  const most = Math.max(...rows.map(({ value }) => value), 1e-9);
  return rows
    .slice(0, room)
    .map(({ name, value }, index) => {
      const y = TITLE_HEIGHT + 14 + index * 2 * ROW_HEIGHT;
      const bar = Math.max(1, ((width - 2 * PAD - 60) * value) / most);
      return [
        text(PAD, y, fitting(name, width - 2 * PAD)),
        `<rect x="${PAD}" y="${y + 5}" width="${bar.toFixed(1)}" height="12" fill="${judged(value, { ...panel, thresholds: panel.thresholds ?? [[0, 'blue']] })}"/>`,
        text(PAD + bar + 6, y + 15, textOf(value, panel.unit), 'font-weight="600"'),
      ].join('\n');
    })
    .join('\n');
}

function drawTable({ panel, answers }: PanelAnswer, drawn: readonly Drawn[], { width, height }: Size): string {
  const legend = answers[0]?.query.legend ?? '';
  const columns = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  const titles = [...columns, ...(panel.figure === undefined ? [] : [panel.figure])];
  const each = (width - 2 * PAD) / titles.length;
  const room = Math.floor((height - TITLE_HEIGHT - PAD) / ROW_HEIGHT) - 1;
  const rows = drawn.toSorted((a, b) => (b.points.at(-1)?.[1] ?? 0) - (a.points.at(-1)?.[1] ?? 0));
  const lines = rows
    .slice(0, room)
    .map(({ labels, points }) => [
      ...columns.map((column) => labels[column] ?? ''),
      ...(panel.figure === undefined ? [] : [textOf(points.at(-1)?.[1] ?? NaN, panel.unit)]),
    ]);
  return [titles, ...lines]
    .flatMap((cells, row) =>
      cells.map((cell, column) =>
        text(
          PAD + column * each,
          TITLE_HEIGHT + 14 + row * ROW_HEIGHT,
          fitting(cell, each - 6),
          row === 0 ? 'fill="#6b7280"' : '',
        ),
      ),
    )
    .join('\n');
}

function drawOverTime({ panel }: PanelAnswer, drawn: readonly Drawn[], size: Size, span: Span): string {
  const named = drawn.filter(({ name }) => name !== '');
  const legend = drawLegend(named, size);
  const plot = {
    left: PAD + AXIS_WIDTH,
    right: size.width - PAD,
    top: TITLE_HEIGHT + 6,
    bottom: size.height - AXIS_HEIGHT - legend.lines * LEGEND_LINE - 6,
  };
  const times = [...new Set(named.flatMap(({ points }) => points.map(([time]) => time)))].toSorted((a, b) => a - b);
  const stacked = panel.shape === 'lines' ? undefined : pile(named, times);
  const values =
    stacked?.flat().map(([, top]) => top) ?? named.flatMap(({ points }) => points.map(([, value]) => value));
  const axis = marks(Math.max(...values.filter(Number.isFinite), 0), panel.unit);
  const top = axis.at(-1) ?? 1;
  const x = (time: number): number =>
    plot.left + ((time - span.from) / (span.to - span.from)) * (plot.right - plot.left);
  const y = (value: number): number => plot.bottom - (value / top) * (plot.bottom - plot.top);
  const step = (times[1] ?? span.to) - (times[0] ?? span.from);
  const shapes = named.map(({ ink, points }, index) => {
    const layers = stacked?.[index] ?? [];
    if (panel.shape === 'bars') {
      const wide = Math.max(1, (x(step) - x(0)) * 0.8);
      return layers
        .map(([low, high], at) => ({ low, high, at: x(times[at] ?? 0) }))
        .filter(({ low, high }) => high > low)
        .map(
          (one) =>
            `<rect x="${(one.at - wide / 2).toFixed(1)}" y="${y(one.high).toFixed(1)}" width="${wide.toFixed(1)}" height="${(y(one.low) - y(one.high)).toFixed(1)}" fill="${ink}"/>`,
        )
        .join('');
    }
    if (stacked !== undefined) {
      if (layers.every(([low, high]) => high === low)) return '';
      const upper = layers.map(([, high], at) => place(x(times[at] ?? 0), y(high)));
      const lower = layers.map(([low], at) => place(x(times[at] ?? 0), y(low))).toReversed();
      return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${ink}" fill-opacity="0.55"/><polyline points="${upper.join(' ')}" fill="none" stroke="${ink}"/>`;
    }
    return unbroken(points)
      .map((part) => part.map(([time, value]) => place(x(time), y(value))).join(' '))
      .map((line) => `<polyline points="${line}" fill="none" stroke="${ink}" stroke-width="1.6"/>`)
      .join('');
  });
  return [drawAxes(axis, panel.unit, plot, span), ...shapes, legend.drawn].join('\n');
}

function drawAxes(
  axis: readonly number[],
  unit: PanelAnswer['panel']['unit'],
  plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  span: Span,
): string {
  const top = axis.at(-1) ?? 1;
  const across = axis.flatMap((value) => {
    const y = plot.bottom - (value / top) * (plot.bottom - plot.top);
    return [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="#e8ebef"/>`,
      text(plot.left - 6, y + 4, textOf(value, unit), 'text-anchor="end" fill="#6b7280"'),
    ];
  });
  const minutes = Math.floor((span.to - span.from) / 60);
  const along = Array.from({ length: minutes + 1 }, (_, minute) => {
    const x = plot.left + ((minute * 60) / (span.to - span.from)) * (plot.right - plot.left);
    const anchor = x > plot.right - AXIS_WIDTH / 2 ? 'end' : 'middle';
    return text(x, plot.bottom + 13, `${minute} min`, `text-anchor="${anchor}" fill="#6b7280"`);
  });
  return [...across, ...along].join('\n');
}

function drawLegend(
  drawn: readonly Drawn[],
  { width, height }: Size,
): { readonly drawn: string; readonly lines: number } {
  const spots: { readonly name: string; readonly ink: string; readonly x: number; readonly line: number }[] = [];
  let [x, line] = [PAD, 0];
  for (const { name, ink } of drawn) {
    const shown = fitting(name, width - 2 * PAD - 16);
    const wide = 16 + shown.length * CHARACTER_WIDTH + 8;
    if (x > PAD && x + wide > width - PAD) [x, line] = [PAD, line + 1];
    spots.push({ name: shown, ink, x, line });
    x += wide;
  }
  const lines = Math.min(MAX_LEGEND_LINES, line + 1);
  const bottom = height - 8 - (lines - 1) * LEGEND_LINE;
  const shown = spots.filter((spot) => spot.line < lines);
  const texts = shown.map((spot) => {
    const y = bottom + spot.line * LEGEND_LINE;
    return `<rect x="${spot.x.toFixed(1)}" y="${y - 8}" width="10" height="8" fill="${spot.ink}"/>${text(spot.x + 14, y, spot.name)}`;
  });
  return { drawn: texts.join('\n'), lines };
}

/** For each series and time, from where to where it reaches when they stand on each other. */
function pile(drawn: readonly Drawn[], times: readonly number[]): readonly (readonly (readonly [number, number])[])[] {
  const heights = times.map(() => 0);
  return drawn.map(({ points }) => {
    const values = new Map(points);
    return times.map((time, at) => {
      const value = values.get(time) ?? 0;
      const low = heights[at] ?? 0;
      heights[at] = low + (Number.isFinite(value) ? value : 0);
      return [low, heights[at] ?? 0] as const;
    });
  });
}

/** Parts without a gap: what is no number ends one. */
function unbroken(points: Series['points']): readonly Series['points'][] {
  const parts: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (Number.isFinite(point[1])) parts.at(-1)?.push(point);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

function place(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

function fitting(words: string, width: number): string {
  const room = Math.max(1, Math.floor(width / CHARACTER_WIDTH));
  return words.length <= room ? words : `${words.slice(0, room - 1)}\u2026`;
}

export function text(x: number, y: number, words: string, attributes = ''): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${safe}</text>`;
}
