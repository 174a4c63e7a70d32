/**
 * May the resource's own principal do what it will have to once a difference is mended? A pipeline whose jobs get other names
 * fails at its next run where its role may only create the old ones. IAM is asked, as its own evaluation knows boundaries,
 * control policies and conditions; where it cannot be asked, nothing is changed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import { AwsError } from '../model/aws-error.ts';
import type { Hold } from '../model/decision.ts';
import type { Resource } from '../model/resource.ts';
import type { Difference, PermissionNeed } from '../model/verdict.ts';
import type { Region } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { statementFor } from '../resources/pipeline/job-types.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';

/** What IAM answered is believed for so long, whichever it was: roles are mended by people who then wait for us. */
const KEPT_MS = 10 * 60_000;
/** An IAM that did not answer is asked again after this. */
const SILENCE_KEPT_MS = 60_000;
/** Answers that are remembered at once, each some hundred bytes. The oldest is forgotten first. */
const KEPT_ANSWERS = 20_000;
/** Actions x resources of one question; IAM takes more, and answers in pages. */
const ASKED_AT_ONCE = 50;

type Allowed =
  | { readonly allowed: true }
  /** `silent`: IAM said nothing, which is no answer. */
  | { readonly allowed: false; readonly reason: string; readonly why: string; readonly silent?: true };

/** What IAM has said about what principals may do, by principal, action and resource. */
export class Permissions {
  readonly #answers = new Map<string, { readonly at: number; readonly answer: Allowed }>();

  /** The first of the needs that is not met; undefined: all are, or nobody has been asked. */
  unmet(principal: string | undefined, needs: readonly PermissionNeed[]): Hold | undefined {
    for (const need of needs) {
      const known = this.#answers.get(keyOf(principal, need))?.answer;
      if (known?.allowed === false) return { gate: 'prerequisite', reason: known.reason, why: known.why };
    }
    return undefined;
  }

  /** Those that nobody has been asked about lately. */
  unasked(principal: string | undefined, needs: readonly PermissionNeed[], now: number): readonly PermissionNeed[] {
    return needs.filter((need) => {
      const known = this.#answers.get(keyOf(principal, need));
      if (known === undefined) return true;
      const silent = !known.answer.allowed && known.answer.silent === true;
      return now - known.at >= (silent ? SILENCE_KEPT_MS : KEPT_MS);
    });
  }

  keep(principal: string | undefined, need: PermissionNeed, answer: Allowed, now: number): void {
    const key = keyOf(principal, need);
    this.#answers.delete(key);
    this.#answers.set(key, { at: now, answer });
    if (this.#answers.size <= KEPT_ANSWERS) return;
    const oldest = this.#answers.keys().next().value;
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}

/**
 * Asks about everything that the differences of this reading need before they may be mended, where anything would be. After
 * a silence of IAM's nothing more is asked: it would take as long for each. Returns the silence, if there was one.
 */
export async function askPermissions(
  controller: Controller,
  place: Place,
  resource: Resource,
  silence?: Allowed,
): Promise<Allowed | undefined> {
  const principal = place.kind.principalOf?.(resource);
  if (place.kind.principalOf === undefined) return silence;
  const { consents } = controller.consider(place, resource);
  const needs = needsOf(consents.flatMap(({ differences }) => differences));
  const { permissions, world } = controller;
  const unasked = permissions.unasked(principal, needs, world.clock.now());
  const reader = world.reader(place.selection.target);
  let silent = silence;
  for (const group of groupsOf(unasked)) {
    const same = silent;
    const answers =
      same === undefined
        ? await ask(reader, { principal, region: resource.region }, group)
        : group.map((need) => [need, same] as const);
    for (const [need, answer] of answers) permissions.keep(principal, need, answer, world.clock.now());
    silent ??= answers.map(([, answer]) => answer).find((answer) => !answer.allowed && answer.silent === true);
  }
  return silent;
}

/** What the differences need, each once. */
export function needsOf(differences: readonly Difference[]): readonly PermissionNeed[] {
  const needs = differences.flatMap((difference) => difference.needs ?? []);
  return [...new Map(needs.map((need) => [keyOf('', need), need])).values()];
}

/** One question for each action: IAM answers for every action and every resource of a question. */
function groupsOf(needs: readonly PermissionNeed[]): readonly (readonly PermissionNeed[])[] {
  const byAction = Map.groupBy(needs, ({ action }) => action);
  return [...byAction.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / ASKED_AT_ONCE) }, (_, index) =>
      group.slice(index * ASKED_AT_ONCE, (index + 1) * ASKED_AT_ONCE),
    ),
  );
}

