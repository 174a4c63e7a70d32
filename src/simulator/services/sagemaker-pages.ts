/**
 * One page of a list of SageMaker's, in the order that was asked for: what its lists have in common, whatever they filter by.
 */
import type { Call, Output } from '../call.ts';
import { num } from '../input-shape.ts';
import { pageOf } from '../pages.ts';
import { Refusal } from '../refusal.ts';

/** The service's own where a request does not say. */
const DEFAULT_PAGE = 10;

/** `keyOf`: unique, and what `items` are sorted by, as code units. They may come in any order. */
export function sortedPage<T>(
  call: Call,
  items: readonly T[],
  keyOf: (item: T) => string,
  show: (item: T) => unknown,
  { answerItems, descending }: { readonly answerItems: string; readonly descending: boolean },
): Output {
  const sign = descending ? -1 : 1;
  return pageOf(
    call,
    items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -sign : sign)),
    keyOf,
    show,
    {
      tokenMember: 'NextToken',
      sizeMember: 'MaxResults',
      answerToken: 'NextToken',
      answerItems,
      size: num(call.input, 'MaxResults') ?? DEFAULT_PAGE,
      descending,
      invalidToken: () =>
        new Refusal('ValidationException', 'The NextToken is not valid for these filters and this sort order.'),
    },
  );
}
