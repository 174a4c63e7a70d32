/**
 * Which range of addresses holds another, told by what addresses are in both?
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdsRange } from '../../../src/resources/vpc/ranges.ts';

describe('a range of addresses', () => {
  it.each([
    ['0.0.0.0/0', '10.0.0.0/16', true],
    ['10.0.0.0/8', '10.255.0.0/16', true],
    ['10.0.0.0/16', '10.0.0.0/16', true],
    ['10.0.7.9/16', '10.0.0.0/16', true],
    ['10.0.0.0/17', '10.0.0.0/16', false],
    ['10.1.0.0/16', '10.0.0.0/16', false],
    ['128.0.0.0/1', '10.0.0.0/16', false],
    ['192.0.2.7/32', '192.0.2.7/32', true],
    ['192.0.2.6/32', '192.0.2.7/32', false],
  ])('%s holds %s: %s', (outer, inner, expected) => {
    expect(holdsRange(outer, inner)).toBe(expected);
  });

  it.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0.256/8', '::/0', '10.0.0.0/8 ', '10.0.0/8', 'pl-1'])(
    'is not %j',
    (text) => {
      expect([holdsRange(text, '10.0.0.0/16'), holdsRange('0.0.0.0/0', text)]).toEqual([false, false]);
    },
  );

  it('holds another just where the first and the last address of that are in it', () => {
    const address = fc.nat({ max: 2 ** 32 - 1 });
    const words = (first: number, bits: number): string =>
      `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`;
    const bounds = (first: number, bits: number): readonly [number, number] => {
      const start = first - (first % 2 ** (32 - bits));
      return [start, start + 2 ** (32 - bits) - 1];
    };
    const bits = fc.nat({ max: 32 });
    const near = fc.tuple(address, bits, bits, fc.boolean(), address).map(([a, m, n, isNear, other]) => ({
      a: [a, m] as const,
      b: [isNear ? a : other, n] as const,
    }));
    fc.assert(
      fc.property(near, ({ a, b }) => {
        const [[from, to], [first, last]] = [bounds(...a), bounds(...b)];
        expect(holdsRange(words(...a), words(...b))).toBe(from <= first && last <= to);
      }),
      { numRuns: 500 },
    );
  });
});
