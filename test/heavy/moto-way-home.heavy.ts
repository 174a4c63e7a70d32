// Does what ran before come back, whatever else goes wrong, and does what was off stay off? `run --once` as a process against a
// moto that stops and starts notebooks but cannot update them, in worlds as an earlier process of ours left them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import { describeWithMoto, motoEnvironment } from './moto/environment.ts';
import { type MadeWorld, type Moto, type NotebookTruth, type WorldSpec, startMoto } from './moto/moto.ts';
import { notAssumable, updatesWithoutEffect } from './moto/refusals.ts';
import { REGIONS, policy, sagekeeperJson } from './moto/sagekeeper.ts';
import { LEFT_BEHIND, ORDINARY, world } from './moto/world.ts';

const environment = await motoEnvironment();
const WORKLOADS = { include: ['ou/Workloads'] } as const;
const INTENT = 'sagekeeper:intent';
/** Moves every notebook: with it, moto's notebooks, which tell no platform, may be stopped once the probes allow it. */
const PLATFORM = policy({
  kind: 'NotebookHardening',
  name: 'platform',
  want: '{platformIdentifier: notebook-al2023-v1}',
  ...WORKLOADS,
});

describeWithMoto('the way home in moto', environment, (bin) => {
  let moto: Moto;
  let made: MadeWorld;
  beforeAll(async () => {
    moto = await startMoto(bin);
  });
  afterAll(() => moto.close());

  const nameOf = (id: string): string => Object.entries(made.accounts).find(([, own]) => own === id)?.[0] ?? id;
  const truth = async (): Promise<Readonly<Record<string, NotebookTruth>>> =>
    Object.fromEntries(
      Object.entries(await moto.truth(made, REGIONS)).map(([key, found]) => {
        const [id = '', ...rest] = key.split('/');
        return [[nameOf(id), ...rest].join('/'), found];
      }),
    );
  /** Writes as moto got them: operation and notebook. */
  const writes = (): readonly string[] =>
    moto.requests
      .filter(({ operation }) => /^(Add|Delete|Stop|Start|Update)/.test(operation))
      .map(({ operation, input }) => {
        const named = String(input['NotebookInstanceName'] ?? input['ResourceArn']);
        return `${operation} ${named.slice(named.lastIndexOf('/') + 1)}`;
      });
  const find = ({ resources }: PlanDocument, name: string): PlanDocument['resources'][number] | undefined =>
    resources.find(({ arn }) => arn.endsWith(`/${name}`));

  const statuses = (spec: WorldSpec): Readonly<Record<string, string>> =>
    Object.fromEntries(
      spec.notebooks.map(({ account, region, name, stopped }) => [
        `${account}/${region}/${name}`,
        stopped === true ? 'Stopped' : 'InService',
      ]),
    );

  it('brings back what an earlier process left, with and without a policy, and starts nothing else', async () => {
    const spec = world(ORDINARY, LEFT_BEHIND);
    made = await moto.make(spec);
    const { code, document } = await sagekeeperJson(['run', '--once'], moto.url, policy(WORKLOADS));
    const after = await truth();
    const left = LEFT_BEHIND.map(({ account, region, name }) => [`${account}/${region}/${name}`, 'InService']);
    const found = Object.entries(after).map(([key, { status }]) => [key, status]);
    expect(Object.fromEntries(found)).toEqual({ ...statuses(spec), ...Object.fromEntries(left) });
    expect(Object.entries(after).filter(([, { tags }]) => INTENT in tags)).toEqual([]);
    expect(after['scoring/eu-central-1/back']?.tags).toEqual({ owner: 'ada' });
    const started = writes().filter((write) => write.startsWith('Start'));
    expect(started.sort()).toEqual(
      ['almost', 'elsewhere', 'stopped-for-us', 'to-start'].map((name) => `StartNotebookInstance ${name}`),
    );
    expect(writes().filter((write) => write.startsWith('Stop'))).toEqual([]);
    // Everything was read, and moto cannot update: what differed still does.
    expect([code, document.complete]).toEqual([1, true]);
  });

  it('stops nothing for an update that nobody can promise, and never calls compliant what was not mended', async () => {
    const spec = world(ORDINARY);
    made = await moto.make(spec);
    const { code, document } = await sagekeeperJson(['run', '--once'], moto.url, policy(WORKLOADS), PLATFORM);
    expect(code).toBe(1);
    expect(writes().filter((write) => !write.startsWith('Update'))).toEqual([]);
    // HTTP 500 to the probe: nobody knows whether the update would be allowed.
    expect(writes()).toContain('UpdateNotebookInstance Feature-Store');
    expect(find(document, 'Feature-Store')).toMatchObject({ state: 'held', gate: 'prerequisite' });
    expect(find(document, 'off')).toMatchObject({ state: 'held', gate: 'prerequisite' });
    const states = document.resources.map(({ state }) => state);
    expect([...new Set(states)]).toEqual(['held']);
    // Each stopped one was tried three times, and then left alone.
    expect(writes().filter((write) => write === 'UpdateNotebookInstance off')).toHaveLength(3);
    const found = Object.entries(await truth()).map(([key, { status, tags }]) => [key, INTENT in tags ? tags : status]);
    expect(Object.fromEntries(found)).toEqual(statuses(spec));
  });

  it('stops once, not again and again, for an update that AWS accepts and does not carry out', async () => {
    made = await moto.make(world(ORDINARY));
    moto.intercept(updatesWithoutEffect('Feature-Store'));
    const only = policy({
      kind: 'NotebookHardening',
      name: 'platform',
      want: '{platformIdentifier: notebook-al2023-v1}',
      include: ['account/fraud-sandbox'],
    });
    const verb = ['run', '--once', '--region', 'us-east-1', '--deadline', '240s'];
    const { code, document } = await sagekeeperJson(verb, moto.url, only);
    const own = writes().filter((write) => /feature-store$/i.test(write));
    expect(own.map((write) => write.split(' ')[0])).toEqual([
      'UpdateNotebookInstance', // the probes
      'StartNotebookInstance',
      'AddTags',
      'StopNotebookInstance',
      'UpdateNotebookInstance',
      'UpdateNotebookInstance',
      'UpdateNotebookInstance',
      'AddTags', // phase start
      'StartNotebookInstance',
      'AddTags', // phase up
      'AddTags', // what was accepted, for its owner, and so that a restart does not begin again
      'DeleteTags',
    ]);
    const after = (await truth())['fraud-sandbox/us-east-1/Feature-Store'];
    expect(after).toEqual({
      status: 'InService',
      tags: { 'sagekeeper:changed': expect.stringContaining('policy=platform ') },
    });
    expect(find(document, 'Feature-Store')).toMatchObject({ state: 'held', gate: 'prerequisite' });
    expect(code).toBe(1);
  });

  it('ends with 3 where an account cannot be entered, and brings home what is in the others', async () => {
    made = await moto.make(world(ORDINARY, LEFT_BEHIND));
    moto.intercept(notAssumable(made.accounts['tooling'] ?? '', 'SagekeeperRead'));
    const { code } = await sagekeeperJson(['run', '--once'], moto.url, policy(WORKLOADS));
    expect(code).toBe(3);
    const after = await truth();
    expect(after['fraud-live/us-east-1/to-start']?.status).toBe('InService');
    expect(after['tooling/eu-central-1/almost']?.status).toBe('Stopped');
  });

  it('says so where the write role cannot be assumed, and ends', async () => {
    const almost = 'tooling/eu-central-1/almost';
    // It never ends before its deadline: a longer one is for a machine that cannot do the rest in the first.
    for (const deadline of ['20s', '120s']) {
      made = await moto.make(world(ORDINARY, LEFT_BEHIND));
      moto.intercept(notAssumable(made.accounts['fraud-live'] ?? '', 'SagekeeperWrite'));
      const verb = ['run', '--once', '--deadline', deadline];
      const { code, document } = await sagekeeperJson(verb, moto.url, policy(WORKLOADS));
      const after = await truth();
      const isHome = after[almost]?.status === 'InService' && !(INTENT in after[almost].tags);
      if (!isHome && deadline === '20s') continue;
      expect(code).toBe(1);
      expect(find(document, 'to-start')).toMatchObject({ account: made.accounts['fraud-live'] });
      expect(after['fraud-live/us-east-1/to-start']).toMatchObject({ status: 'Stopped' });
      expect(after[almost]).toEqual({ status: 'InService', tags: {} });
      return;
    }
  });

  it('cannot run, and ends with 2, where there is no organization', async () => {
    await moto.make({ units: [], accounts: [], notebooks: [] });
    await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
    await expect(sagekeeperJson(['run', '--once'], moto.url, policy(WORKLOADS))).rejects.toThrow(
      /ended with 2.*organization/is,
    );
  });
});
