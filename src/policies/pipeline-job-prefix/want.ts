/**
 * What may people want of the names that pipelines give their jobs? The shape that YAML is read into; prefixes are as they were
 * written, with or without the hyphen at their end, which makes no difference.
 */

export interface AssignRule {
  /** Of the pipeline, `<key>=<value>`. */
  readonly tag?: string | undefined;
  /** Id or name. */
  readonly account?: string | undefined;
  /** Path or id of an organizational unit, with all below. */
  readonly ou?: string | undefined;
  readonly prefix: string;
  /** Where six characters are the limit. */
  readonly shortPrefix?: string | undefined;
}

export interface PipelineJobPrefixWant {
  readonly approved: readonly string[];
  /** The first that fits says which prefix a step gets. */
  readonly assign: readonly AssignRule[];
  readonly oldVersions: 'off' | 'report';
  readonly startedJobs: 'off' | 'report';
  readonly preflight: 'iam' | 'off';
  readonly contestedAfter: number;
}

/** Of the limit of Tuning and AutoML: prefixes that fit it may be short forms. */
export const SHORT_CHARACTERS = 6;

/** Only the short form of a prefix may be used there. */
export function isShortLimit(maxCharacters: number): boolean {
  return maxCharacters <= SHORT_CHARACTERS;
}

/** `mlp` and `mlp-` mean the same: SageMaker puts a hyphen behind a name before it appends its own parts. */
export function bare(prefix: string): string {
  return prefix.replace(/-+$/, '');
}

/** The prefixes that may begin a name of at most so many characters. */
export function approvedPrefixes(
  { approved, assign }: Pick<PipelineJobPrefixWant, 'approved' | 'assign'>,
  maxCharacters: number,
): readonly string[] {
  const short = isShortLimit(maxCharacters) ? assign.flatMap(({ shortPrefix }) => shortPrefix ?? []) : [];
  return [...new Set([...approved, ...short].map(bare))];
}

/** What is used of a rule where so many characters are the limit; undefined: nothing of it fits. */
export function prefixWithin({ prefix, shortPrefix }: AssignRule, maxCharacters: number): string | undefined {
  const chosen = bare(isShortLimit(maxCharacters) ? (shortPrefix ?? prefix) : prefix);
  return chosen.length <= maxCharacters ? chosen : undefined;
}
