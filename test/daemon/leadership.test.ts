/** The campaign around the state machine: what it tells, what it lets through, how it ends; and the seat that follows it. */
import { describe, expect, it } from '@jest/globals';
import type { Entered } from '../../src/aws/fence.ts';
import { LEASE_TIMES, type LeaseAnswer, type LeaseRequest, type Standing } from '../../src/daemon/lease.ts';
import { lead } from '../../src/daemon/leadership.ts';
import { settled, VirtualTime } from './virtual-time.ts';

type Served = LeaseAnswer | Promise<LeaseAnswer>;

function campaign(serve?: (request: LeaseRequest) => Served | undefined) {
  const time = new VirtualTime(0);
  const asked: LeaseRequest[] = [];
  const standings: Standing[] = [];
  const troubles: (string | undefined)[] = [];
  let [holder, version] = ['', 1];
  const answer = (request: LeaseRequest): LeaseAnswer => {
    if (request.move === 'replace' && request.over !== String(version)) return { answer: 'conflict' };
    if (request.move !== 'read') [holder, version] = [request.holder, version + 1];
    const record = { holder, durationMs: 15_000, transitions: 0, version: String(version) };
    return { answer: 'record', record };
  };
  const leadership = lead({
    api: {
      ask: async (request) => {
        asked.push(request);
        return (await serve?.(request)) ?? answer(request);
      },
    },
    me: 'me',
    times: LEASE_TIMES,
    clock: time,
    monotonicMs: time.now,
    random: () => 0.5,
    changed: (standing) => standings.push(standing),
    failing: (why) => troubles.push(why),
  });
  const hand = (to: string): void => void ([holder, version] = [to, version + 1]);
  return { time, asked, standings, troubles, leadership, hand, holder: () => holder };
}

const NEVER = new Promise<LeaseAnswer>(() => undefined);

describe('a campaign', () => {
  it('leads where nobody else does, and lets writes through', async () => {
    const { time, leadership, standings } = campaign();
    expect(leadership.fence.enter()).toBeUndefined();
    await time.pass(100);
    expect(standings).toEqual(['leading']);
    expect(leadership.holder()).toBe('me');
    expect(leadership.fence.enter()).toMatchObject({ timeoutMs: 4_000 });
    await time.pass(60_000);
    expect(standings).toEqual(['leading']);
  });

  it('closes the fence ten seconds after its last renewal, also for writes that are inside, and opens it again', async () => {
    let silent = false;
    const { time, leadership, standings, troubles } = campaign(() => (silent ? NEVER : undefined));
    await time.pass(5_000);
    const inside = leadership.fence.enter();
    silent = true;
    await time.pass(7_000);
    expect(leadership.standing()).toBe('leading');
    await time.pass(4_000);
    expect(leadership.fence.enter()).toBeUndefined();
    expect(inside?.mayLeave()).toBe(false);
    expect(leadership.standing()).toBe('unsure');
    // People hear of it when the request that is under way is given up.
    await time.pass(1_500);
    expect(standings).toEqual(['leading', 'unsure']);
    expect(troubles).toEqual(['no answer within 5000 ms']);
    expect(leadership.trouble()).toBeDefined();
    silent = false;
    await time.pass(8_000);
    expect(standings).toEqual(['leading', 'unsure', 'leading']);
    expect(troubles.at(-1)).toBeUndefined();
    expect(leadership.fence.enter()).toBeDefined();
  });

  it('stands by from the moment at which another holds the lease', async () => {
    const { time, leadership, standings, hand } = campaign();
    await time.pass(1_000);
    hand('other');
    await time.pass(2_500);
    expect(standings).toEqual(['leading', 'standby']);
    expect(leadership.holder()).toBe('other');
    expect(leadership.fence.enter()).toBeUndefined();
  });

  it('gives the lease back when the last write has ended, and not before', async () => {
    const { time, leadership, holder } = campaign();
    await time.pass(1_000);
    const write = leadership.fence.enter() as Entered;
    const ending = leadership.end();
    await time.pass(1_000);
    expect(holder()).toBe('me');
    expect(leadership.fence.enter()).toBeUndefined();
    write.leave();
    await time.pass(100);
    await ending;
    expect(holder()).toBe('');
  });

  it('leaves a lease to run out that a write may still be under', async () => {
    const { time, leadership, holder } = campaign();
    await time.pass(1_000);
    leadership.fence.enter();
    const ending = leadership.end();
    await time.pass(6_000);
    await ending;
    expect(holder()).toBe('me');
  });

  it('gives back what a renewal has changed whose answer was lost', async () => {
    let lose = false;
    const { time, leadership, holder, hand } = campaign(() => (lose ? { answer: 'failed', why: 'reset' } : undefined));
    await time.pass(1_000);
    lose = true;
    await time.pass(1_500);
    hand('me');
    lose = false;
    const ending = leadership.end();
    await time.pass(1_000);
    await ending;
    expect(holder()).toBe('');
  });

  it('ends soon where the API does not answer', async () => {
    let silent = false;
    const { time, leadership, asked } = campaign(() => (silent ? NEVER : undefined));
    await time.pass(1_000);
    silent = true;
    await time.pass(2_000);
    let ended = false;
    const before = asked.length;
    void leadership.end().then(() => (ended = true));
    await time.pass(1_600);
    await settled();
    expect(ended).toBe(true);
    expect(asked.length - before).toBe(1);
  });
});
