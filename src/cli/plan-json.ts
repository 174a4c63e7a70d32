/**
 * A survey as the JSON document of the contract: every resource under every policy, compliant ones included. Pure.
 */
import type { Survey } from '../daemon/survey.ts';
import { RESOURCE_STATES } from '../model/decision.ts';
import type { ResourceState } from '../model/decision.ts';
import type { TargetState } from '../model/snapshot.ts';
import { callsAMonth } from './calls-a-month.ts';
import type { PlanDocument } from './plan-schema.ts';
import { everythingRead, planView } from './plan-view.ts';
import type { PlanRow, PlanView } from './plan-view.ts';

const TARGET_STATES: readonly TargetState[] = ['reached', 'unreachable', 'refused', 'disabled', 'skipped'];

export function planJson(survey: Survey): PlanDocument {
  const view = planView(survey);
  return {
    complete: everythingRead(survey),
    revision: survey.snapshot.revision,
    targets: survey.snapshot.targets.map(({ account, region, state, reason }) => ({
      account,
      region,
      state,
      reason: reason ?? null,
    })),
    resources: view.rows.map(resource),
    summary: summary(survey, view),
  };
}

function resource(row: PlanRow): PlanDocument['resources'][number] {
  return {
    arn: row.arn,
    account: row.account,
    region: row.region,
    kind: row.kind,
    policy: row.policy,
    state: row.state,
    gate: row.gate ?? null,
    until: row.until === undefined ? null : new Date(row.until).toISOString(),
    differences: row.differences.map(({ path, have, want }) => ({ path, have: have ?? null, want: want ?? null })),
    notes: row.notes.map(({ reason, message, path }) => ({ reason, message, path: path ?? null })),
    next:
      row.next === undefined
        ? null
        : { operation: row.next.call.operation, input: { ...row.next.call.input }, effect: row.next.effect },
  };
}

function summary(survey: Survey, view: PlanView): PlanDocument['summary'] {
  const { snapshot } = survey;
  return {
    at: new Date(snapshot.at).toISOString(),
    policies: snapshot.policies.map(({ policy, kind, states, held, halted }) => ({
      policy,
      kind,
      states,
      held,
      halted,
    })),
    policiesHeld: survey.policiesHeld.map(({ policy, reason, why }) => ({ policy, reason, why })),
    states: totalStates(survey),
    targets: tally(
      TARGET_STATES,
      snapshot.targets.map((target) => target.state),
    ),
    restarts: view.restarts,
    calls: {
      made: survey.callsMade,
      aMonth: callsAMonth(survey.callsMade, survey.state.organization)?.total ?? null,
    },
  };
}

/** How many resources are in each state, over all policies. */
export function totalStates(survey: Survey): Record<ResourceState, number> {
  const total = tally(RESOURCE_STATES, []);
  for (const { states } of survey.snapshot.policies) {
    for (const state of RESOURCE_STATES) total[state] += states[state];
  }
  return total;
}

function tally<K extends string>(keys: readonly K[], found: readonly K[]): Record<K, number> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  for (const key of found) counts[key] += 1;
  return counts;
}
