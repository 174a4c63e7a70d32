/**
 * What could not be read is unknown, whatever was remembered of it: a resource that stops answering, a list that ends early.
 */
import { describe, expect, it } from '@jest/globals';
import { Controller } from '../../src/controller/controller.ts';
import { snapshot } from '../../src/controller/picture.ts';
import { reconcile } from '../../src/controller/reconcile.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { Reader } from '../../src/model/world.ts';
import { NOW, account, organization, policy, state } from './reload-world.ts';

const HOME = account(1);
const TARGET = { account: HOME.id, region: 'eu-central-1' };
const NAME = 'analytics';

/** One notebook on IMDS version 2, which may change, stop answering, or sit behind a list that breaks off. */
function worldOf() {
  const truth = { modifiedAt: NOW / 1_000 - 3_600, describeFails: false, listFails: false };
  let now = NOW;
  const fail = (operation: string): never => {
    const facts = { reason: 'unavailable', code: 'InternalFailure', message: 'ill', delivery: 'answered' } as const;
    throw new AwsError({ ...facts, operation, target: TARGET });
  };
  const summary = () => ({
    NotebookInstanceName: NAME,
    NotebookInstanceArn: `arn:aws:sagemaker:${TARGET.region}:${TARGET.account}:notebook-instance/${NAME}`,
    NotebookInstanceStatus: 'InService',
    CreationTime: NOW / 1_000 - 86_400,
    LastModifiedTime: truth.modifiedAt,
  });
  const reader: Reader = {
    read: async (operation) => {
      if (truth.describeFails) fail(operation);
      const settings = { MinimumInstanceMetadataServiceVersion: '2' };
      return { ...summary(), PlatformIdentifier: 'notebook-al2023-v1', InstanceMetadataServiceConfiguration: settings };
    },
    pages: async function* (operation) {
      if (operation !== 'ListNotebookInstances') return;
      yield [summary()];
      if (truth.listFails) fail(operation);
    },
  };
  const desired = state({ policies: [policy()] });
  const controller = new Controller(
    {
      clock: { now: () => now, sleep: async () => undefined },
      random: () => 0,
      newChangeId: () => 'c1',
      reader: () => reader,
      write: async () => ({ sent: false }),
      tell: () => undefined,
    },
    desired,
  );
  controller.adopt(desired, organization([HOME]), [{ target: TARGET, account: HOME, policies: desired.policies }]);
  const pass = async () => {
    now += 600_000;
    for (const place of controller.memory.places.values()) await reconcile(controller, place);
    const facts = { queueDepth: 0, lastCompletePassAt: undefined, skipped: [], problems: [] };
    const [summed] = snapshot(controller, facts).policies;
    return Object.entries(summed?.states ?? {}).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  };
  return { truth, pass };
}

describe('what the last pass could not read', () => {
  it('is unknown where a notebook changed and does not answer any more, and known again when it does', async () => {
    const { truth, pass } = worldOf();
    expect(await pass()).toEqual(['1 compliant']);
    truth.modifiedAt += 1_800;
    truth.describeFails = true;
    expect(await pass()).toEqual(['1 unknown']);
    expect(await pass()).toEqual(['1 unknown']);
    truth.describeFails = false;
    expect(await pass()).toEqual(['1 compliant']);
  });

  it('is unknown where a list breaks off after a full page', async () => {
    const { truth, pass } = worldOf();
    expect(await pass()).toEqual(['1 compliant']);
    truth.listFails = true;
    expect(await pass()).toEqual(['1 unknown']);
    truth.listFails = false;
    expect(await pass()).toEqual(['1 compliant']);
  });
});
