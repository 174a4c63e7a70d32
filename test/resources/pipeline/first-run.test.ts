/**
 * The first execution on a definition of ours: one that is denied a renamed job is told at once, with the version to go back to, and
 * two of them halt the policy. It costs no calls before there is an execution, and none once it is known how it went.
 */
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, REGION } from '../../crash/situations.ts';
import { pipelineCloud } from './cloud.ts';
import type { PipelineCloud } from './cloud.ts';
import { text } from './pipelines.ts';

const roleFor = (jobs: string) => ({
  name: 'Narrow',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sagemaker:*', Resource: `arn:aws:sagemaker:*:*:training-job/${jobs}` }],
  },
});
const NAMES = ['First', 'Second', 'Third'];
const seedsOf = (role: string) => NAMES.map((name) => ({ name, definition: text('ml.m5.large'), role }));

/** The budget of these tests is one pipeline at a time. */
async function mended(three: PipelineCloud): Promise<void> {
  for (const _ of NAMES) await three.pass();
  for (const name of NAMES) expect(three.stored(name)).toBe(text('ml.m5.large', 'mlp-train'));
}

async function run(three: PipelineCloud, name: string): Promise<void> {
  const about = { kind: 'pipeline', account: ACCOUNT.id, region: REGION, name } as const;
  expect(three.cloud.personDoes({ ...about, action: 'start' })).toBe('ok');
  three.wait(30 * 60_000);
}

const denials = ({ told }: PipelineCloud) =>
  told.flatMap((event) => (event.event === 'Notice' && event.reason === 'RenamedJobDenied' ? [event] : []));

describe('a renamed job that the role may not create', () => {
  it('is told once, with AWS’s words and the version to go back to', async () => {
    const three = pipelineCloud(seedsOf('Narrow'), { preflight: 'off' }, [roleFor('pipelines-*')]);
    await mended(three);
    expect(denials(three)).toEqual([]);
    await run(three, 'First');
    for (let passes = 0; passes < 3; passes += 1) await three.pass();
    expect(denials(three)).toHaveLength(1);
    expect(denials(three)[0]?.why).toMatch(/Train: .*not authorized.*the version to go back to is 1$/);
  });

  it('halts the policy when it is not the only one', async () => {
    const three = pipelineCloud(seedsOf('Narrow'), { preflight: 'off' }, [roleFor('pipelines-*')]);
    await mended(three);
    await run(three, 'First');
    await three.pass();
    expect(three.told.some(({ event }) => event === 'PolicyHalted')).toBe(false);
    await run(three, 'Second');
    await three.pass();
    expect(three.told.some(({ event }) => event === 'PolicyHalted')).toBe(true);
    three.upload('Third', text('ml.c5.large'));
    await three.pass();
    expect(three.stored('Third')).toBe(text('ml.c5.large'));
    expect(three.standing('Third')).toMatch(/^held LeavesResourcesWorse/);
  });
});

describe('an execution that goes well', () => {
  it('is told to nobody, and read once', async () => {
    const three = pipelineCloud(seedsOf('Wide'), { preflight: 'off' }, [{ ...roleFor('*'), name: 'Wide' }]);
    await mended(three);
    expect(three.asked.get('ListPipelineExecutions')).toBeUndefined();
    await run(three, 'First');
    for (let passes = 0; passes < 4; passes += 1) await three.pass();
    expect(denials(three)).toEqual([]);
    expect(three.asked.get('ListPipelineExecutions')).toBe(1);
  });
});
