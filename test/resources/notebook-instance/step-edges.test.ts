/**
 * What the step table does not show in its words: why a step comes, what exactly is sent, how soon one looks again, and which of
 * several calls that were sent is believed.
 */
import { describe, expect, it } from '@jest/globals';
import type { Recollection, SentCall, Step } from '../../../src/model/resource.ts';
import { nextStep } from '../../../src/resources/notebook-instance/converge.ts';
import type { NotebookInstance } from '../../../src/resources/notebook-instance/shape.ts';
import { INTENT_TAG, readIntent } from '../../../src/resources/intent.ts';
import {
  CHANGE,
  CREATED_AT,
  IMDS,
  NOW,
  SETTLE_MS,
  carrying,
  configured,
  context,
  inWords,
  intent,
  notebook,
  recollection,
  sent,
} from './notebooks.ts';

const MINUTE = 60_000;
const start = (part: Partial<SentCall> = {}) =>
  sent({ operation: 'StartNotebookInstance', effect: 'restore', reason: 'Start', at: NOW - 1_000, ...part });
const begun = (at = NOW - 2 * SETTLE_MS) => sent({ operation: 'AddTags', at });

function step(resource: NotebookInstance, part: Partial<Recollection> = {}, differs = true): Step {
  return nextStep(resource, differs ? [IMDS] : [], context({ recollection: recollection(part) }));
}

describe('whether it runs indeed', () => {
  const started = carrying({ phase: 'start', at: NOW - 3 * SETTLE_MS });
  const asked = (part: Partial<SentCall>) => step(started, { sent: [start({ outcome: 'conflict', ...part })] });

  it('is believed as soon as AWS refuses to start what is in service', () => {
    expect(asked({ conflictStatus: 'InService' })).toMatchObject({ reason: 'Back' });
  });

  it('is not where AWS names another status, until a reading is bound to show it', () => {
    expect(asked({ conflictStatus: 'Stopping' })).toMatchObject({ step: 'wait', reason: 'StartSent' });
    expect(asked({ conflictStatus: 'Stopping', at: NOW - SETTLE_MS + 1 })).toMatchObject({ reason: 'StartSent' });
    expect(asked({ conflictStatus: 'Stopping', at: NOW - SETTLE_MS })).toMatchObject({ reason: 'Back' });
  });

  it('is not while a Start that AWS took may not show', () => {
    expect(asked({ outcome: 'accepted' })).toMatchObject({ step: 'wait', reason: 'StartSent' });
    expect(asked({ outcome: 'accepted', at: NOW - SETTLE_MS })).toMatchObject({ reason: 'Back' });
  });
});

describe('a Stop', () => {
  const stopping = (ageSettles = 1) => carrying({ phase: 'stop', at: NOW - ageSettles * SETTLE_MS });
  const wrote = intent({ at: NOW - SETTLE_MS });

  it('is sent with its reason, until five settles after it was meant', () => {
    const memory = { wrote, sent: [begun()] };
    expect(step(stopping(5 - 1 / SETTLE_MS), memory)).toMatchObject({ reason: 'Stop', effect: 'disrupt' });
    expect(step(stopping(5), memory)).toMatchObject({ reason: 'IntentWithdrawn' });
  });

  it.each(['denied', 'invalid'] as const)('that was %s is not sent again', (outcome) => {
    const refused = sent({ outcome, at: NOW - 30_000 });
    expect(step(stopping(), { wrote, sent: [begun(), refused] })).toMatchObject({ reason: 'IntentWithdrawn' });
  });

  it('of nobody knows whom is given up fifteen settles after it was meant, and only when AWS says that it runs', () => {
    const waiting = step(stopping(15 - 1 / SETTLE_MS));
    expect(waiting).toMatchObject({ step: 'wait', reason: 'StaleReadingPossible', recheckAfterMs: 1 });
    expect(step(stopping(15))).toMatchObject({ reason: 'RunsIndeed' });
  });
});

