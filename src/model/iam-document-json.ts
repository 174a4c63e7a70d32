/**
 * What may a text that parses as JSON still hide? Two members of one name, of which parsers keep the last; numbers that
 * JavaScript would round to others or write otherwise; nesting deeper than any IAM document has. What the members mean is not known here.
 */

/** A document is an object of a list of objects, with conditions by operator and key: six levels. */
const MAX_DEPTH = 8;
const MAX_SHOWN_CHARACTERS = 80;

/** Strings, marks and numbers; of a valid text, everything else is white space or a word. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]|-?\d[\d.eE+-]*/g;

/** @param text valid JSON. @returns what is wrong with it; undefined: it says one thing only. */
export function jsonFault(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let latest = '';
  // All at once: an iterator of matches costs several times as much.
  for (const token of text.match(TOKEN) ?? []) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH} levels`;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const name = latest.includes('\\') ? String(JSON.parse(latest)) : latest.slice(1, -1);
      const names = open.at(-1);
      if (names?.has(name) === true) return `it has two members of the name ${shown(name)} in one place`;
      names?.add(name);
    } else if (token.startsWith('"')) {
      latest = token;
    } else if (String(Number(token)) !== token) {
      // Also 1.10, which would be sent as 1.1: whether the two are the same is for the operator that compares it to say.
      return `the number ${shown(token)} cannot be told exactly; write it as text`;
    }
  }
  return undefined;
}

/** Text from outside, short enough to be said. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS - 1)}…` : text;
}
