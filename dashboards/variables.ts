/**
 * What can be chosen at the top of a dashboard.
 */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { VariableName } from './panel.ts';

export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' } as const;
/** Where the runbooks are read. The chart replaces its default wherever it stands; a path of this repository is no address. */
export const RUNBOOKS = 'runbooks';
export const RUNBOOKS_PATH = 'docs/runbooks';

interface Choice {
  readonly label: string;
  readonly metric: string;
  readonly narrowedBy: string;
  readonly description: string;
}

/** Each is narrowed by those before it. */
export const CHOICES: Readonly<Record<VariableName, Choice>> = {
  job: {
    label: 'Installation',
    metric: 'sagekeeper_build_info',
    narrowedBy: '',
    description: 'The job under which Prometheus scrapes an installation of sagekeeper.',
  },
  policy: {
    label: 'Policy',
    metric: 'sagekeeper_resources',
    narrowedBy: 'job=~"$job"',
    description: 'A document of the desired state.',
  },
  account: {
    label: 'Account',
    metric: 'sagekeeper_drifted_resources',
    narrowedBy: 'job=~"$job", policy=~"$policy"',
    description: 'Accounts in which something differs. It narrows down only what is told by account.',
  },
  region: {
    label: 'Region',
    metric: 'sagekeeper_drifted_resources',
    narrowedBy: 'job=~"$job", policy=~"$policy", account=~"$account"',
    description: 'Regions in which something differs. It narrows down only what is told by region.',
  },
};

/** The data source, the choices that a dashboard names, and where the runbooks are. */
export function variablesOf(
  names: readonly VariableName[],
): (dashboard.DatasourceVariableBuilder | dashboard.QueryVariableBuilder | dashboard.TextBoxVariableBuilder)[] {
  return [
    new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    ...names.map(choice),
    new dashboard.TextBoxVariableBuilder(RUNBOOKS)
      .label('Runbooks at')
      .defaultValue(RUNBOOKS_PATH)
      .current({ selected: true, text: RUNBOOKS_PATH, value: RUNBOOKS_PATH })
      .hide(dashboard.VariableHide.HideVariable),
  ];
}

function choice(name: VariableName): dashboard.QueryVariableBuilder {
  const { label, description } = CHOICES[name];
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(DATA_SOURCE)
    .query({ query: valuesOf(name), refId: name })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** As Grafana asks for it: `label_values(metric{selector}, label)`. */
export function valuesOf(name: VariableName): string {
  const { metric, narrowedBy } = CHOICES[name];
  return `label_values(${metric}${narrowedBy === '' ? '' : `{${narrowedBy}}`}, ${name})`;
}
