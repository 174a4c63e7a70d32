/**
 * From our description of a dashboard to Grafana's JSON, by Grafana's own typed builders: they know the schema, and emit the
 * version that they were made for.
 */
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardSpec, PanelSpec } from './panel.ts';
import { DATA_SOURCE, RUNBOOKS, variablesOf } from './variables.ts';

const COLUMNS = 24;
/** Of a heading between the rows. */
const HEADING_HEIGHT = 1;

/** The whole dashboard, as Grafana imports it. */
export function grafanaDashboard(spec: DashboardSpec): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags(['sagekeeper'])
    .editable()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .variables(variablesOf(spec.variables))
    .links([
      new dashboard.DashboardLinkBuilder('sagekeeper')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['sagekeeper'])
        .asDropdown(false)
        .includeVars(true)
        .keepTime(true),
    ]);
  let [y, id] = [0, 1];
  for (const row of spec.rows) {
    builder.withRow(new dashboard.RowBuilder(row.title).id(id).gridPos({ h: HEADING_HEIGHT, w: COLUMNS, x: 0, y }));
    [y, id] = [y + HEADING_HEIGHT, id + 1];
    let x = 0;
    for (const panel of row.panels) {
      if (x + panel.width > COLUMNS) [x, y] = [0, y + row.height];
      builder.withPanel(grafanaPanel(panel).id(id).gridPos({ h: row.height, w: panel.width, x, y }));
      [x, id] = [x + panel.width, id + 1];
    }
    y += row.height;
  }
  return builder.build();
}

type AnyPanel = stat.PanelBuilder | timeseries.PanelBuilder | bargauge.PanelBuilder | table.PanelBuilder;

function grafanaPanel(spec: PanelSpec): AnyPanel {
  const panel = shaped(spec);
  panel
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .unit(spec.unit)
    .thresholds(thresholdsOf(spec));
  if (spec.unit === 'none') panel.decimals(0);
  spec.queries.forEach((query, index) => panel.withTarget(target(spec, query, index)));
  for (const [legend, colour] of Object.entries(spec.colours ?? {})) {
    panel.overrideByName(legend, [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }]);
  }
  if (spec.runbook !== undefined) {
    const link = new dashboard.DashboardLinkBuilder(`Runbook: ${spec.runbook}`);
    panel.links([
      link.type(dashboard.DashboardLinkType.Link).url(`\${${RUNBOOKS}}/${spec.runbook}.md`).targetBlank(true),
    ]);
  }
  return panel;
}

function shaped(spec: PanelSpec): AnyPanel {
  switch (spec.shape) {
    case 'stat':
      return new stat.PanelBuilder()
        .colorMode(spec.thresholds === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
        .graphMode(BigValueGraphMode.Area)
        .reduceOptions(lastValue());
    case 'ranking':
      return new bargauge.PanelBuilder()
        .displayMode(BarGaugeDisplayMode.Basic)
        .orientation(VizOrientation.Horizontal)
        .min(0)
        .reduceOptions(lastValue());
    case 'table':
      return new table.PanelBuilder().withTransformation({
        id: 'organize',
        options: {
          excludeByName: { Time: true, ...(spec.figure === undefined ? { Value: true } : {}) },
          renameByName: { Value: spec.figure ?? 'Value' },
        },
      });
    case 'lines':
    case 'stacked':
    case 'bars':
      return overTime(spec);
  }
}

function overTime({ shape, thresholds, queries }: PanelSpec): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .min(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(queries.some(({ legend }) => legend.includes('{{')) || queries.length > 1),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .lineWidth(shape === 'bars' ? 0 : 1)
    .fillOpacity({ lines: 8, stacked: 35, bars: 80 }[shape as 'lines' | 'stacked' | 'bars'])
    .showPoints(VisibilityMode.Never)
    .drawStyle(shape === 'bars' ? GraphDrawStyle.Bars : GraphDrawStyle.Line);
  if (shape !== 'lines') panel.stacking(new common.StackingConfigBuilder().mode(StackingMode.Normal));
  if (thresholds !== undefined) {
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return panel;
}

function lastValue(): common.ReduceDataOptionsBuilder {
  return new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
}

function thresholdsOf({ thresholds = [], shape }: PanelSpec): dashboard.ThresholdsConfigBuilder {
  // What is no judgement is blue where a colour has to be: a bar is not good for being short.
  const below = thresholds.length === 0 && shape === 'ranking' ? 'blue' : 'green';
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([{ value: null, color: below }, ...thresholds.map(([value, color]) => ({ value, color }))]);
}

function target(
  { shape }: PanelSpec,
  { expr, legend }: PanelSpec['queries'][number],
  index: number,
): prometheus.DataqueryBuilder {
  const query = new prometheus.DataqueryBuilder()
    .refId(String.fromCodePoint('A'.charCodeAt(0) + index))
    .datasource(DATA_SOURCE)
    .expr(expr)
    .legendFormat(legend);
  if (shape === 'table') return query.instant().format(prometheus.PromQueryFormat.Table);
  return shape === 'ranking' ? query.instant() : query.range();
}
