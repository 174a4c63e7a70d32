/** Does text of others stay legible where it holds no credential, whole characters where it is cut, and is it read in no time? */
import { describe, expect, it } from '@jest/globals';
import { plain } from '../../src/report/text.ts';
import { ARN } from './world.ts';

describe('plain text', () => {
  it.each([
    ARN,
    'The security token included in the request is invalid.',
    'InvalidClientTokenId: The security token included in the request is invalid',
    'Status (InService) not in ([Stopped])',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'GoodEnough/if/BetterThanLast/if/Register',
    'step GoodEnough/if/Better1/else/RegisterItAgain differs',
  ])('%s stays legible', (text) => {
    expect(plain(text)).toBe(text);
  });

  it('cuts between characters', () => {
    expect(plain('😀'.repeat(200))).toBe(`${'😀'.repeat(127)}…`);
    expect(plain('a'.repeat(256))).toHaveLength(256);
  });

  it('looks at a megabyte in no time', () => {
    // Of this process alone, whatever else the machine is busy with; what is not linear takes minutes.
    const before = process.cpuUsage().user;
    for (const piece of ['token', 'secret=', 'A', 'AKIA', 'Bearer ', '\u2028']) plain(piece.repeat(200_000));
    expect(process.cpuUsage().user - before).toBeLessThan(10_000_000);
  });
});
