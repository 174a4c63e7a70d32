/**
 * One pass over one target: list, observe what may have changed, judge, decide, tell. The product as a function. It acts on
 * nothing itself: what is due gets its own entry in the work queue, and is looked at once more before anything is sent.
 */
import { AwsError } from '../model/aws-error.ts';
import type { DescribeOptions, ListContext, Listed, Resource, Sighting } from '../model/resource.ts';
import type { TargetStatus } from '../model/snapshot.ts';
import type { Reader } from '../model/world.ts';
import { carryTags, mayCarryIntent, mustDescribe } from '../resources/known.ts';
import type { Controller } from './controller.ts';
import type { Place } from './memory.ts';
import { askPermissions } from './permissions.ts';
import { doubtDisabled } from './region-doubt.ts';
import { glance, needsIn } from './see.ts';

/** Descriptions that one pass has under way at once. The limiter paces them; this bounds what waits in memory. */
const DESCRIBED_ABREAST = 4;
/** Resources of one target. A list that is longer than this is not believed. */
const RESOURCES_PER_TARGET = 100_000;

export interface PassReport {
  readonly status: TargetStatus;
  readonly resources: number;
  readonly described: number;
  readonly durationMs: number;
  /** What has a call due or is on its way, the least noticeable first; and what a gate will let go at a known time. */
  readonly due: readonly Due[];
  /** ARNs that a budget holds: the next ones when one frees up. */
  readonly waiting: readonly string[];
}

export interface Due {
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** False for what is only held until then. */
  readonly onItsWay: boolean;
}

/** `found` is told at once of what carries our intent: somebody may be waiting for it, and a pass of many resources takes long. */
export async function reconcile(
  controller: Controller,
  place: Place,
  found: (due: Due) => void = () => undefined,
): Promise<PassReport> {
  const { world, memory } = controller;
  const startedAt = world.clock.now();
  const { target } = place.selection;
  const reader = world.reader(target);
  let described = 0;
  try {
    const nominated = await nominate(controller, reader, place);
    const sightings = await list(controller, reader, place);
    described = await observe(controller, reader, place, sightings, { nominated, found });
    let silence: Awaited<ReturnType<typeof askPermissions>>;
    for (const { resource } of place.entries.values())
      if (resource !== undefined) silence = await askPermissions(controller, place, resource, silence);
    const now = world.clock.now();
    place.listed = true;
    place.accountedFor = true;
    const lastCompleteAt = place.unread === 0 ? now : place.status.lastCompleteAt;
    place.status = { ...target, state: 'reached', reason: undefined, message: undefined, lastCompleteAt };
    await doubtDisabled(controller, place, undefined);
  } catch (error) {
    if (!(error instanceof AwsError) || isOurEnd(error)) throw error;
    place.listed = false;
    place.status = { ...target, ...explain(error), lastCompleteAt: place.status.lastCompleteAt };
    place.accountedFor = isFinal(error);
    await doubtDisabled(controller, place, error);
  }
  memory.recount();
  const { due, waiting } = settle(controller, place);
  const durationMs = world.clock.now() - startedAt;
  const { status } = place;
  const resources = place.entries.size;
  world.tell({ event: 'PassFinished', ...status, target, resources, described, durationMs });
  return { status, resources, described, durationMs, due, waiting };
}

/**
 * Judges and decides for every resource of the place, and says which of them are due, those that nobody would notice first.
 */
export function settle(controller: Controller, place: Place): Pick<PassReport, 'due' | 'waiting'> {
  if (controller.memory.network.isUninformed(place)) return { due: [], waiting: [] };
  const now = controller.world.clock.now();
  const site = controller.site(place);
  const due: (Due & { readonly rank: number })[] = [];
  const waiting: string[] = [];
  for (const { resource } of place.entries.values()) {
    if (resource === undefined) continue;
    const { arn } = resource;
    const { decision, standings } = controller.think(place, resource, site);
    if (decision.decision === 'act') due.push({ arn, at: now, onItsWay: true, rank: RANKS[decision.step.effect] });
    else if (decision.step.step === 'wait' && (resource.intent.is === 'ours' || isDoubted(controller, resource)))
      due.push({ arn, at: now, onItsWay: true, rank: 0 });
    else if (standings.some(({ hold }) => hold?.gate === 'budget')) waiting.push(arn);
    else {
      const until = Math.min(...standings.map(({ hold }) => hold?.until ?? Infinity));
      if (until !== Infinity) due.push({ arn, at: until, onItsWay: false, rank: 3 });
    }
  }
  return { due: due.sort((a, b) => a.rank - b.rank), waiting };
}

