/**
 * One look and its call, with a controller that decides as a test says: what is read again before anything is sent, what is remembered
 * of each outcome, and when one looks again.
 */
import { describe, expect, it } from '@jest/globals';
import { Recollections } from '../../src/controller/recollections.ts';
import type { AwsErrorFacts } from '../../src/model/aws-error.ts';
import type { Hold } from '../../src/model/decision.ts';
import type { CallStep, Intent, Resource, SentCall, Step } from '../../src/model/resource.ts';
import { INTENT_TAG, formatIntent } from '../../src/resources/intent.ts';
import { NOW } from '../plan/documents.ts';
import { acceptedCall } from '../resources/accepted-call.ts';
import { error, looked } from './looking.ts';
import type { Scene } from './looking.ts';

const INTENT: Intent = { phase: 'stop', at: NOW, of: NOW - 100 * 86_400_000, change: 'c9', platform: undefined };
const OURS: Partial<Resource> = { intent: { is: 'ours', intent: INTENT } };
const STOP: CallStep = {
  step: 'call',
  call: { operation: 'StopNotebookInstance', input: { NotebookInstanceName: 'a' } },
  effect: 'disrupt',
  reason: 'Stop',
  why: '',
};
const UPDATE: CallStep = { ...STOP, call: { operation: 'UpdateNotebookInstance', input: {} }, effect: 'change' };
const tagging = (tags: readonly object[], effect: CallStep['effect'] = 'disrupt'): CallStep => ({
  ...STOP,
  call: { operation: 'AddTags', input: { Tags: tags } },
  effect,
});

const sentStop = (part: Partial<SentCall> = {}): SentCall =>
  acceptedCall({ operation: 'StopNotebookInstance', effect: 'disrupt', change: 'c1', at: NOW - 10_000, ...part });

describe('before a call is sent', () => {
  it('nothing is read again that was read as a whole a moment ago', async () => {
    const { log, calls, again } = await looked({ steps: [STOP] });
    expect([calls, log, again]).toEqual([[STOP.call], ['reserved'], { again: 'in', ms: 500 }]);
  });

  it.each<[string, Partial<Scene>]>([
    ['was read longer ago', { known: { observedAt: NOW - 251 } }],
    ['was read in part', { kind: { isWhole: () => false } }],
    ['has the tags of an earlier reading', { tagsAt: NOW - 1 }],
    ['was read before our own last call', { sent: [sentStop({ at: NOW })] }],
  ])('a resource is read again where it %s', async (_what, scene) => {
    const { log, calls } = await looked({ steps: [STOP], ...scene });
    expect([log.slice(0, 2), calls]).toEqual([['described', 'kept'], [STOP.call]]);
  });

  it('a resource is read again only by age where no tags matter', async () => {
    const { log } = await looked({ steps: [STOP], tagsAt: NOW - 1, kind: { nominate: undefined } });
    expect(log).not.toContain('described');
  });

  it('what a list told while the call waited for its turn is what it is judged by', async () => {
    const known = { observedAt: NOW - 100, status: 'InService' };
    const newer = await looked({ known, steps: [STOP], listed: { observedAt: NOW - 50, status: 'Pending' } });
    expect([newer.judged, newer.log]).toEqual([['InService', 'Pending'], ['reserved']]);
    const older = await looked({ known, steps: [STOP], listed: { observedAt: NOW - 150, status: 'Pending' } });
    expect(older.judged).toEqual(['InService', 'InService']);
  });

  it.each<[string, Step]>([
    ['another call', UPDATE],
    ['the same call about another part', { ...STOP, about: 'b' }],
    ['none', { step: 'none' }],
  ])('and nothing is sent where what is right by then is %s', async (_what, step) => {
    const { calls, again } = await looked({ steps: [STOP, step] });
    expect(calls).toEqual([]);
    expect(again).toEqual(step.step === 'call' ? { again: 'in', ms: 100 } : { again: 'pass' });
  });

  it('and nothing is sent where the resource is gone, or cannot be read', async () => {
    const old = { observedAt: NOW - 1_000 };
    expect(await looked({ known: old, steps: [STOP], fresh: undefined })).toMatchObject({
      again: { again: 'pass' },
      calls: [],
    });
    const unread = error({ reason: 'throttled' });
    expect(await looked({ known: old, steps: [STOP], unread })).toMatchObject({
      again: unread,
      calls: [],
      log: ['described', 'released'],
    });
  });

  it('a session is for all that a restart takes, or for the one quiet thing', async () => {
    const operations = async (scene: Scene) => (await looked(scene)).scopes[0]?.operations;
    expect(await operations({ steps: [STOP] })).toEqual(['AddTags', 'StopNotebookInstance']);
    expect(await operations({ steps: [UPDATE] })).toEqual(['AddTags']);
    expect(await operations({ steps: [UPDATE], known: OURS })).toEqual(['AddTags', 'StopNotebookInstance']);
    expect(await operations({ steps: [UPDATE], kind: { quietWrites: undefined } })).toEqual(['UpdateNotebookInstance']);
  });
});

