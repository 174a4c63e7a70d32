/**
 * A turn is counted once, whether it was promised first or seen first, and until both the promise and the intent are gone.
 */
import { describe, expect, it } from '@jest/globals';
import { InFlight } from '../../src/controller/in-flight.ts';
import type { PlaceKey } from '../../src/controller/memory.ts';
import type { Policy } from '../../src/model/desired-state.ts';

const POLICY = { name: 'a' } as Policy;
const KEY = '1/x n' as PlaceKey;
const ACTS = {
  begin: (turns: InFlight) => turns.begin('arn:1', KEY, '1', 5),
  end: (turns: InFlight) => turns.end('arn:1'),
  reserve: (turns: InFlight) => turns.reserve('arn:1', KEY, '1'),
  release: (turns: InFlight) => turns.release('arn:1'),
} as const;
type Act = keyof typeof ACTS;

/** After each act: how many are counted, and how many are remembered. */
function after(...acts: readonly Act[]): readonly (readonly [number, number])[] {
  const turns = new InFlight(() => [POLICY]);
  return acts.map((act) => {
    ACTS[act](turns);
    expect(turns.count(POLICY, undefined, '')).toBe(turns.count(POLICY, '1', ''));
    expect(turns.countIn(KEY)).toBe(turns.count(POLICY, '1', ''));
    return [turns.count(POLICY, '1', ''), turns.size] as const;
  });
}

describe('a turn', () => {
  const [none, one, both] = [
    [0, 0],
    [1, 1],
    [1, 2],
  ] as const;

  it.each<[readonly Act[], readonly (readonly [number, number])[]]>([
    [
      ['reserve', 'begin', 'release', 'end'],
      [one, both, one, none],
    ],
    [
      ['reserve', 'begin', 'end', 'release'],
      [one, both, one, none],
    ],
    [
      ['begin', 'reserve', 'end', 'release'],
      [one, both, one, none],
    ],
    [
      ['begin', 'reserve', 'release', 'end'],
      [one, both, one, none],
    ],
    [
      ['reserve', 'reserve', 'release', 'release'],
      [one, one, none, none],
    ],
    [
      ['begin', 'begin', 'end', 'end'],
      [one, one, none, none],
    ],
  ])('is counted once: %j', (acts, counts) => {
    expect(after(...acts)).toEqual(counts);
  });

  it('began when it was first seen', () => {
    const turns = new InFlight(() => [POLICY]);
    turns.begin('arn:1', KEY, '1', 5);
    turns.begin('arn:1', KEY, '1', 9);
    expect(turns.begun.get('arn:1')?.since).toBe(5);
  });
});
