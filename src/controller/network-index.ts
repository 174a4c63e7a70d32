/**
 * Who of SageMaker is in which network, as the kinds that know have said it: kept up as resources come and go, and asked by VPC
 * or subnet when a VPC is judged.
 */
import type { Policy } from '../model/desired-state.ts';
import { NO_NETWORK } from '../model/network.ts';
import type { NetworkFacts, NetworkReading, NetworkUse } from '../model/network.ts';
import { targetKey } from '../model/target.ts';
import type { Target } from '../model/target.ts';
import type { Resource, ResourceName } from '../model/resource.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import { informantsOf } from './judges.ts';
import type { Place, PlaceKey } from './memory.ts';

/** Of why not everything is known, so many reasons are told. */
const REASONS_TOLD = 5;

export class NetworkIndex {
  readonly #places: ReadonlyMap<PlaceKey, Place>;
  /** By the id of a VPC or subnet, then by ARN. */
  readonly #uses = new Map<string, Map<string, readonly NetworkUse[]>>();
  readonly #postponed = new WeakSet<Place>();
  /** By the id of a VPC or subnet: the places that have asked who uses it. */
  readonly #askers = new Map<string, Set<PlaceKey>>();
  /** Places that were told less, when they asked, than is known from another account by now. */
  readonly #outdated = new Set<PlaceKey>();
  /** By place, then by ARN: what each has said, where it said anything. */
  readonly #said = new Map<PlaceKey, Map<string, NetworkReading>>();

  constructor(places: ReadonlyMap<PlaceKey, Place>) {
    this.#places = places;
  }

  /** Whether what the place's resources say is needed, from now on: what is remembered of them is asked. */
  listen(place: Place, informs: boolean): void {
    if (place.informs === informs) return;
    place.informs = informs;
    if (!informs) this.forgetPlace(place);
    else for (const { resource } of place.entries.values()) if (resource !== undefined) this.note(place, resource);
  }

  /** Takes note of what a reading says. */
  note({ key, kind, informs, selection: { target } }: Place, resource: Resource): void {
    if (!informs) return;
    const { uses: told, untold } = kind.network?.(resource) ?? NO_NETWORK;
    const reading = { uses: told.map((use) => ({ ...use, account: target.account })), untold };
    const { arn } = resource;
    const before = this.#said.get(key)?.get(arn);
    if (before === undefined && isEmpty(reading)) return;
    this.#take(arn, before);
    const said = this.#said.get(key) ?? new Map<string, NetworkReading>();
    this.#said.set(key, said);
    if (isEmpty(reading)) said.delete(arn);
    else said.set(arn, reading);
    for (const id of idsOf(reading)) {
      const there = this.#uses.get(id) ?? new Map<string, readonly NetworkUse[]>();
      const uses = reading.uses.filter(({ vpcId, subnets }) => vpcId === id || subnets.includes(id));
      this.#uses.set(id, there.set(arn, uses));
      if (before === undefined) this.#isNews(id, target);
    }
  }

  forget({ key }: Place, arn: string): void {
    const said = this.#said.get(key);
    this.#take(arn, said?.get(arn));
    said?.delete(arn);
  }

