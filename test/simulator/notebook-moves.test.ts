// The state machine of a notebook instance over the wire: legal moves, the words of illegal ones, and what time brings.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, assume, type Credentials, MEMBER, REGION, simulatorOf, START, type Watched, worldOf } from './ask.ts';

const ARN = `arn:aws:sagemaker:${REGION}:${MEMBER}:notebook-instance/`;
let simulator: Watched;
let write: Credentials;

beforeEach(async () => {
  simulator = await simulatorOf(
    worldOf([
      { name: 'Runs-One', status: 'InService', imds: '1' },
      { name: 'stopped', status: 'Stopped', imds: '1' },
      { name: 'failed', status: 'Failed', imds: '1', failureReason: 'InsufficientCapacity' },
      { name: 'al1', status: 'Stopped', imds: '1', platform: 'notebook-al1-v1' },
      { name: 'al2', status: 'Stopped', imds: '1', platform: 'notebook-al2-v3' },
      { name: 'al2-gpu', status: 'Stopped', platform: 'notebook-al2-v3', instanceType: 'ml.p3.2xlarge' },
      { name: 'pending', status: 'Pending' },
    ]),
  );
  write = await assume(simulator, 'SagekeeperWrite');
});
afterEach(() => simulator.close());

const move = (verb: string, name: string, more = {}) =>
  ask(simulator, write, `sagemaker.${verb}NotebookInstance`, { NotebookInstanceName: name, ...more });
const status = async (name: string) => (await move('Describe', name)).body['NotebookInstanceStatus'];

describe('a running notebook', () => {
  it('is stopped, updated and started, each taking its time', async () => {
    expect((await move('Stop', 'Runs-One')).body).toEqual({});
    expect(await status('Runs-One')).toBe('Stopping');
    simulator.pass(39_999);
    expect(await status('Runs-One')).toBe('Stopping');
    simulator.pass(1);
    expect(await status('Runs-One')).toBe('Stopped');
    const wanted = { MinimumInstanceMetadataServiceVersion: '2' };
    await move('Update', 'Runs-One', { InstanceMetadataServiceConfiguration: wanted, RootAccess: 'Disabled' });
    const updating = await move('Describe', 'Runs-One');
    expect(updating.body['NotebookInstanceStatus']).toBe('Updating');
    expect(updating.body['InstanceMetadataServiceConfiguration']).not.toEqual(wanted);
    simulator.pass(20_000);
    expect(await status('Runs-One')).toBe('Stopped');
    await move('Start', 'Runs-One');
    expect(await status('Runs-One')).toBe('Pending');
    simulator.pass(90_000);
    const { body } = await move('Describe', 'Runs-One');
    expect(body).toMatchObject({
      NotebookInstanceStatus: 'InService',
      NotebookInstanceArn: `${ARN}runs-one`,
      NotebookInstanceName: 'Runs-One',
      RootAccess: 'Disabled',
      InstanceMetadataServiceConfiguration: wanted,
      LastModifiedTime: (START + 150_000) / 1000,
    });
  });

  it.each([
    [
      'Start',
      `Status (InService) not in ([Stopped, Failed]). Unable to transition to (Pending) for Notebook Instance (${ARN}runs-one)`,
    ],
    [
      'Update',
      `Status (InService) not in ([Stopped]). Unable to transition to (Updating) for Notebook Instance (${ARN}runs-one)`,
    ],
    [
      'Delete',
      `Status (InService) not in ([Stopped, Failed]). Unable to transition to (Deleting) for Notebook Instance (${ARN}runs-one)`,
    ],
  ])('refuses %s in these words', async (verb, message) => {
    // The writing role may not delete, so the one who may do everything asks.
    const all = await assume(simulator, 'OrganizationAccountAccessRole');
    const reply = await ask(simulator, all, `sagemaker.${verb as 'Start'}NotebookInstance`, {
      NotebookInstanceName: 'Runs-One',
    });
    expect(reply).toMatchObject({ status: 400, code: 'ValidationException', message });
  });

  it('is not stopped twice', async () => {
    await move('Stop', 'Runs-One');
    const again = await move('Stop', 'Runs-One');
    expect(again.message).toBe(
      `Status (Stopping) not in ([InService]). Unable to transition to (Stopping) for Notebook Instance (${ARN}runs-one)`,
    );
    simulator.pass(40_000);
    expect((await move('Stop', 'Runs-One')).message).toContain('Status (Stopped) not in ([InService])');
  });
});

