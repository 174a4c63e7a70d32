/**
 * A tag that is not the one which this process knows the notebook by is said again only once a reading is bound to show the last
 * one, for whatever reason that was written.
 */
import { describe, expect, it } from '@jest/globals';
import type { Recollection, SentCall } from '../../../src/model/resource.ts';
import { INTENT_TAG, formatIntent, readIntent } from '../../../src/resources/intent.ts';
import { nextStep } from '../../../src/resources/notebook-instance/converge.ts';
import type { NotebookInstance } from '../../../src/resources/notebook-instance/shape.ts';
import {
  carrying,
  CHANGE,
  context,
  CREATED_AT,
  IMDS,
  inWords,
  intent,
  notebook,
  NOW,
  recollection,
  sent,
  SETTLE_MS,
} from './notebooks.ts';

const PREDECESSOR_AT = CREATED_AT - 86_400_000;

/** What carries the tag of a change that was begun on a reading of the notebook which had that name before. */
function misled(change: string): NotebookInstance {
  const tags = { [INTENT_TAG]: formatIntent(intent({ of: PREDECESSOR_AT, change })) };
  return notebook({ tags, intent: readIntent(tags, CREATED_AT) });
}

const wrote = intent({ of: PREDECESSOR_AT });

interface Astray {
  readonly what: string;
  readonly reading: NotebookInstance;
  readonly wrote: Recollection['wrote'];
  /** Why and how the last tag was written. */
  readonly last: Partial<SentCall>;
  readonly reason: string;
}

const ASTRAY: readonly Astray[] = [
  {
    what: 'a tag about the one before it',
    reading: misled(CHANGE),
    wrote,
    last: { reason: 'Begin' },
    reason: 'IntentMisdirected',
  },
  {
    what: 'a tag about the one before it, which was said again of this one',
    reading: misled(CHANGE),
    wrote: intent(),
    last: { reason: 'IntentMisdirected', effect: 'restore' },
    reason: 'IntentMisdirected',
  },
  {
    what: 'a tag about the one before it, and another answer that was lost',
    reading: misled(CHANGE),
    wrote,
    last: { reason: 'IntentMisdirected', effect: 'restore', outcome: 'ambiguous' },
    reason: 'IntentMisdirected',
  },
  {
    what: 'a tag that is not there',
    reading: notebook({ status: 'Stopped' }),
    wrote: intent({ phase: 'start' }),
    last: { reason: 'BringBack', effect: 'restore' },
    reason: 'IntentLost',
  },
  {
    what: 'a tag of an earlier process, which this one may have said again',
    reading: carrying({}),
    wrote: undefined,
    last: { reason: 'Resume', effect: 'restore', outcome: 'ambiguous' },
    reason: 'Resume',
  },
  {
    what: 'a tag of an earlier process, after another change of this one',
    reading: carrying({}),
    wrote: undefined,
    last: { reason: 'Begin', change: 'another' },
    reason: 'Resume',
  },
];

describe.each(ASTRAY)('$what', ({ reading, wrote: written, last, reason }) => {
  const calls = [sent({ operation: 'AddTags', ...last, at: NOW })];
  const at = (ageMs: number) =>
    nextStep(
      { ...reading, observedAt: NOW + ageMs },
      [IMDS],
      // Decided some time after the reading was asked for: a machine with no time.
      context({ now: NOW + ageMs + 60_000, recollection: recollection({ wrote: written, sent: calls }) }),
    );

  it('is not said again before a reading is bound to show the last one', () => {
    expect(at(SETTLE_MS - 1)).toMatchObject({ step: 'wait', reason: 'IntentWritten' });
  });

  it('is said again then, of the notebook that is there', () => {
    const step = at(SETTLE_MS);
    expect(step).toMatchObject({ step: 'call', call: { operation: 'AddTags' }, effect: 'restore', reason });
    expect(JSON.stringify(step)).toContain(` of=${new Date(CREATED_AT).toISOString()} change=${CHANGE}`);
  });
});

describe('a tag about another notebook that this process did not write', () => {
  it.each([recollection(), recollection({ wrote })])('is for a person', (about) => {
    const step = nextStep(misled('copied'), [IMDS], context({ recollection: about }));
    expect(step).toMatchObject({ step: 'impossible', reason: 'IntentUnreadable' });
  });
});

describe('a change that was told to come back, which a reading from before it let forget', () => {
  const step = (ageMs: number, change: string, said: Partial<SentCall> = {}) => {
    const calls = [sent({ operation: 'AddTags', reason: 'BringBack', effect: 'restore', at: NOW, ...said })];
    const behind = carrying({ at: NOW - SETTLE_MS, change }, { status: 'Stopped', observedAt: NOW + ageMs });
    return inWords(
      nextStep(behind, [IMDS], context({ now: NOW + ageMs, recollection: recollection({ sent: calls }) })),
    );
  };

  it('is not updated once more', () => {
    expect(step(5 * SETTLE_MS - 1, CHANGE)).toBe('wait');
    expect(step(5 * SETTLE_MS, CHANGE)).toBe('UpdateNotebookInstance (change)');
  });

  it.each<[string, string, Partial<SentCall>]>([
    ['that was another change', 'another', {}],
    ['AWS has not taken it', CHANGE, { outcome: 'throttled' }],
    ['nobody knows whether AWS has taken it', CHANGE, { outcome: 'ambiguous' }],
    ['something else was told', CHANGE, { reason: 'IntentLost' }],
  ])('is led on where %s', (_why, change, said) => {
    expect(step(SETTLE_MS, change, said)).toBe('UpdateNotebookInstance (change)');
  });
});
