/**
 * Was a list read to its end? Every page must hold an array of objects, every token must be new, and the last page must
 * have none. Anything else is "nobody knows", because taking half a list for a whole one reads as "nothing is wrong".
 * (The SDK's paginators end quietly on an empty answer and follow a repeated token for ever.)
 */
import { ownError } from './errors.ts';
import type { Paging } from './operation-row.ts';
import { operationRow } from './operations.ts';
import type { OperationName, ServiceName } from './operations.ts';
import type { Target } from '../model/target.ts';

/** 5,000 accounts are 250 pages of 20, 10,000 notebooks 100 pages of 100. */
export const MAX_PAGES = 2_000;

const ENDING_IN_EMPTY: ReadonlySet<ServiceName> = new Set(['ec2', 'tagging']);

export interface Listing {
  readonly operation: OperationName;
  readonly paging: Paging;
  readonly target: Target;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Yields each page as it arrives; throws AwsError (unavailable, `IncompleteRead`) where the list cannot be believed. */
export async function* readPages(
  listing: Listing,
  read: (input: Readonly<Record<string, unknown>>) => Promise<unknown>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const { paging } = listing;
  const seen = new Set<string>();
  let input = listing.input;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = (await read(input)) as Readonly<Record<string, unknown>>;
    const items = answer[paging.items];
    if (!Array.isArray(items)) throw incomplete(listing, `page ${page} holds no array ${paging.items}`);
    if (!items.every((item) => typeof item === 'object' && item !== null)) {
      throw incomplete(listing, `page ${page} holds something that is not an object`);
    }
    const token = answer[paging.tokenOut];
    if (isLast(token, listing.operation)) {
      yield items;
      return;
    }
    if (typeof token !== 'string' || token === '') throw incomplete(listing, `page ${page} ends with no usable token`);
    if (seen.has(token)) throw incomplete(listing, `page ${page} repeats a token`);
    seen.add(token);
    yield items;
    input = { ...listing.input, [paging.tokenIn]: token };
  }
  throw incomplete(listing, `more than ${MAX_PAGES} pages`);
}

/**
 * Absent (the wire's null is the SDK's absent); the tagging API says it with an empty string, and EC2 may.
 * https://github.com/smithy-lang/smithy/issues/1045
 */
function isLast(token: unknown, operation: OperationName): boolean {
  return (
    token === undefined || token === null || (token === '' && ENDING_IN_EMPTY.has(operationRow(operation).service))
  );
}

function incomplete(listing: Listing, message: string) {
  return ownError(listing, { reason: 'unavailable', code: 'IncompleteRead', message, delivery: 'answered' });
}
