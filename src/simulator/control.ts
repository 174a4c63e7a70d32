/**
 * The simulator's own interface beside AWS's: the journal and the truth for tests, faults and people on demand. Everything
 * under `/_simulator/`; JSON in and out.
 */
import { z } from 'zod';
import type { Cloud } from './cloud.ts';
import { accountBody, faultsBody, interventionsBody, personBody } from './control-bodies.ts';
import type { EndpointRecord } from './ec2-records.ts';
import type { JobRecord } from './job-record.ts';
import { jobDescription } from './job-words.ts';
import { descriptionOf, type NotebookRecord, tagList } from './notebook-record.ts';
import { executionDescription } from './pipeline-execution.ts';
import { newestOf, pipelineDescription, type PipelineRecord } from './pipeline-record.ts';
import { endpointOutput } from './services/ec2-endpoints.ts';
import type { WireAnswer } from './wire.ts';

export const CONTROL_PREFIX = '/_simulator/';

const MAX_ENTRIES_TOLD = 10_000;

type Route = (cloud: Cloud, asked: URLSearchParams, body: unknown) => unknown;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET health', (cloud) => ({ status: 'ok', accounts: cloud.tree.accounts.size })],
  ['GET journal', journal],
  ['GET counters', (cloud) => cloud.journal.counters()],
  ['GET notebooks', (cloud) => ({ notebooks: cloud.notebooks().map(told) })],
  ['GET pipelines', (cloud) => ({ pipelines: cloud.pipelines().map(toldPipeline) })],
  ['GET executions', (cloud) => ({ executions: cloud.executions().map(executionDescription) })],
  ['GET endpoints', (cloud) => ({ endpoints: cloud.endpoints().map(toldEndpoint) })],
  [
    'GET groups',
    (cloud) => ({ groups: cloud.groups().map(({ due: _due, tags, ...group }) => ({ ...group, tags: tagList(tags) })) }),
  ],
  ['GET jobs', (cloud) => ({ jobs: cloud.jobs().map(toldJob) })],
  [
    'GET domains',
    (cloud) => ({
      domains: cloud.domains().map(({ settings, ...domain }) => ({
        ...settings,
        Account: domain.account,
        Region: domain.region,
        DomainId: domain.name,
        DomainName: domain.domainName,
        Status: domain.status,
      })),
    }),
  ],
  ['GET interventions', (cloud) => ({ outcomes: cloud.interventionOutcomes })],
  [
    'POST interventions',
    (cloud, _asked, body) => {
      const { rules } = interventionsBody.parse(body);
      cloud.setInterventions(rules);
      return { rules: rules.length };
    },
  ],
  [
    'POST faults',
    (cloud, _asked, body) => {
      const { rules } = faultsBody.parse(body);
      cloud.setFaults(rules);
      return { rules: rules.length };
    },
  ],
  ['POST person', (cloud, _asked, body) => ({ outcome: cloud.personDoes(personBody.parse(body)) })],
  [
    'POST account',
    (cloud, _asked, body) => {
      const { account, state } = accountBody.parse(body);
      cloud.setAccountState(account, state);
      return { account, state };
    },
  ],
]);

export function controlAnswer(cloud: Cloud, method: string, url: string, body: string): WireAnswer {
  const { pathname, searchParams } = new URL(url, 'http://simulator');
  const route = ROUTES.get(`${method} ${pathname.slice(CONTROL_PREFIX.length)}`);
  if (route === undefined) {
    return json(404, { error: `no such route: ${method} ${pathname}`, routes: [...ROUTES.keys()] });
  }
  try {
    return json(200, route(cloud, searchParams, body === '' ? undefined : JSON.parse(body)));
  } catch (error) {
    return json(400, { error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
  }
}

/** Reads what time has brought first, so that the journal is up to date. */
function journal(cloud: Cloud, asked: URLSearchParams): unknown {
  cloud.notebooks();
  cloud.pipelines();
  cloud.executions();
  cloud.jobs();
  cloud.endpoints();
  cloud.domains();
  const after = Number(asked.get('after') ?? 0);
  const limit = Math.min(MAX_ENTRIES_TOLD, Number(asked.get('limit') ?? MAX_ENTRIES_TOLD));
  const entries = cloud.journal.after(after, limit);
  return { entries, last: cloud.journal.last, dropped: cloud.journal.dropped };
}

function told(record: NotebookRecord): Record<string, unknown> {
  return { Account: record.account, Region: record.region, ...descriptionOf(record), Tags: tagList(record.tags) };
}

function toldEndpoint(record: EndpointRecord): Record<string, unknown> {
  return { Account: record.account, Region: record.region, ...endpointOutput(record) };
}

function toldJob(record: JobRecord): Record<string, unknown> {
  const { account: Account, region: Region, type: Type, tags } = record;
  return { Account, Region, Type, ...jobDescription(record, 2), Tags: tagList(tags) };
}

function toldPipeline(record: PipelineRecord): Record<string, unknown> {
  return {
    Account: record.account,
    Region: record.region,
    ...pipelineDescription(record, newestOf(record), undefined),
    PipelineVersionId: newestOf(record).id,
    Versions: record.versions.map(({ id, definition }) => ({ PipelineVersionId: id, PipelineDefinition: definition })),
    Tags: tagList(record.tags),
  };
}

function json(status: number, value: unknown): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
