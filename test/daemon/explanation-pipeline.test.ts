/**
 * What an explanation says of a pipeline's steps: of the version that is put back where one was replaced unseen, and of each
 * step what its policy says of it.
 */
import { describe, expect, it } from '@jest/globals';
import { inputTold, pipelineExplanation, stepStandings } from '../../src/controller/explanation-pipeline.ts';
import type { Consent } from '../../src/model/decision.ts';
import type { Difference, Verdict } from '../../src/model/verdict.ts';
import type { DefinitionReading, JobStep, Pipeline } from '../../src/resources/pipeline/shape.ts';
import { pipelineOf, predecessorOf } from '../resources/pipeline/pipelines.ts';

function step(path: string, name: JobStep['name'], at: number): JobStep {
  return { step: path, ownName: path, type: 'Training', pointer: `/Steps/${at}/Arguments/TrainingJobName`, name };
}

const NEWEST: DefinitionReading = {
  readable: true,
  steps: [
    step('Train', { is: 'absent' }, 0),
    step('Fine', { is: 'literal', value: 'mlp-fine' }, 1),
    step('Riddle', { is: 'unknown', why: 'x' }, 2),
    step('Heads', { is: 'heads', heads: ['a-', 'b-'], whole: false }, 3),
  ],
};
const OWNERS: DefinitionReading = { readable: true, steps: [step('Other', { is: 'literal', value: 'other' }, 0)] };

const PIPELINE = pipelineOf('', {
  roleArn: 'arn:aws:iam::111122223333:role/R',
  definition: NEWEST,
  text: undefined,
  newestVersion: 7,
  predecessors: [predecessorOf(6, '', { byOwner: true, definition: OWNERS, text: undefined })],
});

const path = (at: number): string => `/definition/Steps/${at}/Arguments/TrainingJobName`;
const NEED = { action: 'sagemaker:CreateTrainingJob', resource: 'arn:x' };
const RENAME: Difference = { path: path(0), have: undefined, want: 'mlp-train', step: 'Train', needs: [NEED] };

function consent(verdict: Partial<Extract<Verdict, { applicable: true }>>, kind = 'PipelineJobPrefix'): Consent {
  const whole = { applicable: true, differences: [], unknown: [], notes: [], ...verdict } as const;
  return { policy: { kind } as Consent['policy'], verdict: whole, differences: [], hold: undefined };
}

describe('the steps of a pipeline under a policy', () => {
  it('each stands as its difference, its doubt, or neither says', () => {
    const heads: Difference = { path: path(3), have: 'a-… or b-…', want: ['mlp-*'], reportOnly: true };
    const found = stepStandings(
      PIPELINE,
      consent({
        differences: [RENAME, heads],
        unknown: [{ reason: 'JobNameUnknown', message: 'Riddle: nobody can tell', path: path(2) }],
        notes: [{ reason: 'NotRenamed', message: 'Heads: it is an expression', path: path(3) }],
      }),
    );
    expect(found?.map((one) => [one.step, one.state, one.reportOnly, one.have, one.want, one.why])).toEqual([
      ['Train', 'drifted', false, null, 'mlp-train', null],
      ['Fine', 'compliant', false, 'mlp-fine', null, null],
      ['Riddle', 'unknown', false, null, null, 'nobody can tell'],
      ['Heads', 'drifted', true, 'a-… or b-…', ['mlp-*'], 'it is an expression'],
    ]);
  });

  it.each<readonly [string, Pipeline, readonly Difference[]]>([
    ['the definitions tell it', { ...PIPELINE, overwritten: 6 }, []],
    ['the policy tells it', PIPELINE, [{ path: '/overwrittenVersion', have: 7, want: 6 }]],
  ])('are those of the version that is put back, where %s', (_how, pipeline, differences) => {
    expect(stepStandings(pipeline, consent({ differences }))?.map((one) => one.step)).toEqual(['Other']);
  });

  it('are none where the policy does not apply, or judges something else than names, or nobody can read them', () => {
    expect(stepStandings(PIPELINE, consent({ differences: [RENAME] }, 'JobNetwork'))).toBeUndefined();
    const verdict = { applicable: false, why: 'x' } as const;
    expect(stepStandings(PIPELINE, { ...consent({}), verdict })).toBeUndefined();
    const broken = { readable: false, why: 'x', line: 1, column: 1 } as const;
    expect(stepStandings({ ...PIPELINE, definition: broken }, consent({}))).toBeUndefined();
  });
});

describe('what IAM said of the role', () => {
  const hold = { gate: 'prerequisite', reason: 'RoleMayNotCreate', why: 'no' } as const;
  it.each([
    ['refused', hold, [NEED]],
    ['notAsked', undefined, [NEED]],
    ['allowed', undefined, []],
  ] as const)('%s', (answer, unmet, unasked) => {
    const permissions = { unmet: () => unmet, unasked: () => unasked };
    const told = pipelineExplanation(PIPELINE, [consent({ differences: [RENAME] })], permissions, 0);
    const { reason, why } = unmet ?? { reason: null, why: null };
    expect(told.permissions).toEqual([{ ...NEED, answer, reason, why }]);
  });
});

describe('the input of a call, as it is told', () => {
  it('holds no definition, and everything else', () => {
    const told = inputTold({ PipelineName: 'x', PipelineDefinition: '{"TOKEN":"hunter2"}' });
    expect(told['PipelineName']).toBe('x');
    expect(told['PipelineDefinition']).toMatch(/^\(19 characters, sha256 [0-9a-f]{64}; /);
    expect(inputTold({ NotebookInstanceName: 'n' })).toEqual({ NotebookInstanceName: 'n' });
  });
});
