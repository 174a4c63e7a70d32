/**
 * What keeps a pipeline from being renamed, and does it end when its reason does? Versions that cannot be read, a role that
 * may not create the renamed job, an IAM that cannot be asked, an owner whose tools take the names away with each upload.
 */
import { describe, expect, it } from '@jest/globals';
import { READ_ATTEMPTS } from '../../../src/aws/calls.ts';
import type { FaultName } from '../../../src/simulator/faults.ts';
import { ACCOUNT } from '../../crash/situations.ts';
import { MINUTE_MS } from '../../crash/minutes.ts';
import { pipelineCloud } from './cloud.ts';
import { text } from './pipelines.ts';

const NIGHTLY = { name: 'Nightly', definition: text('ml.m5.large') };
const RENAMED = text('ml.m5.large', 'mlp-train');
const DAY_MS = 86_400_000;
/** What IAM has answered is believed for so long. */
const KEPT_MINUTES = 10;

const faultOn = (operation: string, fault: FaultName) => [{ match: { operation }, fault }];
const roleFor = (jobs: string) => ({
  name: 'Narrow',
  document: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sagemaker:CreateTrainingJob',
        Resource: `arn:aws:sagemaker:*:*:training-job/${jobs}`,
      },
    ],
  },
});

describe('versions that cannot be read', () => {
  it.each(['access-denied', 'http-500', 'control-policy-denied'] as const)(
    'hold, and say why, as long as that lasts: %s',
    async (fault) => {
      const one = pipelineCloud([NIGHTLY], { preflight: 'off' });
      one.setFaults(faultOn('ListPipelineVersions', fault));
      for (let passes = 0; passes < 3; passes += 1) {
        await one.pass();
        expect(one.standing('Nightly')).toMatch(/^held VersionsNotRead: .*ListPipelineVersions/);
      }
      expect(one.told.filter(({ event }) => event === 'CallSent')).toEqual([]);
      one.setFaults([]);
      await one.pass();
      expect(one.stored('Nightly')).toBe(RENAMED);
      expect(one.standing('Nightly')).toBe('compliant');
    },
  );

  it('are told of as held once, not anew with each pass', async () => {
    const one = pipelineCloud([NIGHTLY], { preflight: 'off' });
    one.setFaults(faultOn('ListPipelineVersions', 'access-denied'));
    await one.pass();
    await one.pass();
    const before = one.told.filter(({ event }) => event !== 'PassFinished').length;
    for (let passes = 0; passes < 5; passes += 1) await one.pass();
    expect(one.told.filter(({ event }) => event !== 'PassFinished')).toHaveLength(before);
  });
});

describe('a role that may not create the renamed job', () => {
  it('holds its pipeline, by name, with the action; others go on, and it follows once the role is mended', async () => {
    const seeds = [
      { ...NIGHTLY, role: 'Narrow' },
      { name: 'Wide', definition: text('ml.c5.large') },
    ];
    const one = pipelineCloud(seeds, {}, [roleFor('pipelines-*')]);
    await one.pass();
    expect(one.standing('Nightly')).toMatch(
      new RegExp(
        `^held RoleMayNotCreate: arn:aws:iam::${ACCOUNT.id}:role/Narrow is not allowed sagemaker:CreateTrainingJob on `,
      ),
    );
    expect(one.standing('Nightly')).toContain(
      `add {"Effect":"Allow","Action":"sagemaker:CreateTrainingJob","Resource":"arn:aws:sagemaker:eu-central-1:${ACCOUNT.id}:training-job/mlp-train-*"} in a policy of the role`,
    );
    expect(one.stored('Nightly')).toBe(NIGHTLY.definition);
    expect(one.stored('Wide')).toBe(text('ml.c5.large', 'mlp-train'));
    one.mendRole(roleFor('mlp-*'));
    for (let minutes = 0; minutes <= KEPT_MINUTES; minutes += 1) await one.pass();
    expect(one.stored('Nightly')).toBe(RENAMED);
  });
});

describe('an IAM that cannot be asked', () => {
  it.each([
    ['access-denied', 'AccessDenied', KEPT_MINUTES],
    ['http-500', 'ServiceFailure|InternalFailure|Unknown', 1],
    ['throttle', 'Throttl', 1],
  ] as const)('holds, says why, and is asked again: %s', async (fault, code, minutes) => {
    const one = pipelineCloud([NIGHTLY]);
    one.setFaults(faultOn('SimulatePrincipalPolicy', fault));
    await one.pass();
    expect(one.standing('Nightly')).toMatch(new RegExp(`^held PermissionsNotRead: IAM could not be asked .*(${code})`));
    expect(one.stored('Nightly')).toBe(NIGHTLY.definition);
    one.setFaults([]);
    for (let passes = 0; passes <= minutes; passes += 1) await one.pass();
    expect(one.stored('Nightly')).toBe(RENAMED);
  });

  it('is not asked for every pipeline in turn where it is silent, and holds them all', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `nightly-${index}`);
    const one = pipelineCloud(names.map((name) => ({ name, definition: NIGHTLY.definition, role: `role-of-${name}` })));
    one.setFaults(faultOn('SimulatePrincipalPolicy', 'http-500'));
    await one.pass();
    expect(names.map((name) => one.standing(name).slice(0, 24))).toEqual(names.map(() => 'held PermissionsNotRead:'));
    // One question, as often as a read is tried.
    expect(one.asked.get('SimulatePrincipalPolicy')).toBe(READ_ATTEMPTS);
    expect(names.map((name) => one.stored(name))).toEqual(names.map(() => NIGHTLY.definition));
  });
});

describe('an owner whose tools take the names away with each upload', () => {
  it('is followed ten times a day, then left alone with the reason, and followed again a day later', async () => {
    const one = pipelineCloud([NIGHTLY]);
    await one.pass();
    for (let upload = 1; upload <= 9; upload += 1) {
      one.upload('Nightly', text(`ml.m5.${upload}xlarge`));
      await one.pass();
      expect(one.stored('Nightly')).toBe(text(`ml.m5.${upload}xlarge`, 'mlp-train'));
      one.wait(60 * MINUTE_MS);
    }
    const last = text('ml.m5.24xlarge');
    one.upload('Nightly', last);
    await one.pass();
    expect(one.stored('Nightly')).toBe(last);
    expect(one.standing('Nightly')).toMatch(
      /^contested MendedBefore: job-names mended this 10 times .*version 3 of it/,
    );
    await one.pass();
    expect(one.stored('Nightly')).toBe(last);
    one.wait(DAY_MS - 9 * 61 * MINUTE_MS);
    await one.pass();
    expect(one.stored('Nightly')).toBe(text('ml.m5.24xlarge', 'mlp-train'));
  });
});
