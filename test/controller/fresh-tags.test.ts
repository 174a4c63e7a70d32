/**
 * Tags that a reading carries may be those of an earlier one. What is decided right before a write hangs on them, and so they are
 * read then, however new the rest is.
 */
import { expect, it } from '@jest/globals';
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import type { Reader } from '../../src/model/world.ts';
import { NOW, account, organization, policy, state } from './reload-world.ts';

const HOME = account(1);
const TARGET = { account: HOME.id, region: 'eu-central-1' };
const NAME = 'analytics';
const ARN = `arn:aws:sagemaker:${TARGET.region}:${TARGET.account}:notebook-instance/${NAME}`;

/** One notebook that is off and on IMDS version 1, so that a call about it is due; nothing is ever sent. */
function worldOf() {
  let now = NOW;
  let modifiedAt = NOW / 1_000 - 3_600;
  let tagReads = 0;
  const summary = () => ({
    NotebookInstanceName: NAME,
    NotebookInstanceArn: ARN,
    NotebookInstanceStatus: 'Stopped',
    CreationTime: NOW / 1_000 - 86_400,
    LastModifiedTime: modifiedAt,
  });
  const reader: Reader = {
    read: async () => ({ ...summary(), PlatformIdentifier: 'notebook-al2023-v1' }),
    pages: async function* (operation) {
      if (operation === 'ListTags') tagReads += 1;
      yield operation === 'ListNotebookInstances' ? [summary()] : [];
    },
  };
  const desired = state({ policies: [policy()] });
  const asked: boolean[] = [];
  const controller = new Controller(
    {
      clock: { now: () => now, sleep: async () => undefined },
      random: () => 0,
      newChangeId: () => 'c1',
      reader: () => reader,
      write: async (_target, _scope, _operation, choose) => {
        asked.push((await choose()) !== undefined);
        return { sent: false };
      },
      tell: () => undefined,
    },
    desired,
  );
  controller.adopt(desired, organization([HOME]), [{ target: TARGET, account: HOME, policies: desired.policies }]);
  const [place] = controller.memory.places.values();
  if (place === undefined) throw new Error('the target has no place');
  return {
    asked,
    later: (ms: number) => {
      now += ms;
      modifiedAt = now / 1_000;
    },
    pass: async () => reconcile(controller, place),
    look: async () => look(controller, place, ARN),
    tagReads: () => tagReads,
  };
}

it('are read right before a write, also where a pass has just read everything else', async () => {
  const world = worldOf();
  await world.pass();
  await world.look();
  const known = world.tagReads();
  world.later(600_000);
  await world.pass();
  const carried = world.tagReads();
  await world.look();
  expect(world.asked).toEqual([true, true]);
  expect(known).toBeGreaterThan(0);
  expect(world.tagReads()).toBeGreaterThan(carried);
});
