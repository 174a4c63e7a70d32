/** What one answer of the API means, where the schedules would need too much luck to tell. */
import { describe, expect, it } from '@jest/globals';
import {
  fenceOf,
  heard,
  LEASE_TIMES,
  mistakeIn,
  newCandidacy,
  nextMove,
  releasingMove,
  standingOf,
  writeTimeoutOf,
  type Candidacy,
  type LeaseAnswer,
  type LeaseRecord,
  type LeaseRequest,
} from '../../src/daemon/lease.ts';
import { WRITE_TIMEOUT_MS } from '../../src/aws/fence.ts';

const READ: LeaseRequest = { move: 'read' };
const CREATE: LeaseRequest = { move: 'create', holder: 'me', transitions: 0 };
const record = (holder: string, version: string, durationMs = 15_000): LeaseRecord => ({
  holder,
  durationMs,
  transitions: 3,
  version,
});
const found = (holder: string, version: string, durationMs?: number): LeaseAnswer => ({
  answer: 'record',
  record: record(holder, version, durationMs),
});
const over = (version: string): LeaseRequest => ({ move: 'replace', holder: 'me', transitions: 4, over: version });
const at = (sentMs: number, heardMs = sentMs) => ({ sentMs, heardMs, random: 0 });
const after = (...story: readonly (readonly [LeaseRequest, LeaseAnswer, number, number?])[]): Candidacy =>
  story.reduce(
    (candidacy, [asked, answer, sentMs, heardMs]) => heard(candidacy, asked, answer, at(sentMs, heardMs)),
    newCandidacy('me', LEASE_TIMES, 0),
  );

describe('a candidate', () => {
  it('reads first, and then looks twice for each renewal', () => {
    expect(nextMove(newCandidacy('me', LEASE_TIMES, 0), 0)).toEqual(READ);
    const waiting = after([READ, found('other', '1'), 0]);
    expect(nextMove(waiting, 1)).toEqual({ move: 'wait', untilMs: 1_000 });
    expect(nextMove(waiting, 1_000)).toEqual(READ);
    expect(standingOf(waiting, 1)).toBe('standby');
  });

  it('takes a lease that nobody holds at once, and one that has not changed for its time at its end', () => {
    expect(nextMove(after([READ, found('', '1'), 0]), 0)).toEqual({ ...over('1'), transitions: 4 });
    const waiting = after([READ, found('other', '1'), 0, 40], [READ, found('other', '1'), 14_500]);
    expect(nextMove(waiting, 15_000)).toEqual({ move: 'wait', untilMs: 15_040 });
    expect(nextMove(waiting, 15_040)).toEqual(over('1'));
  });

  it('counts from when it heard of a change: the request may have been on its way before it', () => {
    const waiting = after([READ, found('other', '1'), 0], [READ, found('other', '2'), 1_000, 5_900]);
    expect(nextMove(waiting, 5_900 + 14_999)).toEqual(READ);
    expect(nextMove(waiting, 5_900 + 15_000)).toEqual(over('2'));
  });

  it('gives a holder the longer of its own time and ours, up to a bound', () => {
    const [longer, endless, shorter] = [60_000, 1e12, 1_000].map((ms) => after([READ, found('other', '1', ms), 0]));
    expect([longer, endless, shorter].map((it) => it !== undefined && nextMove(it, 15_000).move)).toEqual([
      'read',
      'read',
      'replace',
    ]);
    expect(endless !== undefined && nextMove(endless, 600_000).move).toBe('replace');
  });

  it('reads again after a conflict before it does anything else', () => {
    const lost = after([READ, found('', '1'), 0], [over('1'), { answer: 'conflict' }, 10, 20]);
    expect(nextMove(lost, 20)).toEqual(READ);
    expect(standingOf(lost, 20)).toBe('standby');
  });

  it('asks no faster where the API goes on showing what is over', () => {
    const stale = after(
      [READ, found('', '1'), 0],
      [over('1'), { answer: 'conflict' }, 10, 20],
      [READ, found('', '1'), 20, 30],
    );
    expect(nextMove(stale, 30)).toEqual({ move: 'wait', untilMs: 1_010 });
  });

  it('makes a lease where there is none, which counts only when it has lasted its time', () => {
    const absent = after([READ, { answer: 'absent' }, 0]);
    expect(nextMove(absent, 0)).toEqual(CREATE);
    const made = heard(absent, CREATE, found('me', '1'), at(0, 10));
    expect(standingOf(made, 10)).toBe('standby');
    expect(nextMove(made, 15_009)).toEqual(READ);
    expect(nextMove(made, 15_010)).toEqual({ ...over('1'), transitions: 3 });
    expect(releasingMove(made)).toBeUndefined();
    const renewed = heard(made, over('1'), found('me', '2'), at(15_010));
    expect(standingOf(renewed, 15_010)).toBe('leading');
    expect(releasingMove(renewed)).toEqual({ move: 'replace', holder: '', transitions: 3, over: '2' });
  });

  it('waits likewise where the answer to the making was lost', () => {
    const unsure = after([READ, { answer: 'absent' }, 0], [CREATE, { answer: 'failed', why: 'late' }, 10, 5_010]);
    const read = heard(unsure, READ, found('me', '1'), at(5_010));
    expect(nextMove(read, 20_009)).toEqual(READ);
    expect(nextMove(read, 20_010).move).toBe('replace');
  });

  it('does not ask without a pause where there is no namespace either', () => {
    const nowhere = after([READ, { answer: 'absent' }, 0], [CREATE, { answer: 'absent' }, 10]);
    expect(nextMove(nowhere, 11)).toEqual({ move: 'wait', untilMs: 2_010 });
  });
});

