/**
 * The simulator's own interface beside AWS's: the journal and the truth for tests, faults and people on demand. Everything
 * under `/_simulator/`; JSON in and out.
 */
import { z } from 'zod';
import type { Cloud } from './cloud.ts';
import { type FaultRule, FAULTS, MAX_FAULT_RULES } from './faults.ts';
import { descriptionOf, type NotebookRecord, tagList } from './notebook-record.ts';
import { PERSON_ACTIONS } from './person.ts';
import type { WireAnswer } from './wire.ts';

export const CONTROL_PREFIX = '/_simulator/';

const MAX_ENTRIES_TOLD = 10_000;

const faultsBody = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        match: z.strictObject({
          account: z.string().optional(),
          region: z.string().optional(),
          service: z.string().optional(),
          operation: z.string().optional(),
          resource: z.string().optional(),
          nth: z.int().min(1).optional(),
          every: z.int().min(1).optional(),
        }),
        times: z.int().min(1).optional(),
        fault: z.enum(FAULTS),
        applied: z.boolean().optional(),
        delayMs: z.number().min(0).max(3_600_000).optional(),
        versions: z.int().min(0).optional(),
        agoMs: z.number().min(0).optional(),
      }),
    )
    .max(MAX_FAULT_RULES),
}) satisfies z.ZodType<{ rules: readonly FaultRule[] }>;

const personBody = z.strictObject({
  account: z.string(),
  region: z.string(),
  name: z.string(),
  action: z.enum(PERSON_ACTIONS),
  tags: z.record(z.string(), z.string()).optional(),
  keys: z.array(z.string()).optional(),
  settings: z
    .strictObject({
      imds: z.enum(['1', '2']).optional(),
      rootAccess: z.enum(['Enabled', 'Disabled']).optional(),
      platform: z.string().optional(),
      instanceType: z.string().optional(),
      status: z.enum(['InService', 'Stopped', 'Failed']).optional(),
    })
    .optional(),
});

const accountBody = z.strictObject({
  account: z.string(),
  state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']),
});

type Route = (cloud: Cloud, asked: URLSearchParams, body: unknown) => unknown;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET health', (cloud) => ({ status: 'ok', accounts: cloud.tree.accounts.size })],
  ['GET journal', journal],
  ['GET counters', (cloud) => cloud.journal.counters()],
  ['GET notebooks', (cloud) => ({ notebooks: cloud.notebooks().map(told) })],
  [
    'POST faults',
    (cloud, _asked, body) => {
      const { rules } = faultsBody.parse(body);
      cloud.setFaults(rules);
      return { rules: rules.length };
    },
  ],
  [
    'POST person',
    (cloud, _asked, body) => {
      const { account, region, name, action, tags, keys, settings } = personBody.parse(body);
      const detail = {
        ...(tags === undefined ? {} : { tags }),
        ...(keys === undefined ? {} : { keys }),
        ...(settings === undefined ? {} : { settings }),
      };
      return { outcome: cloud.person(account, region, name, action, detail) };
    },
  ],
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
  const after = Number(asked.get('after') ?? 0);
  const limit = Math.min(MAX_ENTRIES_TOLD, Number(asked.get('limit') ?? MAX_ENTRIES_TOLD));
  const entries = cloud.journal.after(after, limit);
  return { entries, last: cloud.journal.last, dropped: cloud.journal.dropped };
}

function told(record: NotebookRecord): Record<string, unknown> {
  return { Account: record.account, Region: record.region, ...descriptionOf(record), Tags: tagList(record.tags) };
}

function json(status: number, value: unknown): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
