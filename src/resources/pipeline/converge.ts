/**
 * Which single call leads this pipeline on? One UpdatePipeline with the definition as it is stored and nothing but names of
 * jobs changed; or, where a write of ours replaced an edit unseen, with that edit, its names mended. Nobody notices either:
 * executions in progress keep the definition that they began with. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html
 */
import type { CallStep, SentCall, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { wasPerhapsDone } from '../sent.ts';
import { withNames } from './definition.ts';
import { DEFINITION_PATH, OVERWRITTEN_PATH } from './shape.ts';
import type { Pipeline, Predecessor } from './shape.ts';

/** What UpdatePipeline takes inline. */
const MAX_DEFINITION_CHARACTERS = 1_048_576;
const RECHECK_MS = 2_000;

export function nextStep(pipeline: Pipeline, differences: readonly Difference[], context: StepContext): Step {
  if (pipeline.status === 'Deleting') return { step: 'none' };
  const lost = replacedVersion(pipeline, differences);
  const sent = context.recollection.sent.findLast(({ operation }) => operation === 'UpdatePipeline');
  if (pipeline.versionsBehind === true && mayHaveWritten(sent, pipeline, context)) {
    const why = 'an UpdatePipeline was sent, and its version is not listed yet, nor what it replaced';
    return { step: 'wait', recheckAfterMs: RECHECK_MS, reason: 'UpdateSent', why };
  }
  if (lost === undefined && differences.length === 0) return { step: 'none' };
  if (mayStillShow(sent, pipeline, context)) {
    const why = 'an UpdatePipeline was sent, and the reading may be older than it';
    return { step: 'wait', recheckAfterMs: RECHECK_MS, reason: 'UpdateSent', why };
  }
  const names = namesOf(differences);
  if (lost !== undefined) {
    const why = `version ${lost.versionId} of its owner was replaced unseen by ours: it is put back, with approved names`;
    return update(pipeline, lost.text, names, { effect: 'restore', reason: 'PutBack', why });
  }
  const steps = differences.flatMap(({ step }) => step ?? []).join(', ');
  const why = `${names.size === 1 ? 'the name of a job differs' : `${names.size} names of jobs differ`}: ${steps}`;
  return update(pipeline, pipeline.text, names, { effect: 'change', reason: 'Rewrite', why });
}

function replacedVersion(
  { overwritten, predecessors }: Pipeline,
  differences: readonly Difference[],
): Predecessor | undefined {
  const id = overwritten ?? differences.find(({ path }) => path === OVERWRITTEN_PATH)?.want;
  return predecessors.find(({ versionId }) => versionId === id);
}

/**
 * AWS's reads may be behind its writes. A reading with a version that was not there when the call was chosen is not: somebody
 * has come after us.
 */
function mayStillShow(sent: SentCall | undefined, pipeline: Pipeline, context: StepContext): boolean {
  if (!mayHaveWritten(sent, pipeline, context)) return false;
  return pipeline.observedAt <= sent.at || pipeline.newestVersion === undefined || pipeline.lastModifiedAt < sent.at;
}

/** So lately before this reading that it may not show it yet. However late one from before the call is looked at, it shows nothing. */
function mayHaveWritten(sent: SentCall | undefined, pipeline: Pipeline, { settleMs }: StepContext): sent is SentCall {
  if (sent === undefined || pipeline.observedAt - sent.at >= settleMs) return false;
  return wasPerhapsDone(sent);
}

function update(
  { name, versionsUnread }: Pipeline,
  text: string | undefined,
  names: ReadonlyMap<string, string>,
  about: Pick<CallStep, 'effect' | 'reason' | 'why'>,
): CallStep {
  const call = (input: Readonly<Record<string, unknown>>): CallStep => ({
    step: 'call',
    call: { operation: 'UpdatePipeline', input: { PipelineName: name, ...input } },
    ...about,
  });
  const definition = text === undefined ? undefined : withNames(text, names);
  const step: CallStep =
    definition === undefined ? { ...call({}), sketch: true } : call({ PipelineDefinition: definition });
  if (versionsUnread !== undefined) {
    const why = `whether our write replaces an edit unseen could not be found out afterwards: ${versionsUnread}`;
    return { ...step, unmet: { reason: 'VersionsNotRead', why } };
  }
  if (definition === undefined) return step;
  if (definition.length <= MAX_DEFINITION_CHARACTERS) return step;
  const why =
    `with the names in it the definition has ${definition.length} characters, and UpdatePipeline takes ` +
    `${MAX_DEFINITION_CHARACTERS}: its owner has to upload it with names`;
  return { ...step, unmet: { reason: 'DefinitionTooLong', why } };
}

/** New names by JSON pointer within the definition. */
function namesOf(differences: readonly Difference[]): ReadonlyMap<string, string> {
  return new Map(
    differences.flatMap(({ path, want }) =>
      path.startsWith(`${DEFINITION_PATH}/`) && typeof want === 'string'
        ? [[path.slice(DEFINITION_PATH.length), want] as const]
        : [],
    ),
  );
}
