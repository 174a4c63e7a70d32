/**
 * Is a job stopped when it has to be, once, and never when there is nothing left to stop?
 */
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../../src/aws/operations.ts';
import { isWithin } from '../../../src/plan/admit.ts';
import type { SentCall } from '../../../src/model/resource.ts';
import { jobs } from '../../../src/resources/job/kind.ts';
import { nextStep } from '../../../src/resources/job/converge.ts';
import { JOB_PATHS, JOB_TYPES, settingPath } from '../../../src/resources/job/shape.ts';
import { acceptedCall } from '../accepted-call.ts';
import { NOW, SETTLE_MS, contextOf, jobOf } from './jobs.ts';

const DIFFERENCE = { path: JOB_PATHS.vpc, have: undefined, want: 'required' };

const stopOf = (part: Partial<SentCall>): SentCall =>
  acceptedCall({
    operation: 'StopProcessingJob',
    effect: 'disrupt',
    reason: 'Stop',
    change: 'c0',
    at: NOW - 1_000,
    ...part,
  });

describe('a job', () => {
  it.each(JOB_TYPES)('of type %s is stopped by its name, which disturbs', (type) => {
    const step = nextStep(jobOf({ type, name: 'A' }), [DIFFERENCE], contextOf());
    if (step.step !== 'call') throw new Error(step.step);
    const { call, effect, reason, mends } = step;
    expect({ effect, reason, mends }).toEqual({ effect: 'disrupt', reason: 'Stop', mends: ['/vpcConfig'] });
    const row = OPERATIONS[call.operation];
    expect(call.input).toEqual({ ['resourceMember' in row ? row.resourceMember : '']: 'A' });
    expect(jobs.writes).toContain(call.operation);
  });

  it('is stopped for each setting once, however many policies want another', () => {
    const differences = [DIFFERENCE, { ...DIFFERENCE, want: { subnets: ['subnet-1'] } }];
    const step = nextStep(jobOf(), differences, contextOf());
    expect(step).toMatchObject({ mends: ['/vpcConfig'], why: expect.stringMatching(/: \/vpcConfig;/) });
  });

  it('is stopped with who started it among the reasons, who may start it again', () => {
    const origin = { by: 'modelMonitor', name: 'arn:schedule' } as const;
    expect(nextStep(jobOf({ origin }), [DIFFERENCE], contextOf())).toMatchObject({
      why: expect.stringMatching(/: \/vpcConfig; started by Model Monitor for the schedule arn:schedule$/),
    });
    expect(nextStep(jobOf(), [DIFFERENCE], contextOf())).toMatchObject({
      why: expect.stringContaining('it runs with the role arn:aws:iam::111122223333:role/Runner'),
    });
  });

  it.each(['Stopping', 'Stopped', 'Completed', 'Failed', 'Deleting', 'DeleteFailed'])('%s is left alone', (status) => {
    expect(nextStep(jobOf({ status }), [DIFFERENCE], contextOf())).toEqual({ step: 'none' });
  });

  it('that we stopped is waited for until it has ended, up to an hour', () => {
    const stepOf = (status: string, sent: readonly SentCall[]) => nextStep(jobOf({ status }), [], contextOf(sent));
    const waits = { step: 'wait', reason: 'Stopping', recheckAfterMs: 15_000 };
    expect(stepOf('Stopping', [stopOf({ at: NOW - 60_000 })])).toMatchObject(waits);
    expect(stepOf('Stopping', [stopOf({ at: NOW - 60_000, outcome: 'ambiguous' })])).toMatchObject(waits);
    for (const sent of [[], [stopOf({ at: NOW - 3_600_000 })], [stopOf({ outcome: 'denied' })]])
      expect(stepOf('Stopping', sent)).toEqual({ step: 'none' });
    expect(stepOf('Stopped', [stopOf({})])).toEqual({ step: 'none' });
  });

  it('without differences is left alone', () => {
    expect(nextStep(jobOf(), [], contextOf([stopOf({})]))).toEqual({ step: 'none' });
  });

  it.each<readonly [what: string, sent: Partial<SentCall>, step: string]>([
    ['accepted', {}, 'wait'],
    ['ambiguous', { outcome: 'ambiguous' }, 'wait'],
    ['accepted after the reading', { at: NOW + 5 }, 'wait'],
    ['accepted and shows late', { at: NOW - 5 * 60_000 + 1 }, 'wait'],
    ['accepted long ago', { at: NOW - 5 * 60_000 }, 'call'],
    ['ambiguous, and may never have been heard', { outcome: 'ambiguous', at: NOW - SETTLE_MS }, 'call'],
    ['refused', { outcome: 'conflict' }, 'call'],
    ['another', { operation: 'StopTrainingJob' }, 'call'],
  ])('whose stop was %s: %s %s', (_what, sent, step) => {
    expect(nextStep(jobOf(), [DIFFERENCE], contextOf([stopOf(sent)])).step).toBe(step);
  });

  it('whose stop was accepted waits for as long as readings may be old, where that is longer', () => {
    const settleMs = 10 * 60_000;
    const stepAfter = (ms: number) =>
      nextStep(jobOf(), [DIFFERENCE], { ...contextOf([stopOf({ at: NOW - ms })]), settleMs }).step;
    expect([stepAfter(settleMs - 1), stepAfter(settleMs)]).toEqual(['wait', 'call']);
  });

  it('whose stop does not show yet is looked for the less often the longer it takes', () => {
    const waits = [1_000, 20_000, 290_000].map((ms) => {
      const step = nextStep(jobOf(), [DIFFERENCE], contextOf([stopOf({ at: NOW - ms })]));
      return step.step === 'wait' ? step.recheckAfterMs : step.step;
    });
    expect(waits).toEqual([2_000, 5_000, 30_000]);
  });
});

describe('what is driven', () => {
  it('is every setting, of one and of several', () => {
    for (const path of Object.values(JOB_PATHS)) {
      expect(isWithin(settingPath(path, 0, 1), jobs.drives)).toBe(true);
      expect(isWithin(settingPath(path, 9, 10), jobs.drives)).toBe(true);
    }
    expect(settingPath(JOB_PATHS.vpc, 1, 2)).toBe('/1/vpcConfig');
    expect(isWithin('/roleArn', jobs.drives)).toBe(false);
  });
});
