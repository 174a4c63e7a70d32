/**
 * What `explain` says of jobs and of what it does not find, where several kinds of resources are looked at in one place.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said } from './simulated.ts';

const region = 'eu-central-1';
const HIDDEN = '333344445555';
const WORLD = worldOf(
  [
    {
      id: '111122223333',
      name: 'fraud',
      pipelines: [
        {
          name: 'nightly',
          region,
          definition: {
            Version: '2020-12-01',
            Steps: [{ Name: 'Prepare', Type: 'Processing', Arguments: { AppSpecification: { ImageUri: 'spark' } } }],
          },
        },
      ],
      jobs: [
        { type: 'processing', name: 'by-hand', region },
        { type: 'transform', name: 'riddle', region, model: 'gone' },
        { type: 'processing', name: 'watched', region, origin: { monitoringSchedule: 'hourly' } },
      ],
    },
    { id: HIDDEN, name: 'hidden', withoutRoles: ['SagekeeperRead'] },
  ],
  { regions: [region] },
);
const POLICY = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: JobNetwork
metadata: {name: jobs}
spec:
  scope: {include: [ou/Workloads]}
  want: {vpc: required}
`;

let simulator: Simulator;
let desired: ReturnType<typeof writeDesiredState>;

beforeAll(async () => {
  simulator = await startSimulator({ world: WORLD, rates: 'off' });
  desired = writeDesiredState({ regions: [region], more: POLICY });
});

afterAll(async () => {
  await simulator.close();
  desired.remove();
});

async function explain(subject: string): Promise<Said> {
  return sagekeeper(['explain', subject, '--endpoint-url', simulator.url, '--desired-state', desired.directory]);
}

describe('a job', () => {
  it('is told with whoever started it, and with nobody where AWS names nobody', async () => {
    expect((await explain('watched')).out).toMatch(/^ {2}a processing job, started by: modelMonitor arn:\S+hourly;/m);
    expect((await explain('by-hand')).out).toContain('a processing job, started by: nobody whom AWS names; runs as');
  });

  it('that is over may be there no more, and it is said for how long it was', async () => {
    const { out, err } = await explain(`arn:aws:sagemaker:${region}:111122223333:processing-job/yesterdays`);
    expect(out + err).toMatch(
      /there is no such job in .*; those that are over are listed for six hours after their beginning/,
    );
  });
});

describe('what differs', () => {
  it('is said once to be only reported, and of a pipeline by the name of the step', async () => {
    expect((await explain('by-hand')).out).toContain('\n  vpcConfig: absent -> "required" (only reported)\n');
    const { out } = await explain('nightly');
    expect(out).toContain('\n  step Prepare VpcConfig: absent -> "required" (only reported)\n');
    expect(out).not.toContain('(only reported)  (only');
  });

  it('leaves no gap where nothing is known', async () => {
    const { out } = await explain('riddle');
    expect(out).toContain('how it runs is not known: ');
    expect(out).not.toContain('\n\n\n');
  });
});

describe('a policy that audits', () => {
  it('begins nothing at any time', async () => {
    const { out } = await explain('policy/jobs');
    expect(out).toContain('When it may begin something that somebody notices\n  never: it only tells what differs\n\n');
  });
});

describe('what is not found', () => {
  it('may be where nothing could be read, each such place told once, and there is nothing to say of a run', async () => {
    const { exitCode, out } = await explain('nobody');
    expect(exitCode).toBe(3);
    expect(out).toMatch(
      new RegExp(`^nothing is named nobody in what could be read; not read: ${HIDDEN}/${region}$`, 'm'),
    );
    expect(out).not.toContain('What a run would begin');
    expect((await explain('by-hand')).out).toContain('What a run would begin first counts as in flight.');
  });

  it.each(['nonsense', 'https://127.0.0.1:9465'])('is asked of nobody at %s', async (url) => {
    const { exitCode, err } = await sagekeeper(['explain', 'by-hand', '--status-url', url]);
    expect([exitCode, err]).toEqual([2, `sagekeeper: ${url}: an address is written http://host:port\n`]);
  });

  it.each(['', ' ', 'policy/', 'kind/'])('is nothing where nothing is named: "%s"', async (subject) => {
    const { exitCode, err } = await explain(subject);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('It names nothing.')]);
  });
});
