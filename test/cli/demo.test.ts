/**
 * The parts of the demo that need no process: its hurried copy of the desired state, and what it tells of status documents.
 */
import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { closing } from '../../src/cli/demo-closing.ts';
import type { Truth } from '../../src/cli/demo-closing.ts';
import { changeLines, mendedLines, progressLine, settled, stillToMend } from '../../src/cli/demo-picture.ts';
import { copyForDemo, hurry } from '../../src/cli/demo-state.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { load } from '../../src/desired-state/load.ts';
import type { StatusReport, StatusResource } from '../../src/report/status.ts';
import { NOW } from './survey-fixture.ts';

describe('the desired state of the demo', () => {
  it.each([
    ['replaces', 'kind: Organization\nspec:\n  settle: 60s # so long\n  schedule: "*/15 * * * *"\n'],
    ['adds', 'kind: Organization\nspec:\n  # where\n\n  regions: [eu-central-1]\n'],
  ])('%s the rhythm', (_how, text) => {
    const hurried = hurry(text);
    expect(hurried).toMatch(/^ {2}settle: 2s$/m);
    expect(hurried).toMatch(/^ {2}schedule: "\*\/5 \* \* \* \* \*"$/m);
    expect(hurried.match(/settle:/g)).toHaveLength(1);
  });

  it('leaves other documents of the same file alone', () => {
    const window = 'kind: MaintenanceWindow\nspec:\n  schedule: "0 22 * * 6"\n';
    expect(hurry(`${window}---\nkind: Organization\nspec:\n  regions: []\n---\n${window}`)).toBe(
      `${window}---\nkind: Organization\nspec:\n  settle: 2s\n  schedule: "*/5 * * * * *"\n  regions: []\n---\n${window}`,
    );
  });

  it('is the example with another rhythm, and loads', async () => {
    const copy = copyForDemo('desired-state');
    const [real, hurried] = [await load('desired-state', NOW), await load(copy, NOW)];
    rmSync(copy, { recursive: true });
    if ('problems' in real || 'problems' in hurried) throw new Error('the example does not load');
    expect(hurried.state.organization).toMatchObject({ schedule: '*/5 * * * * *', settleMs: 2_000 });
    const names = (loaded: typeof real): readonly string[] => loaded.state.policies.map(({ name }) => name);
    expect(names(hurried)).toEqual(names(real));
  });
});

function resource(name: string, more: Partial<StatusResource>): StatusResource {
  return {
    arn: `arn:aws:sagemaker:eu-central-1:011122223333:notebook-instance/${name}`,
    account: '011122223333',
    region: 'eu-central-1',
    kind: 'notebook-instance',
    policy: 'imds-v2',
    state: 'converging',
    gate: null,
    reason: null,
    why: null,
    until: null,
    differences: [],
    differencesTotal: 0,
    notes: [],
    next: null,
    change: null,
    handedOver: null,
    observedAt: null,
    ...more,
  };
}

function status(resources: readonly StatusResource[], more: Partial<StatusReport> = {}): StatusReport {
  return {
    at: null,
    revision: 'r',
    commit: null,
    loadedAt: null,
    problems: [],
    problemsTotal: 0,
    complete: true,
    frozen: false,
    freeze: null,
    lastCompletePassAt: '2026-11-21T19:00:00.000Z',
    queueDepth: 0,
    exemptions: { active: 0, ending: 0, ended: 0, unused: 0 },
    targetStates: { reached: 1, unreachable: 0, refused: 0, disabled: 0, skipped: 0 },
    targets: [],
    targetsTotal: 1,
    policies: [],
    resources,
    resourcesTotal: resources.length,
    ...more,
  };
}

const WAITING = { state: 'held', gate: 'budget' } as const;
const LEFT = { state: 'held', gate: 'prerequisite', why: 'its platform is retired' } as const;