describe('a Start', () => {
  const down = carrying({ phase: 'start', at: NOW - 10 * MINUTE }, { status: 'Stopped' });
  const after = (...calls: readonly SentCall[]) => step(down, { sent: calls }, false);

  it('that was refused is sent again after fifteen seconds, and twice as long each time', () => {
    const refused = (ageMs: number) => start({ outcome: 'invalid', message: 'not now', at: NOW - ageMs });
    expect(after(refused(1_000))).toMatchObject({
      step: 'wait',
      reason: 'StartBackOff',
      recheckAfterMs: 14_000,
      why: 'a Start was refused: not now',
    });
    expect(inWords(after(refused(15_000)))).toBe('StartNotebookInstance (restore)');
    expect(after(refused(60_000), refused(15_000))).toMatchObject({ recheckAfterMs: 15_000 });
  });

  it('that does not take is sent again after a settle', () => {
    expect(after(start({ at: NOW - SETTLE_MS + 1 }))).toMatchObject({
      step: 'wait',
      recheckAfterMs: 1,
      why: 'a Start was sent and has not taken yet',
    });
    expect(inWords(after(start({ at: NOW - SETTLE_MS })))).toBe('StartNotebookInstance (restore)');
  });
});

describe('a platform that cannot start any more', () => {
  const retired = configured({ platformIdentifier: 'notebook-al1-v1' });
  const down = carrying(
    { phase: 'stop', at: NOW - 3 * SETTLE_MS, platform: 'notebook-al2023-v1' },
    { status: 'Stopped', configuration: retired },
  );

  it('is left for the one that the tag names', () => {
    expect(step(down, {}, false)).toMatchObject({
      call: {
        operation: 'UpdateNotebookInstance',
        input: { NotebookInstanceName: 'Analysis', PlatformIdentifier: 'notebook-al2023-v1' },
      },
      effect: 'restore',
      reason: 'PlatformNeeded',
    });
  });

  it.each(['denied', 'invalid'] as const)('is for a person where AWS says %s', (outcome) => {
    const refused = sent({ operation: 'UpdateNotebookInstance', effect: 'restore', outcome, message: 'no' });
    expect(step(down, { sent: [refused] }, false)).toMatchObject({ step: 'impossible', reason: 'PlatformRefused' });
  });
});

describe('what has failed', () => {
  it('afterwards is told, and is ours no longer', () => {
    const failed = carrying({ phase: 'up' }, { status: 'Failed', failureReason: 'no room' });
    expect(step(failed)).toMatchObject({ reason: 'FailedAfterwards', why: expect.stringContaining('no room') });
  });

  it('is started for half an hour', () => {
    const at = (ageMs: number) => carrying({ phase: 'start', at: NOW - ageMs }, { status: 'Failed' });
    expect(inWords(step(at(30 * MINUTE - 1)))).toBe('StartNotebookInstance (restore)');
    expect(step(at(30 * MINUTE))).toMatchObject({ step: 'impossible', reason: 'StartFailed' });
  });
});

describe('what AWS is busy with', () => {
  const updating = notebook({ status: 'Updating' });
  const update = sent({ operation: 'UpdateNotebookInstance', effect: 'change' });

  it('is looked at soon where it is ours, and now and then where it is not', () => {
    expect(step(updating)).toMatchObject({ recheckAfterMs: 30_000 });
    expect(step(updating, { sent: [update] })).toMatchObject({ recheckAfterMs: 500 });
    expect(step(updating, { wrote: intent() })).toMatchObject({ recheckAfterMs: 500 });
  });
});

describe('a tag that cannot be written', () => {
  it('is told to a person five minutes after it first failed', () => {
    const down = carrying({ phase: 'stop', at: NOW - 3 * SETTLE_MS }, { status: 'Stopped' });
    const failing = [90_000, 30_000].map((age) =>
      sent({ operation: 'AddTags', effect: 'restore', reason: 'BringBack', outcome: 'throttled', at: NOW - age }),
    );
    expect(step(down, { sent: failing }, false)).toMatchObject({
      reason: 'BringBack',
      tellPersonAt: NOW - 90_000 + 5 * MINUTE,
    });
  });
});

