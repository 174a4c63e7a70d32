/**
 * A whole dashboard as one picture, drawn by us from Prometheus' answers, where no Grafana is at hand. It says that it is that.
 */
import type { PanelAnswer } from './answer.ts';
import { drawPanel, type Span, text } from './chart.ts';

export interface PictureRow {
  readonly title: string;
  /** As in RowSpec. */
  readonly height: number;
  readonly panels: readonly PanelAnswer[];
}

const WIDTH = 1_200;
const COLUMNS = 24;
const GRID_HEIGHT = 30;
const GAP = 8;
const HEAD = 44;
const ROW_TITLE = 26;

/** SVG, as wide as a page; the same answers give the same text. `note` tells under the title what was watched. */
export function drawDashboard(title: string, note: string, rows: readonly PictureRow[], span: Span): string {
  const parts: string[] = [];
  let y = HEAD;
  for (const row of rows) {
    parts.push(text(GAP, y + 18, row.title, 'font-size="14" font-weight="600" fill="#374151"'));
    y += ROW_TITLE;
    let column = 0;
    for (const answer of row.panels) {
      const { width } = answer.panel;
      if (column + width > COLUMNS) [column, y] = [0, y + row.height * GRID_HEIGHT];
      const size = { width: (width * WIDTH) / COLUMNS - GAP, height: row.height * GRID_HEIGHT - GAP };
      const x = (column * WIDTH) / COLUMNS + GAP / 2;
      parts.push(`<g transform="translate(${x.toFixed(1)} ${y})">${drawPanel(answer, size, span)}</g>`);
      column += width;
    }
    y += row.height * GRID_HEIGHT;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="#374151">`,
    `<rect width="${WIDTH}" height="${y}" fill="#f4f5f7"/>`,
    text(GAP, 20, title, 'font-size="17" font-weight="600" fill="#111827"'),
    text(GAP, 37, note, 'fill="#6b7280"'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