describe('what the demo tells', () => {
  it('counts what will still move, and nothing that waits for a person', () => {
    const seen = status([
      resource('a', {}),
      resource('b', WAITING),
      resource('c', LEFT),
      resource('d', { state: 'drifted' }),
    ]);
    expect(stillToMend(seen).size).toBe(2);
    expect(progressLine(seen, 4)).toBe('drift to mend: 2 of 4  ██████████░░░░░░░░░░  1 on the way, 1 waiting');
  });

  it.each([
    ['nothing moves', status([resource('c', LEFT)]), true],
    ['one is on its way', status([resource('a', {})]), false],
    ['one waits for another', status([resource('a', WAITING)]), false],
    ['not every place has been looked at', status([], { complete: false }), false],
  ])('is settled only when nothing moves any more: %s', (_case, seen, expected) => {
    expect(settled(seen)).toBe(expected);
  });

  it('counts a notebook once, however many policies look at it', () => {
    const seen = status([
      resource('a', {}),
      resource('a', { policy: 'hardening' }),
      resource('a', { policy: 'x', ...WAITING }),
    ]);
    expect(progressLine(seen, 1)).toMatch(/^drift to mend: 1 of 1 .* 1 on the way, 0 waiting$/);
  });

  it('tells what is mended, and only that', () => {
    const before = status([resource('a', WAITING), resource('b', {}), resource('c', {}), resource('d', {})]);
    const after = status([
      resource('a', {}),
      resource('b', LEFT),
      resource('c', { state: 'drifted', policy: 'hardening', gate: 'auditMode' }),
    ]);
    expect(mendedLines(undefined, after, PLAIN)).toEqual([]);
    expect(mendedLines(before, before, PLAIN)).toEqual([]);
    expect(mendedLines(before, after, PLAIN)).toEqual([
      'c in 011122223333/eu-central-1: as declared',
      'd in 011122223333/eu-central-1: as declared',
    ]);
  });

  it('tells changes of state, and no others', () => {
    const { arn } = resource('a', {});
    const changes = [
      { resource: arn, from: 'InService', to: 'Stopping' },
      { resource: arn, from: 'Stopping', to: 'Stopping' },
      { resource: arn, from: 'Stopped', to: undefined },
    ];
    expect(changeLines(changes)).toEqual(['a in 011122223333/eu-central-1: Stopping']);
  });

  it('closes with what was restarted, what stayed off, what was lost, and what was left alone and why', () => {
    const truth = (name: string, state: string, settings: string): Truth => ({
      arn: resource(name, {}).arn,
      status: state,
      settings,
    });
    const before = [
      truth('ran', 'InService', '1'),
      truth('off', 'Stopped', '1'),
      truth('lost', 'InService', '1'),
      truth('same', 'InService', '2'),
    ];
    const after = [
      truth('ran', 'InService', '2'),
      truth('off', 'Stopped', '2'),
      truth('lost', 'Failed', '2'),
      truth('same', 'InService', '2'),
    ];
    const audited = { state: 'drifted', policy: 'hardening', why: 'in mode audit' } as const;
    const findings = [resource('old', LEFT), ...['a', 'b', 'c', 'd', 'e'].map((name) => resource(name, audited))];
    const place = { account: '011122223333', region: 'eu-west-1', lastCompleteAt: null, message: null };
    const seen = status(findings, { targets: [{ ...place, state: 'refused', reason: 'ControlPolicyDenies' }] });
    expect(closing(before, after, seen, PLAIN)).toEqual([
      '1 notebook restarted with the new setting, and running again:',
      '  ran in 011122223333/eu-central-1',
      '1 notebook mended while off, and still off:',
      '  off in 011122223333/eu-central-1',
      '1 notebook that ran, and not running now:',
      '  lost in 011122223333/eu-central-1',
      'Left alone:',
      '  old in 011122223333/eu-central-1: held (imds-v2), its platform is retired',
      '  a in 011122223333/eu-central-1, b in 011122223333/eu-central-1, c in 011122223333/eu-central-1 and 2 more: drifted (hardening), in mode audit',
      'Not read:',
      '  011122223333/eu-west-1: refused, ControlPolicyDenies',
    ]);
  });
});
