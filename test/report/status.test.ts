/** Does the status say what is not as wanted, worst first, within its bounds, and can no name break out of the page? */
import { describe, expect, it } from '@jest/globals';
import type { Outlook } from '../../src/model/decision.ts';
import { MAX_STATUS_RESOURCES, MAX_STATUS_TARGETS, statusReport } from '../../src/report/status.ts';
import { PAGE_SECURITY_POLICY, statusPage } from '../../src/report/status-page.ts';
import { ARN, HOSTILE, NOW, outlook, snapshot, standing, states, summary } from './world.ts';

const held = standing('held', {
  hold: { gate: 'window', reason: 'OutsideWindow', why: 'weekend-nights is closed', until: NOW + 60_000 },
  differences: [{ path: '/minimumInstanceMetadataServiceVersion', have: undefined, want: '2' }],
  notes: [{ reason: 'RetiredPlatform', message: 'notebook-al1-v1 cannot start again' }],
});

function target(state: 'reached' | 'refused', account = '111122223333') {
  return { account, region: 'eu-central-1', state, reason: undefined, message: undefined, lastCompleteAt: undefined };
}

describe('documents of endpoints', () => {
  const at = (statement: string, have: unknown, want: unknown) => ({
    path: `/endpoints/vpce-1/statements/${statement}`,
    have,
    want,
  });
  const statement = { Effect: 'Deny', Resource: 'x'.repeat(20_000) };
  const differences = [
    at('SagekeeperA', undefined, statement),
    at('<b>', statement, undefined),
    at('SagekeeperC', statement, statement),
  ];
  const report = statusReport(snapshot({ outlooks: () => [outlook([standing('drifted', { differences })])] }));

  it('are told by their statements, added, removed and changed', () => {
    const page = statusPage(report);
    expect(page).toContain('+ SagekeeperA of vpce-1, - &#60;b&#62; of vpce-1, ~ SagekeeperC of vpce-1');
  });

  it('stay small, whatever stands in them, and whatever they are called', () => {
    const long = [at(`${HOSTILE}${'y'.repeat(20_000)}`, undefined, statement)];
    const bounded = statusReport(snapshot({ outlooks: () => [outlook([standing('drifted', { differences: long })])] }));
    expect(JSON.stringify(bounded.resources[0]?.differences).length).toBeLessThan(4_000);
    expect(JSON.stringify(report.resources[0]?.differences).length).toBeLessThan(10_000);
  });
});

describe('statusReport', () => {
  it('has the documented shape', () => {
    const report = statusReport(
      snapshot({
        frozen: true,
        targets: [target('reached'), { ...target('refused'), reason: 'ControlPolicy', message: 'an SCP' }],
        policies: [summary({ states: states({ held: 1 }), held: { window: 1 }, oldestDriftAt: NOW - 1 })],
        outlooks: () => [outlook([held, standing('compliant', { policy: 'other' })])],
      }),
    );
    expect(report).toMatchObject({
      at: '2026-11-21T10:00:00.000Z',
      revision: '0123456789ab',
      complete: true,
      frozen: true,
      targetStates: { reached: 1, refused: 1, unreachable: 0, disabled: 0, skipped: 0 },
      targets: [
        { state: 'refused', reason: 'ControlPolicy', message: 'an SCP', lastCompleteAt: null },
        { state: 'reached', reason: null },
      ],
      targetsTotal: 2,
      policies: [{ policy: 'imds-v2', oldestDriftAt: '2026-11-21T09:59:59.999Z', held: { window: 1 } }],
      resourcesTotal: 1,
    });
    expect(report.resources).toEqual([
      {
        arn: ARN,
        account: '111122223333',
        region: 'eu-central-1',
        kind: 'notebook-instance',
        policy: 'imds-v2',
        state: 'held',
        gate: 'window',
        reason: 'OutsideWindow',
        why: 'weekend-nights is closed',
        until: '2026-11-21T10:01:00.000Z',
        differences: [{ path: '/minimumInstanceMetadataServiceVersion', have: null, want: '2' }],
        differencesTotal: 1,
        notes: [{ reason: 'RetiredPlatform', message: 'notebook-al1-v1 cannot start again' }],
        next: null,
        change: null,
        handedOver: null,
        observedAt: '2026-11-21T10:00:00.000Z',
      },
    ]);
  });

  it('shows what is on its way although no policy applies any more', () => {
    const step = {
      step: 'call',
      call: { operation: 'StartNotebookInstance', input: {} },
      effect: 'restore',
      reason: 'BringBack',
      why: 'it was running',
    } as const;
    const report = statusReport(snapshot({ outlooks: () => [outlook([], { change: 'c-1', step })] }));
    expect(report.resources).toMatchObject([
      {
        policy: null,
        state: 'converging',
        change: 'c-1',
        why: 'it was running',
        next: { operation: 'StartNotebookInstance', effect: 'restore' },
      },
    ]);
    const lost = { reason: 'StartFailed', why: 'no capacity' };
    const told = statusReport(snapshot({ outlooks: () => [outlook([standing('compliant')], { handedOver: lost })] }));
    expect(told.resources).toMatchObject([{ policy: null, state: 'failed', handedOver: lost }]);
    expect(statusReport(snapshot({ outlooks: () => [outlook([standing('compliant')])] })).resourcesTotal).toBe(0);
  });

  it('keeps the worst of many, and says how many there are', () => {
    function* many(): Iterable<Outlook> {
      for (let index = 0; index < 50_000; index++) yield outlook([standing('drifted')]);
      yield outlook([standing('failed')]);
      yield outlook([standing('held')]);
    }
    const targets = Array.from({ length: 3_000 }, () => target('reached'));
    const report = statusReport(snapshot({ outlooks: many, targets: [...targets, target('refused', '999900001111')] }));
    expect(report.resourcesTotal).toBe(50_002);
    expect(report.resources).toHaveLength(MAX_STATUS_RESOURCES);
    expect(report.resources.slice(0, 3).map((resource) => resource.state)).toEqual(['failed', 'held', 'drifted']);
    expect(report.targets).toHaveLength(MAX_STATUS_TARGETS);
    expect(report.targets[0]?.account).toBe('999900001111');
    expect(report.targetsTotal).toBe(3_001);
  });

  it('bounds what a resource may say', () => {
    const huge = { path: '/document', have: { text: 'x'.repeat(100_000) }, want: HOSTILE };
    const differences = Array.from({ length: 100 }, () => huge);
    const report = statusReport(snapshot({ outlooks: () => [outlook([standing('drifted', { differences })])] }));
    expect(JSON.stringify(report).length).toBeLessThan(30_000);
    expect(report.resources[0]?.differences).toHaveLength(20);
    expect(report.resources[0]?.differencesTotal).toBe(100);
  });
});

