/**
 * `explain` of a pipeline, and `plan` over them, against the simulator: every step, who needs which permission, and never the
 * definition.
 */
import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../src/controller/explanation-form.ts';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import type { ExplainAnswer } from '../../src/daemon/explain.ts';
import { withNames } from '../../src/resources/pipeline/definition.ts';
import { OFF, arn, say, simulator } from './pipeline-world.ts';

async function explained(subject: string): Promise<Explanation> {
  const { out, err } = await say('explain', subject, '--output', 'json');
  if (!out.startsWith('{')) throw new Error(err);
  const answer = JSON.parse(out) as ExplainAnswer;
  if (answer.found !== 'resource') throw new Error(out);
  return answer.explanation;
}

const steps = ({ policies }: Explanation) =>
  policies[0]?.steps?.map(({ step, state, have, want, why }) => [step, state, have, want, why]);

describe('explaining a pipeline', () => {
  it('says how each step stands, which version it is, what runs, and what the role may do', async () => {
    const told = await explained(arn('Off'));
    expect(steps(told)).toEqual([
      ['Train', 'drifted', null, 'mlp-train', null],
      ['Check/if/Score', 'drifted', 'old-score', 'mlp-old-score', null],
      ['Check/else/Tune', 'drifted', null, 'mlp', null],
    ]);
    expect(told.pipeline).toMatchObject({
      version: 1,
      olderVersions: 0,
      characters: OFF.length,
      unreadable: null,
      executions: [{ version: 1, running: true }],
    });
    expect(told.pipeline?.permissions.map(({ action, answer }) => [action, answer])).toEqual([
      ['sagemaker:CreateTrainingJob', 'allowed'],
      ['sagemaker:CreateProcessingJob', 'allowed'],
      ['sagemaker:CreateHyperParameterTuningJob', 'allowed'],
    ]);
    expect(told.due).toMatchObject({ operation: 'UpdatePipeline', effect: 'change' });
    // Policies of notebooks have nothing to say of it, and are not told to leave it out.
    expect(told.notCovering).toEqual([]);
  });

  it('tells a definition by its length and hash only', async () => {
    for (const form of ['human', 'json']) {
      const { out } = await say('explain', arn('off'), '--output', form);
      expect(out).not.toContain('hunter2');
      expect(out).toMatch(/\(\d+ characters, sha256 [0-9a-f]{64}; sagekeeper plan shows them\)/);
    }
  });

  it('says once why a step is not known, beside it', async () => {
    const told = await explained('riddle');
    expect(steps(told)).toEqual([
      ['Train', 'unknown', null, null, 'whoever starts the pipeline may give the parameter Name any value'],
      ['Again', 'compliant', 'mlp-again', null, null],
    ]);
    expect((await say('explain', 'riddle')).out).not.toContain('note JobNameUnknown');
  });

  it('names the role, the action and the statement that is missing', async () => {
    const { out } = await say('explain', 'refused');
    expect(out).toContain('>  prerequisite ');
    expect(out).toMatch(/MAY NOT {2}sagemaker:CreateTrainingJob .*role\/Narrow is not allowed/);
    const statement = `{"Effect":"Allow","Action":"sagemaker:CreateTrainingJob","Resource":"arn:aws:sagemaker:eu-central-1:111122223333:training-job/mlp-train-*"}`;
    expect(out).toContain(`  the role needs: ${statement}\n`);
  });

  it.each([
    ['broken', 'its definition cannot be read: "NaN" is not JSON (line 2, column 3)'],
    ['lambda', 'none of its steps creates a job with a name of its own'],
    ['fine', 'compliant  "mlp-train"'],
    ['policy/prefixes', 'When it may begin something\n'],
    [arn('nobody'), 'there is no such pipeline in 111122223333 (fraud) in eu-central-1'],
  ])('%s: %s', async (subject, says) => {
    expect((await say('explain', subject)).out).toContain(says);
  });

  it('writes nothing', () => {
    const writes = simulator.journal
      .after(0)
      .filter((entry) => entry.kind === 'request' && /^(Update|Create|Delete|Add|Start|Stop)/.test(entry.operation));
    expect(writes).toEqual([]);
  });
});

describe('a plan over pipelines', () => {
  it('holds the very definition that would be sent', async () => {
    const { out, exitCode } = await say('plan', '--output', 'json');
    expect(exitCode).toBe(3);
    const plan = JSON.parse(out) as PlanDocument;
    const off = plan.resources.find((resource) => resource.arn === arn('off'));
    const names = new Map(off?.differences.map(({ path, want }) => [path.slice('/definition'.length), String(want)]));
    expect(names.size).toBe(3);
    expect(off?.next?.input).toEqual({ PipelineName: 'Off', PipelineDefinition: withNames(OFF, names) });
    expect(plan.summary.rewrites).toEqual({ now: { pipelines: 1, steps: 3 }, later: { pipelines: 0, steps: 0 } });
  });

  it('shows what changes, and whole what IAM refuses', async () => {
    const { out } = await say('plan');
    expect(out).toContain('+        "TrainingJobName": "mlp-train",\n');
    expect(out).toContain('-              "ProcessingJobName": "old-score"\n');
    expect(out).toContain(
      'training-job/mlp-train-000000000000-0000000000-0, which the mended definition would need: add {"Effect":"Allow",',
    );
  });
});
