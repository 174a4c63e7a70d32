/**
 * What did they mean? The candidate that is closest to a misspelt word, if any is close enough to be worth saying.
 */
const MAX_WORD = 64;

/** Undefined where nothing is near: at most a third of the letters may be wrong. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '' || word.length > MAX_WORD) return undefined;
  const lower = word.toLowerCase();
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const bearable = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (Math.abs(word.length - candidate.length) > bearable) continue;
    const edits = editDistance(lower, candidate.toLowerCase());
    if (edits <= bearable && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** A hint that asks about the nearest candidate and otherwise lists those there are, as far as they fit a line. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (candidates.length === 0) return 'none is defined';
  const listed = candidates.slice(0, 12).join(', ');
  return `choose among ${listed}${candidates.length > 12 ? ', …' : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const inserted = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(Math.min(replaced, inserted, swaps ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