describe('a pipeline', () => {
  const step = (name: string) => ({ path: `/definition/${name}`, have: undefined, want: 'mlp', step: name });
  const differences = [
    { ...step('Train'), needs: [{ action: 'sagemaker:CreateTrainingJob', resource: 'arn' }] },
    step(HOSTILE),
    { ...step('Check/if/Register'), want: ['mlp-*'], reportOnly: true as const },
    step('Last'),
  ];
  const call = { operation: 'UpdatePipeline', input: { PipelineDefinition: 'hunter2' } } as const;
  const rewrite = { step: 'call', call, effect: 'change', reason: 'Rewrite', why: '3 names of jobs differ' } as const;
  const report = statusReport(
    snapshot({
      outlooks: () => [outlook([standing('converging', { differences })], { resourceKind: 'pipeline', step: rewrite })],
    }),
  );

  it('is told with the steps that differ, what is only reported, and never its definition', () => {
    const [resource] = report.resources;
    expect(resource?.differences[0]).toEqual({ path: '/definition/Train', have: null, want: 'mlp', step: 'Train' });
    expect(resource?.differences[2]).toMatchObject({ step: 'Check/if/Register', reportOnly: true });
    expect(resource?.next).toEqual({ operation: 'UpdatePipeline', effect: 'change' });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('stands on the page with the first of its steps, which cannot break out', () => {
    const page = statusPage(report);
    expect(page).toMatch(/<td>Train, .*, Check\/if\/Register, 1 more<\/td>/);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('hunter2');
  });
});

describe('a pipeline whose steps run in other networks', () => {
  it('stands on the page with what differs of each step', () => {
    const differences = ['VpcConfig', 'EnableNetworkIsolation', 'TrainingJobName'].map((setting) => ({
      path: `/definition/Steps/0/Arguments/${setting}`,
      have: undefined,
      want: true,
      step: 'Train',
    }));
    const outlooks = () => [outlook([standing('drifted', { differences })], { resourceKind: 'pipeline' })];
    expect(statusPage(statusReport(snapshot({ outlooks })))).toContain(
      '<td>Train VpcConfig, Train EnableNetworkIsolation, Train</td>',
    );
  });
});

describe('statusPage', () => {
  const report = statusReport(
    snapshot({
      frozen: true,
      problems: 1,
      complete: false,
      targets: [{ ...target('refused', HOSTILE), reason: HOSTILE, message: HOSTILE }],
      policies: [summary({ policy: HOSTILE, kind: HOSTILE, halted: true, states: states({ held: 3 }) })],
      outlooks: () => [
        outlook([held], { arn: `arn/${HOSTILE}` }),
        outlook([standing('failed', { policy: HOSTILE, notes: [{ reason: 'x', message: HOSTILE }] })]),
      ],
    }),
  );

  it('holds what a person asks first', () => {
    const page = statusPage(report);
    for (const said of [
      'Frozen: nothing new begins.',
      'has 1 mistakes',
      'Not every target has been looked at yet.',
      'Targets not reached (1)',
      'Held resources (1)',
      'weekend-nights is closed',
      '2026-11-21 10:01:00Z',
      'halted',
      'http-equiv="refresh"',
      'color-scheme: light dark',
    ]) {
      expect(page).toContain(said);
    }
    expect(statusPage(undefined)).toContain('No desired state has been loaded yet.');
    expect(statusPage(statusReport(snapshot()))).toContain('None.');
  });

  it('lets no name become markup, and loads nothing', () => {
    const page = statusPage(report);
    expect(page).not.toMatch(/<script|javascript:|src=|href=|\son\w+=/i);
    expect(page).toContain('&#60;script&#62;');
    expect(PAGE_SECURITY_POLICY).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
  });
});
