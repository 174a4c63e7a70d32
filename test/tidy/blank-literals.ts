/**
 * JavaScript with its comments, strings, templates and regular expressions blanked, so that a rule about code is not misled
 * by prose. Code inside `${}` stays. Every line stays where it was.
 */

/** A slash begins a regular expression only where an operand may stand. */
const OPERAND_EXPECTED = /(?:^|[(,=:[!&|?{};+*%<>~^-]|\b(?:return|typeof|case|in|of|await|throw))\s*$/;
const REGULAR_EXPRESSION = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
/** The text of a template up to its end or to the next expression. */
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;

export function blankLiterals(code: string): string {
  let bare = '';
  let at = 0;
  /** One number for each template that is open around us: how many braces are open inside its expression. */
  const templates: number[] = [];

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(code)?.[0];
    if (found === undefined) return false;
    bare += found.replace(/[^\n]/g, ' ');
    at += found.length;
    return true;
  };
  const skipTemplate = (): void => {
    bare += ' ';
    at += 1;
    if (skip(TEMPLATE_TEXT) && code.slice(at - 2, at) === '${') templates.push(0);
  };
  while (at < code.length) {
    const char = code.charAt(at);
    if (char === '/' && (skip(LINE_COMMENT) || skip(BLOCK_COMMENT))) continue;
    if (char === '/' && OPERAND_EXPECTED.test(bare.slice(-200)) && skip(REGULAR_EXPRESSION)) continue;
    if ((char === "'" || char === '"') && skip(QUOTED)) continue;
    if (char === '`') {
      skipTemplate();
      continue;
    }
    const open = templates.at(-1);
    if (char === '}' && open === 0) {
      templates.pop();
      skipTemplate();
      continue;
    }
    if (open !== undefined && char === '{') templates[templates.length - 1] = open + 1;
    if (open !== undefined && char === '}') templates[templates.length - 1] = open - 1;
    bare += char;
    at += 1;
  }
  return bare;
}
