/**
 * What is told of a definition that is being replaced, so that a person can find it again and go back? Its version and its
 * hash, never its text: that may be a megabyte, and hold what nobody should log. SageMaker keeps every version.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-versions.html
 */
import { createHash } from 'node:crypto';
import type { AwsCall, BeforeImage } from '../../model/resource.ts';
import { isDerived, readDefinition } from './definition.ts';
import type { JobName, JobStep, Pipeline, Predecessor } from './shape.ts';

/** Steps whose names are told one by one; the rest is counted. */
const MAX_STEPS_TOLD = 50;

/**
 * `pipeline`: the reading that the call was made of. `answer`: what AWS answered, whose PipelineVersionId is the version that the
 * call has made. Undefined for a call that replaces no definition.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html
 */
export function beforeImage(pipeline: Pipeline, { input }: AwsCall, answer: unknown): BeforeImage | undefined {
  const text = input['PipelineDefinition'];
  if (typeof text !== 'string') return undefined;
  const { newestVersion, sha256, characters } = pipeline;
  const putBack = putBackBy(pipeline, text);
  const sentVersion = versionIn(answer);
  const renamed = namesChanged(putBack?.text ?? pipeline.text, text);
  return {
    replacedSha256: sha256,
    replacedCharacters: characters,
    sentSha256: createHash('sha256').update(text).digest('hex'),
    sentCharacters: text.length,
    ...(newestVersion === undefined ? {} : { replacedVersion: newestVersion }),
    ...(sentVersion === undefined ? {} : { sentVersion }),
    ...(putBack === undefined ? {} : { putBackVersion: putBack.versionId }),
    names: renamed.slice(0, MAX_STEPS_TOLD),
    namesTotal: renamed.length,
  };
}

/** Undefined where the answer tells none: a service without versions, or an answer that was lost. */
function versionIn(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('PipelineVersionId' in answer)) return undefined;
  const { PipelineVersionId: version } = answer;
  return typeof version === 'number' && Number.isSafeInteger(version) && version >= 1 ? version : undefined;
}

/** The version that is put back, where the call writes none that follows from the newest. */
function putBackBy({ text: newest, predecessors }: Pipeline, text: string): Predecessor | undefined {
  const follows = (older: string | undefined): boolean =>
    older !== undefined && (older === text || isDerived(older, text));
  return follows(newest) ? undefined : predecessors.find((version) => follows(version.text));
}

/** `Check/if/Train: absent -> "mlp-train"`, in the order of the steps. */
function namesChanged(before: string | undefined, after: string): readonly string[] {
  const names = new Map(stepsOf(before).map(({ pointer, name }) => [pointer, name]));
  return stepsOf(after).flatMap(({ step, pointer, name }) => {
    const had = names.get(pointer);
    if (had === undefined || nameText(had) === nameText(name)) return [];
    return [`${step}: ${nameText(had)} -> ${nameText(name)}`];
  });
}

function stepsOf(text: string | undefined): readonly JobStep[] {
  if (text === undefined) return [];
  const reading = readDefinition(text);
  return reading.readable ? reading.steps : [];
}

function nameText(name: JobName): string {
  if (name.is === 'literal') return JSON.stringify(name.value);
  return name.is === 'absent' ? 'absent' : 'an expression';
}
