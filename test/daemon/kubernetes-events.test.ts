/** Which events people find with kubectl, and how few. */
import { describe, expect, it } from '@jest/globals';
import { clusterEvent, type ClusterEvent } from '../../src/daemon/kubernetes-event.ts';
import { tellAsEvents } from '../../src/daemon/kubernetes-event-series.ts';
import type { Event } from '../../src/model/event.ts';
import { VirtualTime } from './virtual-time.ts';

const ABOUT = { arn: 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/nb', account: '111122223333' };
const WHERE = { ...ABOUT, region: 'eu-central-1' } as const;
const STATE = { ...WHERE, event: 'StateChanged', policy: 'imds', from: undefined, reason: undefined, until: undefined };
const held = (arn: string): Event =>
  ({ ...STATE, arn, to: 'held', gate: 'window', why: 'the window opens on Sunday' }) as Event;
const sent = (change: object): Event =>
  ({
    ...WHERE,
    event: 'CallSent',
    policies: ['imds'],
    change: 'c1',
    call: { operation: 'StopNotebookInstance', input: {} },
    effect: 'disrupt',
    outcome: 'accepted',
    message: undefined,
    why: 'only a stopped one can be updated',
    ...change,
  }) as Event;

const PIPELINE = 'arn:aws:sagemaker:eu-central-1:111122223333:pipeline/fraud';
const rewritten = (change: object): Event =>
  sent({ arn: PIPELINE, call: { operation: 'UpdatePipeline', input: {} }, effect: 'change', ...change });

const VPC = 'arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1';
const modified = (VpcEndpointId: string, change: object = {}): Event =>
  sent({
    arn: VPC,
    call: { operation: 'ModifyVpcEndpoint', input: { VpcEndpointId, PolicyDocument: '{"secret":1}' } },
    before: { endpoint: VpcEndpointId, document: 'x'.repeat(20_480) },
    effect: 'change',
    ...change,
  });

const TOLD: readonly (readonly [string, Event, string | undefined])[] = [
  ['a change that begins', sent({}), 'Normal ChangeStarted'],
  ['a definition that is rewritten', rewritten({}), 'Normal ChangeStarted'],
  ['a definition that is put back', rewritten({ effect: 'restore' }), 'Normal EditPutBack'],
  ['a rewriting that is refused', rewritten({ outcome: 'invalid', message: 'no' }), 'Warning ChangeRefused'],
  ['a pipeline that is held', held(PIPELINE), 'Normal Held'],
  ['a pipeline that fails', { ...STATE, arn: PIPELINE, to: 'failed', why: 'x' } as Event, 'Warning Failed'],
  ['a document of an endpoint', modified('vpce-1'), 'Normal ChangeStarted'],
  ['a document that AWS refuses', modified('vpce-1', { outcome: 'invalid' }), 'Warning ChangeRefused'],
  ['a tag of ours', sent({ call: { operation: 'AddTags', input: {} } }), undefined],
  ['a probe that is refused as it must be', sent({ effect: 'probe', outcome: 'denied' }), undefined],
  ['the way back', sent({ call: { operation: 'StartNotebookInstance', input: {} }, effect: 'restore' }), undefined],
  ['a refusal for good', sent({ outcome: 'denied', message: 'no' }), 'Warning ChangeRefused'],
  ['a call that another look clears up', sent({ outcome: 'conflict' }), undefined],
  ['what is held', held(WHERE.arn), 'Normal Held'],
  ['what is contested', { ...STATE, to: 'contested', gate: undefined, why: 'x' } as Event, 'Warning Contested'],
  ['what is compliant', { ...STATE, to: 'compliant', gate: undefined, why: undefined } as Event, undefined],
  [
    'what a person must see to',
    { ...WHERE, event: 'HandedOver', change: 'c', reason: 'R', why: 'x' },
    'Warning HandedOver',
  ],
  ['a state that does not load', { event: 'DesiredStateRefused', problems: [] }, 'Warning DesiredStateRefused'],
  ['a new leader', { event: 'Lifecycle', reason: 'Leading', message: 'x' }, 'Normal Leading'],
  ['where it listens', { event: 'Lifecycle', reason: 'Listening', message: 'x' }, undefined],
];

describe('an event of Kubernetes', () => {
  it('tells endpoints of one VPC apart, and nothing of what stood in their documents', () => {
    const [one, other] = [clusterEvent(modified('vpce-1')), clusterEvent(modified('vpce-2'))];
    expect(one?.about).not.toBe(other?.about);
    expect(one?.note).toBe(
      'ModifyVpcEndpoint of vpce-1 of vpc-1 in 111122223333/eu-central-1 (imds; change c1): only a stopped one can be updated',
    );
  });

  it.each(TOLD)('tells of %s', (_what, event, expected) => {
    const found = clusterEvent(event);
    expect(found === undefined ? undefined : `${found.type} ${found.reason}`).toBe(expected);
  });

  it('names the commit of the desired state, where it is known', () => {
    const commit = 'a1'.repeat(20);
    const loaded = { event: 'DesiredStateLoaded', revision: 'r', policies: 1, warnings: [] } as const;
    const notes = [loaded, { ...loaded, commit }].map((event) => clusterEvent(event)?.note);
    expect(notes).toEqual(['revision r is in force', `revision r (commit ${commit}) is in force`]);
    const refused = clusterEvent({ event: 'DesiredStateRefused', problems: [], commit });
    expect(refused?.note).toContain('on disk (commit a1a1a1a1a1a1) has');
  });

  it('of another mistake is another one', () => {
    const mistake = (message: string): Event => ({
      event: 'DesiredStateRefused',
      problems: [{ file: 'a.yaml', line: 1, column: 1, message }],
    });
    const abouts = ['x', 'y', 'x'].map((message) => clusterEvent(mistake(message))?.about);
    expect(new Set(abouts).size).toBe(2);
  });
});

function series(refuse: () => boolean = () => false) {
  const time = new VirtualTime(0);
  const written: string[] = [];
  const notes: ClusterEvent[] = [];
  const failures: unknown[] = [];
  let names = 0;
  const door = {
    create: async (name: string, event: ClusterEvent) => {
      if (refuse()) throw new Error('HTTP 403');
      written.push(`create ${name}`);
      notes.push(event);
    },
    repeat: async (name: string, count: number) => {
      if (refuse()) throw new Error('HTTP 404');
      written.push(`repeat ${name} ${count}`);
    },
  };
  const newName = (): string => `e${(names += 1)}`;
  const failed = (error: unknown): void => void failures.push(error);
  const events = tellAsEvents({ door, clock: time, monotonicMs: time.now, newName, failed });
  return { time, written, notes, failures, events };
}

describe('a series of events', () => {
  it('counts what happens again on the event that is there, by powers of two', async () => {
    const { time, written, events } = series();
    for (let count = 0; count < 20; count += 1) {
      events.tell(held(`${WHERE.arn}-${count}`));
      await time.pass(1_000);
    }
    expect(written).toEqual(['create e1', 'repeat e1 2', 'repeat e1 4', 'repeat e1 8', 'repeat e1 16']);
    await time.pass(400_000);
    events.tell(held(WHERE.arn));
    await time.pass(1);
    expect(written.at(-1)).toBe('create e2');
  });

  it('writes only so many at once, and keeps only so many waiting', async () => {
    const { time, written, events } = series();
    for (let count = 0; count < 1_000; count += 1) events.tell(sent({ arn: `${WHERE.arn}-${count}` }));
    await time.pass(10_000);
    expect(written).toHaveLength(25);
    await time.pass(3_600_000);
    expect(written.length).toBeLessThanOrEqual(75);
  });

  it('lets go of what is refused, says so once, and tries again the next time', async () => {
    let refused = true;
    const { time, written, failures, events } = series(() => refused);
    events.tell(held(WHERE.arn));
    events.tell(sent({}));
    await time.pass(1);
    expect({ written, failures: failures.length }).toEqual({ written: [], failures: 1 });
    refused = false;
    events.tell(held(WHERE.arn));
    await time.pass(1);
    expect(written).toEqual(['create e3']);
  });

  it('makes one event of what nobody can forge into two, and that the API takes', async () => {
    const { time, notes, events } = series();
    events.tell(sent({ why: `x\n${'ü'.repeat(2_000)}` }));
    await time.pass(1);
    expect(notes[0]?.note).not.toContain('\n');
    expect(Buffer.byteLength(notes[0]?.note ?? '')).toBeLessThanOrEqual(1_024);
  });

  it('ends within the time that it is given', async () => {
    const { time, written, events } = series();
    for (let count = 0; count < 100; count += 1) events.tell(sent({ arn: `${WHERE.arn}-${count}` }));
    const ending = events.end(500);
    await time.pass(501);
    await ending;
    expect(written.length).toBeLessThanOrEqual(25);
    events.tell(held(WHERE.arn));
    await time.pass(1);
    expect(written.length).toBeLessThanOrEqual(25);
  });
});
