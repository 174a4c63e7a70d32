/**
 * A pipeline as a plan sees it: its definition as `json.dumps` of the Python SDK writes it, and the call that names its jobs.
 */
import type { Outlook, Standing } from '../../src/model/decision.ts';
import type { Step } from '../../src/model/resource.ts';
import type { Difference } from '../../src/model/verdict.ts';
import { withNames } from '../../src/resources/pipeline/definition.ts';
import { ACCOUNT, outlook, standing } from './survey-fixture.ts';

/** Numbers and keys that reading and writing JSON anew would change. */
export const DEFINITION =
  '{"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": [' +
  '{"Name": "Train", "Type": "Training", "Arguments": {"HyperParameters": {"lr": 1e-07, "seed": 9007199254740993}, "Count": 1.0}}, ' +
  '{"Name": "Check", "Type": "Condition", "Arguments": {"Conditions": [], "IfSteps": [' +
  '{"Name": "Tune", "Type": "Tuning", "Arguments": {"HyperParameterTuningJobName": "old"}}], "ElseSteps": []}}]}';

const TRAIN = '/Steps/0/Arguments/TrainingJobName';
const TUNE = '/Steps/1/Arguments/IfSteps/0/Arguments/HyperParameterTuningJobName';

export const DIFFERENCES: readonly Difference[] = [
  { path: `/definition${TRAIN}`, have: undefined, want: 'mlp-train', step: 'Train' },
  { path: `/definition${TUNE}`, have: 'old', want: 'mlp', step: 'Check/if/Tune' },
];
export const REPORTED: Difference = {
  path: '/definition/Steps/2/Arguments/ModelName',
  have: 'x-…',
  want: ['mlp-*', 'fraud-*'],
  step: 'Register',
  reportOnly: true,
};

export const REWRITTEN = withNames(
  DEFINITION,
  new Map([
    [TRAIN, 'mlp-train'],
    [TUNE, 'mlp'],
  ]),
);

export const REWRITE: Step = {
  step: 'call',
  call: { operation: 'UpdatePipeline', input: { PipelineName: 'fraud', PipelineDefinition: REWRITTEN } },
  effect: 'change',
  reason: 'Rewrite',
  why: '2 names of jobs differ: Train, Check/if/Tune',
};

export function prefixes(state: Standing['state'], more: Partial<Standing> = {}): Standing {
  return standing(state, { policy: 'prefixes', kind: 'PipelineJobPrefix', differences: DIFFERENCES, ...more });
}

export function pipelineOutlook(
  name: string,
  standings: readonly Standing[],
  step: Step,
  more: Partial<Outlook> = {},
): Outlook {
  return outlook(name, standings, step, {
    arn: `arn:aws:sagemaker:eu-central-1:${ACCOUNT}:pipeline/${name}`,
    resourceKind: 'pipeline',
    ...more,
  });
}
