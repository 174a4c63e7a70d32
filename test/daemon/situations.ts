/**
 * Situations of one notebook under one policy: a calm one, in which nothing is held, and how each gate is shut by itself.
 */
import type { Remembered, Site } from '../../src/controller/consider.ts';
import { explanationOf } from '../../src/controller/explanation.ts';
import type { Explanation } from '../../src/controller/explanation-form.ts';
import type { Gate } from '../../src/model/decision.ts';
import type { DesiredState, Policy } from '../../src/model/desired-state.ts';
import { NO_RECOLLECTION } from '../../src/model/resource.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { TargetStatus } from '../../src/model/snapshot.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import { judgeNotebookImds } from '../../src/policies/notebook-imds/judge.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';
import { SETTINGS } from '../cli/survey-fixture.ts';
import type { NotebookInstance } from '../../src/resources/notebook-instance/shape.ts';
import { ACCOUNT, DAY, denyWindow, exemption, notebook, NOW, policy, provenance, REGION } from '../plan/documents.ts';

const KIND = RESOURCE_KINDS['notebook-instance'];
const WANT = { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' } as const;
export const CONFIGURATION: NotebookInstance['configuration'] = {
  minimumInstanceMetadataServiceVersion: '1',
  rootAccess: 'Enabled',
  platformIdentifier: 'notebook-al2023-v1',
  directInternetAccess: 'Enabled',
  subnetId: undefined,
  securityGroups: [],
  kmsKeyId: undefined,
  lifecycleConfigName: undefined,
  instanceType: 'ml.t3.medium',
};
export const IMDS_PATH = '/minimumInstanceMetadataServiceVersion';
export const READ: TargetStatus = {
  account: ACCOUNT.id,
  region: REGION,
  state: 'reached',
  reason: undefined,
  message: undefined,
  lastCompleteAt: NOW,
};

interface Situation {
  readonly resource: NotebookInstance;
  readonly policies: readonly Policy[];
  readonly state: DesiredState;
  readonly site: Partial<Site>;
  readonly remembered: Partial<Remembered>;
  readonly place: TargetStatus;
}

const STATE: DesiredState = {
  revision: 'r',
  organization: { ...SETTINGS, access: { ...SETTINGS.access, writeRole: 'W' }, regions: [REGION] },
  policies: [],
  windows: [],
  exemptions: [],
  loadedAt: NOW,
};

export const CALM: Situation = {
  resource: { ...notebook(), configuration: CONFIGURATION, failureReason: undefined } as NotebookInstance,
  policies: [policy({ want: WANT })],
  state: STATE,
  site: {},
  remembered: {},
  place: READ,
};

export function siteOf({ policies, state, site }: Situation): Site {
  return {
    selection: { target: { account: ACCOUNT.id, region: REGION }, account: ACCOUNT, policies },
    state: { ...state, policies },
    kind: KIND,
    policies: policies.map((one) => ({
      policy: one,
      judge: (resource: Resource) => judgeNotebookImds(WANT, resource as NotebookInstance),
      accepts: undefined,
      contested: undefined,
    })),
    windows: windowsAt(state.windows, NOW),
    census: { running: () => 10, inFlight: () => 0, unread: () => [] },
    halted: () => undefined,
    permissions: { unmet: () => undefined },
    restraint: undefined,
    listed: true,
    unwritable: undefined,
    ...site,
  };
}

export function rememberedOf({ remembered }: Situation): Remembered {
  return { recollection: NO_RECOLLECTION, refusals: [], changeId: () => 'c1', ...remembered };
}

export function explain(situation: Situation): Explanation {
  return explanationOf(situation.resource, siteOf(situation), rememberedOf(situation), situation.place, true, NOW);
}

const FULL = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, 'x']));
export const RIVAL = policy({ name: 'rival', want: { ...WANT, minimumInstanceMetadataServiceVersion: '1' } });

/** How each gate is shut, by itself. */
export const SHUT: Readonly<Record<Exclude<Gate, 'conflict'>, (from: Situation) => Situation>> = {
  unknown: (from) => ({
    ...from,
    resource: {
      ...from.resource,
      configuration: { ...from.resource.configuration, minimumInstanceMetadataServiceVersion: '3' },
    },
  }),
  exempt: (from) => ({ ...from, state: { ...from.state, exemptions: [exemption()] } }),
  auditMode: (from) => ({ ...from, policies: from.policies.map((one) => ({ ...one, mode: 'audit' as const })) }),
  refused: (from) => ({
    ...from,
    remembered: { refusals: [{ paths: [IMDS_PATH], until: NOW + DAY, why: 'AWS refused the update' }] },
  }),
  frozen: (from) => ({
    ...from,
    site: { ...from.site, restraint: { reason: 'Frozen', why: 'everything is frozen', until: undefined } },
  }),
  incompleteList: (from) => ({ ...from, site: { ...from.site, listed: false } }),
  prerequisite: (from) => ({ ...from, resource: { ...from.resource, tags: FULL } }),
  window: (from) => ({
    ...from,
    state: { ...from.state, windows: [denyWindow({ schedule: '0 0 10 6 *', durationMs: DAY })] },
  }),
  contested: (from) => ({ ...from, resource: { ...from.resource, provenance: provenance() } }),
  halted: (from) => ({ ...from, site: { ...from.site, halted: () => '2 of 3 changes left it worse' } }),
  budget: (from) => ({
    ...from,
    site: { ...from.site, census: { running: () => 10, inFlight: () => 1, unread: () => [] } },
  }),
};
export const GATES = Object.keys(SHUT) as (keyof typeof SHUT)[];

/** Gate, and what is told of it: until when, and a word of why. */
export const told: Readonly<Record<(typeof GATES)[number], readonly [until: number | null, why: RegExp]>> = {
  unknown: [null, /IMDS version "3"/],
  exempt: [NOW + 100 * DAY, /exemption legacy of team@example\.org: vendor image/],
  auditMode: [null, /imds is in mode audit/],
  refused: [NOW + DAY, /AWS refused the update/],
  frozen: [null, /everything is frozen/],
  incompleteList: [null, /could not be read to its end/],
  prerequisite: [null, /50 tags/],
  window: [Date.parse('2026-06-11T00:00:00Z'), /freeze lets nothing begin until/],
  contested: [NOW + 6 * DAY, /imds mended this at 2026-06-09/],
  halted: [null, /2 of 3 changes/],
  budget: [null, /budget 1 per account: 1 of 1 in flight/],
};