describe('where no session can be had', () => {
  const noSession = error();

  it('nothing begins for five minutes, and what is under way is tried every minute', async () => {
    const denied = await looked({ steps: [STOP], noSession });
    expect(denied.again).toEqual({ again: 'at', at: NOW + 300_000 });
    expect(denied.log).toEqual(['released', '111122223333 not writable for 300000']);
    expect(denied.told).toMatchObject([{ event: 'Notice', reason: 'CallNotSent' }]);
    expect((await looked({ steps: [STOP], noSession, known: OURS })).again).toEqual({ again: 'in', ms: 60_000 });
  });

  it('for now, it is tried again soon, and sooner where something is down', async () => {
    const unavailable = error({ reason: 'unavailable' });
    const { again, log } = await looked({ steps: [STOP], noSession: unavailable });
    expect([again, log.at(-1)]).toEqual([{ again: 'in', ms: 60_000 }, '111122223333 not writable for 60000']);
    const home = await looked({ steps: [STOP], noSession: unavailable, known: OURS });
    expect(home.again).toEqual({ again: 'in', ms: 5_000 });
  });
});

describe('after a call', () => {
  it('that was accepted one looks soon, the sooner where only a tag was written, and at once after a probe', async () => {
    expect((await looked({ steps: [STOP] })).again).toEqual({ again: 'in', ms: 500 });
    expect((await looked({ steps: [tagging([])] })).again).toEqual({ again: 'in', ms: 50 });
    expect((await looked({ steps: [{ ...STOP, effect: 'probe' }] })).again).toEqual({ again: 'in', ms: 0 });
  });

  it.each<[string, Partial<AwsErrorFacts>, number, boolean]>([
    ['refused', { reason: 'denied' }, 500, true],
    ['throttled', { reason: 'throttled' }, 500, true],
    ['lost', { reason: 'unavailable', delivery: 'ambiguous' }, 500, false],
  ])('that was %s its turn is given back, unless it may have begun', async (_what, outcome, ms, isReleased) => {
    const { again, log, of } = await looked({ steps: [STOP], outcome });
    expect([again, log.includes('released')]).toEqual([{ again: 'in', ms }, isReleased]);
    expect(of.sent.at(-1)).toMatchObject({ outcome: outcome.delivery ?? outcome.reason, message: 'no', at: NOW });
  });

  it('that was refused time and again one looks later, up to five minutes', async () => {
    const refused = (count: number) => [
      sentStop(),
      ...Array.from({ length: count }, () => sentStop({ outcome: 'throttled' })),
    ];
    const ms = async (count: number) =>
      (await looked({ steps: [STOP], sent: refused(count), outcome: { reason: 'throttled' } })).again;
    expect(await ms(1)).toEqual({ again: 'in', ms: 1_000 });
    expect(await ms(4)).toEqual({ again: 'in', ms: 8_000 });
    expect(await ms(12)).toEqual({ again: 'in', ms: 300_000 });
  });

  it('that mends, it is known whom for, and since when it differed', async () => {
    const { recollections, arn, of } = await looked({ steps: [UPDATE] });
    expect(recollections.mending(arn)).toEqual({ policies: ['imds'], change: 'c1', detectedAt: NOW - 7 });
    expect(of.policies).toEqual(['imds']);
    const back = await looked({ steps: [{ ...UPDATE, effect: 'restore' }] });
    expect(back.recollections.mending(back.arn)).toBeUndefined();
  });

  it('that wrote our intent, it is known by what was written', async () => {
    const tag = { Key: INTENT_TAG, Value: formatIntent(INTENT) };
    expect((await looked({ steps: [tagging([{ Key: 'x', Value: '' }, tag])] })).of.wrote).toEqual(INTENT);
    expect((await looked({ steps: [tagging([{ Key: 'x', Value: '' }])] })).of.wrote).toBeUndefined();
    expect((await looked({ steps: [tagging([tag])], outcome: { reason: 'denied' } })).of.wrote).toBeUndefined();
  });

  it('that took it away, it is recorded how the resource was left', async () => {
    const away: CallStep = { ...STOP, call: { operation: 'DeleteTags', input: {} }, effect: 'restore' };
    expect((await looked({ steps: [away], known: OURS })).log).toContain('recorded well');
    expect((await looked({ steps: [away], known: { ...OURS, status: 'Failed' } })).log).toContain('recorded worse');
    expect((await looked({ steps: [away], known: OURS, outcome: { reason: 'denied' } })).log).toEqual(['released']);
  });

  it.each<[string, CallStep, Partial<Resource>, Partial<AwsErrorFacts>, number | undefined]>([
    ['a quiet change, an hour', UPDATE, {}, { reason: 'denied' }, 3_600_000],
    ['one that it was stopped for, a day', UPDATE, OURS, { reason: 'invalid' }, 24 * 3_600_000],
    ['what only failed, not at all', UPDATE, {}, { reason: 'conflict' }, undefined],
    ['a Stop, not at all', STOP, {}, { reason: 'denied' }, undefined],
  ])('that AWS refused, it is not tried again: %s', async (_what, step, known, outcome, ms) => {
    const { recollections, arn } = await looked({ steps: [step], known, outcome });
    expect(recollections.refusals(arn, NOW)).toEqual(
      ms === undefined ? [] : [{ paths: ['/imds'], until: NOW + ms, why: 'AWS refused the update: no' }],
    );
  });

  it('without an intent the change is over with it, and the next one has another name', async () => {
    const ids = ['c1', 'c2'];
    const recollections = new Recollections({ newChangeId: () => ids.shift() ?? 'c3' });
    expect([recollections.changeId('a'), recollections.changeId('a')]).toEqual(['c1', 'c1']);
    recollections.endChange('a');
    expect(recollections.changeId('a')).toBe('c2');
    const { of } = await looked({ steps: [STOP], known: OURS });
    expect(of.sent.at(-1)?.change).toBe('c9');
  });
});