describe('of several calls that were sent', () => {
  it('the last one tells whether the same step was answered', () => {
    const down = carrying({ phase: 'stop', at: NOW - 3 * SETTLE_MS }, { status: 'Stopped' });
    const back = (ageMs: number, part: Partial<SentCall> = {}) =>
      sent({ operation: 'AddTags', effect: 'restore', reason: 'BringBack', change: 'other', at: NOW - ageMs, ...part });
    expect(step(down, { sent: [back(9 * SETTLE_MS), back(1_000)] }, false)).toMatchObject({ reason: 'NotSeenYet' });
    expect(step(down, { sent: [back(1_000, { operation: 'DeleteTags' })] }, false)).toMatchObject({
      reason: 'BringBack',
    });
    expect(step(down, { sent: [back(1_000, { reason: 'Back' })] }, false)).toMatchObject({ reason: 'BringBack' });
  });

  it('the last one tells whether it is brought back already', () => {
    const down = carrying({ phase: 'stop', at: NOW - 20 * SETTLE_MS }, { status: 'Stopped' });
    const back = (settles: number) =>
      sent({ operation: 'AddTags', effect: 'restore', reason: 'BringBack', at: NOW - settles * SETTLE_MS });
    expect(step(down, { sent: [back(9), back(2)] })).toMatchObject({ step: 'wait', reason: 'ReadingBehind' });
    expect(inWords(step(down, { sent: [back(9), back(5)] }))).toBe('UpdateNotebookInstance (change)');
  });

  it('the last one tells when something new may begin', () => {
    const stops = [20, 5].map((settles) => sent({ change: 'old', at: NOW - settles * SETTLE_MS }));
    expect(step(notebook(), { sent: stops })).toMatchObject({ step: 'wait' });
    expect(inWords(step(notebook(), { sent: stops.slice(0, 1) }))).toBe('UpdateNotebookInstance (probe)');
  });
});

describe('a reading that is behind', () => {
  it('is waited for as long as it may be, where AWS has confirmed the next phase', () => {
    const wrote = (settles: number) => intent({ phase: 'up', at: NOW - settles * SETTLE_MS });
    const started = carrying({ phase: 'start', at: NOW - 9 * SETTLE_MS }, { status: 'Stopped' });
    expect(step(started, { wrote: wrote(4) })).toMatchObject({
      step: 'wait',
      recheckAfterMs: 500,
      reason: 'ReadingBehind',
    });
    expect(inWords(step(started, { wrote: wrote(5) }))).toBe('StartNotebookInstance (restore)');
    expect(inWords(step(started, { wrote: { ...wrote(4), change: 'other' } }))).toBe('StartNotebookInstance (restore)');
  });
});

describe('a tag that is not the one that this process wrote', () => {
  const wrote = intent({ phase: 'stop', at: NOW - 3 * SETTLE_MS, of: CREATED_AT - 1 });
  const memory = { wrote, sent: [begun(NOW - 3 * SETTLE_MS), sent({ at: NOW - 2 * SETTLE_MS })] };

  it('is said again of the notebook that is there', () => {
    const said = step(notebook({ status: 'Stopped' }), memory);
    expect(said).toMatchObject({ reason: 'IntentLost', why: 'somebody removed our tag midway' });
    const tags = said.step === 'call' ? (said.call.input['Tags'] as readonly { readonly Value: string }[]) : [];
    const reading = readIntent({ [INTENT_TAG]: tags[0]?.Value ?? '' }, CREATED_AT);
    expect(reading).toMatchObject({ is: 'ours', intent: { of: CREATED_AT, change: CHANGE } });
  });

  it('is not missed where the notebook was back already: then a person has stopped it', () => {
    expect(step(notebook({ status: 'Stopped' }), { ...memory, wrote: { ...wrote, phase: 'up' } }, false)).toEqual({
      step: 'none',
    });
  });

  it('is left alone while its removal may not show, and taken away again after that', () => {
    const removed = (ageMs: number) =>
      sent({ operation: 'DeleteTags', effect: 'restore', reason: 'Done', at: NOW - ageMs });
    const stale = carrying({ phase: 'up' });
    expect(step(stale, { sent: [removed(1_000)] })).toMatchObject({ step: 'wait', reason: 'IntentRemoved' });
    expect(step(stale, { sent: [removed(SETTLE_MS)] })).toMatchObject({ reason: 'IntentLeft' });
  });
});
