/** How soon is a call that does not show yet looked for again? */
import { expect, it } from '@jest/globals';
import { recheckAfterMs } from '../../src/resources/sent.ts';

it.each([
  [0, 2_000],
  [8_000, 2_000],
  [40_000, 10_000],
  [120_000, 30_000],
  [3_600_000, 30_000],
])('a call of %i ms ago is looked for again after %i ms', (sinceMs, afterMs) => {
  expect(recheckAfterMs(sinceMs)).toBe(afterMs);
});
