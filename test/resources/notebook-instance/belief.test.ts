/**
 * What a reading says is held against what this process has done since: as long as it may be older than that, nothing is sent
 * again and nothing new begins. What counts is when AWS was asked, however long it took until somebody came to decide.
 */
import { describe, expect, it } from '@jest/globals';
import type { SentCall } from '../../../src/model/resource.ts';
import { RECOLLECTED_CALLS } from '../../../src/model/resource.ts';
import { nextStep } from '../../../src/resources/notebook-instance/converge.ts';
import { isIntentOver } from '../../../src/resources/notebook-instance/recollect.ts';
import type { NotebookInstance } from '../../../src/resources/notebook-instance/shape.ts';
import {
  carrying,
  CHANGE,
  configured,
  context,
  IMDS,
  inWords,
  intent,
  MOVE,
  notebook,
  NOW,
  recollection,
  sent,
  SETTLE_MS,
} from './notebooks.ts';

const LONG_AGO = NOW - 100 * SETTLE_MS;
const OLD_PLATFORM = { configuration: configured({ platformIdentifier: 'notebook-al2-v3' }) };

interface Asked {
  readonly what: string;
  readonly reading: NotebookInstance;
  readonly differs: boolean;
  readonly operation: SentCall['operation'];
  readonly reason: string;
}

/** Rows that ask for a call, on readings that would go on asking for it. */
const ASKED: readonly Asked[] = [
  {
    what: 'the tag that it is brought back',
    reading: carrying({ phase: 'stop', at: LONG_AGO }, { status: 'Stopped' }),
    differs: false,
    operation: 'AddTags',
    reason: 'BringBack',
  },
  {
    what: 'the Start',
    reading: carrying({ phase: 'start', at: LONG_AGO }, { status: 'Stopped' }),
    differs: false,
    operation: 'StartNotebookInstance',
    reason: 'Start',
  },
  {
    what: 'the tag that it is back',
    reading: carrying({ phase: 'start', at: LONG_AGO }),
    differs: false,
    operation: 'AddTags',
    reason: 'Back',
  },
  {
    what: 'the provenance',
    reading: carrying({ phase: 'up', at: LONG_AGO }),
    differs: false,
    operation: 'AddTags',
    reason: 'Attribute',
  },
  {
    what: 'the Update',
    reading: carrying({ phase: 'stop', at: LONG_AGO }, { status: 'Stopped' }),
    differs: true,
    operation: 'UpdateNotebookInstance',
    reason: 'Update',
  },
  {
    what: 'the Update to a platform that it can start on',
    reading: carrying(
      { phase: 'stop', at: LONG_AGO, platform: String(MOVE.want) },
      { status: 'Stopped', ...OLD_PLATFORM },
    ),
    differs: false,
    operation: 'UpdateNotebookInstance',
    reason: 'PlatformNeeded',
  },
  {
    what: 'the removal after a person stopped it',
    reading: carrying({ phase: 'up', at: LONG_AGO }, { status: 'Stopped' }),
    differs: false,
    operation: 'DeleteTags',
    reason: 'StoppedByPerson',
  },
];

/** A Start that was refused because it runs: this process has asked already whether it does. */
const RAN = sent({
  operation: 'StartNotebookInstance',
  effect: 'restore',
  outcome: 'conflict',
  conflictStatus: 'InService',
  at: LONG_AGO,
});

function stepAfter({ reading, differs }: Asked, calls: readonly SentCall[], ageMs: number): string {
  const observed = { ...reading, observedAt: NOW + ageMs };
  const about = { recollection: recollection({ sent: calls }), satisfied: ['imds'] };
  // Decided a minute after the reading was asked for: a machine with no time.
  return inWords(nextStep(observed, differs ? [IMDS] : [], context({ ...about, now: NOW + ageMs + 60_000 })));
}

describe.each(ASKED)('$what', (asked) => {
  const { operation, reason } = asked;
  const before = reason === 'Back' ? [RAN] : [];
  const call = (outcome: SentCall['outcome']): readonly SentCall[] => [
    ...before,
    sent({
      operation,
      reason,
      effect: operation === 'UpdateNotebookInstance' ? 'change' : 'restore',
      outcome,
      at: NOW,
    }),
  ];

  it('is asked for', () => {
    expect(stepAfter(asked, before, 0)).toContain(operation);
  });

  it('is not sent again before a reading is bound to show it', () => {
    expect(stepAfter(asked, call('accepted'), SETTLE_MS - 1)).toBe('wait');
  });

  it('is sent again where a reading is bound to show it, and does not', () => {
    expect(stepAfter(asked, call('accepted'), SETTLE_MS)).toContain(operation);
  });

  it('is sent again where AWS has not taken it', () => {
    expect(stepAfter(asked, call('throttled'), 20_000)).toContain(operation);
  });
});

