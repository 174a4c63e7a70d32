/**
 * A policy of any kind: all but its `want` is the same for each of them. What enforcing asks for beyond shape is here too.
 */
import { z } from 'zod';
import type { Budget, Policy } from '../../model/desired-state.ts';
import type { PolicyKind } from '../../policies/policy-kind.ts';
import type { Complain, DocumentKind, Written } from './document-kind.ts';
import { isMapping, mappingAt, whoever } from './document-kind.ts';
import { quoted } from '../problem-list.ts';
import { MAX_LIST, name, percentOf, percentage } from './fields.ts';
import { resolveScope, scopeSchema } from './scope.ts';

const DEFAULT_BUDGETS: readonly Budget[] = [
  { per: 'account', max: { count: 1 } },
  { per: 'organization', max: { percent: 10 } },
];
const HALT_ABOVE = '5%';

const windows = z
  .union([z.literal('anyTime'), z.array(z.literal('anyTime')).length(1), z.array(name).min(1).max(MAX_LIST)], {
    error: (issue) => {
      const { input } = issue;
      if (typeof input === 'string' && input.toLowerCase() === 'anytime')
        return `${quoted(input)} is not possible here\nwrite anyTime`;
      if (Array.isArray(input) && input.length === 0)
        return 'without any window nothing could ever begin\nname one, or write anyTime';
      const named = typeof input === 'string' && /^[a-z0-9-]{1,63}$/.test(input) ? input : 'weekend-nights';
      return `windows is a list of names of MaintenanceWindow documents\nwrite [${named}], or anyTime`;
    },
  })
  .describe('Names of MaintenanceWindow documents with effect allow (one open is enough), or anyTime.');

const NO_BUDGET = 'a budget of 0 would never let anything begin\nwrite mode: audit to change nothing';
const BUDGET =
  'a budget is a whole number from 1 to 100000, or a share such as 10%\nwrite the number without quotes, the share at most 100%';

const max = z.union(
  [
    z
      .int({ error: BUDGET })
      .min(1, { error: (issue) => (issue.input === 0 ? NO_BUDGET : BUDGET) })
      .max(100_000),
    z
      .string()
      .refine((value) => isShare(value), {
        error: (issue) => (percentOf(String(issue.input)) === 0 ? NO_BUDGET : BUDGET),
      })
      .meta({
        pattern: '^(?!0+(\\.0+)?%)(0?[0-9]{1,2}(\\.[0-9]{1,3})?|100(\\.0{1,3})?)%$',
        examples: ['10%'],
      }),
  ],
  { error: BUDGET },
);

function disruptionOf(policyKind: PolicyKind) {
  const fallback = shown(defaultBudgets(policyKind));
  return z.strictObject({
    windows: windows.optional(),
    budgets: z
      .array(
        z.strictObject({
          per: z.enum(['account', 'organization']).describe('Counted in each account by itself, or over all of them.'),
          max: max.describe('A whole number from 1, or a share of the running resources in scope, such as 10%.'),
        }),
      )
      .min(1, { error: `an empty list of budgets is no answer\nleave it out for the default: ${fallback}` })
      .max(20)
      .optional()
      .describe(
        `At most this many resources ${policyKind.disruptive ? 'disturbed' : 'changed'} at once; the most restrictive wins. Left out: ${fallback}.`,
      ),
    haltAbove: percentage
      .default(HALT_ABOVE)
      .describe('Share of the last changes that may leave a resource worse off before the policy stops by itself.'),
  });
}

/** What holds where a policy of this kind names no budget. */
function defaultBudgets({ budgets, disruptive }: PolicyKind): readonly Budget[] {
  return budgets ?? (disruptive ? DEFAULT_BUDGETS : []);
}

/** As people would write them: `1 per account, 10% per organization`. */
function shown(budgets: readonly Budget[]): string {
  const each = budgets.map(({ per, max: most }) => `${'count' in most ? most.count : `${most.percent}%`} per ${per}`);
  return each.join(', ') || 'none';
}

/** checkEnforcing, as editors can tell it. */
const ENFORCING_RULE = whoever(
  { properties: { mode: { const: 'enforce' } }, required: ['mode'] },
  {
    required: ['scope', 'disruption'],
    properties: { scope: { minProperties: 1 }, disruption: { required: ['windows'] } },
  },
);

