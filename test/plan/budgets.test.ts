/**
 * Budgets: what is counted, the most restrictive, and accounts that nobody has read yet.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Budget } from '../../src/model/desired-state.ts';
import { budgetHold } from '../../src/plan/budgets.ts';
import type { Census } from '../../src/plan/budgets.ts';
import { ACCOUNT, notebook, policy } from './documents.ts';

const HERE = ACCOUNT.id;
const SEED = Number(process.env['PLAN_SEED'] ?? 4_711);

/** By account: what is in flight and what runs there. */
interface World {
  readonly inFlight?: Readonly<Record<string, readonly string[]>>;
  readonly running?: Readonly<Record<string, number>>;
  readonly unread?: readonly string[];
}

function census({ inFlight = {}, running = {}, unread = [] }: World): Census {
  const of = <T>(table: Readonly<Record<string, T>>, account: string | undefined): readonly T[] =>
    Object.entries(table).flatMap(([id, value]) => (account === undefined || id === account ? [value] : []));
  return {
    running: (_, account) => of(running, account).reduce((sum, count) => sum + count, 0),
    inFlight: (_, account, except) =>
      of(inFlight, account)
        .flat()
        .filter((arn) => arn !== except).length,
    unread: () => unread,
  };
}

const perAccount = (count: number): Budget => ({ per: 'account', max: { count } });
const perOrganization = (count: number): Budget => ({ per: 'organization', max: { count } });
const percent = (share: number, per: Budget['per'] = 'organization'): Budget => ({ per, max: { percent: share } });

interface Case {
  readonly budgets: readonly Budget[];
  readonly world: World;
  /** Undefined: there is room. */
  readonly why?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'there is room': { budgets: [perAccount(1)], world: {} },
  'the account is spent': {
    budgets: [perAccount(1)],
    world: { inFlight: { [HERE]: ['x'] } },
    why: `budget 1 per account: 1 of 1 in flight in account ${HERE}`,
  },
  'another account does not matter': { budgets: [perAccount(1)], world: { inFlight: { other: ['x'] } } },
  'its own intent does not count': {
    budgets: [perAccount(1), perOrganization(1)],
    world: { inFlight: { [HERE]: [notebook().arn] } },
  },
  'the organization is spent': {
    budgets: [perAccount(1), perOrganization(2)],
    world: { inFlight: { a: ['x'], b: ['y'] } },
    why: 'budget 2 per organization: 2 of 2 in flight',
  },
  'the most restrictive wins, whatever the order': {
    budgets: [perOrganization(25), percent(10)],
    world: { running: { a: 20 }, inFlight: { a: ['x', 'y'] } },
    why: 'budget 10% per organization: 2 of 2 in flight',
  },
  'a percentage is rounded down': {
    budgets: [percent(10)],
    world: { running: { a: 29 }, inFlight: { a: ['x', 'y'] } },
    why: 'budget 10% per organization: 2 of 2 in flight',
  },
  'a percentage of thirty is three': {
    budgets: [percent(10)],
    world: { running: { a: 30 }, inFlight: { a: ['x', 'y'] } },
  },
  'a percentage is at least one': { budgets: [percent(10)], world: { running: { a: 3 } } },
  'and not more': {
    budgets: [percent(10)],
    world: { running: { a: 3 }, inFlight: { a: ['x'] } },
    why: 'budget 10% per organization: 1 of 1 in flight',
  },
  'a percentage per account is of what runs in that account': {
    budgets: [percent(50, 'account')],
    world: { running: { [HERE]: 4, other: 1_000 }, inFlight: { [HERE]: ['x', 'y'] } },
    why: `budget 50% per account: 2 of 2 in flight in account ${HERE}`,
  },
  'without any budget it is one per account': {
    budgets: [],
    world: { inFlight: { [HERE]: ['x'] } },
    why: `budget 1 per account: 1 of 1 in flight in account ${HERE}`,
  },
  'an account that was not read is spent': {
    budgets: [perAccount(3)],
    world: { unread: [HERE] },
    why: `budget 3 per account: account ${HERE} has not been read to its end since the start, so all 3 count as in flight`,
  },
  'another account that was not read does not spend this one': {
    budgets: [perAccount(1)],
    world: { unread: ['other'] },
  },
  'accounts that were not read count for the organization with their whole budget': {
    budgets: [perAccount(3), perOrganization(6)],
    world: { unread: ['a', 'b'] },
    why: 'budget 6 per organization: 0 of 6 in flight, and the rest is kept for 2 accounts that have not been read to their end since the start',
  },
  'and leave room beyond it': { budgets: [perAccount(3), perOrganization(7)], world: { unread: ['a', 'b'] } },
  'and with one where there is no budget per account': {
    budgets: [perOrganization(2)],
    world: { unread: ['a', 'b'] },
    why: 'budget 2 per organization: 0 of 2 in flight, and the rest is kept for 2 accounts that have not been read to their end since the start',
  },
  'what is seen in an account that was not read counts once': {
    budgets: [perAccount(2), perOrganization(3)],
    world: { unread: ['a'], inFlight: { a: ['x'] } },
  },
  'more in flight there than its budget counts as seen': {
    budgets: [perAccount(1), perOrganization(3)],
    world: { unread: ['a', 'b'], inFlight: { a: ['x', 'y'] } },
    why: 'budget 3 per organization: 2 of 3 in flight, and the rest is kept for 2 accounts that have not been read to their end since the start',
  },
};

describe('budgetHold', () => {
  it.each(Object.entries(cases))('%s', (_, { budgets, world, why }) => {
    const held = policy({ disruption: { ...policy().disruption, budgets } });
    const hold = budgetHold(held, notebook(), census(world));
    expect(hold).toEqual(why === undefined ? undefined : { gate: 'budget', reason: 'BudgetSpent', why });
  });

  it(`never lets more be disturbed than any budget allows (seed ${SEED})`, () => {
    const budget = fc.record({
      per: fc.constantFrom('account' as const, 'organization' as const),
      max: fc.oneof(
        fc.record({ count: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
      ),
    });
    const accounts = ['111111111111', '222222222222', '333333333333'];
    const property = fc.property(
      fc.array(budget, { minLength: 1, maxLength: 3 }),
      fc.array(fc.constantFrom(...accounts), { maxLength: 30 }),
      fc.record(Object.fromEntries(accounts.map((id) => [id, fc.integer({ min: 0, max: 20 })]))),
      (budgets, order, running) => {
        const held = policy({ disruption: { ...policy().disruption, budgets } });
        const inFlight: Record<string, string[]> = {};
        for (const [index, account] of order.entries()) {
          const resource = notebook({ arn: `arn-${index}`, account });
          if (budgetHold(held, resource, census({ inFlight, running })) === undefined) {
            inFlight[account] = [...(inFlight[account] ?? []), resource.arn];
          }
        }
        const total = Object.values(inFlight).flat().length;
        const ran = Object.values(running).reduce((sum, count) => sum + count, 0);
        const limit = ({ max }: Budget, of: number): number =>
          'count' in max ? max.count : Math.max(1, Math.floor((of * max.percent) / 100));
        const kept = budgets.every((one) =>
          one.per === 'organization'
            ? total <= limit(one, ran)
            : accounts.every((id) => (inFlight[id]?.length ?? 0) <= limit(one, running[id] ?? 0)),
        );
        expect(kept).toBe(true);
        expect(order.length === 0 || total > 0).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 500, seed: SEED });
  });
});
