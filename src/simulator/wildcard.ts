/**
 * Whether a text matches a pattern with `*` and `?`, in time linear in practice and without regular expressions: the patterns
 * come from requests.
 */

/** Case-sensitive, as IAM matches resources. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      at += 1;
      resume = from;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      from = resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') {
    at += 1;
  }
  return at === pattern.length;
}
