/**
 * The JSON that `plan --output json` prints: a contract for programs. docs/schemas/plan.schema.json is generated from here, and
 * a test fails while it is not.
 */
import { z } from 'zod';
import { CONSENT_GATES, RESOURCE_STATES, TIMING_GATES } from '../model/decision.ts';

const count = z.int().nonnegative();
const state = z.enum(RESOURCE_STATES);
const gate = z.enum([...CONSENT_GATES, ...TIMING_GATES, 'incompleteList']);
const account = z.string().regex(/^\d{12}$/);
const targetState = z.enum(['reached', 'unreachable', 'refused', 'disabled', 'skipped']);

const target = z.strictObject({
  account,
  region: z.string(),
  state: targetState,
  reason: z.string().nullable().describe('CamelCase; null where there is nothing to say'),
});

const resource = z.strictObject({
  arn: z.string(),
  account,
  region: z.string(),
  kind: z.string().describe('the kind of the policy, such as NotebookImds'),
  policy: z.string().describe('the name of the policy; a resource has one entry for each policy that covers it'),
  state,
  gate: gate.nullable().describe('what holds it; null where nothing does'),
  reason: z.string().optional().describe('of the gate: CamelCase, such as VpcShared'),
  why: z.string().optional().describe('for people: why it is held, not known, or a case for a person'),
  until: z.iso
    .datetime()
    .nullable()
    .describe('when the gate will next be looked at, RFC 3339; null: with the next pass'),
  differences: z.array(
    z.strictObject({
      path: z.string().describe('JSON pointer'),
      have: z.unknown().describe('null: absent'),
      want: z.unknown(),
      step: z.string().optional().describe('the step of a pipeline that it is about, such as Check/if/Train'),
      reportOnly: z.literal(true).optional().describe('nothing that sagekeeper may do mends it'),
    }),
  ),
  notes: z.array(z.strictObject({ reason: z.string(), message: z.string(), path: z.string().nullable() })),
  next: z
    .strictObject({
      operation: z.string(),
      input: z.record(z.string(), z.unknown()),
      effect: z.enum(['restore', 'change', 'probe', 'disrupt']),
      incomplete: z.literal(true).optional().describe('the input does not hold all that would be sent'),
    })
    .nullable()
    .describe('the one call to AWS that comes next, whether or not it may be sent now; null where there is none'),
});

const rewrites = z.strictObject({ pipelines: count, steps: count });

const summary = z.strictObject({
  at: z.iso.datetime(),
  policies: z.array(
    z.strictObject({
      policy: z.string(),
      kind: z.string(),
      states: z.record(state, count),
      held: z.partialRecord(gate, count),
      halted: z.boolean(),
    }),
  ),
  policiesHeld: z.array(z.strictObject({ policy: z.string(), reason: z.string(), why: z.string() })),
  states: z.record(state, count).describe('over all policies'),
  targets: z.record(targetState, count),
  restarts: z
    .strictObject({ now: count, underWay: count, later: count })
    .describe('resources that are or would be stopped and started again'),
  rewrites: z
    .strictObject({ now: rewrites, later: rewrites })
    .optional()
    .describe('pipelines whose definitions are or would be written anew, and the steps whose jobs are renamed by it'),
  documents: z
    .array(z.strictObject({ account, region: z.string(), documents: count, perSecond: z.number(), seconds: count }))
    .optional()
    .describe('documents of endpoints that may be changed, and how long EC2 lets them take at least'),
  calls: z.strictObject({
    made: z.record(z.string(), count).describe('calls to AWS of this look, by operation'),
    aMonth: count.nullable().describe('estimate for a month of 30 days; null where the schedule cannot be counted'),
  }),
});

export const planDocument = z.strictObject({
  complete: z
    .boolean()
    .describe('everything was read and every policy applied: only then does silence mean compliance'),
  revision: z.string(),
  targets: z.array(target),
  resources: z.array(resource),
  summary,
});

export type PlanDocument = z.infer<typeof planDocument>;

/** JSON Schema, draft 2020-12. */
export function planJsonSchema(): Record<string, unknown> {
  return { title: 'What sagekeeper plan --output json prints', ...z.toJSONSchema(planDocument) };
}
