/**
 * What carries our intent is never held: whatever gates are closed, either the way home is taken or it is waited for AWS. And
 * with every gate closed nothing but the way home is ever taken.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consider } from '../../src/controller/consider.ts';
import { judgesOf } from '../../src/controller/judges.ts';
import { Permissions } from '../../src/controller/permissions.ts';
import type { Site } from '../../src/controller/consider.ts';
import type { Effect, IntentReading, Resource } from '../../src/model/resource.ts';
import { NO_NETWORK_FACTS } from '../../src/model/network.ts';
import { NO_RECOLLECTION } from '../../src/model/resource.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';
import type { NotebookInstance } from '../../src/resources/notebook-instance/shape.ts';
import { ACCOUNT, REGION, SETTLE_MS, closed, situationNamed, stateOf } from '../crash/situations.ts';
import { CREATED_AT, NOW, configured, notebook } from '../resources/notebook-instance/notebooks.ts';

const STATUSES = [
  'InService',
  'Stopped',
  'Failed',
  'Stopping',
  'Updating',
  'Pending',
  'InMaintenance',
  'Deleting',
  'New',
];
const PLATFORMS = ['notebook-al2023-v1', 'notebook-al2-v3', 'notebook-al1-v1', 'notebook-al2023-v2', undefined];

const intents: fc.Arbitrary<IntentReading> = fc
  .record({
    phase: fc.constantFrom('stop' as const, 'start' as const, 'up' as const),
    age: fc.constantFrom(0, 0.5, 2, 10, 20, 1_000),
    platform: fc.constantFrom(undefined, 'notebook-al2023-v1'),
  })
  .map(({ phase, age, platform }) => ({
    is: 'ours',
    intent: { phase, at: NOW - age * SETTLE_MS, of: CREATED_AT, change: 'c1', platform },
  }));

const resources: fc.Arbitrary<NotebookInstance> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    intent: intents,
    version: fc.constantFrom('1', '2', undefined),
    rootAccess: fc.constantFrom('Enabled', 'Disabled'),
    platformIdentifier: fc.constantFrom(...PLATFORMS),
    tags: fc.constantFrom({}, { 'aws:cloudformation:stack-name': 'team' }),
  })
  .map(({ status, intent, version, rootAccess, platformIdentifier, tags }) =>
    notebook({
      status,
      intent,
      tags,
      configuration: configured({ minimumInstanceMetadataServiceVersion: version, rootAccess, platformIdentifier }),
    }),
  );

const gates = fc.record({
  closed: fc.constantFrom(
    'freeze' as const,
    'audit' as const,
    'exemption' as const,
    'window' as const,
    'deny' as const,
    undefined,
  ),
  listed: fc.boolean(),
  inFlight: fc.constantFrom(0, 5),
  halted: fc.boolean(),
  unwritable: fc.boolean(),
  situation: fc.constantFrom('both', 'retired'),
});
type Gates = typeof gates extends fc.Arbitrary<infer T> ? T : never;

function siteOf(these: Gates): Site {
  const open = stateOf(situationNamed(these.situation).policies);
  const state = these.closed === undefined ? open : closed(open, these.closed);
  const { freeze } = state.organization;
  const selection = { target: { account: ACCOUNT.id, region: REGION }, account: ACCOUNT, policies: state.policies };
  return {
    selection,
    state,
    kind: RESOURCE_KINDS['notebook-instance'],
    policies: judgesOf(selection, RESOURCE_KINDS['notebook-instance'], () => NO_NETWORK_FACTS),
    windows: windowsAt(state.windows, NOW),
    census: { running: () => 10, inFlight: () => these.inFlight, unread: () => [] },
    halted: () => (these.halted ? 'it does harm' : undefined),
    permissions: new Permissions(),
    restraint: freeze ? { reason: 'Frozen', why: 'frozen' } : undefined,
    listed: these.listed,
    unwritable: these.unwritable ? { until: NOW + 1, why: 'no session' } : undefined,
  };
}

function decide(resource: Resource, site: Site) {
  const remembered = { recollection: NO_RECOLLECTION, refusals: [], changeId: () => 'c2' };
  return consider(resource, site, remembered, NOW).decision;
}

describe('a notebook that carries our intent', () => {
  it('is never held, whatever gates are closed', () => {
    fc.assert(
      fc.property(resources, gates, (resource, these) => {
        const decision = decide(resource, siteOf(these));
        expect(decision.decision === 'rest' && decision.step.step === 'call').toBe(false);
      }),
      { verbose: 1, numRuns: 2_000 },
    );
  });

  it('is only ever brought home while everything is closed', () => {
    const shut = fc.record({
      these: gates,
      closing: fc.constantFrom('freeze' as const, 'audit' as const, 'exemption' as const),
    });
    fc.assert(
      fc.property(resources, shut, (resource, { these, closing }) => {
        const decision = decide(resource, siteOf({ ...these, closed: closing }));
        expect(decision.decision === 'act' ? decision.step.effect : 'restore').toBe('restore');
      }),
      { verbose: 1, numRuns: 2_000 },
    );
  });
});

/** A quiet change of what is off waits for no window and no budget; what disturbs somebody waits for every gate. */
function mayBegin(effect: Effect, { status }: Resource, these: Gates): boolean {
  const mayNothing = !these.listed || these.unwritable || these.halted;
  if (mayNothing || ['freeze', 'audit', 'exemption'].includes(these.closed ?? '')) return false;
  if (effect === 'change') return status === 'Stopped';
  const isDisturbing = effect === 'probe' || effect === 'disrupt';
  return isDisturbing && status === 'InService' && these.closed === undefined && these.inFlight === 0;
}

describe('a notebook that carries none', () => {
  it('is not touched while anything is closed, but for what is off and waits for no window and no budget', () => {
    fc.assert(
      fc.property(resources, gates, (drawn, these) => {
        const resource = { ...drawn, intent: { is: 'none' } as const };
        const decision = decide(resource, siteOf(these));
        expect(decision.decision === 'rest' || mayBegin(decision.step.effect, resource, these)).toBe(true);
      }),
      { verbose: 1, numRuns: 2_000 },
    );
  });
});
