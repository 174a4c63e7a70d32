/**
 * When does a pipeline comply with PipelineJobPrefix, and what should its jobs be called? On single steps as a table, on the
 * definitions of the SDK, and on any: what was renamed complies.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Verdict } from '../../../src/model/verdict.ts';
import { acceptsPipelineName, judgePipelineJobPrefix } from '../../../src/policies/pipeline-job-prefix/judge.ts';
import type { PipelineJobPrefixWant } from '../../../src/policies/pipeline-job-prefix/want.ts';
import { withNames } from '../../../src/resources/pipeline/definition.ts';
import { DEFINITION_PATH } from '../../../src/resources/pipeline/shape.ts';
import type { Pipeline } from '../../../src/resources/pipeline/shape.ts';
import { writtenDefinition } from '../../resources/pipeline/definition-arbitrary.ts';
import { FIXTURES, fixture } from '../../resources/pipeline/fixtures.ts';
import { PLACE, WANT, one, pipeline } from './pipelines.ts';

type Applicable = Extract<Verdict, { readonly applicable: true }>;

function judged(text: string, want: Partial<PipelineJobPrefixWant> = {}, rest: Partial<Pipeline> = {}): Applicable {
  const verdict = judgePipelineJobPrefix({ ...WANT, ...want }, pipeline(text, rest), PLACE);
  if (!verdict.applicable) throw new Error(verdict.why);
  return verdict;
}

function mended(text: string, { differences }: Applicable): string {
  const names = differences.flatMap(({ path, want, reportOnly }) =>
    reportOnly || typeof want !== 'string' ? [] : [[path.slice(DEFINITION_PATH.length), want] as const],
  );
  return withNames(text, new Map(names));
}

const FRAUD = { tags: { team: 'fraud' } };

describe('a step', () => {
  const wanted = (text: string, rest: Partial<Pipeline> = {}, want: Partial<PipelineJobPrefixWant> = {}) =>
    judged(text, want, rest).differences.map((difference) => [difference.have, difference.want, difference.reportOnly]);

  /** What one step should be called, and what is still wrong once it is. */
  const renaming = (type: string, args: string, name: string) => {
    const text = one(type, args, name);
    const { differences, unknown } = judged(mended(text, judged(text)));
    return { renamed: wanted(text), left: [...differences, ...unknown] };
  };
  const to = (args: string, want: string) => ({ renamed: [[haveOf(args), want, undefined]], left: [] });

  it.each([
    ['Training', 'Train', 'mlp-train'],
    ['Training', '', 'mlp'],
    ['Training', 'Train_Über Model', 'mlp-train-ber-model'],
    ['Training', `T${'x'.repeat(60)}`, `mlp-t${'x'.repeat(33)}`],
    ['Training', `${'x'.repeat(33)}--y`, `mlp-${'x'.repeat(33)}`],
    ['QualityCheck', 'Check', 'mlp-check'],
    ['Job', 'Fine', 'mlp-fine'],
    ['Tuning', 'Tune', 'mlp'],
  ])('%s called %j names no job, and should name it %s', (type, name, want) => {
    expect(renaming(type, '', name)).toEqual(to('', want));
  });

  it.each([
    ['sagemaker-xgboost', 'mlp-sagemaker-xgboost'],
    ['mlpx', 'mlp-mlpx'],
    ['', 'mlp-train'],
    ['_', 'mlp-train'],
    ['MLP-Train', 'mlp-train'],
    ['mlp_train', 'mlp-train'],
    ['mlp-a_b', 'mlp-a-b'],
    ['-mlp', 'mlp'],
    [`mlp-${'e'.repeat(34)}-`, `mlp-${'e'.repeat(34)}`],
    ['fraud-train', 'mlp-fraud-train'],
  ])('that names its training %j should name it %s', (name, want) => {
    const args = `"TrainingJobName": "${name}"`;
    expect(renaming('Training', args, 'Train')).toEqual(to(args, want));
  });

  it.each([
    ['Tuning', '"HyperParameterTuningJobName": "mlp-longer"', 'Tune', 'mlp'],
    ['Tuning', '"HyperParameterTuningJobName": "MLP-HP"', 'Tune', 'mlp-hp'],
    ['Tuning', '"HyperParameterTuningJobName": "other"', 'Tune', 'mlp'],
    ['AutoML', '"AutoMLJobName": "fraud-detection-x"', 'Auto', 'fraud'],
  ])('%s {%s} called %j should begin with another name', (type, args, name, want) => {
    expect(renaming(type, args, name)).toEqual(to(args, want));
  });

  it.each([
    ['Training', '"TrainingJobName": "mlp"'],
    ['Training', '"TrainingJobName": "mlp-"'],
    ['Training', '"TrainingJobName": "mlp--x"'],
    ['Training', `"TrainingJobName": "mlp-${'x'.repeat(34)}"`],
    ['Training', '"TrainingJobName": "fraud-detection"'],
    ['Tuning', '"HyperParameterTuningJobName": "fraud"'],
    ['AutoML', '"AutoMLJobName": "mlp-x-"'],
    ['Training', '"TrainingJobName": {"Std:Join": {"On": "-", "Values": ["mlp", {"Get": "Execution.Id"}]}}'],
    ['RegisterModel', '"ModelPackageGroupName": null, "ModelPackageName": "mlp"'],
  ])('%s {%s} complies', (type, args) => {
    expect(judged(one(type, args), {}, FRAUD)).toEqual({ applicable: true, differences: [], unknown: [], notes: [] });
  });

  it('gets the prefix of the first rule that fits, the short form only where it has to', () => {
    expect(wanted(one('Training'), FRAUD)).toEqual([[undefined, 'fraud-detection-train', undefined]]);
    expect(wanted(one('Tuning'), FRAUD)).toEqual([[undefined, 'fraud', undefined]]);
    expect(wanted(one('Training', '"TrainingJobName": "fraud"'), FRAUD)).toEqual([
      ['fraud', 'fraud-detection-fraud', undefined],
    ]);
    const assign = [
      { account: 'nobody', prefix: 'mlp' },
      { ou: 'Workloads/Sandbox', prefix: 'fraud-detection' },
    ];
    expect(wanted(one('Training'), {}, { assign })).toEqual([[undefined, 'fraud-detection-train', undefined]]);
  });

  it('is only reported where no rule fits, or no short form does', () => {
    const none = judged(one('Training'), { assign: [{ account: 'nobody', prefix: 'mlp' }] });
    expect(none.differences).toMatchObject([{ want: ['mlp-*', 'fraud-detection-*'], reportOnly: true }]);
    expect(none.notes).toMatchObject([{ reason: 'NotRenamed', message: expect.stringContaining('no rule of assign') }]);
    const long = judged(one('Tuning'), { assign: [{ prefix: 'fraud-detection' }] });
    expect(long.differences).toMatchObject([{ have: undefined, reportOnly: true }]);
    expect(long.notes).toMatchObject([{ message: expect.stringContaining('no short form of at most 6') }]);
  });

  it('is only reported while the tags that decide are not read', () => {
    const twice = '{"Steps": [{"Type": "Training", "Arguments": {}}, {"Type": "Model", "Arguments": {}}]}';
    const unread = judged(twice, {}, { tags: undefined });
    expect(unread.differences).toMatchObject([{ reportOnly: true }, { reportOnly: true }]);
    expect(unread.notes).toMatchObject([{ reason: 'TagsNotRead' }]);
    // An approved prefix says whose it is: only its length is wrong.
    const long = one('Training', `"TrainingJobName": "mlp-${'x'.repeat(50)}"`);
    expect(judged(long, {}, { tags: undefined }).differences).toMatchObject([{ want: `mlp-${'x'.repeat(34)}` }]);
  });

  it.each([
    ['{"Get": "Parameters.P"}', 'unknown'],
    ['{"Std:Join": {"On": "-", "Values": ["ml", {"Get": "Execution.Id"}]}}', 'drifted'],
    ['{"Std:Join": {"On": "", "Values": ["ml", {"Get": "Execution.Id"}]}}', 'unknown'],
    ['{"Std:Join": {"On": "-", "Values": ["other", {"Get": "Execution.Id"}]}}', 'drifted'],
    ['{"Std:Join": {"On": "-", "Values": ["Mlp", {"Get": "Execution.Id"}]}}', 'drifted'],
    ['{"Get": "Parameters.Good"}', 'compliant'],
    ['{"Get": "Parameters.Bad"}', 'drifted'],
    ['{"Get": "Parameters.Mixed"}', 'unknown'],
  ])('named %s is %s, and never rewritten', (name, state) => {
    const parameters =
      '[{"Name": "Good", "EnumValues": ["mlp-a", "mlp"]}, {"Name": "Bad", "EnumValues": ["a"]}, {"Name": "Mixed", "EnumValues": ["a", "mlp"]}]';
    const text = one('Training', `"TrainingJobName": ${name}`).replace(
      '{"Steps"',
      `{"Parameters": ${parameters}, "Steps"`,
    );
    const { differences, unknown } = judged(text);
    const found = differences.length > 0 ? 'drifted' : unknown.length > 0 ? 'unknown' : 'compliant';
    expect(found).toBe(state);
    expect(differences.every(({ reportOnly }) => reportOnly)).toBe(true);
    expect(unknown.every(({ reason, path }) => reason === 'JobNameUnknown' && path?.startsWith(DEFINITION_PATH))).toBe(
      true,
    );
  });

  it('that is unknown keeps no other from being mended', () => {
    const text = one('Training', '"TrainingJobName": 7').replace(
      ']}',
      ', {"Name": "M", "Type": "Model", "Arguments": {}}]}',
    );
    expect(judged(text)).toMatchObject({
      differences: [{ want: 'mlp-m' }],
      unknown: [{ message: 'Train: it is a number' }],
    });
  });
});

