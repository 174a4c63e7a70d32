/**
 * What pipelines cost by themselves, in a process of their own that sends what it measured: calls of passes over an organization
 * in the same process, processor time of reading, judging and rewriting one definition, and memory of what is remembered.
 * `node --expose-gc pipelines-process.ts <pipelines> <bytes of each>`
 */
import { NO_NETWORK_FACTS } from '../../src/model/network.ts';
import { judgePipelineJobPrefix } from '../../src/policies/pipeline-job-prefix/judge.ts';
import type { PipelineJobPrefixWant } from '../../src/policies/pipeline-job-prefix/want.ts';
import { readDefinition, withNames } from '../../src/resources/pipeline/definition.ts';
import { DEFINITION_PATH } from '../../src/resources/pipeline/shape.ts';
import { ACCOUNT, REGION } from '../crash/situations.ts';
import { POLICIES } from '../races/pipelines.ts';
import { pipelineOf } from '../resources/pipeline/pipelines.ts';
import { bytesUsed, medianCpuMs, passOver, sceneOf } from './scene.ts';
import type { Contents } from './scene.ts';

export interface PipelinesMeasured {
  readonly firstPass: Readonly<Record<string, number>>;
  readonly unchangedPass: Readonly<Record<string, number>>;
  /** By length of the definition: medians of processor milliseconds. */
  readonly texts: readonly {
    readonly characters: number;
    readonly steps: number;
    readonly parseMs: number;
    readonly judgeMs: number;
    readonly rewriteMs: number;
  }[];
  /** Bytes that stay after a pass, garbage collected. */
  readonly heldBytes: number;
  readonly held: number;
  readonly heldCharacters: number;
}

const ROUNDS = 15;
const PASS_MS = 120_000;
const PLACE = { account: ACCOUNT, region: REGION, network: NO_NETWORK_FACTS };
const WANT = POLICIES[0]?.want as PipelineJobPrefixWant;
const [count = 10_000, bytes = 20_000] = process.argv.slice(2).map(Number);

const calls = await passesOver(250);
const texts = [100_000, 1_048_000].map(timesOf);
const memory = await heldBy(count, bytes);
const measured: PipelinesMeasured = { ...calls, texts, ...memory, held: count };
process.send?.(measured);
process.disconnect?.();

/** A definition as the Python SDK writes it, of about so many characters, in which every fourth step stands in a condition. */
function definitionOf(characters: number, name: string | undefined): string {
  const environment = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`KEY_${index}`, `value ${index} \u00e9`]),
  );
  const training = (index: number) => ({
    Name: `Train${index}`,
    Type: 'Training',
    Arguments: {
      ...(name === undefined ? {} : { TrainingJobName: name }),
      AlgorithmSpecification: { TrainingImage: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/xgboost:1.7-1' },
      Environment: environment,
      ResourceConfig: { InstanceCount: 1, VolumeSizeInGB: 30, InstanceType: 'ml.m5.large' },
      HyperParameters: { eta: 0.2, gamma: 1e-7, seed: 1_234_567_890_123 },
    },
  });
  const one = JSON.stringify(training(0)).replaceAll('":', '": ').length + 20;
  const steps = Array.from({ length: Math.max(1, Math.floor((characters * 0.9) / one)) }, (_, index) =>
    index % 4 === 3
      ? {
          Name: `Check${index}`,
          Type: 'Condition',
          Arguments: { Conditions: [], IfSteps: [training(index)], ElseSteps: [] },
        }
      : training(index),
  );
  return JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: [], Steps: steps }).replaceAll('":', '": ');
}

function timesOf(characters: number): PipelinesMeasured['texts'][number] {
  const text = definitionOf(characters, undefined);
  const reading = readDefinition(text);
  const judge = () =>
    judgePipelineJobPrefix(WANT, { ...pipelineOf('{"Steps": []}'), definition: readDefinition(text) }, PLACE);
  const verdict = judge();
  const differences = verdict.applicable ? verdict.differences : [];
  const names = new Map(differences.map(({ path, want }) => [path.slice(DEFINITION_PATH.length), String(want)]));
  return {
    characters: text.length,
    steps: reading.readable ? reading.steps.length : 0,
    parseMs: medianCpuMs(() => JSON.parse(text), ROUNDS),
    judgeMs: medianCpuMs(judge, ROUNDS),
    rewriteMs: medianCpuMs(() => withNames(text, names), ROUNDS),
  };
}

async function passesOver(pipelines: number): Promise<Pick<PipelinesMeasured, 'firstPass' | 'unchangedPass'>> {
  const scene = sceneOf([pipelinesOf(pipelines, definitionOf(2_000, 'mlp-train'))], POLICIES);
  await passOver(scene);
  const firstPass = scene.counts();
  scene.later(PASS_MS);
  await passOver(scene);
  return { firstPass, unchangedPass: scene.counts() };
}

/** What the controller holds besides what the simulated organization does: the same scene before and after its pass. */
async function heldBy(
  pipelines: number,
  characters: number,
): Promise<Pick<PipelinesMeasured, 'heldBytes' | 'heldCharacters'>> {
  const text = definitionOf(characters, undefined);
  const audit = POLICIES.map((policy) => ({ ...policy, mode: 'audit' as const }));
  const scene = sceneOf([pipelinesOf(pipelines, text)], audit);
  const before = bytesUsed();
  await passOver(scene);
  const heldBytes = bytesUsed() - before;
  // It must not be collected while it is weighed.
  if (scene.controller.memory.places.size === 0) throw new Error('nothing was looked at');
  return { heldBytes, heldCharacters: text.length };
}

function pipelinesOf(count: number, definition: string): Contents {
  const createdAt = '2026-01-01T00:00:00Z';
  const one = (index: number) => ({ name: `pipeline-${index}`, region: REGION, definition, createdAt });
  return { pipelines: Array.from({ length: count }, (_, index) => one(index)) };
}