async function ask(
  reader: Reader,
  { principal, region }: { readonly principal: string | undefined; readonly region: Region },
  needs: readonly PermissionNeed[],
): Promise<readonly (readonly [PermissionNeed, Allowed])[]> {
  const all = (answer: Allowed) => needs.map((need) => [need, answer] as const);
  if (principal === undefined) return all(cannotAsk('AWS does not say which role runs it'));
  const decisions = new Map<string, string>();
  try {
    const input = {
      PolicySourceArn: principal,
      ActionNames: needs.slice(0, 1).map(({ action }) => action),
      ResourceArns: needs.map(({ resource }) => resource),
      // A statement about another region would otherwise not be evaluated at all.
      ContextEntries: [{ ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [region] }],
    };
    for await (const page of reader.pages('SimulatePrincipalPolicy', input)) {
      for (const [resource, decision] of page.flatMap(decisionsOf)) decisions.set(resource, decision);
    }
  } catch (error) {
    if (!(error instanceof AwsError) || error.facts.code === 'ShuttingDown') throw error;
    const isSilent = error.reason === 'unavailable' || error.reason === 'throttled';
    return all(isSilent ? { ...cannotAsk(error.message), silent: true } : cannotAsk(error.message));
  }
  return needs.map((need) => [need, answerOf(need, decisions.get(need.resource), principal)] as const);
}

function answerOf({ action, resource }: PermissionNeed, decision: string | undefined, principal: string): Allowed {
  if (decision === 'allowed') return { allowed: true };
  if (decision === undefined) return cannotAsk(`IAM did not answer for ${action} on ${resource}`);
  const isDenied = decision === 'explicitDeny';
  const statement = JSON.stringify(statementFor({ action, resource }));
  const needed = `${isDenied ? 'take away what denies it, and have' : 'add'} ${statement} in a policy of the role`;
  const why = `${principal} ${isDenied ? 'is denied' : 'is not allowed'} ${action} on ${resource}, which the mended definition would need: ${needed}, or set preflight: off`;
  return { allowed: false, reason: 'RoleMayNotCreate', why };
}

function cannotAsk(why: string): Allowed & { readonly allowed: false } {
  const message = `IAM could not be asked whether the role may create the renamed jobs: ${why}`;
  return { allowed: false, reason: 'PermissionsNotRead', why: message };
}

/** The decisions that one evaluation result tells, by resource. Anything of another shape tells none. */
function decisionsOf(result: unknown): readonly (readonly [string, string])[] {
  const { EvalResourceName, EvalDecision, ResourceSpecificResults } = record(result);
  const specific = Array.isArray(ResourceSpecificResults) ? ResourceSpecificResults.map(record) : [];
  const own = [record({ EvalResourceName, EvalResourceDecision: EvalDecision }), ...specific];
  return own.flatMap((it) => {
    const { EvalResourceName: resource, EvalResourceDecision: decision } = it;
    return typeof resource === 'string' && typeof decision === 'string' ? [[resource, decision] as const] : [];
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function keyOf(principal: string | undefined, { action, resource }: PermissionNeed): string {
  return `${principal ?? ''} ${action} ${resource}`;
}
