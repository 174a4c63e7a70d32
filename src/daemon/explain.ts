/**
 * Which resource or policy is meant, and what is there to say of it? Answers from what a loop remembers, whether that is the
 * running controller's or one that has just looked. What is said is put together in the controller room.
 */
import type { Explanation, PolicyExplanation } from '../controller/explanation-form.ts';
import { explanationOf, unreadExplanation } from '../controller/explanation.ts';
import type { Loop } from '../controller/loop.ts';
import type { Territory } from '../controller/loop-options.ts';
import type { Place } from '../controller/memory.ts';
import { policyExplanationOf } from '../controller/policy-explanation.ts';
import { few } from '../model/few.ts';
import type { Account } from '../model/organization.ts';
import type { TargetState } from '../model/snapshot.ts';
import type { Explain } from '../report/server.ts';
import { plain } from '../report/text.ts';
import { isMeant, subjectOfArn } from './explain-subject.ts';
import { placeWayOut } from './way-out.ts';

/** `resource`: an ARN or a name. The filters tell apart what has one name in several places. */
export type Question =
  | {
      readonly about: 'resource';
      readonly resource: string;
      readonly accounts: readonly string[];
      readonly regions: readonly string[];
    }
  | { readonly about: 'policy'; readonly policy: string };

export interface Candidate {
  readonly arn: string;
  readonly account: string;
  readonly accountName: string;
  readonly region: string;
  readonly status: string | null;
}

/** Who knows: the running controller, or a look of our own, at one place only or at everything. */
export interface Basis {
  readonly by: 'controller' | 'look';
  readonly extent: 'organization' | 'place';
}

interface Said {
  /** RFC 3339. */
  readonly at: string;
  readonly revision: string;
  readonly basis: Basis;
}

export type ExplainAnswer = Said &
  (
    | {
        readonly found: 'resource';
        readonly explanation: Explanation;
        /** Where the place could not be read: what can be done about it. */
        readonly wayOut: string | null;
      }
    | { readonly found: 'policy'; readonly explanation: PolicyExplanation }
    | { readonly found: 'several'; readonly candidates: readonly Candidate[]; readonly total: number }
    | { readonly found: 'nothing'; readonly why: string; readonly wayOut: string | null; readonly isUnread: boolean }
  );

export const MAX_CANDIDATES = 100;
const MAX_ASKED_CHARACTERS = 2_048;
const MAX_TEXT_CHARACTERS = 2_048;
/** Undefined as long as the organization has not been read. */
export function explainFrom(loop: Loop, question: Question, basis: Basis): ExplainAnswer | undefined {
  const { controller, territory } = loop;
  if (territory === undefined) return undefined;
  const at = new Date(controller.world.clock.now()).toISOString();
  const said = { at, revision: controller.state.revision, basis };
  const found =
    question.about === 'policy' ? policyAnswer(loop, territory, question) : resourceAnswer(loop, territory, question);
  return clean({ ...said, ...found });
}

/** What the status port answers. */
export function explainQuery(loop: Loop, query: URLSearchParams): ReturnType<Explain> {
  const question = questionOf(query);
  if (typeof question === 'string') return { error: question };
  const told = explainFrom(loop, question, { by: 'controller', extent: 'organization' });
  return told && { answer: told };
}

/** The question that the query of a request asks; a sentence for people where it asks none. */
function questionOf(query: URLSearchParams): Question | string {
  const [resource, policy] = [query.get('resource'), query.get('policy')];
  if ([...query.values()].some((value) => value.length > MAX_ASKED_CHARACTERS)) return 'that is too long';
  if (policy !== null && resource === null) return { about: 'policy', policy };
  if (resource === null || policy !== null) return 'ask for ?resource=<arn or name> or for ?policy=<name>';
  return { about: 'resource', resource, accounts: query.getAll('account'), regions: query.getAll('region') };
}

type Found<A> = A extends Said ? Omit<A, keyof Said> : never;

function policyAnswer(
  loop: Loop,
  territory: Territory,
  { policy: name }: Extract<Question, { about: 'policy' }>,
): Found<ExplainAnswer> {
  const { policies } = loop.controller.state;
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined) {
    const names = policies.map((one) => one.name).join(', ');
    return { found: 'nothing', why: `there is no policy ${name}; there are: ${names}`, wayOut: null, isUnread: false };
  }
  const { organization, held } = territory;
  return { found: 'policy', explanation: policyExplanationOf(policy, loop.controller, organization, held) };
}

interface Hit {
  readonly place: Place;
  readonly arn: string;
}

