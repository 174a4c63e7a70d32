/**
 * Is this a name that a job may begin with, and what would a right one be? Letters as SageMaker takes them, in lower case, as it
 * writes ARNs in lower case and IAM compares them to the letter. Whose prefix a pipeline gets is not asked here.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
 */
import { approvedPrefixes, bare, isShortLimit, prefixWithin } from './want.ts';
import type { AssignRule, PipelineJobPrefixWant } from './want.ts';

type Prefixes = Pick<PipelineJobPrefixWant, 'approved' | 'assign'>;

/** Of the whole name of a job; SageMaker goes on behind what the definition says, so that it may end in a hyphen. */
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*-*$/;

/** What is wrong with a name, for people; empty where nothing is. */
export function flawsOf(name: string, want: Prefixes, maxCharacters: number): readonly string[] {
  const flaws: string[] = [];
  if (approvedPrefixOf(name, want, maxCharacters) === undefined) flaws.push('its prefix is not approved');
  if (name.length > maxCharacters) flaws.push(`it is longer than ${maxCharacters} characters`);
  if (!NAME.test(name)) flaws.push('it has characters that SageMaker refuses');
  if (/[A-Z]/.test(name)) flaws.push('it has upper case');
  return flaws;
}

/** The longest approved prefix that the name, or the name in lower case, begins with. */
export function approvedPrefixOf(name: string, want: Prefixes, maxCharacters: number): string | undefined {
  const lower = name.toLowerCase();
  return approvedPrefixes(want, maxCharacters)
    .filter((prefix) => lower === prefix || lower.startsWith(`${prefix}-`))
    .toSorted((one, other) => other.length - one.length)[0];
}

/** How the beginning of a name that is not known further stands: whatever follows, or open. */
export function headStanding(head: string, want: Prefixes, maxCharacters: number): 'approved' | 'flawed' | 'open' {
  if (head.length > maxCharacters || /[^a-z0-9-]/.test(head)) return 'flawed';
  const begins = approvedPrefixes(want, maxCharacters).map((prefix) => `${prefix}-`);
  if (begins.some((begin) => head.startsWith(begin))) return 'approved';
  return begins.some((begin) => begin.startsWith(head)) ? 'open' : 'flawed';
}

export interface Renaming {
  /** What it is called; undefined: it has no name. */
  readonly have: string | undefined;
  /** The step's own name. */
  readonly stepName: string;
  readonly maxCharacters: number;
  /** Undefined: nobody has said which prefix it gets. */
  readonly rule: AssignRule | undefined;
}

/**
 * The right name, or undefined where no prefix is known, or none fits into the limit. A prefix that is approved stays; the rest
 * is what tells the step apart, cut to the limit. Judged again, it has no flaws.
 */
export function rightName({ have = '', stepName, maxCharacters, rule }: Renaming, want: Prefixes): string | undefined {
  const name = tidy(have);
  const kept = approvedPrefixOf(name, want, maxCharacters);
  if (kept !== undefined && name.length <= maxCharacters) return name;
  // Its prefix says whose it is, whatever the rules say of the pipeline.
  const keeping = kept === undefined ? rule : want.assign.find(({ prefix }) => bare(prefix) === kept);
  const short = keeping && prefixWithin(keeping, maxCharacters);
  // Behind it nothing would fit that tells a step apart.
  if (isShortLimit(maxCharacters)) return kept !== undefined && kept.length <= maxCharacters ? kept : short;
  if (kept !== undefined) return cut(name, maxCharacters);
  const distinct = name === '' ? tidy(stepName) : name;
  if (short === undefined) return undefined;
  return cut(distinct === '' ? short : `${short}-${distinct}`, maxCharacters);
}

function tidy(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** The prefix stays whole: it is no longer than the limit, and ends in no hyphen. */
function cut(name: string, maxCharacters: number): string {
  return name.slice(0, maxCharacters).replace(/-+$/, '');
}