/**
 * Read so soon after a call of ours that the reading may be older than that, and nothing that AWS tells by itself would make a pass
 * read it anew: a change that was withdrawn, or whose answer was lost, would wait for the next complete read.
 */
function isDoubted({ recollections, state }: Controller, { arn, observedAt }: Resource): boolean {
  const last = recollections.of(arn).sent.at(-1);
  return last !== undefined && observedAt - last.at < state.organization.settleMs;
}

const RANKS = { restore: 0, change: 1, probe: 2, disrupt: 2 } as const;

/** It is read for what it says of networks, and for nothing else: its roles need not permit to read tags. */
function isOnlyAsked({ informs, selection }: Place): boolean {
  return informs && selection.policies.length === 0;
}

/** Undefined: the tag index could not be asked, so that every resource's own tags have to be. */
async function nominate(
  controller: Controller,
  reader: Reader,
  place: Place,
): Promise<ReadonlySet<string> | undefined> {
  if (place.kind.nominate === undefined || isOnlyAsked(place)) return new Set();
  if (!controller.nominationIsDue(place)) return new Set();
  try {
    return await place.kind.nominate(reader, place.selection.target);
  } catch (error) {
    if (!(error instanceof AwsError) || isAboutThePlace(error)) throw error;
    controller.tagIndexFailed(place, error);
    return undefined;
  }
}

/**
 * Without a session, or in a region that is not enabled, the list would meet the same, and take as long about it. A control
 * policy may deny the index alone.
 */
function isAboutThePlace({ facts: { obstacle, operation } }: AwsError): boolean {
  return operation === 'AssumeRole' || (obstacle !== undefined && obstacle !== 'control-policy');
}

async function list(controller: Controller, reader: Reader, place: Place): Promise<readonly Listed[]> {
  const sightings: Listed[] = [];
  const context: ListContext = {
    now: controller.world.clock.now(),
    needs: needsIn(place),
    known: {
      get: (arn) => place.entries.get(arn)?.resource,
      values: () => [...place.entries.values()].flatMap(({ resource }) => resource ?? []),
    },
    notes: place.notes,
    network: controller.memory.network.factsFor(place),
  };
  for await (const sighting of place.kind.list(reader, place.selection.target, context)) {
    if (sightings.length >= RESOURCES_PER_TARGET) throw tooMany(place);
    sightings.push(sighting);
  }
  return sightings;
}

/** Describes what may have changed, and forgets what is gone. Returns how many were described. */
async function observe(
  controller: Controller,
  reader: Reader,
  place: Place,
  sightings: readonly Listed[],
  { nominated, found }: { readonly nominated: ReadonlySet<string> | undefined; readonly found: (due: Due) => void },
): Promise<number> {
  const now = controller.world.clock.now();
  const { completeReadEveryMs, executionReads } = controller.state.organization;
  const allowance = { left: executionReads };
  // Executions come and go without their pipeline being modified.
  const needs = needsIn(place);
  const moves = needs.has('executions') || needs.has('jobs');
  const listed = new Set(sightings.map(({ arn }) => arn));
  for (const arn of place.entries.keys()) if (!listed.has(arn)) controller.forget(place, arn);
  const mayBeOurs = ({ arn }: Sighting): boolean =>
    nominated === undefined ||
    nominated.has(arn.toLowerCase()) ||
    place.entries.get(arn)?.resource?.intent.is === 'ours';
  const unsure = heldByTheirReading(controller, place);
  place.unread = 0;
  for (const { reading } of sightings) if (reading !== undefined) controller.hold(place, reading);
  const asked = sightings.filter((sighting) => {
    const known = place.entries.get(sighting.arn)?.resource;
    if (place.kind.readsByList === true) return known === undefined || unsure.has(sighting.arn);
    return (
      mayBeOurs(sighting) ||
      unsure.has(sighting.arn) ||
      moves ||
      mustDescribe(sighting, known, now, completeReadEveryMs)
    );
  });
  const hasIntents = place.kind.nominate !== undefined && !isOnlyAsked(place);
  const first = asked.filter(mayBeOurs);
  const waiting = [...first, ...asked.filter((sighting) => !mayBeOurs(sighting))].values();
  const work = async (): Promise<void> => {
    for (const sighting of waiting) {
      const known = place.entries.get(sighting.arn)?.resource;
      const mayCarry = hasIntents && known === undefined && mayCarryIntent(sighting, now);
      const tags = mayBeOurs(sighting) || mayCarry;
      await describe(controller, reader, place, sighting, { tags, close: unsure.has(sighting.arn), allowance });
      const { intent } = place.entries.get(sighting.arn)?.resource ?? {};
      if (tags && intent?.is === 'ours') found({ arn: sighting.arn, at: controller.world.clock.now(), onItsWay: true });
    }
  };
  await Promise.all(Array.from({ length: Math.min(DESCRIBED_ABREAST, asked.length) }, work));
  return asked.length;
}

