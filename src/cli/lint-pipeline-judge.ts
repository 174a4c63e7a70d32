/**
 * How does one definition in a file stand, and how would it read with right names? Pure. Several policies may be about it: a step
 * is only as good as the strictest finds it, and is renamed only where all of them are content.
 */
import type { Policy } from '../model/desired-state.ts';
import { assign } from '../policies/pipeline-job-prefix/assign.ts';
import type { AssignFacts } from '../policies/pipeline-job-prefix/assign.ts';
import { flawsOf } from '../policies/pipeline-job-prefix/names.ts';
import { judgeStep } from '../policies/pipeline-job-prefix/steps.ts';
import type { StepVerdict } from '../policies/pipeline-job-prefix/steps.ts';
import type { PipelineJobPrefixWant } from '../policies/pipeline-job-prefix/want.ts';
import { JOB_TYPES, placedSteps, readDefinition, withNames } from '../resources/pipeline/definition.ts';
import type { PlacedStep, TextPlace } from '../resources/pipeline/definition.ts';

export type LintState = 'compliant' | 'drifted' | 'unknown' | 'not-applicable';

export interface LintedStep extends TextPlace {
  /** Names of the steps on the way to it, as in `Check/if/Train`. */
  readonly step: string;
  readonly pointer: string;
  readonly type: string;
  readonly state: LintState;
  readonly have: string | undefined;
  /** Patterns where nobody can say which name it should be. */
  readonly want: string | readonly string[] | undefined;
  readonly why: string;
}

export type Linted =
  | {
      readonly definition: true;
      readonly state: LintState;
      readonly steps: readonly LintedStep[];
      readonly mended: string;
    }
  | ({ readonly definition: false; readonly why: string } & TextPlace);

export type PrefixPolicy = Policy<PipelineJobPrefixWant>;

/** `policies`: at least one. */
export function lintDefinition(text: string, policies: readonly PrefixPolicy[], facts: AssignFacts): Linted {
  const reading = readDefinition(text);
  if (!reading.readable) {
    const { why, line, column } = reading;
    return { definition: false, why: `this is not a pipeline definition: ${why}`, line, column };
  }
  const steps = placedSteps(text).map((step) => lintStep(step, policies, facts));
  const names = new Map<string, string>();
  for (const { state, pointer, want } of steps) {
    if (state === 'drifted' && typeof want === 'string') names.set(pointer, want);
  }
  return { definition: true, state: worst(steps), steps, mended: withNames(text, names) };
}

/** What the whole is, by its parts. */
export function worst(parts: readonly { readonly state: LintState }[]): LintState {
  const order = ['drifted', 'unknown', 'compliant'] as const;
  return order.find((state) => parts.some((part) => part.state === state)) ?? 'not-applicable';
}

function lintStep(placed: PlacedStep, policies: readonly PrefixPolicy[], facts: AssignFacts): LintedStep {
  const { step, pointer, type, line, column } = placed;
  const about = { step, pointer, type, line, column };
  if (placed.is === 'other') {
    return { ...about, state: 'not-applicable', have: undefined, want: undefined, why: placed.why };
  }
  const verdicts = policies.map(({ want }) => judgeStep(want, placed, assign(want.assign, facts)));
  const state = worst(verdicts);
  const found = verdicts.find((verdict) => verdict.state === state);
  const { have, why } = found ?? { have: undefined, why: '' };
  if (state !== 'drifted') return { ...about, state, have, want: undefined, why };
  const agreed = verdicts.find(
    ({ mendable, want }) => mendable && typeof want === 'string' && pleases(want, type, policies),
  );
  if (agreed !== undefined) return { ...about, state, have, want: agreed.want, why };
  return { ...about, state, have, ...unsettled(verdicts, policies, why) };
}

function pleases(name: string, type: string, policies: readonly PrefixPolicy[]): boolean {
  const maxCharacters = JOB_TYPES.get(type)?.maxCharacters ?? 0;
  return policies.every(({ want }) => flawsOf(name, want, maxCharacters).length === 0);
}

function unsettled(
  verdicts: readonly StepVerdict[],
  policies: readonly PrefixPolicy[],
  why: string,
): Pick<LintedStep, 'want' | 'why'> {
  const drifted = verdicts.find(({ state }) => state === 'drifted');
  const patterns = verdicts.flatMap(({ want }) => (Array.isArray(want) ? (want as readonly string[]) : []));
  if (!verdicts.some(({ mendable }) => mendable)) return { want: drifted?.want ?? patterns, why };
  const names = policies.map(({ name }) => name).join(', ');
  return { want: patterns, why: `${why}; ${names} are not content with one and the same name` };
}
