/**
 * Which tags a resource may carry: at most 50, of limited length and characters, none in AWS's own name space.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
import { type Input, str, structures } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';

const MAX_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The tags that the resource has after the request's `Tags` are added.
 * @throws Refusal for tags that the service does not take.
 */
export function checkedTags(before: ReadonlyMap<string, string>, input: Input): ReadonlyMap<string, string> {
  const after = new Map(before);
  for (const tag of structures(input, 'Tags')) {
    const key = str(tag, 'Key') ?? '';
    const value = str(tag, 'Value');
    if (key.length < 1 || key.length > 128 || !CHARACTERS.test(key)) {
      throw invalid(key, 'tags.1.member.key');
    }
    if (value === undefined || value.length > 256 || !CHARACTERS.test(value)) {
      throw invalid(value ?? 'null', 'tags.1.member.value');
    }
    if (/^aws:/i.test(key)) {
      throw new Refusal('ValidationException', `aws: prefixed tag key names are not allowed for external use.`);
    }
    after.set(key, value);
  }
  if (after.size > MAX_TAGS) {
    throw new Refusal('ValidationException', `Too many tags: a resource can have at most ${MAX_TAGS} tags.`);
  }
  return after;
}

function invalid(value: string, member: string): Refusal {
  return new Refusal(
    'ValidationException',
    `1 validation error detected: Value '${value.slice(0, 300)}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)`,
  );
}