/**
 * ARNs of what waits for nothing but a better reading: something could not be read that the call hangs on, which no
 * modification time will tell about.
 */
function heldByTheirReading(controller: Controller, place: Place): ReadonlySet<string> {
  const site = controller.site(place);
  const found = new Set<string>();
  for (const [arn, { resource, marks }] of place.entries) {
    if (resource === undefined || !marks.some(({ gate }) => gate === 'prerequisite')) continue;
    const { step } = controller.consider(place, resource, site);
    if (step.step === 'call' && step.sketch === true && step.unmet !== undefined) found.add(arn);
  }
  return found;
}

async function describe(
  controller: Controller,
  reader: Reader,
  place: Place,
  sighting: Sighting,
  { tags, close, allowance }: Pick<DescribeOptions, 'tags' | 'close' | 'allowance'>,
): Promise<void> {
  const known = place.entries.get(sighting.arn)?.resource;
  const now = controller.world.clock.now();
  try {
    const reading = await glance(reader, place, sighting, { tags, close, allowance, now });
    if (reading === undefined) controller.forget(place, sighting.arn);
    else controller.hold(place, carryTags(reading, known), tags);
  } catch (error) {
    if (!(error instanceof AwsError) || isOurEnd(error)) throw error;
    place.unread += 1;
    controller.notRead(place, sighting.arn, error);
  }
}

/** The process ends, which says nothing about AWS. */
export function isOurEnd(error: unknown): boolean {
  return error instanceof AwsError && error.facts.code === 'ShuttingDown';
}

/** How a target stands whose list could not be read. */
function explain(error: AwsError): Pick<TargetStatus, 'state' | 'reason' | 'message'> {
  const { obstacle, reason, code } = error.facts;
  const message = error.message;
  switch (obstacle) {
    case 'region-disabled':
      return { state: 'disabled', reason: 'RegionNotEnabled', message };
    case 'role-not-assumable':
      return { state: 'unreachable', reason: 'RoleNotAssumable', message };
    case 'control-policy':
      return { state: 'refused', reason: 'ControlPolicyDenies', message };
    case 'wrong-account':
      return { state: 'unreachable', reason: 'WrongAccount', message };
    case 'expired-session':
      return { state: 'unreachable', reason: 'SessionExpired', message };
    case undefined:
      break;
  }
  if (reason === 'denied') return { state: 'refused', reason: 'ReadDenied', message };
  if (reason === 'throttled') return { state: 'unreachable', reason: 'Throttled', message };
  // AWS's codes are as stable as ours; those of sockets (ECONNRESET) are in the message.
  return { state: 'unreachable', reason: /^[A-Z][a-z][A-Za-z]+$/.test(code) ? code : 'Unavailable', message };
}

/**
 * Who gets no session, or is denied the list, could not have begun anything either, and does not count against the others'
 * budgets. Silence may hide anything.
 */
function isFinal(error: AwsError): boolean {
  return error.reason === 'denied' || error.facts.obstacle === 'region-disabled';
}

function tooMany(place: Place): AwsError {
  return new AwsError({
    reason: 'unavailable',
    code: 'ListTooLong',
    message: `more than ${RESOURCES_PER_TARGET} resources`,
    operation: 'List',
    target: place.selection.target,
    delivery: 'answered',
  });
}
