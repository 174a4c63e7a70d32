/**
 * Harm that shows later is told once, and counts against the policies that wanted the change, not against those that only look on.
 */
import { describe, expect, it } from '@jest/globals';
import type { Controller } from '../../src/controller/controller.ts';
import { Harms, tellHarm } from '../../src/controller/harm.ts';
import type { Place } from '../../src/controller/memory.ts';
import { ACCOUNT, REGIONS, notebook, policy } from '../plan/documents.ts';

function telling(harms: readonly (string | undefined)[]) {
  const told: object[] = [];
  const recorded: unknown[] = [];
  const controller = {
    harms: new Harms(),
    world: { tell: (event: object) => told.push(event) },
    state: { organization: { regions: REGIONS } },
    recordOutcome: (_resource: unknown, worse: boolean, policies: readonly string[]) =>
      recorded.push([worse, policies]),
  } as unknown as Controller;
  for (const id of harms) {
    const harm = id === undefined ? undefined : { id, reason: 'Denied', why: 'no' };
    const policies = [policy({ name: 'one' }), policy({ name: 'two', mode: 'audit' })];
    const place = { kind: { harmTo: () => harm }, selection: { account: ACCOUNT, policies } } as unknown as Place;
    tellHarm(controller, place, notebook());
  }
  return { told, recorded };
}

describe('harm', () => {
  it('is told, and counts against who enforces', () => {
    const { told, recorded } = telling(['a']);
    expect(told).toEqual([
      expect.objectContaining({ event: 'Notice', arn: notebook().arn, reason: 'Denied', why: 'no' }),
    ]);
    expect(recorded).toEqual([[true, ['one']]]);
  });

  it('is told once, and no harm is not', () => {
    expect(telling(['a', 'a', undefined, 'b']).told).toHaveLength(2);
  });

  it('is remembered for ten thousand of them', () => {
    const harms = new Harms();
    for (let index = 0; index < 10_000; index += 1) harms.isNew(`${index}`);
    expect(harms.isNew('0')).toBe(false);
    expect(harms.isNew('10000')).toBe(true);
    expect([harms.isNew('0'), harms.isNew('2')]).toEqual([true, false]);
  });
});
