/**
 * Which resources wait for a budget, and which of them are looked at when one frees up? Those of the same account first, and
 * not all at once.
 */
import type { AccountId } from '../model/target.ts';
import type { PlaceKey } from './memory.ts';

/** Resources that are woken when a budget frees up: of the account, and of the others. */
const WOKEN_IN_ACCOUNT = 4;
const WOKEN_ELSEWHERE = 16;

export class WaitingLine {
  readonly #places = new Map<string, PlaceKey>();

  add(arn: string, place: PlaceKey): void {
    this.#places.set(arn, place);
  }

  delete(arn: string): void {
    this.#places.delete(arn);
  }

  /** The places in which somebody waits. */
  get places(): ReadonlySet<PlaceKey> {
    return new Set(this.#places.values());
  }

  /** Takes out those that may go on now that something in this account is no longer in flight. */
  take(account: AccountId): readonly (readonly [arn: string, place: PlaceKey])[] {
    const woken: (readonly [string, PlaceKey])[] = [];
    let inAccount = 0;
    let elsewhere = 0;
    for (const [arn, key] of this.#places) {
      const isHere = key.startsWith(`${account}/`);
      if (isHere ? inAccount >= WOKEN_IN_ACCOUNT : elsewhere >= WOKEN_ELSEWHERE) continue;
      if (isHere) inAccount += 1;
      else elsewhere += 1;
      woken.push([arn, key]);
      if (inAccount >= WOKEN_IN_ACCOUNT && elsewhere >= WOKEN_ELSEWHERE) break;
    }
    for (const [arn] of woken) this.#places.delete(arn);
    return woken;
  }
}
