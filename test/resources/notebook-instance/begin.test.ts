/**
 * What must be known before a running notebook is stopped: that it may be updated and started again, that its platform can
 * start, that the intent has a slot, and that nobody's template is at odds with it.
 */
import { describe, expect, it } from '@jest/globals';
import type { SentCall } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { nextStep } from '../../../src/resources/notebook-instance/converge.ts';
import type { NotebookInstance } from '../../../src/resources/notebook-instance/shape.ts';
import {
  CHANGE,
  CREATED_AT,
  IMDS,
  MOVE,
  NOW,
  ROOT,
  configured,
  context,
  inWords,
  notebook,
  recollection,
  sent,
} from './notebooks.ts';

const OLD = configured({ platformIdentifier: 'notebook-al2-v3' });

function probe(operation: 'UpdateNotebookInstance' | 'StartNotebookInstance', part: Partial<SentCall> = {}): SentCall {
  return sent({ operation, effect: 'probe', outcome: 'conflict', conflictStatus: 'InService', at: NOW - 500, ...part });
}

const update = probe('UpdateNotebookInstance', { at: NOW - 900 });
const start = probe('StartNotebookInstance');

function begin(calls: readonly SentCall[], differences: readonly Difference[] = [IMDS], resource = notebook()): string {
  return inWords(nextStep(resource, differences, context({ recollection: recollection({ sent: calls }) })));
}

describe('before a running notebook is stopped', () => {
  it.each(
    Object.entries({
      'asks about the update first': [begin([]), 'UpdateNotebookInstance (probe)'],
      'then at once about the start': [begin([update]), 'StartNotebookInstance (probe)'],
      'and writes the intent when both would be allowed': [begin([update, start]), 'AddTags stop (disrupt)'],
      'asks about the update again when the start was not asked about within two seconds': [
        begin([probe('UpdateNotebookInstance', { at: NOW - 2_000 })]),
        'UpdateNotebookInstance (probe)',
      ],
      'asks again after a minute': [
        begin([
          probe('UpdateNotebookInstance', { at: NOW - 60_500 }),
          probe('StartNotebookInstance', { at: NOW - 60_000 }),
        ]),
        'UpdateNotebookInstance (probe)',
      ],
      'asks again for another change': [
        begin([
          { ...update, change: 'c0' },
          { ...start, change: 'c0' },
        ]),
        'UpdateNotebookInstance (probe)',
      ],
      'does not begin where the update is denied': [
        begin([probe('UpdateNotebookInstance', { outcome: 'denied' })]),
        'AddTags stop (disrupt, unless WouldBeDenied)',
      ],
      'does not begin where the start is denied': [
        begin([update, probe('StartNotebookInstance', { outcome: 'denied' })]),
        'AddTags stop (disrupt, unless WouldBeDenied)',
      ],
      'asks again an hour after a denial': [
        begin([probe('UpdateNotebookInstance', { outcome: 'denied', at: NOW - 3_600_000 })]),
        'UpdateNotebookInstance (probe)',
      ],
      'does not begin when an answer is lost': [
        begin([update, probe('StartNotebookInstance', { outcome: 'ambiguous' })]),
        'AddTags stop (disrupt, unless ProbeInconclusive)',
      ],
      'does not begin when a probe is accepted': [
        begin([probe('UpdateNotebookInstance', { outcome: 'accepted' })]),
        'AddTags stop (disrupt, unless ProbeInconclusive)',
      ],
      'does not begin when it is stopping already': [
        begin([update, probe('StartNotebookInstance', { conflictStatus: 'Stopping' })]),
        'AddTags stop (disrupt, unless ProbeInconclusive)',
      ],
      'asks again a minute after an unclear answer': [
        begin([probe('UpdateNotebookInstance', { outcome: 'throttled', at: NOW - 60_000 })]),
        'UpdateNotebookInstance (probe)',
      ],
      'does not begin again for an hour where AWS refused the tag': [
        begin([update, start, sent({ operation: 'AddTags', outcome: 'denied' })]),
        'AddTags stop (disrupt, unless WouldBeDenied)',
      ],
    }),
  )('%s', (_name, [step, expected]) => {
    expect(step).toBe(expected);
  });

  it('asks about the very update that it would send, all differences in one', () => {
    const step = nextStep(notebook(), [IMDS, ROOT], context());
    expect(step).toMatchObject({
      call: {
        input: {
          NotebookInstanceName: 'Analysis',
          InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
          RootAccess: 'Disabled',
        },
      },
    });
  });

  it('writes what it needs to come back into the intent', () => {
    const recollected = recollection({ sent: [update, start] });
    const step = nextStep(notebook({ configuration: OLD }), [IMDS, MOVE], context({ recollection: recollected }));
    expect(step).toMatchObject({
      call: {
        operation: 'AddTags',
        input: {
          Tags: [
            {
              Key: 'sagekeeper:intent',
              Value:
                `restore=InService phase=stop at=${new Date(NOW).toISOString()} of=${new Date(CREATED_AT).toISOString()} ` +
                `change=${CHANGE} platform=notebook-al2023-v1`,
            },
          ],
        },
      },
    });
  });
});

