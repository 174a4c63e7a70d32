/**
 * What are parts of an IAM document called in messages? As somebody wrote them, but no longer than people read.
 */
import type { WrittenStatement } from './iam-document.ts';

const MAX_NAME_CHARACTERS = 120;

export function nameOf({ Sid: sid }: WrittenStatement): string {
  return sid === undefined || sid === '' ? '(without a Sid)' : clipped(sid);
}

export function clipped(text: string): string {
  return text.length > MAX_NAME_CHARACTERS ? `${text.slice(0, MAX_NAME_CHARACTERS - 1)}…` : text;
}
