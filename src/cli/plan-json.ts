/**
 * A survey as the JSON document of the contract: every resource under every policy, compliant ones included. Pure.
 */
import type { TargetState } from '../model/snapshot.ts';
import { callsAMonth } from './calls-a-month.ts';
import type { PlanDocument } from './plan-schema.ts';
import type { PlanRow, PlanView } from './plan-view.ts';

const TARGET_STATES: readonly TargetState[] = ['reached', 'unreachable', 'refused', 'disabled', 'skipped'];

export function planJson(view: PlanView): PlanDocument {
  const { snapshot } = view.survey;
  return {
    complete: view.complete,
    revision: snapshot.revision,
    targets: snapshot.targets.map(({ account, region, state, reason }) => ({
      account,
      region,
      state,
      reason: reason ?? null,
    })),
    resources: view.rows.map(resource),
    summary: summary(view),
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
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    ...(row.why === undefined ? {} : { why: row.why }),
    until: row.until === undefined ? null : new Date(row.until).toISOString(),
    differences: row.differences.map(({ path, have, want, step, reportOnly }) => ({
      path,
      have: have ?? null,
      want: want ?? null,
      ...(step === undefined ? {} : { step }),
      ...(reportOnly === undefined ? {} : { reportOnly }),
    })),
    notes: row.notes.map(({ reason, message, path }) => ({ reason, message, path: path ?? null })),
    next:
      row.next === undefined
        ? null
        : {
            operation: row.next.call.operation,
            input: { ...row.next.call.input },
            effect: row.next.effect,
            ...(row.next.sketch === true ? { incomplete: true as const } : {}),
          },
  };
}

function summary(view: PlanView): PlanDocument['summary'] {
  const { survey, policies, states, restarts, rewrites, waitingShare, durations } = view;
  const { snapshot, callsMade, state } = survey;
  const targets = Object.fromEntries(TARGET_STATES.map((name) => [name, 0])) as Record<TargetState, number>;
  for (const target of snapshot.targets) targets[target.state] += 1;
  return {
    at: new Date(snapshot.at).toISOString(),
    policies: policies.map((policy) => ({ ...policy })),
    policiesHeld: survey.policiesHeld.map(({ policy, reason, why }) => ({ policy, reason, why })),
    states,
    targets,
    restarts,
    rewrites,
    ...(durations.length === 0 ? {} : { documents: durations.map((one) => ({ ...one })) }),
    calls: { made: callsMade, aMonth: callsAMonth(callsMade, state.organization, waitingShare)?.total ?? null },
  };
}
