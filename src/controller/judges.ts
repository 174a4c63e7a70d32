/**
 * Which policies have something to say about a kind of resource, and how they say it in one place.
 */
import type { Policy } from '../model/desired-state.ts';
import type { NetworkFacts } from '../model/network.ts';
import type { Resource, ResourceKind, ResourceName } from '../model/resource.ts';
import type { Difference, Verdict } from '../model/verdict.ts';
import type { Selection } from '../organization/select.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import type { Contested } from '../policies/policy-kind.ts';

export interface Judge {
  readonly policy: Policy;
  readonly judge: (resource: Resource) => Verdict;
  /** Would this policy be content with what another one of its kind wants there? Undefined: its document tells. */
  readonly accepts: ((difference: Difference) => boolean) | undefined;
  readonly contested: Contested | undefined;
}

/** Those of the selection's policies that judge this kind, in their order, each by what its own informants tell of networks. */
export function judgesOf(
  { policies, account, target }: Selection,
  kind: ResourceKind,
  networkFor: (policy: Policy) => NetworkFacts,
): readonly Judge[] {
  return policies.flatMap((policy): readonly Judge[] => {
    const policyKind = POLICY_KINDS.get(policy.kind);
    const judge = policyKind?.judges[kind.name];
    if (policyKind === undefined || judge === undefined) return [];
    const place = { account, region: target.region, network: networkFor(policy) };
    return [
      {
        policy,
        // Sound because a place holds resources of its own kind only.
        judge: (resource) => judge(policy.want, resource as never, place),
        accepts:
          policyKind.accepts === undefined
            ? undefined
            : (difference) => policyKind.accepts?.(policy.want, difference) === true,
        contested: policyKind.contested?.(policy.want),
      },
    ];
  });
}

/** Is it otherwise than any of them wants it? */
export function differs(resource: Resource, judges: readonly Judge[]): boolean {
  return judges.some(({ judge }) => {
    const verdict = judge(resource);
    return verdict.applicable && verdict.differences.length > 0;
  });
}

/** Kinds whose resources the policies have to know of to judge others. */
export function informantsOf(policies: readonly Policy[]): ReadonlySet<ResourceName> {
  return new Set(policies.flatMap(({ kind, want }) => POLICY_KINDS.get(kind)?.informants?.(want) ?? []));
}

/**
 * The selection as one kind of resource sees it: only with the policies that judge it. Undefined: nobody looks at that kind
 * there. A kind that only tells others something is walked without any. Where no policy at all applies, the kinds are walked that may
 * carry an intent, so that it finds its way home.
 */
export function narrowed(selection: Selection, kind: ResourceKind): Selection | undefined {
  const policies = selection.policies.filter(
    (policy) => POLICY_KINDS.get(policy.kind)?.judges[kind.name] !== undefined,
  );
  if (policies.length > 0 || informantsOf(selection.policies).has(kind.name)) return { ...selection, policies };
  return selection.policies.length === 0 && kind.nominate !== undefined ? { ...selection, policies } : undefined;
}
