/**
 * What a gate says when it is asked by itself, for people who want to know why nothing happens. The controller itself only
 * ever needs the first gate that is closed.
 */
import type { Gate, Hold } from '../model/decision.ts';
import type { Path } from '../model/verdict.ts';

export type GateAnswer =
  | { readonly gate: Gate; readonly answer: 'open' }
  /** `paths`: the differences that it shuts, where it does not shut all of them alike. */
  | { readonly gate: Gate; readonly answer: 'closed'; readonly hold: Hold; readonly paths?: readonly Path[] }
  /** This gate has no say in a step of this effect, or there is no step. */
  | { readonly gate: Gate; readonly answer: 'notAsked'; readonly why: string };
