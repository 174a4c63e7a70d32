/**
 * Which files are there, and what stands in them: the JSON that the chart ships and people import.
 */
import { CONTROLLER } from './controller.ts';
import { FLEET } from './fleet.ts';
import { grafanaDashboard } from './grafana.ts';
import type { DashboardSpec } from './panel.ts';

export const DASHBOARDS: readonly DashboardSpec[] = [FLEET, CONTROLLER];

/** From the path, from the root of the repository, to the text. */
export function dashboardFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DASHBOARDS.map((spec) => [
      `charts/sagekeeper/dashboards/${spec.uid}.json`,
      `${JSON.stringify(grafanaDashboard(spec), undefined, 2)}\n`,
    ]),
  );
}
