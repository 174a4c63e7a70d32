/**
 * What is disturbed at this moment, or has been promised its turn. Its numbers are kept up as resources come and go, and not
 * counted when asked for: every resource that differs asks, and thousands may be under way.
 */
import type { Policy } from '../model/desired-state.ts';
import type { AccountId } from '../model/target.ts';
import type { PlaceKey } from './memory.ts';

interface Taken {
  readonly key: PlaceKey;
  readonly account: AccountId;
  /** Names of the policies that the turn is taken for; undefined: all that apply in the place. */
  readonly policies?: readonly string[] | undefined;
}

export class InFlight {
  readonly #policiesOf: (key: PlaceKey) => readonly Policy[];
  /** By ARN: what carries our intent in phase stop or start. */
  readonly #begun = new Map<string, Taken & { readonly since: number }>();
  readonly #reserved = new Map<string, Taken>();
  /** `<policy> <account>`, and `<policy> ` for all accounts. */
  readonly #counts = new Map<string, number>();
  readonly #places = new Map<PlaceKey, number>();

  /** The policies that apply in a place. Where that changes, `recount` has to be called. */
  constructor(policiesOf: (key: PlaceKey) => readonly Policy[]) {
    this.#policiesOf = policiesOf;
  }

  get begun(): ReadonlyMap<string, Taken & { readonly since: number }> {
    return this.#begun;
  }

  get size(): number {
    return this.#begun.size + this.#reserved.size;
  }

  /** Of a policy's resources, without `exceptArn`; those of one account, or of all where it is undefined. */
  count({ name }: Policy, account: AccountId | undefined, exceptArn: string): number {
    const count = this.#counts.get(`${name} ${account ?? ''}`) ?? 0;
    const except = this.#begun.get(exceptArn) ?? this.#reserved.get(exceptArn);
    if (except === undefined || (account !== undefined && except.account !== account)) return count;
    return this.#countsFor(except).includes(name) ? count - 1 : count;
  }

  countIn(key: PlaceKey): number {
    return this.#places.get(key) ?? 0;
  }

  /** It carries our intent; `since` is kept from the first time. */
  begin(arn: string, key: PlaceKey, account: AccountId, since: number): void {
    const before = this.#begun.get(arn);
    const taken = { key, account, since: before?.since ?? since };
    if (before === undefined && !this.#reserved.has(arn)) this.#add(taken, 1);
    this.#begun.set(arn, taken);
  }

  /** False: it carried no intent that was known of. */
  end(arn: string): boolean {
    const begun = this.#begun.get(arn);
    if (begun === undefined) return false;
    this.#begun.delete(arn);
    if (!this.#reserved.has(arn)) this.#add(begun, -1);
    return true;
  }

  /** `policies`: whose budgets it counts in; left out, those of all policies of the place. */
  reserve(arn: string, key: PlaceKey, account: AccountId, policies?: readonly string[]): void {
    if (this.#reserved.has(arn)) return;
    const taken = { key, account, policies };
    if (!this.#begun.has(arn)) this.#add(taken, 1);
    this.#reserved.set(arn, taken);
  }

  /** The account in which a turn has become free: undefined where nothing was reserved, or the intent is there by now. */
  release(arn: string): AccountId | undefined {
    const reserved = this.#reserved.get(arn);
    if (reserved === undefined) return undefined;
    this.#reserved.delete(arn);
    if (this.#begun.has(arn)) return undefined;
    this.#add(reserved, -1);
    return reserved.account;
  }

  releaseAll(): void {
    this.#reserved.clear();
    this.recount();
  }

  /** After other policies apply in some places than when their resources were counted. */
  recount(): void {
    this.#counts.clear();
    this.#places.clear();
    for (const taken of this.#begun.values()) this.#add(taken, 1);
    for (const [arn, taken] of this.#reserved) if (!this.#begun.has(arn)) this.#add(taken, 1);
  }

  #countsFor({ key, policies }: Taken): readonly string[] {
    return policies ?? this.#policiesOf(key).map(({ name }) => name);
  }

  #add(taken: Taken, by: 1 | -1): void {
    const { key, account } = taken;
    this.#places.set(key, (this.#places.get(key) ?? 0) + by);
    for (const name of this.#countsFor(taken)) {
      for (const counted of [`${name} `, `${name} ${account}`])
        this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + by);
    }
  }
}
