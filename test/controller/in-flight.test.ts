/**
 * Are the numbers that budgets are held to those that counting anew would give?
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InFlight } from '../../src/controller/in-flight.ts';
import type { PlaceKey } from '../../src/controller/memory.ts';
import type { Policy } from '../../src/model/desired-state.ts';

const [A, B] = ['a', 'b'].map((name) => ({ name }) as Policy) as [Policy, Policy];
const PLACES: Readonly<Record<string, readonly Policy[]>> = {
  '1/x n': [A, B],
  '1/y n': [A],
  '2/x n': [B],
  '3/x n': [],
};
const KEYS = Object.keys(PLACES) as PlaceKey[];

const step = fc.record({
  what: fc.constantFrom('begin', 'end', 'reserve', 'release', 'recount'),
  serial: fc.nat({ max: 9 }),
});

describe('what is in flight', () => {
  it('is what counting anew would give, after anything that may happen', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const inFlight = new InFlight((key) => PLACES[key] ?? []);
        const begun = new Set<number>();
        const reserved = new Set<number>();
        const wrong: string[] = [];
        const keyOf = (serial: number): PlaceKey => KEYS[serial % KEYS.length] ?? '1/x n';
        for (const { what, serial } of steps) {
          const [arn, key] = [`arn:${serial}`, keyOf(serial)];
          const account = key.slice(0, 1);
          if (what === 'begin') {
            begun.add(serial);
            inFlight.begin(arn, key, account, 0);
          }
          if (what === 'end' && inFlight.end(arn) !== begun.delete(serial)) wrong.push(`end ${serial}`);
          if (what === 'reserve') {
            reserved.add(serial);
            inFlight.reserve(arn, key, account);
          }
          if (what === 'release') {
            const freed = reserved.delete(serial) && !begun.has(serial) ? account : undefined;
            if (inFlight.release(arn) !== freed) wrong.push(`release ${serial}`);
          }
          if (what === 'recount') inFlight.recount();
        }
        expect(wrong).toEqual([]);
        const all = [...new Set([...begun, ...reserved])];
        for (const policy of [A, B]) {
          for (const account of [undefined, '1', '2', '3']) {
            for (const except of [-1, 0, 1, 2, 3]) {
              const expected = all.filter(
                (serial) =>
                  serial !== except &&
                  (account === undefined || keyOf(serial).startsWith(account)) &&
                  PLACES[keyOf(serial)]?.includes(policy),
              );
              expect(inFlight.count(policy, account, `arn:${except}`)).toBe(expected.length);
            }
          }
        }
        for (const key of KEYS)
          expect(inFlight.countIn(key)).toBe(all.filter((serial) => keyOf(serial) === key).length);
      }),
    );
  });

  it('counts a turn that is taken for one policy in no budget of another of the place', () => {
    const inFlight = new InFlight((key) => PLACES[key] ?? []);
    const counts = (except = ''): readonly number[] => [A, B].map((policy) => inFlight.count(policy, '1', except));
    inFlight.reserve('arn:1', '1/x n' as PlaceKey, '1', ['a']);
    expect([counts(), counts('arn:1')]).toEqual([
      [1, 0],
      [0, 0],
    ]);
    inFlight.recount();
    expect(counts()).toEqual([1, 0]);
    expect(inFlight.release('arn:1')).toBe('1');
    expect(counts()).toEqual([0, 0]);
  });
});