  forgetPlace({ key }: Place): void {
    for (const [arn, reading] of this.#said.get(key) ?? []) this.#take(arn, reading);
    this.#said.delete(key);
  }

  /** Places of the same account and region that are judged by what this one says. */
  informedBy({ key, kind, informs, selection: { target } }: Place): readonly Place[] {
    if (!informs) return [];
    const others = Object.keys(RESOURCE_KINDS).map((name) => this.#places.get(`${targetKey(target)} ${name}`));
    return others.filter(
      (other): other is Place =>
        other !== undefined && other.key !== key && informantsOf(other.selection.policies).has(kind.name),
    );
  }

  /**
   * Nobody has looked yet at what the place is judged by: it is judged as soon as somebody has. What tells others waits for
   * nobody: two kinds that tell would wait for each other.
   */
  isUninformed({ informs, selection: { target, policies } }: Place): boolean {
    if (informs) return false;
    const informants = [...informantsOf(policies)].map((name) => this.#places.get(`${targetKey(target)} ${name}`));
    return informants.some((place) => place?.status.reason === 'NotYetRead');
  }

  /** Its pass has to wait: what it is judged by says also what has to be read of it. */
  postpones(place: Place): boolean {
    const isTooEarly = this.isUninformed(place);
    if (isTooEarly) this.#postponed.add(place);
    return isTooEarly;
  }

  /** Its pass has waited, and may begin now. */
  resumes(place: Place): boolean {
    return this.#postponed.delete(place);
  }

  /** What is known where the resources of a place are judged, by these of its policies. It stays true as more becomes known. */
  factsFor(place: Place, policies: readonly Policy[] = place.selection.policies): NetworkFacts {
    const { account, region } = place.selection.target;
    const informants = informantsOf(policies);
    return {
      usesOf: (ids) => this.#usesOf(ids, place.key),
      idsHere: () => this.#idsIn({ account, region }, informants),
      untold: (sharers = []) => {
        const others = sharers.filter((sharer) => sharer !== account).toSorted();
        const reasons = [
          ...this.#untold({ account, region }, 'this account and region', informants),
          ...others.flatMap((other) => this.#untoldBySharer({ account: other, region }, informants)),
        ];
        return reasons.slice(0, REASONS_TOLD);
      },
    };
  }

  /** Places that have been read before something of another account was known which uses their networks; each is told once. */
  takeOutdated(): readonly PlaceKey[] {
    const outdated = [...this.#outdated];
    this.#outdated.clear();
    return outdated;
  }

  #usesOf(ids: readonly string[], asker: PlaceKey): readonly NetworkUse[] {
    const found = new Set<NetworkUse>();
    for (const id of ids) {
      for (const uses of this.#uses.get(id)?.values() ?? []) for (const use of uses) found.add(use);
      this.#askers.set(id, (this.#askers.get(id) ?? new Set()).add(asker));
    }
    return [...found];
  }

  #idsIn(target: Target, informants: ReadonlySet<ResourceName>): readonly string[] {
    const said = [...informants].flatMap((name) => [
      ...(this.#said.get(`${targetKey(target)} ${name}`)?.values() ?? []),
    ]);
    return [...new Set(said.flatMap((reading) => [...idsOf(reading)]))];
  }

  /** To whoever has asked about that network from another account: those of this one are told by `informedBy`. */
  #isNews(id: string, teller: Target): void {
    for (const asker of this.#askers.get(id) ?? [])
      if (!asker.startsWith(`${targetKey(teller)} `)) this.#outdated.add(asker);
  }

  /** Nothing of an account that nobody looks at. */
  #untoldBySharer(target: Target, informants: ReadonlySet<ResourceName>): readonly string[] {
    const isLookedAt = [...informants].some((name) => this.#places.has(`${targetKey(target)} ${name}`));
    return isLookedAt ? this.#untold(target, `account ${target.account}, which it is shared with`, informants) : [];
  }

  /** Of the kinds that tell: those not read to their end, and what said that it cannot tell. */
  #untold(target: Target, whose: string, informants: ReadonlySet<ResourceName>): readonly string[] {
    const reasons: string[] = [];
    for (const informant of informants) {
      const key: PlaceKey = `${targetKey(target)} ${informant}`;
      const place = this.#places.get(key);
      if (place === undefined || !place.listed) {
        const why = place?.status.message ?? 'they have not been read yet';
        reasons.push(`${informant}s of ${whose}: ${why}`);
        continue;
      }
      if (place.unread > 0) reasons.push(`${place.unread} of the ${informant}s could not be read`);
      for (const { untold } of this.#said.get(key)?.values() ?? []) {
        if (reasons.length >= REASONS_TOLD) return reasons;
        reasons.push(...untold.slice(0, REASONS_TOLD - reasons.length));
      }
    }
    return reasons;
  }

  #take(arn: string, reading: NetworkReading | undefined): void {
    if (reading === undefined) return;
    for (const id of idsOf(reading)) {
      const there = this.#uses.get(id);
      there?.delete(arn);
      if (there?.size === 0) this.#uses.delete(id);
    }
  }
}

function idsOf({ uses }: NetworkReading): ReadonlySet<string> {
  return new Set(uses.flatMap(({ vpcId, subnets }) => [...(vpcId === undefined ? [] : [vpcId]), ...subnets]));
}

function isEmpty({ uses, untold }: NetworkReading): boolean {
  return uses.length === 0 && untold.length === 0;
}
