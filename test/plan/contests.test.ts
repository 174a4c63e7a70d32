/**
 * When two wants are the same, whatever the order of their keys, and who is told as the other one.
 */
import { describe, expect, it } from '@jest/globals';
import type { Judged } from '../../src/model/decision.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { contestOver } from '../../src/plan/conflict.ts';
import { exemptionFor } from '../../src/plan/exemptions.ts';
import { NO_OUTCOMES, recordOutcome } from '../../src/plan/halt.ts';
import { ACCOUNT, DAY, NOW, REGIONS, exemption, notebook, policy, verdict } from './documents.ts';

const PATH = '/platform';

function wanting(name: string, want: unknown, part: Partial<Policy> = {}): Judged {
  return { policy: policy({ name, ...part }), verdict: verdict([{ path: PATH, have: 'x', want }]) };
}

/** Content with what is there, by a document that wants this. */
function content(name: string, want: unknown, kind = 'NotebookImds'): Judged {
  return { policy: policy({ name, kind, want }), verdict: verdict([]) };
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

describe('two wants', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['the same', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    ['another value', { a: 1, b: 1 }, { a: 1, b: 2 }, false],
    ['one key more', { a: 1 }, { a: 1, b: 2 }, false],
    ['another key', { a: 1 }, { b: 1 }, false],
    ['another order of a list', [1, 2], [2, 1], false],
    ['a longer list', [1], [1, 2], false],
    ['a list, and what looks like one', ['x'], { 0: 'x' }, false],
    ['nothing, and an empty list', null, [], false],
    ['texts', 'a', 'a', true],
    ['a text, and a number', '1', 1, false],
    ['undefined, and a key of it', { a: undefined }, {}, false],
    ['as deep as any want', deep(60), deep(60), true],
    ['deeper than can be told', deep(80), deep(80), false],
  ])('are the same: %s', (_what, one, other, isSame) => {
    const [a, b] = [wanting('a', one), wanting('b', other)];
    expect(contestOver(a, PATH, [a, b])?.outcome).toBe(isSame ? undefined : 'conflicts');
    expect(contestOver(b, PATH, [a, b])?.outcome).toBe(isSame ? undefined : 'conflicts');
  });

  it.each<[string, unknown, unknown, string | undefined]>([
    ['of which one is content', { platform: 'al2' }, { platform: 'al3' }, 'conflicts'],
    ['that agree', { platform: 'al3' }, { platform: 'al3' }, undefined],
    ['of which one says nothing of it', {}, { platform: 'al3' }, undefined],
    ['of which one is no document', null, { platform: 'al3' }, undefined],
    ['that speak of it by inheritance', Object.create({ platform: 'al2' }), { platform: 'al3' }, undefined],
  ])('%s: %#', (_what, there, here, outcome) => {
    const [a, b] = [content('a', there), wanting('b', 'al3', { want: here })];
    expect(contestOver(b, PATH, [a, b])?.outcome).toBe(outcome);
  });

  it.each([
    [true, undefined],
    [false, 'conflicts'],
  ])('of which one is content, and would be with the other: %s', (accepts, outcome) => {
    const never = (): boolean => !accepts;
    const [a, b] = [
      { ...content('a', {}), accepts: () => accepts },
      { ...wanting('b', 'al3'), accepts: never },
    ];
    expect(contestOver(b, PATH, [a, b])?.outcome).toBe(outcome);
    expect(contestOver(a, PATH, [a, b])?.outcome).toBe(outcome);
  });

  it('of different kinds, one of them content, are nothing to each other', () => {
    const [a, b] = [content('a', { platform: 'al2' }, 'Other'), wanting('b', 'al3', { want: { platform: 'al3' } })];
    expect(contestOver(b, PATH, [a, b])).toBeUndefined();
  });
});

describe('the other one', () => {
  it('is the first that somebody named to win, or the first that disagrees', () => {
    const mine = wanting('mine', 1);
    const others = ['b', 'c'].map((name) => wanting(name, 2, { overrides: ['mine'] }));
    expect(contestOver(mine, PATH, [mine, ...others])).toMatchObject({ outcome: 'yields', other: { name: 'b' } });
    const rivals = ['b', 'c'].map((name) => wanting(name, 2));
    expect(contestOver(mine, PATH, [mine, ...rivals])).toMatchObject({ outcome: 'conflicts', other: { name: 'b' } });
  });

  it('is not one that gives way here; who gives way elsewhere only is', () => {
    const [mine, rival] = [wanting('mine', 1), wanting('rival', 2)];
    const winner = wanting('winner', 1, { overrides: ['rival'] });
    expect(contestOver(mine, PATH, [mine, rival, winner])).toBeUndefined();
    const same = wanting('winner', 2, { overrides: ['rival'] });
    expect(contestOver(mine, PATH, [mine, rival, same])).toMatchObject({ other: { name: 'rival' } });
  });
});

describe('what is excused', () => {
  const excused = (patterns: readonly string[], arn: string) =>
    exemptionFor(
      'imds',
      notebook({ arn }),
      ACCOUNT,
      [exemption({ resources: patterns, expiresAt: NOW + DAY })],
      NOW,
      REGIONS,
    );

  it('is found by its name, in whichever case', () => {
    const arn = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/Legacy-A';
    expect(excused([arn.toLowerCase()], arn)).toBeDefined();
    expect(excused([arn], arn.toLowerCase())).toBeDefined();
  });

  it('is told by the first of those that last as long', () => {
    const [a, b] = [exemption({ name: 'a' }), exemption({ name: 'b' })];
    expect(exemptionFor('imds', notebook(), ACCOUNT, [a, b], NOW, REGIONS)?.name).toBe('a');
    const long = exemption({ name: 'long', expiresAt: NOW + 101 * DAY });
    expect(exemptionFor('imds', notebook(), ACCOUNT, [a, long, b], NOW, REGIONS)?.name).toBe('long');
  });
});

describe('a policy that has lately changed something', () => {
  it('is not the one that is forgotten where there are too many', () => {
    const record = (history: typeof NO_OUTCOMES, name: string) =>
      recordOutcome(history, { policy: name, arn: 'a', worse: true, at: NOW });
    let history = record(record(NO_OUTCOMES, 'imds'), 'other');
    history = record(history, 'imds');
    for (let index = 0; index < 999; index += 1) history = record(history, `p${index}`);
    expect([history.size, history.has('imds'), history.has('other')]).toEqual([1_000, true, false]);
  });
});
