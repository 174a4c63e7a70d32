// A member account with pipelines, and definitions to put into them.
import type { Cloud } from '../../src/simulator/cloud.ts';
import type { PipelineSeed, World } from '../../src/simulator/world-shape.ts';
import { MEMBER, REGION, START, worldOf } from './ask.ts';

/** One training step, with or without the key that switches the prefix on. */
export function training(prefix?: string, name = 'Train'): string {
  const key = prefix === undefined ? {} : { TrainingJobName: prefix };
  return JSON.stringify({
    Version: '2020-12-01',
    Steps: [{ Name: name, Type: 'Training', Arguments: { RoleArn: 'arn:aws:iam::012345678901:role/x', ...key } }],
  });
}

export const TOKEN = 'a-token-of-at-least-thirty-two-characters';
export const ROLE = `arn:aws:iam::${MEMBER}:role/PipelineExecution`;

export function pipelineWorld(pipelines: readonly Omit<PipelineSeed, 'region'>[], more: Partial<World> = {}): World {
  const world = worldOf([], more);
  return {
    ...world,
    accounts: world.accounts.map((account) =>
      account.id === MEMBER
        ? { ...account, pipelines: pipelines.map((pipeline) => ({ region: REGION, ...pipeline })) }
        : account,
    ),
  };
}

/** Calls of one session in a cloud without a wire. */
export function caller(cloud: Cloud, accessKeyId: string) {
  return (operation: string, input: Readonly<Record<string, unknown>> = {}, service = 'sagemaker') =>
    cloud.call({ service, region: REGION, accessKeyId, operation, input });
}

export const arnOf = (name: string, account: string = MEMBER) =>
  `arn:aws:sagemaker:${REGION}:${account}:pipeline/${name.toLowerCase()}`;

export { START };
