/**
 * The guard: what covers suddenly much less or more waits for a person, everything else does not.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverageOf, guard } from '../../src/controller/coverage.ts';
import type { Coverage } from '../../src/controller/coverage.ts';
import { account, organization, policy, state, within } from './reload-world.ts';

const covering = (count: number, from = 0): Coverage =>
  new Map(Array.from({ length: count }, (_, index) => [`NotebookImds ${from + index}/eu-central-1`, 1]));
const seed = Math.floor(Math.random() * 2 ** 31);

describe('guard', () => {
  it.each<readonly [what: string, before: Coverage, after: Coverage, held: boolean]>([
    ['the same', covering(100), covering(100), false],
    ['a fifth less', covering(100), covering(80), true],
    ['almost a fifth less', covering(100), covering(81), false],
    ['a fifth more', covering(100), covering(120), true],
    ['almost a fifth more', covering(100), covering(119), false],
    ['nothing any more', covering(10), covering(0), true],
    ['nothing any more, of little', covering(9), covering(0), false],
    ['half of little', covering(18), covering(9), false],
    ['ten of many more than fifty', covering(51), covering(41), false],
    ['ten of fifty', covering(50), covering(40), true],
    ['much where there was nothing', covering(0), covering(10), true],
    ['little where there was nothing', covering(0), covering(9), false],
    ['as much, but somewhere else', covering(100), covering(100, 20), true],
    ['as much, almost all of it in the same place', covering(100), covering(100, 19), false],
  ])('%s', (_what, before, after, held) => {
    expect(guard(before, after, state()) !== undefined).toBe(held);
  });

  it('lets pass what a person has accepted, and only that revision', () => {
    const next = state();
    const accept = (acceptRevision: string) => ({
      ...next,
      organization: { ...next.organization, acceptRevision },
    });
    expect(guard(covering(100), covering(0), accept(next.revision))).toBeUndefined();
    expect(guard(covering(100), covering(0), accept('0123456789ab'))).toBeDefined();
  });

  it('says what is different, where, and how to accept it', () => {
    const next = state();
    expect(guard(covering(100), covering(50, 80), next)).toEqual({
      file: 'x.yaml',
      line: 3,
      column: 1,
      message:
        `revision ${next.revision} no longer covers 80 of 100 policies x places and covers 30 policies x places more ` +
        'than the 100 before: it waits to be accepted, and the state before it stays in force',
      hint: `if it is meant, write acceptRevision: '${next.revision}' into the spec of the Organization document`,
    });
  });

  it(`holds exactly what differs by a fifth and by ten (seed ${seed})`, () => {
    const sizes = fc.nat({ max: 300 });
    fc.assert(
      fc.property(sizes, sizes, sizes, (kept, lost, gained) => {
        const before = covering(kept + lost);
        const after = new Map([...covering(kept), ...covering(gained, 1_000)]);
        const much = Math.max(10, (kept + lost) / 5);
        expect(guard(before, after, state()) !== undefined).toBe(lost >= much || gained >= much);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('coverageOf', () => {
  const twelve = organization(
    Array.from({ length: 12 }, (_, index) => account(index, index < 4 ? 'Sandbox' : 'Workloads')),
  );

  it('counts policies in places', () => {
    const sum = (coverage: Coverage) => [...coverage.values()].reduce((a, b) => a + b, 0);
    expect(sum(coverageOf(twelve, state({ policies: [policy()] })))).toBe(24);
    expect(sum(coverageOf(twelve, state({ policies: [policy({ scope: within('Sandbox') })] })))).toBe(8);
    expect(sum(coverageOf(twelve, state({ policies: [policy(), policy({ name: 'other' })] })))).toBe(48);
  });

  it('does not mind what a policy is called', () => {
    const coverage = (name: string) => coverageOf(twelve, state({ policies: [policy({ name })] }));
    expect(coverage('one')).toEqual(coverage('another'));
  });

  it('does not cover what is held, as its unit does not exist', () => {
    expect(coverageOf(twelve, state({ policies: [policy({ scope: within('Sandbax') })] })).size).toBe(0);
  });
});
