/**
 * The pieces of grammar that IAM statements and their conditions have in common, and how STS refuses what does not fit.
 */
import { Refusal } from './refusal.ts';

/** A scalar or an array of strings. */
export function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') {
      throw malformed('Syntax errors in policy.');
    }
    return item;
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function malformed(message: string): Refusal {
  return new Refusal('MalformedPolicyDocument', message);
}
