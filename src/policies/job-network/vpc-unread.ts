/**
 * What is said of a VPC where AWS denied to read one part of it, or told it in another form than documented: that part is unknown, all
 * else is judged as ever.
 */
import type { Note } from '../../model/verdict.ts';
import type { Unread } from '../../resources/vpc/shape.ts';

/** @param what is not known, as it follows "whether". @param action of IAM that would tell it. */
export function unreadNote(reason: string, what: string, { unread, odd }: Unread, action: string): Note {
  const wayOut = `Allow ${action} to the role that reads: sagekeeper iam-policy --role read prints all that it needs`;
  const message = `whether ${what} is not known: ${unread}${odd === true ? '' : `. ${wayOut}`}`;
  return { reason, message };
}
