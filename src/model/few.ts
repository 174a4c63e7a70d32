/**
 * How is a long list told in a sentence? By its first names, and how many more there are.
 */

/**
 * `a, b and 3 more`.
 * @param most so many are named.
 * @param all how many there are, where `names` has not all of them.
 */
export function few(names: readonly string[], most = 5, all = names.length): string {
  const named = names.slice(0, most);
  const more = all - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
