/**
 * The step table, held against the full product of its columns: status x differences x intent x age x what the process
 * recollects. The rows below are the table as people read it; the first that fits a cell says what must come next.
 */
import { describe, expect, it } from '@jest/globals';
import type { Recollection } from '../../../src/model/resource.ts';
import { nextStep } from '../../../src/resources/notebook-instance/converge.ts';
import {
  CHANGE,
  IMDS,
  NOW,
  SETTLE_MS,
  carrying,
  context,
  inWords,
  intent,
  notebook,
  recollection,
  sent,
} from './notebooks.ts';

const STATUSES = [
  'InService',
  'Stopped',
  'Failed',
  'Stopping',
  'Updating',
  'Pending',
  'PendingMaintenance',
  'InMaintenance',
  'Deleting',
] as const;
const BUSY = ['Stopping', 'Updating', 'Pending', 'PendingMaintenance', 'InMaintenance'];
const INTENTS = ['none', 'unreadable', 'stop', 'start', 'up'] as const;
/** In settles: too young to be believed, fresh, no longer acted on, old enough to be withdrawn. */
const AGES = [0.5, 3, 8, 16, 60] as const;
/**
 * restarted: nothing · begun: it wrote the intent and sent no Stop · quicker: its only Stop met a notebook that was stopping ·
 * stopped: its Stop was accepted · lost: the answer to its Stop was lost · removing, removed: it took the intent away, half a
 * settle or two settles ago.
 */
const MEMORIES = ['restarted', 'begun', 'quicker', 'stopped', 'lost', 'removing', 'removed'] as const;

interface Cell {
  readonly status: (typeof STATUSES)[number];
  readonly differs: boolean;
  readonly intent: (typeof INTENTS)[number];
  readonly age: (typeof AGES)[number];
  readonly memory: (typeof MEMORIES)[number];
}

interface Row {
  readonly when: (cell: Cell) => boolean;
  readonly next: string;
}

const knowsBetter = ({ intent: phase, memory }: Cell): boolean =>
  phase === 'stop' && (memory === 'begun' || memory === 'quicker');

const wroteIt = ({ memory }: Cell): boolean => memory !== 'restarted' && memory !== 'removing' && memory !== 'removed';

/** The tag of what may be down because of this process. */
const isMissing = ({ status, intent: phase, memory }: Cell): boolean =>
  phase === 'none' && status !== 'InService' && (memory === 'stopped' || memory === 'lost');

/** A Stop or a removal of the intent may have been carried out within the last six settles. */
const ledLately = ({ memory }: Cell): boolean => !['restarted', 'begun', 'quicker'].includes(memory);

const ROWS: readonly Row[] = [
  { when: (it) => it.intent === 'unreadable', next: 'impossible' },
  { when: (it) => it.status === 'Deleting', next: 'none' },
  { when: (it) => it.status === 'Stopping' && knowsBetter(it), next: 'DeleteTags (restore)' },
  { when: (it) => BUSY.includes(it.status), next: 'wait' },
  // What this process has taken away is not believed any more.
  { when: (it) => it.intent !== 'none' && it.memory === 'removing', next: 'wait' },
  { when: (it) => it.intent !== 'none' && it.memory === 'removed', next: 'DeleteTags (restore)' },
  // The process that wrote the tag, and may have stopped the notebook, puts it back where somebody removed it.
  { when: (it) => isMissing(it) && it.age < 1, next: 'wait' },
  { when: (it) => isMissing(it), next: 'AddTags stop (restore)' },

  // Its own tag does not show yet.
  {
    when: (it) => it.status === 'InService' && it.intent === 'none' && wroteIt(it) && it.age < 1,
    next: 'wait',
  },
  { when: (it) => it.status === 'InService' && it.intent === 'none' && !it.differs, next: 'none' },
  // What this process has just led through a change is not taken up anew.
  { when: (it) => it.status === 'InService' && it.intent === 'none' && ledLately(it), next: 'wait' },
  { when: (it) => it.status === 'InService' && it.intent === 'none', next: 'UpdateNotebookInstance (probe)' },
  // An earlier process meant to stop it, and may have thought better of it since: the intent is written again first.
  {
    when: (it) => it.status === 'InService' && it.intent === 'stop' && it.differs && it.age <= 5 && !wroteIt(it),
    next: 'AddTags stop (restore)',
  },
  // A Stop that AWS has accepted is the only one of its change.
  {
    when: (it) =>
      it.status === 'InService' && it.intent === 'stop' && it.differs && it.age <= 5 && it.memory === 'stopped',
    next: 'wait',
  },
  {
    when: (it) => it.status === 'InService' && it.intent === 'stop' && it.differs && it.age <= 5,
    next: 'StopNotebookInstance (disrupt)',
  },
  { when: (it) => it.status === 'InService' && knowsBetter(it), next: 'DeleteTags (restore)' },
  // Before it is believed that it runs, AWS is asked with a Start, which it refuses then.
  {
    when: (it) => it.status === 'InService' && it.intent === 'stop' && it.age >= 15,
    next: 'StartNotebookInstance (restore)',
  },
  { when: (it) => it.status === 'InService' && it.intent === 'stop', next: 'wait' },
  { when: (it) => it.status === 'InService' && it.intent === 'start' && it.age < 1, next: 'wait' },
  {
    when: (it) => it.status === 'InService' && it.intent === 'start',
    next: 'StartNotebookInstance (restore)',
  },
  { when: (it) => it.status === 'InService' && it.intent === 'up', next: 'DeleteTags (restore)' },

  { when: (it) => it.status === 'Stopped' && it.intent === 'none' && !it.differs, next: 'none' },
  { when: (it) => it.status === 'Stopped' && it.intent === 'none', next: 'UpdateNotebookInstance (change)' },
  { when: (it) => it.status === 'Stopped' && knowsBetter(it), next: 'DeleteTags (restore)' },
  {
    when: (it) => it.status === 'Stopped' && it.intent === 'stop' && it.differs,
    next: 'UpdateNotebookInstance (change)',
  },
  { when: (it) => it.status === 'Stopped' && it.intent === 'stop', next: 'AddTags start (restore)' },
  { when: (it) => it.status === 'Stopped' && it.intent === 'start', next: 'StartNotebookInstance (restore)' },
  { when: (it) => it.status === 'Stopped' && it.intent === 'up', next: 'DeleteTags (restore)' },

  { when: (it) => it.intent === 'none', next: 'impossible' },
  { when: (it) => it.intent === 'stop', next: 'AddTags start (restore)' },
  { when: (it) => it.intent === 'start' && it.age * SETTLE_MS >= 30 * 60_000, next: 'impossible' },
  { when: (it) => it.intent === 'start', next: 'StartNotebookInstance (restore)' },
  { when: (it) => it.intent === 'up', next: 'DeleteTags (restore)' },
];

