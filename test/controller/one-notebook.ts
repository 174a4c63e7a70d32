/**
 * One notebook, one policy about it, and a controller that is led pass by pass and look by look.
 */
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import type { Reader } from '../../src/model/world.ts';
import { NOW, account, organization, policy, state } from './reload-world.ts';

const HOME = account(1);
const TARGET = { account: HOME.id, region: 'eu-central-1' };
const NAME = 'analytics';
export const ARN = `arn:aws:sagemaker:${TARGET.region}:${TARGET.account}:notebook-instance/${NAME}`;

/**
 * A notebook that is off and on IMDS version 1, so that a call about it is due.
 * @param accepts AWS accepts what is sent, and never shows it; otherwise nothing is sent.
 */
export function worldOf(accepts = false) {
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
  const asked: (string | undefined)[] = [];
  const controller = new Controller(
    {
      clock: { now: () => now, sleep: async () => undefined },
      random: () => 0,
      newChangeId: () => 'c1',
      reader: () => reader,
      write: async (_target, _scope, _operation, choose) => {
        const call = await choose();
        asked.push(call?.operation);
        return accepts && call !== undefined ? { sent: true, call, error: undefined, answer: {} } : { sent: false };
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