describe('a holder', () => {
  const holding = after([READ, found('', '1'), 0], [over('1'), found('me', '2'), 100, 4_000]);

  it('may begin writes until ten seconds after the sending of what was acknowledged', () => {
    expect(fenceOf(holding)).toBe(10_100);
    expect([10_100, 10_101].map((ms) => standingOf(holding, ms))).toEqual(['leading', 'unsure']);
    expect(writeTimeoutOf(LEASE_TIMES)).toBe(WRITE_TIMEOUT_MS);
  });

  it('renews every two seconds, and at once where an answer came late', () => {
    expect(nextMove(holding, 4_000)).toEqual({ ...over('2'), transitions: 3 });
    const prompt = heard(holding, over('2'), found('me', '3'), { sentMs: 4_000, heardMs: 4_010, random: 1 });
    expect(nextMove(prompt, 4_010)).toEqual({ move: 'wait', untilMs: 4_000 + 2_200 });
  });

  it('stays one without an answer, but not for longer', () => {
    const silent = heard(holding, over('2'), { answer: 'failed', why: 'late' }, at(4_000, 9_000));
    expect(fenceOf(silent)).toBe(10_100);
    expect(nextMove(silent, 9_000).move).toBe('replace');
  });

  it('does not take a reading for a renewal', () => {
    const conflict = heard(holding, over('2'), { answer: 'conflict' }, at(4_000, 4_010));
    const read = heard(conflict, READ, found('me', '3'), at(4_010, 4_020));
    expect(fenceOf(read)).toBe(10_100);
    expect(nextMove(read, 4_020)).toEqual({ move: 'wait', untilMs: 6_000 });
    expect(nextMove(read, 6_000)).toEqual({ ...over('3'), transitions: 3 });
  });

  it('is none from the moment at which it sees another', () => {
    const gone = heard(holding, READ, found('other', '3'), at(5_000));
    expect(standingOf(gone, 5_000)).toBe('standby');
    expect(fenceOf(gone)).toBe(-Infinity);
    expect(releasingMove(gone)).toBeUndefined();
  });
});

describe('times that cannot keep two writers apart', () => {
  it.each([
    ['no time for the last write', { durationMs: 15_000, renewDeadlineMs: 12_000, retryMs: 2_000 }, /quarter/],
    ['one renewal a deadline', { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 6_000 }, /two renewals/],
    ['half seconds', { durationMs: 1_500, renewDeadlineMs: 1_000, retryMs: 100 }, /whole seconds/],
    ['nothing', { durationMs: 0, renewDeadlineMs: 0, retryMs: 0 }, /above 0/],
    ['an hour', { durationMs: 3_600_000, renewDeadlineMs: 1_000, retryMs: 100 }, /at most/],
  ])('%s', (_what, times, why) => {
    expect(mistakeIn(times)).toMatch(why);
    expect(mistakeIn(LEASE_TIMES)).toBeUndefined();
  });
});