function resourceAnswer(
  loop: Loop,
  territory: Territory,
  question: Extract<Question, { about: 'resource' }>,
): Found<ExplainAnswer> {
  const hits = hitsOf(loop, question);
  const [hit] = hits;
  if (hit === undefined) return nothing(loop, territory, question);
  if (hits.length > 1) {
    return { found: 'several', candidates: hits.slice(0, MAX_CANDIDATES).map(candidate), total: hits.length };
  }
  const { controller } = loop;
  const { place, arn } = hit;
  const site = controller.site(place);
  const entry = place.entries.get(arn);
  const resource = entry?.resource;
  const now = controller.world.clock.now();
  const isCurrent = entry?.notRead === undefined;
  const explanation =
    resource === undefined
      ? unreadExplanation(arn, site, place.status)
      : explanationOf(
          resource,
          site,
          controller.remembered(arn),
          place.status,
          isCurrent,
          now,
          controller.permissions,
          controller.memory.network.factsFor(place),
        );
  return {
    found: 'resource',
    explanation,
    wayOut: placeWayOut(place.status, controller.state.organization) ?? null,
  };
}

export function hitsOf(loop: Loop, question: Extract<Question, { about: 'resource' }>): readonly Hit[] {
  const hits: Hit[] = [];
  for (const place of loop.controller.memory.places.values()) {
    const { account, target } = place.selection;
    if (!passes(question.accounts, account.id, account.name) || !passes(question.regions, target.region)) continue;
    for (const [arn, { resource }] of place.entries)
      if (isMeant(question.resource, arn, resource)) hits.push({ place, arn });
  }
  return hits;
}

function passes(filter: readonly string[], ...values: readonly string[]): boolean {
  return filter.length === 0 || values.some((value) => filter.includes(value));
}

function candidate({ place, arn }: Hit): Candidate {
  const { account, target } = place.selection;
  const status = place.entries.get(arn)?.resource?.status ?? null;
  return { arn, account: account.id, accountName: account.name, region: target.region, status };
}

/** Not there, or not seen: the difference is what the asker needs. */
function nothing(
  loop: Loop,
  { organization, skipped }: Territory,
  { resource, accounts, regions }: Extract<Question, { about: 'resource' }>,
): Found<ExplainAnswer> {
  const say = (why: string, wayOut: string | null = null, isUnread = false): Found<ExplainAnswer> => ({
    found: 'nothing',
    why,
    wayOut,
    isUnread,
  });
  const { memory, state } = loop.controller;
  const subject = subjectOfArn(resource);
  if (subject === undefined) {
    if (resource.startsWith('arn:'))
      return say(
        'this is not the ARN of a notebook instance, pipeline, domain, job, VPC or endpoint: nothing else is looked after',
      );
    const unread = [...memory.places.values()].filter(({ selection, status }) => {
      const { account } = selection;
      const isMeant = passes(accounts, account.id, account.name) && passes(regions, selection.target.region);
      return isMeant && status.state !== 'reached' && status.state !== 'disabled';
    });
    if (unread.length === 0) return say(`nothing is named ${resource} in what was looked at`);
    const [first] = unread;
    const wayOut = first === undefined ? undefined : placeWayOut(first.status, state.organization);
    // Each kind of resource is a place of its own.
    const where = [...new Set(unread.map(({ status }) => `${status.account}/${status.region}`))];
    const why = `nothing is named ${resource} in what could be read; not read: ${few(where)}`;
    return say(why, wayOut ?? null, true);
  }
  const { account, region, kind, noun } = subject;
  const known = organization.accounts.find(({ id }) => id === account);
  if (known === undefined) return say(`account ${account} is not in this organization`);
  const places = [...memory.places.values()].filter(
    ({ selection }) => selection.target.account === account && selection.target.region === region,
  );
  if (places.length === 0) return say(whyNotVisited(known, region, skipped));
  const where = `${account} (${known.name}) in ${region}`;
  const place = places.find((one) => one.kind.name === kind);
  if (place === undefined) return say(`no policy looks at ${noun}s in ${where}`);
  const { status } = place;
  const unreadable: readonly TargetState[] = ['unreachable', 'refused', 'skipped'];
  if (unreadable.includes(status.state)) {
    const why = `${where} could not be read: ${status.message ?? status.reason ?? status.state}`;
    return say(why, placeWayOut(status, state.organization) ?? null, true);
  }
  if (status.state === 'disabled') {
    return say(`${account} (${known.name}) has not enabled ${region}`, placeWayOut(status, state.organization) ?? null);
  }
  const over = kind === 'job' ? '; those that are over are listed for six hours after their beginning' : '';
  return say(`there is no such ${noun} in ${where}, as of the last time that it was listed${over}`);
}

function whyNotVisited({ id, state, management }: Account, region: string, skipped: Territory['skipped']): string {
  const skip = skipped.find((one) => one.target.account === id);
  if (skip !== undefined) return skip.message;
  if (state !== 'ACTIVE') return `account ${id} is ${state}, and only ACTIVE accounts are visited`;
  if (management) return `${id} is the management account, and includeManagementAccount is not set`;
  return `no document of the desired state asks for ${region} in ${id}`;
}

/** Tags, names and messages come from outside: on one line, printable, without credentials. */
function clean<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, told: unknown) =>
    typeof told === 'string' ? plain(told, MAX_TEXT_CHARACTERS) : told,
  ) as T;
}
