/**
 * Which jobs does the control policy let through, and which may a team create? By AWS's rules of evaluation, which know nothing
 * of ours.
 */
import { describe, expect, it } from '@jest/globals';
import { iamDocument } from '../../../src/model/iam-document.ts';
import { guardPipelineJobPrefix } from '../../../src/policies/pipeline-job-prefix/guardrail.ts';
import { JOB_TYPES } from '../../../src/resources/pipeline/definition.ts';
import { FULL_ACCESS, isAllowed } from '../../permissions/evaluator.ts';
import { WANT } from './pipelines.ts';

const { statements, identity = [], notPrevented } = guardPipelineJobPrefix(WANT);
const DENIES = [FULL_ACCESS, iamDocument(statements)];
const TEAM = new Map(identity.map(({ team, statements: allowed }) => [team, iamDocument(allowed)]));

const request = (action: string, resource: string) => ({
  action: `sagemaker:${action}`,
  resource: `arn:aws:sagemaker:eu-central-1:111122223333:${resource}`,
  keys: {},
});

describe('the control policy', () => {
  it.each<readonly [action: string, resource: string, isAllowed: boolean]>([
    ['CreateTrainingJob', 'training-job/mlp-abc-def-0', true],
    ['CreateTrainingJob', 'training-job/fraud-detection-abc', true],
    ['CreateTrainingJob', 'training-job/fraud-abc', true],
    ['CreateTrainingJob', 'training-job/pipelines-abc', false],
    ['CreateTrainingJob', 'training-job/mlpx-abc', false],
    ['CreateTrainingJob', 'training-job/MLP-abc', false],
    ['CreateTrainingJob', 'training-plan/anything', true],
    ['CreateTrainingJob', 'reserved-capacity/anything', true],
    ['CreateProcessingJob', 'processing-job/mlp-abc', true],
    ['CreateProcessingJob', 'processing-job/pipelines-abc', false],
    ['CreateTransformJob', 'transform-job/pipelines-abc', false],
    ['CreateHyperParameterTuningJob', 'hyper-parameter-tuning-job/fraud-abc', true],
    ['CreateHyperParameterTuningJob', 'hyper-parameter-tuning-job/other-abc', false],
    ['CreateAutoMLJob', 'automl-job/other-abc', false],
    ['CreateAutoMLJobV2', 'automl-job/other-abc', false],
    ['CreateAutoMLJobV2', 'automl-job/fraud-abc', true],
    ['CreateModel', 'model/other-abc', false],
    ['CreateJob', 'job/AgentRFT/mlp-abc', true],
    ['CreateJob', 'job/AgentRFT/other-abc', false],
    ['CreateModelPackage', 'model-package/other/1', true],
    ['DescribeTrainingJob', 'training-job/pipelines-abc', true],
    ['CreateNotebookInstance', 'notebook-instance/other', true],
  ])('%s on %s: allowed %s', (action, resource, allowed) => {
    expect(isAllowed([DENIES], [FULL_ACCESS], request(action, resource))).toBe(allowed);
  });

  it('has a Sid for each statement, and says what it does not do', () => {
    const sids = statements.map(({ Sid }) => Sid ?? '');
    expect(new Set(sids).size).toBe(statements.length);
    expect(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid))).toBe(true);
    expect(notPrevented.some((what) => what.includes('only when every definition is rewritten'))).toBe(true);
  });
});

describe('the statements of a team', () => {
  it('are there for each approved prefix', () => {
    expect([...TEAM.keys()]).toEqual(['mlp', 'fraud-detection']);
  });

  it.each<readonly [team: string, action: string, resource: string, isAllowed: boolean]>([
    ['mlp', 'CreateTrainingJob', 'training-job/mlp-abc', true],
    ['mlp', 'CreateTrainingJob', 'training-job/fraud-detection-abc', false],
    ['mlp', 'CreateHyperParameterTuningJob', 'hyper-parameter-tuning-job/fraud-abc', false],
    ['fraud-detection', 'CreateHyperParameterTuningJob', 'hyper-parameter-tuning-job/fraud-abc', true],
    ['fraud-detection', 'CreateTrainingJob', 'training-job/fraud-detection-abc', true],
    ['fraud-detection', 'CreateModelPackage', 'model-package/fraud-detection-abc', true],
    ['fraud-detection', 'DeleteModel', 'model/fraud-detection-abc', false],
  ])('%s: %s on %s allowed %s', (team, action, resource, allowed) => {
    expect(isAllowed([DENIES], [TEAM.get(team) ?? FULL_ACCESS], request(action, resource))).toBe(allowed);
  });

  it('cover every kind of job that a pipeline can name', () => {
    const actions = identity[0]?.statements.flatMap(({ Action }) => Action);
    expect(
      [...new Set([...JOB_TYPES.values()].map(({ action }) => action))].filter((one) => !actions?.includes(one)),
    ).toEqual([]);
  });
});
