/** Which steps take a place in the budgets, and how long do they keep it? */
import { describe, expect, it } from '@jest/globals';
import { keepsTurn, takesTurn } from '../../src/controller/turns.ts';
import type { CallStep, Effect, Step } from '../../src/model/resource.ts';
import { RESOURCE_KINDS } from '../../src/resources/index.ts';

const { 'notebook-instance': notebook, vpc } = RESOURCE_KINDS;
const call = (effect: Effect): CallStep => ({
  step: 'call',
  call: { operation: 'ModifyVpcEndpoint', input: {} },
  effect,
  reason: 'Test',
  why: '',
});
const WAIT: Step = { step: 'wait', recheckAfterMs: 1, reason: 'Sent', why: '' };

describe('a place in the budgets', () => {
  it.each<[string, Effect, boolean, boolean]>([
    ['what disturbs', 'disrupt', true, true],
    ['what asks whether it may', 'probe', true, true],
    ['a quiet change, where they are not free', 'change', false, true],
    ['what gives back', 'restore', false, false],
  ])('is taken by %s', (_what, effect, ofNotebook, ofVpc) => {
    expect([takesTurn(notebook, call(effect)), takesTurn(vpc, call(effect))]).toEqual([ofNotebook, ofVpc]);
  });

  it('is kept until the call shows, where no intent on the resource tells', () => {
    expect([keepsTurn(vpc, WAIT), keepsTurn(notebook, WAIT), keepsTurn(vpc, { step: 'none' })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
