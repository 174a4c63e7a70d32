/**
 * Did a write of ours replace an edit that we had not seen? UpdatePipeline takes no precondition, so that an edit of the
 * pipeline's owner can fall between our last reading and our write. Nothing is lost for good: SageMaker keeps every version,
 * and a version of ours that does not follow from its owner's last one, but from an older one, tells. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-versions.html
 */
import { isDerived, readDefinition } from './definition.ts';
import type { Author, Predecessor } from './shape.ts';

export interface Version {
  readonly id: number;
  readonly text: string;
  /**
   * Whose AWS says that it is. What it says of an older version may also be about the newest, so that "we" proves nothing, unless
   * another version is somebody else's.
   */
  readonly author: Author;
}

/** What there is to know of the versions before the newest; `versions`: newest first, without gaps. */
export function predecessorsOf([newest, ...older]: readonly Version[]): readonly Predecessor[] {
  const isToldOfEach = newest?.author === 'we' && older.some(({ author }) => author === 'somebody');
  return older.map(({ id, text, author }, index) => ({
    versionId: id,
    byOwner: author === 'somebody',
    byUs: isToldOfEach && author === 'we',
    alike: newest !== undefined && follows(newest.text, text),
    derivedFrom: older
      .slice(index + 1)
      .filter((before) => follows(text, before.text))
      .map((before) => before.id),
    definition: readDefinition(text),
    text,
  }));
}

/**
 * The version that the newest one surely replaced unseen: one whose structure it does not have, though it has that of an older
 * one. A version counts as ours where it is an older one with other names. Undefined: none; whose names they are, where only
 * names differ, a policy has to say.
 */
export function replacedVersion(predecessors: readonly Predecessor[]): number | undefined {
  const base = predecessors.findIndex(({ alike }) => alike);
  const between = predecessors.slice(0, Math.max(0, base));
  return between.find(({ byOwner, byUs, derivedFrom }) => byOwner || (byUs !== true && derivedFrom.length === 0))
    ?.versionId;
}

/** The newer text is the older one with other names of jobs, or with the same. */
function follows(newer: string, older: string): boolean {
  return newer === older || isDerived(older, newer);
}
