/**
 * What the lists of jobs and models have in common: filters by name, status and time, three orders, and pages.
 */
import type { Call, Output } from '../call.ts';
import { type Input, num, str } from '../input-shape.ts';
import { timeKey } from './pipeline-pages.ts';
import { sortedPage } from './sagemaker-pages.ts';

interface Listed {
  readonly name: string;
  readonly status: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

interface Listing {
  readonly sortBy: 'Name' | 'CreationTime';
  readonly sortOrder: 'Ascending' | 'Descending';
  readonly answerItems: string;
}

export function isListed(input: Input, { name, status, createdAt, modifiedAt }: Listed): boolean {
  return (
    name.includes(str(input, 'NameContains') ?? '') &&
    (str(input, 'StatusEquals') ?? status) === status &&
    isWithin(createdAt, num(input, 'CreationTimeAfter'), num(input, 'CreationTimeBefore')) &&
    isWithin(modifiedAt, num(input, 'LastModifiedTimeAfter'), num(input, 'LastModifiedTimeBefore'))
  );
}

/** One page of records, in the order that the request asks for or else in that of the service. */
export function listPage<R extends Listed>(
  call: Call,
  records: readonly R[],
  show: (record: R) => Output,
  { sortBy, sortOrder, answerItems }: Listing,
): Output {
  const order = KEYS[str(call.input, 'SortBy') ?? sortBy] ?? nameOf;
  const descending = (str(call.input, 'SortOrder') ?? sortOrder) === 'Descending';
  return sortedPage(call, records, order, show, { answerItems, descending });
}

const nameOf = ({ name }: Listed): string => name;

const KEYS: Readonly<Record<string, (record: Listed) => string>> = {
  Name: nameOf,
  CreationTime: ({ createdAt, name }) => timeKey(createdAt, name),
  Status: ({ status, name }) => `${status} ${name}`,
};

/** Bounds are in epoch seconds, as the protocol carries them. */
function isWithin(atMs: number, after: number | undefined, before: number | undefined): boolean {
  return (after === undefined || atMs > after * 1000) && (before === undefined || atMs < before * 1000);
}