describe('a reading from before a call, which nobody has looked at again', () => {
  const removed = sent({ operation: 'DeleteTags', reason: 'Done', effect: 'restore', at: NOW });
  const at = (ageMs: number) => {
    const about = recollection({ sent: [removed] });
    return inWords(nextStep(carrying({ phase: 'up' }), [], context({ now: NOW + ageMs, recollection: about })));
  };

  it('is a reason to look again after a settle', () => {
    expect(at(SETTLE_MS - 1)).toBe('wait');
    expect(at(SETTLE_MS)).toBe('DeleteTags (restore)');
  });
});

describe('a tag that does not show yet', () => {
  const wrote = intent({ phase: 'start', at: NOW });
  const begun = sent({ operation: 'AddTags', reason: 'BringBack', effect: 'restore', at: NOW + 1_500 });
  const at = (ageMs: number) =>
    inWords(
      nextStep(
        notebook({ status: 'Stopped', observedAt: NOW + ageMs }),
        [],
        context({ now: NOW + ageMs, recollection: recollection({ wrote, sent: [begun] }) }),
      ),
    );

  it('was not taken away by somebody', () => {
    expect(at(SETTLE_MS + 1_499)).toBe('wait');
    expect(at(SETTLE_MS + 1_500)).toBe('AddTags start (restore)');
  });
});

describe('an intent that is gone from a notebook that runs', () => {
  it('is forgotten once a reading is bound to show that it was written, which was later than it says', () => {
    const written = sent({ operation: 'AddTags', at: NOW + 1_500 });
    const about = recollection({ wrote: intent({ at: NOW }), sent: [written] });
    const isOver = (ageMs: number) => isIntentOver(notebook({ observedAt: NOW + ageMs }), about, SETTLE_MS);
    expect(isOver(SETTLE_MS + 1_499)).toBe(false);
    expect(isOver(SETTLE_MS + 1_500)).toBe(true);
  });
});

describe('a reading that is behind the phase which this process wrote', () => {
  const about = recollection({ wrote: intent({ phase: 'start', at: NOW }) });
  const at = (ageMs: number) => {
    const behind = carrying({ phase: 'stop', at: NOW - SETTLE_MS }, { status: 'Stopped', observedAt: NOW + ageMs });
    return inWords(nextStep(behind, [IMDS], context({ now: NOW + ageMs, recollection: about })));
  };

  it('is not believed, though it is older than a reading should be', () => {
    expect(at(5 * SETTLE_MS - 1)).toBe('wait');
  });

  it('is believed in the end: somebody may have put the old tag back', () => {
    expect(at(5 * SETTLE_MS)).toBe('UpdateNotebookInstance (change)');
  });
});

describe('a notebook that runs and differs after this process led it through a change', () => {
  const done = sent({ operation: 'DeleteTags', reason: 'Done', effect: 'restore', at: NOW });
  const at = (ageMs: number) => {
    const now = NOW + ageMs;
    return nextStep(
      notebook({ observedAt: NOW }),
      [IMDS],
      context({ now, recollection: recollection({ sent: [done] }) }),
    );
  };

  it('is taken up anew after six settles, whenever it was read', () => {
    expect(at(6 * SETTLE_MS - 1)).toMatchObject({ step: 'wait', recheckAfterMs: 1, reason: 'TooSoonToBegin' });
    expect(inWords(at(6 * SETTLE_MS))).toBe('UpdateNotebookInstance (probe)');
  });

  it('is held at once by what would hold it then', () => {
    const denied = sent({ operation: 'AddTags', reason: 'Begin', outcome: 'denied', at: NOW });
    const about = recollection({ sent: [done, denied] });
    expect(inWords(nextStep(notebook(), [IMDS], context({ recollection: about })))).toContain('unless WouldBeDenied');
  });
});

describe('a process that has sent more about a notebook than it remembers', () => {
  const again = sent({ operation: 'AddTags', reason: 'Begin', at: NOW - 1 });
  const step = (first: string) => {
    const calls = Array.from({ length: RECOLLECTED_CALLS - 1 }, () =>
      sent({ operation: 'AddTags', effect: 'restore', reason: 'BringBack', change: first, at: NOW - 2 }),
    );
    const about = recollection({ wrote: intent({ at: NOW - 1 }), sent: [...calls, again] });
    const stopped = carrying({ at: NOW - 1 }, { status: 'Stopped', observedAt: NOW + 2 * SETTLE_MS });
    return inWords(nextStep(stopped, [], context({ now: NOW + 2 * SETTLE_MS, recollection: about })));
  };

  it('does not say that its Stop was a person, where that may be what it forgot', () => {
    expect(step(CHANGE)).toBe('AddTags start (restore)');
  });

  it('knows better where all that it forgot was about an earlier change', () => {
    expect(step('an-earlier-one')).toBe('DeleteTags (restore)');
  });
});
