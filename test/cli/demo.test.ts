/**
 * The parts of the demo that need no process: its hurried copy of the desired state, and what it tells of status documents.
 */
import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { closing, movements, progressLine, remaining, settled } from '../../src/cli/demo-picture.ts';
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
    loadedAt: null,
    problems: 0,
    complete: true,
    frozen: false,
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

const STOP = { next: { operation: 'StopNotebookInstance', effect: 'disrupt' } };
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
    expect(remaining(seen)).toBe(2);
    expect(progressLine(seen, 4)).toBe('drift to mend: 2 of 4  ████████████░░░░░░░░░░░░  1 on the way, 1 waiting');
  });

  it.each([
    ['nothing moves', status([resource('c', LEFT)]), true],
    ['one is on its way', status([resource('a', {})]), false],
    ['one waits for another', status([resource('a', WAITING)]), false],
    ['not every place has been looked at', status([], { complete: false }), false],
  ])('is settled only when nothing moves any more: %s', (_case, seen, expected) => {
    expect(settled(seen)).toBe(expected);
  });

  it('tells each move once, and the end', () => {
    const first = status([resource('a', WAITING)]);
    const second = status([resource('a', STOP)]);
    const title = 'a in 011122223333/eu-central-1 (imds-v2)';
    expect(movements(undefined, second, PLAIN)).toEqual([]);
    expect(movements(first, second, PLAIN)).toEqual([`${title}: StopNotebookInstance`]);
    expect(movements(second, second, PLAIN)).toEqual([]);
    expect(movements(second, status([]), PLAIN)).toEqual([`${title}: as declared`]);
  });

  it('closes with what was restarted, what stayed off, and what was left alone and why', () => {
    const arn = (name: string): string => resource(name, {}).arn;
    const truth = [
      { arn: arn('ran'), status: 'InService', changed: true },
      { arn: arn('off'), status: 'Stopped', changed: true },
      { arn: arn('untouched'), status: 'InService', changed: false },
    ];
    const told = closing(status([resource('old', LEFT)]), truth, PLAIN).join('\n');
    expect(told).toBe(
      [
        '1 notebook restarted, and running again:',
        '  ran in 011122223333/eu-central-1',
        '1 notebook mended while off, and still off:',
        '  off in 011122223333/eu-central-1',
        '1 finding left alone:',
        '  old in 011122223333/eu-central-1 (imds-v2): held (prerequisite): its platform is retired',
      ].join('\n'),
    );
  });
});
