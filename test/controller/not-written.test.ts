/**
 * What comes after a call for which there was no session: one that somebody refused is held until it may be asked for again, and is
 * not on its way; a run that ends by itself would wait for a person otherwise.
 */
import { describe, expect, it } from '@jest/globals';
import { look } from '../../src/controller/act.ts';
import { Controller } from '../../src/controller/controller.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { AwsErrorReason } from '../../src/model/aws-error.ts';
import type { Reader } from '../../src/model/world.ts';
import { NOW, account, organization, policy, state } from './reload-world.ts';

const HOME = account(1);
const TARGET = { account: HOME.id, region: 'eu-central-1' };
const ARN = `arn:aws:sagemaker:${TARGET.region}:${TARGET.account}:notebook-instance/a`;
const NOTEBOOK = {
  NotebookInstanceName: 'a',
  NotebookInstanceArn: ARN,
  NotebookInstanceStatus: 'Stopped',
  CreationTime: NOW / 1_000 - 86_400,
  LastModifiedTime: NOW / 1_000 - 3_600,
  PlatformIdentifier: 'notebook-al2023-v1',
};

/** A look at a stopped notebook that is due, where the session fails for this reason. */
async function lookedAt(reason: AwsErrorReason) {
  const reader: Reader = {
    read: async (operation) => (operation === 'ListTags' ? { Tags: [] } : NOTEBOOK),
    pages: async function* (operation) {
      yield operation === 'ListNotebookInstances' ? [NOTEBOOK] : [];
    },
  };
  const write = async (): Promise<never> => {
    const facts = { reason, code: 'X', message: 'no', delivery: 'answered' } as const;
    throw new AwsError({ ...facts, operation: 'AssumeRole', target: TARGET });
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  const world = { clock, random: () => 0, newChangeId: () => 'c1', reader: () => reader, write, tell: () => undefined };
  const desired = state({ policies: [policy()] });
  const controller = new Controller(world, desired);
  controller.adopt(desired, organization([HOME]), [{ target: TARGET, account: HOME, policies: desired.policies }]);
  for (const place of controller.memory.places.values()) await reconcile(controller, place);
  const place = controller.memory.places.get(`${TARGET.account}/${TARGET.region} notebook-instance`);
  if (place === undefined) throw new Error('nobody looks at notebooks');
  return look(controller, place, ARN);
}

describe('a call without a session', () => {
  it('is held where somebody refused it, and on its way where nobody answered', async () => {
    expect(await lookedAt('denied')).toEqual({ again: 'at', at: expect.any(Number) });
    expect(await lookedAt('unavailable')).toEqual({ again: 'in', ms: expect.any(Number) });
  });
});
