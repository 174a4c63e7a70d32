/**
 * What the lists of pipelines, versions and executions have in common: filters by creation, order, and pages.
 */
import type { Call, Output } from '../call.ts';
import { type Input, type Members, moment, num, oneOf, str, text, whole } from '../input-shape.ts';
import { sortedPage } from './sagemaker-pages.ts';

export const LIST_MEMBERS: Members = {
  CreatedAfter: moment(),
  CreatedBefore: moment(),
  SortOrder: oneOf('Ascending', 'Descending'),
  NextToken: text({ max: 8192 }),
  MaxResults: whole(1, 100),
};

/** Bounds are in epoch seconds, as the protocol carries them. */
export function isCreatedWithin(input: Input, createdAtMs: number): boolean {
  const [after, before] = [num(input, 'CreatedAfter'), num(input, 'CreatedBefore')];
  return (after === undefined || createdAtMs > after * 1000) && (before === undefined || createdAtMs < before * 1000);
}

/** A key that sorts by time, and by name among those of one moment. */
export function timeKey(atMs: number, name: string): string {
  return `${String(Math.floor(atMs)).padStart(16, '0')} ${name}`;
}

/** One page of `items`, newest or greatest first unless the request asks for the other order. */
export function pipelinePage<T>(
  call: Call,
  items: readonly T[],
  keyOf: (item: T) => string,
  show: (item: T) => unknown,
  answerItems: string,
): Output {
  const descending = str(call.input, 'SortOrder') !== 'Ascending';
  return sortedPage(call, items, keyOf, show, { answerItems, descending });
}
