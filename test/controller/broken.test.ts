/**
 * What is broken in us, and not at AWS, leaves the place unread in which it is met, and holds up nobody who looks once.
 */
import { describe, expect, it } from '@jest/globals';
import { Loop } from '../../src/controller/loop.ts';
import type { Reader } from '../../src/model/world.ts';
import { heldPolicies, selectTargets, skippedTargets } from '../../src/organization/select.ts';
import { VirtualTime } from '../daemon/virtual-time.ts';
import { account, organization, policy, state } from './reload-world.ts';

const known = organization([account(0), account(1)]);
const BROKEN: Readonly<Record<string, true>> = { ListNotebookInstances: true };

/** In the second account each list that is named here ends in a mistake of ours. */
function readerOf(accountId: string): Reader {
  return {
    read: async () => ({}),
    pages: async function* (operation) {
      yield [];
      if (accountId === account(1).id && BROKEN[operation] === true) throw new TypeError('undefined is not a function');
    },
  };
}

describe('a pass that fails for a mistake of ours', () => {
  it.each([true, false])('is given up where everything is looked at once (only reading: %s)', async (readOnly) => {
    const time = new VirtualTime();
    const desired = state({ policies: [policy()] });
    const world = {
      clock: time,
      random: () => 0,
      newChangeId: () => 'c',
      reader: ({ account: id }: { readonly account: string }) => readerOf(id),
      write: async () => Promise.resolve({ sent: false as const }),
      tell: () => undefined,
    };
    const loop = new Loop(world, desired, {
      once: true,
      readOnly,
      enabledRegions: undefined,
      survey: async () =>
        Promise.resolve({
          organization: known,
          selections: selectTargets(known, desired),
          skipped: skippedTargets(known, desired),
          held: heldPolicies(known, desired),
        }),
    });
    let ended = false;
    void loop.run().then(() => (ended = true));
    await time.pass(60_000);
    const found = loop.snapshot().targets.filter(({ region }) => region === 'eu-central-1');
    expect([ended, found.map(({ account: id, state: how, reason }) => [id, how, reason])]).toEqual([
      true,
      [
        [account(0).id, 'reached', undefined],
        [account(1).id, 'unreachable', 'PassFailed'],
      ],
    ]);
    await loop.stop();
  });
});
