/**
 * What did they mean? The candidate that is closest to a misspelt word, if any is close enough to be worth saying.
 */
const MAX_WORD = 64;
const MAX_CANDIDATES = 500;
const MAX_LISTED = 12;

/** Undefined where nothing is near: at most a third of the letters may be wrong. Of many candidates the first are compared. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === '' || word.length > MAX_WORD) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
    const bearable = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const most = Math.min(bearable, fewest - 1);
    const edits = editDistance(lower, candidate.toLowerCase(), most);
    if (edits > most) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

/** A hint that asks about the nearest candidate and otherwise lists those there are, as far as they fit a line. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (candidates.length === 0) return 'none is defined';
  const listed = candidates.slice(0, MAX_LISTED).join(', ');
  return `choose among ${listed}${candidates.length > MAX_LISTED ? ', …' : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); Infinity beyond `most`. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const inserted = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const edits = Math.min(replaced, inserted, swaps ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity);
      current.push(edits);
      least = Math.min(least, edits);
    }
    // A swap reaches back two rows, and costs one: from here on it can only get worse than this.
    if (least > most + 1) return Infinity;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