describe('a pipeline', () => {
  it('that is being deleted, or creates no job, is none of ours', () => {
    const verdict = (text: string, rest: Partial<Pipeline>) =>
      judgePipelineJobPrefix(WANT, pipeline(text, rest), PLACE);
    expect(verdict(one('Training'), { status: 'Deleting' })).toMatchObject({ applicable: false });
    expect(verdict(fixture('no-jobs.json'), {})).toMatchObject({ applicable: false });
    expect(verdict(fixture('register-group.json'), {})).toMatchObject({ applicable: false });
  });

  it('whose definition is no JSON is unknown, with the place', () => {
    expect(judged('{"Steps": [NaN]}')).toEqual({
      applicable: true,
      differences: [],
      unknown: [
        {
          reason: 'DefinitionUnreadable',
          message: 'its definition cannot be read: "NaN" is not JSON (line 1, column 12)',
          path: '/definition',
        },
      ],
      notes: [],
    });
  });

  it('says of each difference which step it is about, and what its role will need', () => {
    const text = fixture('tuning.off.json').replace('"Tuning"', '"Training"');
    expect(judged(text, { preflight: 'iam' }).differences).toEqual([
      {
        path: '/definition/Steps/0/Arguments/TrainingJobName',
        have: undefined,
        want: 'mlp-tune',
        step: 'Tune',
        needs: [
          {
            action: 'sagemaker:CreateTrainingJob',
            resource: 'arn:aws-cn:sagemaker:eu-central-1:111122223333:training-job/mlp-tune-000000000000-0000000000-0',
          },
        ],
      },
    ]);
    const needs = (type: string, args = '') =>
      judged(one(type, args), { preflight: 'iam' }).differences[0]?.needs?.[0]?.resource;
    expect(needs('Job', '"JobCategory": "AgentRFT"')).toContain(':job/AgentRFT/mlp-train-');
    expect(needs('Job')).toContain(':job/unknown/mlp-train-');
    expect(needs('RegisterModel')).toContain(':model-package/mlp-train-');
    expect(judged(one('Training')).differences[0]).not.toHaveProperty('needs');
  });

  it('is judged by the edit that a write of ours replaced', () => {
    const lost = {
      versionId: 3,
      byOwner: true,
      alike: false,
      derivedFrom: [],
      definition: pipeline(one('Model')).definition,
      text: undefined,
    };
    const rest = { overwritten: 3, predecessors: [lost], newestVersion: 4 };
    expect(judged(one('Training', '"TrainingJobName": "mlp"'), {}, rest).differences).toMatchObject([
      { path: '/overwrittenVersion', have: 4, want: 3 },
      { path: '/definition/Steps/0/Arguments/ModelName', want: 'mlp-train' },
    ]);
    const empty = { ...lost, definition: pipeline('{"Steps": []}').definition };
    expect(
      judged(one('Training', '"TrainingJobName": "mlp"'), {}, { ...rest, predecessors: [empty] }).differences,
    ).toHaveLength(1);
  });
});