describe('of a kind whose changes are one call', () => {
  const kind = { nominate: undefined };

  it('one that disturbs and was refused is not tried again either, for the paths that it mends', async () => {
    const { recollections, arn } = await looked({
      steps: [{ ...STOP, mends: ['/a'] }],
      kind,
      outcome: { reason: 'denied' },
    });
    expect(recollections.refusals(arn, NOW)).toMatchObject([{ paths: ['/a'], until: NOW + 3_600_000 }]);
  });

  it('each has a name of its own, where a restart has one from the tag to its end', async () => {
    const next = async (scene: Scene) => {
      const { recollections, arn, of } = await looked(scene);
      return [of.sent.at(-1)?.change, recollections.changeId(arn)];
    };
    expect(await next({ steps: [UPDATE], kind })).toEqual(['c1', 'c2']);
    expect(await next({ steps: [UPDATE] })).toEqual(['c1', 'c1']);
    expect(await next({ steps: [tagging([])] })).toEqual(['c1', 'c2']);
    expect(await next({ steps: [tagging([])], known: OURS })).toEqual(['c9', 'c1']);
  });
});

describe('what must wait', () => {
  const wait = (recheckAfterMs: number): Step => ({ step: 'wait', recheckAfterMs, reason: 'Busy', why: '' });
  const held = (...holds: readonly Partial<Hold>[]) =>
    looked({ steps: [STOP], holds: holds.map((hold) => ({ gate: 'window', reason: '', why: '', ...hold }) as Hold) });

  it('is looked at again after that, never more than ten times a second, and later where much is under way', async () => {
    expect((await looked({ steps: [wait(700)] })).again).toEqual({ again: 'in', ms: 700 });
    expect((await looked({ steps: [wait(1)] })).again).toEqual({ again: 'in', ms: 100 });
    expect((await looked({ steps: [wait(700)], inFlight: 3 })).again).toEqual({ again: 'in', ms: 1_200 });
  });

  it('for a gate is not read again for that, unless something of ours is on it', async () => {
    const holds: readonly Hold[] = [{ gate: 'window', reason: '', why: '' }];
    expect((await looked({ steps: [STOP], holds })).log).toEqual([]);
    expect((await looked({ steps: [STOP], holds, known: OURS })).log).toEqual(['described', 'kept']);
    expect((await looked({ steps: [{ step: 'none' }] })).log).toEqual(['described', 'kept']);
  });

  it('for a gate is looked at when the first one opens, or when a place is free', async () => {
    expect((await held({ until: NOW + 9 }, { until: NOW + 5 }, {})).again).toEqual({ again: 'at', at: NOW + 5 });
    expect((await held({})).again).toEqual({ again: 'pass' });
    expect((await held({ until: NOW + 9 }, { gate: 'budget' })).again).toEqual({ again: 'budget' });
  });
});
