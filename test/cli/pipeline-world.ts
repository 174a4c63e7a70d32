/**
 * A small organization with one pipeline for each thing that there is to say of one, and a desired state that enforces the
 * names of their jobs.
 */
import { afterAll, beforeAll } from '@jest/globals';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said } from './simulated.ts';

export const FRAUD = '111122223333';

export function arn(name: string): string {
  return `arn:aws:sagemaker:eu-central-1:${FRAUD}:pipeline/${name}`;
}

const step = (Name: string, Type: string, Arguments: object) => ({ Name, Type, Arguments });
const training = (name: string, job?: unknown) =>
  step(name, 'Training', { ...(job === undefined ? {} : { TrainingJobName: job }), RoleArn: 'arn', Secret: 'hunter2' });
const definition = (...steps: readonly object[]) => JSON.stringify({ Version: '2020-12-01', Steps: steps });

export const OFF = definition(
  training('Train'),
  step('Check', 'Condition', {
    Conditions: [],
    IfSteps: [step('Score', 'Processing', { ProcessingJobName: 'old-score' })],
    ElseSteps: [step('Tune', 'Tuning', {})],
  }),
);

const region = 'eu-central-1';
const WORLD = worldOf(
  [
    {
      id: FRAUD,
      name: 'fraud',
      roles: [
        { name: 'PipelineExecution', allow: ['sagemaker:*'] },
        {
          name: 'Narrow',
          document: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sagemaker:CreateTrainingJob',
                Resource: 'arn:aws:sagemaker:*:*:training-job/pipelines-*',
              },
            ],
          },
        },
      ],
      pipelines: [
        { name: 'Off', region, definition: OFF, executions: [{ status: 'Executing' }] },
        { name: 'fine', region, definition: definition(training('Train', 'mlp-train')) },
        {
          name: 'riddle',
          region,
          definition: definition(training('Train', { Get: 'Parameters.Name' }), training('Again', 'mlp-again')),
        },
        { name: 'refused', region, role: 'Narrow', definition: definition(training('Train')) },
        { name: 'broken', region, definition: '{"Steps": [\n  NaN]}' },
        { name: 'lambda', region, definition: definition(step('Call', 'Lambda', {})) },
      ],
    },
  ],
  { regions: ['eu-central-1'] },
);

const POLICY = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: PipelineJobPrefix
metadata: {name: prefixes}
spec:
  mode: enforce
  scope: {include: [ou/Workloads]}
  want:
    approved: [mlp]
    assign: [{prefix: mlp}]
    oldVersions: report
`;

export let simulator: Simulator;
export let desired: ReturnType<typeof writeDesiredState>;

beforeAll(async () => {
  simulator = await startSimulator({ world: WORLD, rates: 'off' });
  desired = writeDesiredState({ regions: ['eu-central-1'], more: POLICY });
});

afterAll(async () => {
  await simulator.close();
  desired.remove();
});

export async function say(verb: string, ...argv: readonly string[]): Promise<Said> {
  return sagekeeper([verb, ...argv, '--endpoint-url', simulator.url, '--desired-state', desired.directory]);
}
