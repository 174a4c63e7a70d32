/**
 * What AWS answered, read with suspicion: every member is checked where it is taken, and one of another shape is "could not be
 * read", never "nothing there".
 */
import { AwsError } from '../model/aws-error.ts';
import type { Target } from '../model/target.ts';

/** One object of an AWS answer, read with suspicion. */
export class Answer {
  readonly #operation: string;
  readonly #target: Target;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(operation: string, target: Target, raw: unknown) {
    this.#operation = operation;
    this.#target = target;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw this.unexpected('the answer itself');
    this.#members = raw as Readonly<Record<string, unknown>>;
  }

  text(member: string): string {
    const value = this.#members[member];
    if (typeof value !== 'string' || value === '') throw this.unexpected(member);
    return value;
  }

  optional(member: string): string | undefined {
    const value = this.#members[member] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw this.unexpected(member);
    return value;
  }

  texts(member: string): readonly string[] {
    const value = this.#members[member] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw this.unexpected(member);
    return value;
  }

  member(member: string): Answer | undefined {
    const value = this.#members[member] ?? undefined;
    return value === undefined ? undefined : new Answer(this.#operation, this.#target, value);
  }

  /** A whole number from 0; undefined where it is absent. */
  optionalNumber(member: string): number | undefined {
    const value = this.#members[member] ?? undefined;
    if (value !== undefined && (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0))
      throw this.unexpected(member);
    return value;
  }

  /** A whole number from 1; undefined where it is absent. */
  optionalCount(member: string): number | undefined {
    const value = this.#members[member] ?? undefined;
    if (value !== undefined && (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1))
      throw this.unexpected(member);
    return value;
  }

  /** A whole number from 0. */
  quantity(member: string): number {
    const value = this.#members[member];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw this.unexpected(member);
    return value;
  }

  /** Absent is false. */
  flag(member: string): boolean {
    const value = this.#members[member] ?? false;
    if (typeof value !== 'boolean') throw this.unexpected(member);
    return value;
  }

  /** The whole text fits the pattern; undefined where it is absent. */
  optionalMatching(member: string, pattern: RegExp): string | undefined {
    const value = this.optional(member);
    if (value !== undefined && !pattern.test(value)) throw this.unexpected(member);
    return value;
  }

  /** As `optionalMatching`, and there. */
  matching(member: string, pattern: RegExp): string {
    const value = this.optionalMatching(member, pattern);
    if (value === undefined) throw this.unexpected(member);
    return value;
  }

  items(member: string): readonly Answer[] {
    const value = this.#members[member];
    if (!Array.isArray(value)) throw this.unexpected(member);
    return value.map((item: unknown) => new Answer(this.#operation, this.#target, item));
  }

  /** As `items`; none where it is absent: protocols of XML leave out empty lists. */
  optionalItems(member: string): readonly Answer[] {
    return (this.#members[member] ?? undefined) === undefined ? [] : this.items(member);
  }

  /** As `time`; undefined where it is absent. */
  optionalTime(member: string): number | undefined {
    return (this.#members[member] ?? undefined) === undefined ? undefined : this.time(member);
  }

  /** Seconds since the epoch on the wire; milliseconds here. */
  time(member: string): number {
    const value = this.#members[member];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.unexpected(member);
    return Math.round(value * 1_000);
  }

  unexpected(member: string): AwsError {
    return new AwsError({
      reason: 'unavailable',
      code: 'UnexpectedAnswer',
      message: `${member} is missing or has another form than documented`,
      operation: this.#operation,
      target: this.#target,
      delivery: 'answered',
    });
  }
}

/** Undefined where AWS says that it is gone. */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AwsError && error.reason === 'not-found') return undefined;
    throw error;
  }
}
