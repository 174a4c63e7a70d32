/**
 * How does each step of one definition stand, and what should its job be called? Without a pipeline around it, so that a file
 * which has never seen AWS is judged alike.
 */
import { JOB_TYPES } from '../../resources/pipeline/definition.ts';
import type { JobName, JobStep } from '../../resources/pipeline/shape.ts';
import type { Assignment, Lacking } from './assign.ts';
import { approvedPrefixOf, flawsOf, headStanding, rightName } from './names.ts';
import { approvedPrefixes } from './want.ts';
import type { PipelineJobPrefixWant } from './want.ts';

export interface StepVerdict {
  readonly step: JobStep;
  readonly state: 'compliant' | 'drifted' | 'unknown';
  /** What it is called; undefined: it has no name. */
  readonly have: string | undefined;
  /** What it should be called. Where nobody can say: the patterns that are approved. Undefined unless it is drifted. */
  readonly want: string | readonly string[] | undefined;
  /** It can be renamed. */
  readonly mendable: boolean;
  /** One sentence for people; empty where there is nothing to say. */
  readonly why: string;
  /** Why nobody knows whose prefix it gets. */
  readonly lacking: Lacking | undefined;
}

const NO_NAME = 'it names no job, so that SageMaker begins the name with pipelines-';

export function judgeStep(want: PipelineJobPrefixWant, step: JobStep, assignment: Assignment): StepVerdict {
  const type = JOB_TYPES.get(step.type);
  const { name } = step;
  const verdict = { step, have: undefined, want: undefined, mendable: false, lacking: undefined };
  if (name.is === 'unknown' || type === undefined) {
    return { ...verdict, state: 'unknown', why: name.is === 'unknown' ? name.why : 'nobody knows its type' };
  }
  if (name.is === 'heads') return judgeHeads(want, step, name, type.maxCharacters);
  const have = name.is === 'literal' ? name.value : undefined;
  const flaws = have === undefined ? [NO_NAME] : flawsOf(have, want, type.maxCharacters);
  if (flaws.length === 0) return { ...verdict, state: 'compliant', have, why: '' };
  return { ...verdict, state: 'drifted', have, ...renaming(want, step, have, assignment, flaws.join(', and ')) };
}

/** What to call it, or why nobody can say. */
function renaming(
  want: PipelineJobPrefixWant,
  { type, ownName }: JobStep,
  have: string | undefined,
  assignment: Assignment,
  flaws: string,
): Pick<StepVerdict, 'want' | 'mendable' | 'why' | 'lacking'> {
  const maxCharacters = JOB_TYPES.get(type)?.maxCharacters ?? 0;
  const rule = assignment.is === 'rule' ? assignment.rule : undefined;
  const right = rightName({ have, stepName: ownName, maxCharacters, rule }, want);
  if (right !== undefined) return { want: right, mendable: true, why: flaws, lacking: undefined };
  const patterns = approvedPatterns(want, maxCharacters);
  const kept = have === undefined ? undefined : approvedPrefixOf(have, want, maxCharacters);
  const undecided = kept === undefined && assignment.is === 'undecided' ? assignment.lacking : undefined;
  const prefix = kept ?? rule?.prefix;
  const reason =
    undecided === undefined
      ? prefix === undefined
        ? 'no rule of assign fits, so that nobody says which prefix it gets'
        : `the prefix ${prefix} has no short form of at most ${maxCharacters} characters`
      : UNDECIDED[undecided];
  return { want: patterns, mendable: false, why: `${flaws}; ${reason}`, lacking: undecided };
}

const UNDECIDED: Readonly<Record<Lacking, string>> = {
  tags: 'a rule of assign asks for a tag of the pipeline, and its tags were not read',
  account: 'a rule of assign asks for the account, which is not known',
  units: 'a rule of assign asks for an organizational unit, and those of the account are not known by name',
};

/** An expression is never written anew: what its owner computes would be lost. */
function judgeHeads(
  want: PipelineJobPrefixWant,
  step: JobStep,
  { heads, whole }: Extract<JobName, { readonly is: 'heads' }>,
  maxCharacters: number,
): StepVerdict {
  const have = heads.map((head) => (whole ? head : `${head}…`)).join(' or ');
  const standings = heads.map((head) => {
    if (!whole) return headStanding(head, want, maxCharacters);
    return flawsOf(head, want, maxCharacters).length === 0 ? 'approved' : 'flawed';
  });
  const verdict = { step, have, want: undefined, mendable: false, lacking: undefined };
  if (standings.every((standing) => standing === 'approved')) return { ...verdict, state: 'compliant', why: '' };
  if (standings.every((standing) => standing === 'flawed')) {
    return {
      ...verdict,
      state: 'drifted',
      want: approvedPatterns(want, maxCharacters),
      why: 'it is an expression, none of whose values would be right, and expressions are not rewritten',
    };
  }
  return {
    ...verdict,
    state: 'unknown',
    why: `it is an expression, and not all that it may become is approved: ${have}`,
  };
}

function approvedPatterns(want: PipelineJobPrefixWant, maxCharacters: number): readonly string[] {
  return approvedPrefixes(want, maxCharacters).map((prefix) => `${prefix}-*`);
}