const FULL = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, '']));
const ROOM = Object.fromEntries(Object.entries(FULL).slice(1));
const CLOUDFORMATION = { 'aws:cloudformation:stack-name': 'team' };

const UNMET: Readonly<Record<string, readonly [Partial<NotebookInstance>, readonly Difference[], string | undefined]>> =
  {
    'a current platform': [{}, [IMDS], undefined],
    AL1: [{ configuration: configured({ platformIdentifier: 'notebook-al1-v1' }) }, [IMDS], 'PlatformRetired'],
    'AL2 that stays': [{ configuration: OLD }, [IMDS], 'PlatformRetired'],
    'AL2 that moves': [{ configuration: OLD }, [IMDS, MOVE], undefined],
    'a platform nobody knows': [
      { configuration: configured({ platformIdentifier: 'notebook-al2023-v2' }) },
      [IMDS],
      'PlatformUnknown',
    ],
    'an untold platform': [{ configuration: configured({ platformIdentifier: undefined }) }, [IMDS], 'PlatformUnknown'],
    'a move to a retired platform': [{}, [{ ...MOVE, want: 'notebook-al2-v1' }], 'PlatformRetired'],
    'a move on an instance type that AL2023 does not run on': [
      { configuration: { ...OLD, instanceType: 'ml.p3.2xlarge' } },
      [IMDS, MOVE],
      'InstanceTypeUnsupported',
    ],
    'a move on an untold instance type': [
      { configuration: { ...OLD, instanceType: undefined } },
      [IMDS, MOVE],
      'InstanceTypeUnsupported',
    ],
    'a move of what CloudFormation owns': [
      { configuration: OLD, tags: CLOUDFORMATION },
      [IMDS, MOVE],
      'OwnedByCloudFormation',
    ],
    'what CloudFormation owns and does not move': [{ tags: CLOUDFORMATION }, [IMDS], undefined],
    '50 tags': [{ tags: FULL }, [IMDS], 'NoTagSlot'],
    '49 tags, and one of AWS, which does not count': [{ tags: { ...ROOM, 'aws:x': '' } }, [IMDS], undefined],
  };

describe('a running notebook is not stopped with', () => {
  it.each(Object.entries(UNMET))('%s', (_name, [part, differences, reason]) => {
    const step = nextStep(notebook(part), differences, context());
    expect(step.step === 'call' ? step.unmet?.reason : step).toBe(reason);
  });
});

describe('what is off already', () => {
  it.each(
    Object.entries({
      'is updated on a retired platform, which stays': [{ configuration: OLD }, [IMDS], undefined],
      'is not moved where CloudFormation owns it': [
        { configuration: OLD, tags: CLOUDFORMATION },
        [IMDS, MOVE],
        'OwnedByCloudFormation',
      ],
    } satisfies typeof UNMET),
  )('%s', (_name, [part, differences, reason]) => {
    const step = nextStep(notebook({ ...part, status: 'Stopped' }), differences, context());
    expect(step).toMatchObject({ call: { operation: 'UpdateNotebookInstance' }, effect: 'change' });
    expect(step.step === 'call' ? step.unmet?.reason : step).toBe(reason);
  });

  it('is left alone when three accepted updates within a day changed nothing', () => {
    const updates = [1, 2, 3].map((hours) =>
      sent({ operation: 'UpdateNotebookInstance', effect: 'change', at: NOW - hours * 3_600_000 }),
    );
    const step = (count: number) =>
      inWords(
        nextStep(
          notebook({ status: 'Stopped' }),
          [IMDS],
          context({ recollection: recollection({ sent: updates.slice(0, count) }) }),
        ),
      );
    expect(step(2)).toBe('UpdateNotebookInstance (change)');
    expect(step(3)).toBe('UpdateNotebookInstance (change, unless UpdateWithoutEffect)');
  });
});