function cells(): readonly Cell[] {
  return STATUSES.flatMap((status) =>
    [true, false].flatMap((differs) =>
      INTENTS.flatMap((phase) =>
        AGES.flatMap((age) => MEMORIES.map((memory): Cell => ({ status, differs, intent: phase, age, memory }))),
      ),
    ),
  );
}

function remembered({ memory, age }: Cell): Recollection {
  if (memory === 'restarted') return recollection();
  const at = NOW - age * SETTLE_MS;
  const begun = sent({ operation: 'AddTags', at });
  const wrote = intent({ at });
  // Old enough for a reading to show what became of it.
  const stop = (outcome: 'accepted' | 'ambiguous' | 'conflict') =>
    sent({ outcome, at: NOW - 2 * SETTLE_MS, conflictStatus: outcome === 'conflict' ? 'Stopping' : undefined });
  switch (memory) {
    case 'begun':
      return recollection({ wrote, sent: [begun] });
    case 'quicker':
      return recollection({ wrote, sent: [begun, stop('conflict')] });
    case 'stopped':
      return recollection({ wrote, sent: [begun, stop('accepted')] });
    case 'lost':
      return recollection({ wrote, sent: [begun, stop('ambiguous')] });
    case 'removing':
    case 'removed': {
      const removedAt = NOW - (memory === 'removed' ? 2 : 0.5) * SETTLE_MS;
      return recollection({ sent: [begun, sent({ operation: 'DeleteTags', effect: 'restore', at: removedAt })] });
    }
  }
}

function stepOf(cell: Cell): string {
  const { status, differs, intent: phase, age } = cell;
  const unreadable = { is: 'unreadable', why: 'copied' } as const;
  const resource =
    phase === 'none'
      ? notebook({ status })
      : phase === 'unreadable'
        ? notebook({ status, intent: unreadable })
        : carrying({ phase, at: NOW - age * SETTLE_MS }, { status });
  // What it is judged by is the tag's age; the change is the one that the process recollects.
  return inWords(
    nextStep(resource, differs ? [IMDS] : [], context({ recollection: remembered(cell), changeId: CHANGE })),
  );
}

describe('the step table', () => {
  it('says in every cell what its first row says', () => {
    const wrong = cells().flatMap((cell) => {
      const row = ROWS.find(({ when }) => when(cell));
      const step = stepOf(cell);
      return step === row?.next ? [] : [`${JSON.stringify(cell)}: ${step}, and not ${row?.next ?? 'anything known'}`];
    });
    expect(wrong).toEqual([]);
    expect(cells()).toHaveLength(9 * 2 * 5 * 5 * 7);
  });

  it.each(ROWS.map((row, index) => [index + 1, row] as const))('row %d is there for some cell', (_index, row) => {
    expect(cells().filter((cell) => ROWS.find(({ when }) => when(cell)) === row)).not.toEqual([]);
  });

  it('waits for a status that it does not know', () => {
    expect(inWords(nextStep(notebook({ status: 'Hibernating' }), [IMDS], context()))).toBe('wait');
  });

  it('tells a person when a transition or a Start takes too long, counted from the tag', () => {
    const stopping = carrying({ phase: 'stop', at: NOW - 1 }, { status: 'Stopping' });
    expect(nextStep(stopping, [IMDS], context())).toMatchObject({ tellPersonAt: NOW - 1 + 30 * 60_000 });
    const stopped = carrying({ phase: 'start', at: NOW - 1 }, { status: 'Stopped' });
    expect(nextStep(stopped, [], context())).toMatchObject({ tellPersonAt: NOW - 1 + 5 * 60_000 });
  });

  it('attributes a change before it takes the intent away, and only once', () => {
    const up = carrying({ phase: 'up' });
    const satisfied = ['imds'];
    expect(inWords(nextStep(up, [], context({ satisfied })))).toBe('AddTags provenance (restore)');
    const told = { ...up, provenance: { policies: ['imds'], at: NOW, change: CHANGE, times: 1, since: NOW } };
    expect(inWords(nextStep(told, [], context({ satisfied })))).toBe('DeleteTags (restore)');
  });

  it('leaves out the attribution where no tag slot is free', () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, '']));
    const up = carrying({ phase: 'up' }, { tags: full });
    expect(inWords(nextStep(up, [], context({ satisfied: ['imds'] })))).toBe('DeleteTags (restore)');
  });
});