describe('two policies', () => {
  const difference = (key: string, want: unknown) => ({
    path: `/definition/Steps/0/Arguments/${key}`,
    have: undefined,
    want,
  });
  it('agree on a name that both approve', () => {
    expect(acceptsPipelineName(WANT, difference('TrainingJobName', 'mlp-x'))).toBe(true);
    expect(acceptsPipelineName(WANT, difference('TrainingJobName', 'other-x'))).toBe(false);
    expect(acceptsPipelineName(WANT, difference('TrainingJobName', 'fraud'))).toBe(false);
    expect(acceptsPipelineName(WANT, difference('AutoMLJobName', 'fraud'))).toBe(true);
    expect(acceptsPipelineName(WANT, difference('AutoMLJobName', 'mlp-toolong'))).toBe(false);
    expect(acceptsPipelineName(WANT, difference('SomethingElse', 'mlp'))).toBe(false);
    expect(acceptsPipelineName(WANT, difference('TrainingJobName', ['other-*']))).toBe(true);
  });
});

describe('what was renamed', () => {
  it.each(FIXTURES)('complies in %s', (file) => {
    const text = fixture(file);
    const verdict = judgePipelineJobPrefix(WANT, pipeline(text), PLACE);
    const again = verdict.applicable ? judged(mended(text, verdict)) : { differences: [], unknown: [] };
    expect(again).toMatchObject({ differences: [], unknown: [] });
  });

  it('complies in any definition, and is renamed once', () => {
    fc.assert(
      fc.property(writtenDefinition, fc.boolean(), ({ text, present, absent }, isFraud) => {
        fc.pre(present.size + absent.length > 0);
        const rest = isFraud ? FRAUD : {};
        const verdict = judged(text, {}, rest);
        const after = mended(text, verdict);
        expect(judged(after, {}, rest)).toMatchObject({ differences: [], unknown: [] });
        expect(verdict.differences.length >= absent.length).toBe(true);
      }),
      { verbose: 1 },
    );
  });
});

function haveOf(args: string): string | undefined {
  return /: "(.*)"$/.exec(args)?.[1];
}
