/**
 * Does a range of IPv4 addresses hold all of another? What is no such range holds nothing, and is held by none.
 */
const RANGE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

interface Range {
  readonly first: number;
  readonly bits: number;
}

/** @param outer and `inner` as CIDR, such as `10.0.0.0/16`. */
export function holdsRange(outer: string, inner: string): boolean {
  const [a, b] = [rangeOf(outer), rangeOf(inner)];
  if (a === undefined || b === undefined || a.bits > b.bits) return false;
  const size = 2 ** (32 - a.bits);
  return Math.floor(a.first / size) === Math.floor(b.first / size);
}

function rangeOf(text: string): Range | undefined {
  const parts = RANGE.exec(text)?.slice(1).map(Number) ?? [];
  const bits = parts.pop() ?? Infinity;
  if (bits > 32 || parts.some((part) => part > 255)) return undefined;
  return { first: parts.reduce((sum, part) => sum * 256 + part, 0), bits };
}