/** The kind of document that a policy kind makes. */
export function policyDocument(policyKind: PolicyKind): DocumentKind<PolicySpec, Policy> {
  return {
    kind: policyKind.kind,
    description: policyKind.description,
    spec: specOf(policyKind),
    example: {
      mode: 'audit',
      scope: { include: ['ou/Workloads/Sandbox'] },
      disruption: { windows: 'anyTime' },
      want: policyKind.example,
    },
    // Where it hangs on the want, an editor cannot tell.
    rules: policyKind.disruptive && policyKind.disturbs === undefined ? [ENFORCING_RULE] : [],
    check: (written, complain) => {
      if (disturbs(policyKind, written) && written['mode'] === 'enforce')
        checkEnforcing(policyKind.kind, written, complain);
    },
    resolve: (spec, policy, source) => ({
      kind: policyKind.kind,
      name: policy,
      mode: spec.mode,
      scope: resolveScope(spec.scope),
      enforceIn: spec.enforceIn && resolveScope(spec.enforceIn),
      disruption: {
        windows: windowsOf(spec.disruption?.windows),
        budgets: spec.disruption?.budgets?.map(budgetOf) ?? defaultBudgets(policyKind),
        haltAbove: percentOf(spec.disruption?.haltAbove ?? HALT_ABOVE) ?? 0,
      },
      overrides: spec.overrides,
      want: spec.want,
      unitsWanted: policyKind.units?.(spec.want) ?? [],
      source,
    }),
  };
}

/** May enforcing what was written disturb somebody? What cannot be read is complained about by itself. */
function disturbs(policyKind: PolicyKind, written: Written): boolean {
  if (!policyKind.disruptive || policyKind.disturbs === undefined) return policyKind.disruptive;
  const want = policyKind.want.safeParse(written['want']);
  return want.success && policyKind.disturbs(want.data);
}

type PolicySpec = z.infer<ReturnType<typeof specOf>>;

function specOf(policyKind: PolicyKind) {
  return z.strictObject({
    mode: z.enum(['audit', 'enforce']).default('audit').describe('audit: only say what differs. enforce: mend it.'),
    scope: scopeSchema.optional().describe('Whom it is about. Left out: the whole organization, all its regions.'),
    enforceIn: scopeSchema.optional().describe('With mode enforce: enforce here, audit in the rest of the scope.'),
    disruption: disruptionOf(policyKind)
      .optional()
      .describe(`When, and how many at once, may be ${policyKind.disruptive ? 'disturbed' : 'changed'}.`),
    overrides: z.array(name).max(MAX_LIST).default([]).describe('Policies of the same kind that give way to this one.'),
    want: policyKind.want,
  });
}

/** Whoever lets notebooks be restarted says where and when: a default would be a surprise. */
function checkEnforcing(kind: string, written: Written, complain: Complain): void {
  const { scope } = written;
  if (scope === undefined || (isMapping(scope) && Object.keys(scope).length === 0)) {
    complain(
      scope === undefined ? ['mode'] : ['scope'],
      `enforcing ${kind} disturbs people, so it must say where\nadd scope, such as scope: {include: [ou/Workloads/Sandbox]}`,
    );
  }
  if (mappingAt(written, 'disruption')['windows'] === undefined) {
    complain(
      isMapping(written['disruption']) ? ['disruption'] : ['mode'],
      `enforcing ${kind} disturbs people, so it must say when\nadd disruption: {windows: [<name>]}, or windows: anyTime`,
    );
  }
}

function isShare(value: string): boolean {
  const percent = percentOf(value);
  return percent !== undefined && percent > 0 && percent <= 100;
}

function windowsOf(written: readonly string[] | 'anyTime' | undefined): readonly string[] | 'anyTime' {
  return written === undefined || written.includes('anyTime') ? 'anyTime' : written;
}

function budgetOf({ per, max: most }: { readonly per: Budget['per']; readonly max: string | number }): Budget {
  return { per, max: typeof most === 'number' ? { count: most } : { percent: percentOf(most) ?? 0 } };
}
