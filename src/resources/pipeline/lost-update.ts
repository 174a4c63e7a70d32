/**
 * Did a write of ours replace an edit that we had not seen? UpdatePipeline takes no precondition, so that an edit of the
 * pipeline's owner can fall between our last reading and our write. Nothing is lost for good: SageMaker keeps every version,
 * and a version of ours that does not follow from the one right before it, but from an older one, tells. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-versions.html
 */
import { isDerived } from './definition.ts';

export interface Version {
  readonly id: number;
  readonly text: string;
}

/**
 * The version that the newest one may have replaced unseen; undefined: none. `versions`: newest first, without gaps. A version
 * is taken for ours where it is an older one with nothing but names of jobs changed. `isByUs`: AWS says that the newest is;
 * only then a version before it that differs in nothing but names is worth a second look.
 */
export function lostEdit(
  versions: readonly Version[],
  isByUs: boolean,
): { readonly version: Version; readonly certain: boolean } | undefined {
  const [newest, ...older] = versions;
  if (newest === undefined) return undefined;
  const base = older.findIndex(({ text }) => isDerived(text, newest.text));
  const [previous] = older;
  if (base === 0 && previous !== undefined)
    return isByUs && isNamesOnly(older) ? { version: previous, certain: false } : undefined;
  if (base < 0) return undefined;
  const version = older.slice(0, base).find((it, index) => !follows(it, older.slice(index + 1)));
  return version && { version, certain: true };
}

/** The one before the newest is itself an older one with other names: whose names they are, its text does not tell. */
function isNamesOnly([previous, ...older]: readonly Version[]): boolean {
  return previous !== undefined && follows(previous, older);
}

function follows({ text }: Version, before: readonly Version[]): boolean {
  return before.some((version) => isDerived(version.text, text));
}
