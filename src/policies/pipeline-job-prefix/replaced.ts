/**
 * Which edit of the owner's did a write of ours replace unseen? Where the structure of a version tells, the resource knows.
 * Where versions differ in nothing but names, only this policy can tell its own names from its owner's.
 */
import type { DefinitionReading, Pipeline, Predecessor } from '../../resources/pipeline/shape.ts';
import type { Assignment } from './assign.ts';
import { judgeStep } from './steps.ts';
import type { PipelineJobPrefixWant } from './want.ts';

/** Undefined: none. */
export function replacedEdit(
  want: PipelineJobPrefixWant,
  { definition: newest, overwritten, predecessors }: Pipeline,
  assignment: Assignment,
): Predecessor | undefined {
  if (overwritten !== undefined) return predecessors.find(({ versionId }) => versionId === overwritten);
  const makes = (definition: DefinitionReading): string => namesWritten(want, definition, assignment);
  const known = new Map(predecessors.map((version) => [version.versionId, version.definition]));
  // A version is ours where it is what this policy makes of an older one, or an older one put back; the first that is not is its owner's.
  const isOurs = ({ byOwner, byUs, definition, derivedFrom }: Predecessor): boolean =>
    byUs === true ||
    (!byOwner &&
      derivedFrom.some((id) => {
        const older = known.get(id);
        const names = namesIn(definition);
        return older !== undefined && (namesIn(older) === names || makes(older) === names);
      }));
  const last = predecessors.find((version) => !isOurs(version));
  const isSeen = last?.alike === true && makes(last.definition) === namesIn(newest);
  return isSeen ? undefined : last;
}

/** All names as they stand, as one text. */
function namesIn(definition: DefinitionReading): string {
  return definition.readable ? JSON.stringify(definition.steps.map(({ pointer, name }) => [pointer, name])) : '';
}

/** All names as this policy would have them, in the same form. */
function namesWritten(want: PipelineJobPrefixWant, definition: DefinitionReading, assignment: Assignment): string {
  if (!definition.readable) return '';
  const names = definition.steps.map((step) => {
    const { state, mendable, want: right } = judgeStep(want, step, assignment);
    return [step.pointer, state === 'drifted' && mendable ? { is: 'literal', value: right } : step.name];
  });
  return JSON.stringify(names);
}