describe('a notebook that is off', () => {
  it('has no legal stop', async () => {
    expect((await move('Stop', 'failed')).message).toContain('Status (Failed) not in ([InService])');
    expect((await move('Update', 'failed')).message).toContain('Status (Failed) not in ([Stopped])');
    expect((await move('Start', 'pending')).message).toContain('Status (Pending) not in ([Stopped, Failed])');
  });

  it('starts from Failed, and forgets the reason', async () => {
    expect((await move('Describe', 'failed')).body['FailureReason']).toBe('InsufficientCapacity');
    await move('Start', 'failed');
    simulator.pass(90_000);
    const { body } = await move('Describe', 'failed');
    expect([body['NotebookInstanceStatus'], body['FailureReason']]).toEqual(['InService', undefined]);
  });

  it('is deleted for good, and not found is a ValidationException', async () => {
    const all = await assume(simulator, 'OrganizationAccountAccessRole');
    await ask(simulator, all, 'sagemaker.DeleteNotebookInstance', { NotebookInstanceName: 'stopped' });
    expect(await status('stopped')).toBe('Deleting');
    simulator.pass(30_000);
    expect(await move('Describe', 'stopped')).toMatchObject({
      status: 400,
      code: 'ValidationException',
      message: 'RecordNotFound',
    });
    const listed = await ask(simulator, write, 'sagemaker.ListNotebookInstances', { NameContains: 'stopped' });
    expect(listed.body['NotebookInstances']).toEqual([]);
  });

  it('is found only by the name as it was created', async () => {
    expect((await move('Describe', 'runs-one')).message).toBe('RecordNotFound');
  });
});

describe('a retired platform', () => {
  it('cannot start, until an update has moved it', async () => {
    expect((await move('Start', 'al1')).code).toBe('ValidationException');
    expect((await move('Start', 'al2')).message).toContain('notebook-al2-v3 can no longer be started');
    expect(await status('al2')).toBe('Stopped');
    await move('Update', 'al2', { PlatformIdentifier: 'notebook-al2023-v1' });
    simulator.pass(20_000);
    expect((await move('Start', 'al2')).status).toBe(200);
  });

  it('does not move where the new one does not run', async () => {
    const reply = await move('Update', 'al2-gpu', { PlatformIdentifier: 'notebook-al2023-v1' });
    expect(reply.message).toBe(
      'Instance type ml.p3.2xlarge is not supported for platform identifier notebook-al2023-v1.',
    );
  });
});

describe('settings', () => {
  it.each([
    [
      { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '3' } },
      'minimumInstanceMetadataServiceVersion',
    ],
    [{ RootAccess: 'Maybe' }, 'enum value set: [Enabled, Disabled]'],
    [{ VolumeSizeInGB: 4 }, 'greater than or equal to 5'],
    [{ PlatformIdentifier: 'notebook-al2-v9' }, 'not supported'],
  ])('refuses %j', async (settings, text) => {
    const reply = await move('Update', 'stopped', settings);
    expect(reply.code).toBe('ValidationException');
    expect(reply.message).toContain(text);
    expect(await status('stopped')).toBe('Stopped');
  });

  it('lets volumes only grow, and detaches lifecycle configurations', async () => {
    await move('Update', 'stopped', { VolumeSizeInGB: 20, LifecycleConfigName: 'setup' });
    simulator.pass(20_000);
    expect((await move('Update', 'stopped', { VolumeSizeInGB: 10 })).message).toContain(
      'less than the current size of 20 GB',
    );
    await move('Update', 'stopped', { DisassociateLifecycleConfig: true });
    simulator.pass(20_000);
    const { body } = await move('Describe', 'stopped');
    expect([body['VolumeSizeInGB'], body['NotebookInstanceLifecycleConfigName']]).toEqual([20, undefined]);
  });
});

it('creates with version 1 unless asked, and refuses a name that is taken or a platform that is retired', async () => {
  const all = await assume(simulator, 'OrganizationAccountAccessRole');
  const input = {
    NotebookInstanceName: 'fresh',
    InstanceType: 'ml.t3.medium',
    RoleArn: `arn:aws:iam::${MEMBER}:role/x`,
  };
  const create = (more = {}) => ask(simulator, all, 'sagemaker.CreateNotebookInstance', { ...input, ...more });
  expect((await create({ DirectInternetAccess: 'Disabled' })).message).toContain('subnet');
  expect((await create({ PlatformIdentifier: 'notebook-al2-v3' })).message).toContain('can no longer be created');
  expect((await create({ Tags: [{ Key: 'a', Value: 'b' }] })).body).toEqual({ NotebookInstanceArn: `${ARN}fresh` });
  expect((await create()).message).toBe('Cannot create already existing notebook instance');
  simulator.pass(90_000);
  expect((await move('Describe', 'fresh')).body).toMatchObject({
    NotebookInstanceStatus: 'InService',
    CreationTime: START / 1000,
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
  });
});
