/**
 * SageMaker's ListNotebookInstances and DescribeNotebookInstance.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListNotebookInstances.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { type Input, moment, num, oneOf, str, text, whole } from '../input-shape.ts';
import { descriptionOf, type NotebookRecord, summaryOf } from '../notebook-record.ts';
import { authorizedArn, NAME, RECORD_NOT_FOUND } from './notebook-lookup.ts';
import { sortedPage } from './sagemaker-pages.ts';

const MAX_PAGE = 100;

const STATUSES = [
  'Pending',
  'InService',
  'Stopping',
  'Stopped',
  'Failed',
  'Deleting',
  'Updating',
  'PendingMaintenance',
  'InMaintenance',
];

export const listNotebookInstances: Operation = {
  service: 'sagemaker',
  name: 'ListNotebookInstances',
  family: 'sagemaker:list',
  members: {
    NextToken: text({ max: 8192 }),
    MaxResults: whole(1, MAX_PAGE),
    SortBy: oneOf('Name', 'CreationTime', 'Status'),
    SortOrder: oneOf('Ascending', 'Descending'),
    NameContains: text({ max: 63, pattern: /^[a-zA-Z0-9-]+$/ }),
    StatusEquals: oneOf(...STATUSES),
    CreationTimeBefore: moment(),
    CreationTimeAfter: moment(),
    LastModifiedTimeBefore: moment(),
    LastModifiedTimeAfter: moment(),
    NotebookInstanceLifecycleConfigNameContains: text({ max: 63 }),
    DefaultCodeRepositoryContains: text({ max: 1024 }),
    AdditionalCodeRepositoryEquals: text({ max: 1024 }),
  },
  run: listed,
};

export const describeNotebookInstance: Operation = {
  service: 'sagemaker',
  name: 'DescribeNotebookInstance',
  family: 'sagemaker:describe',
  members: { NotebookInstanceName: NAME },
  run: (call) => {
    const name = str(call.input, 'NotebookInstanceName') ?? '';
    authorize(call, 'sagemaker:DescribeNotebookInstance', authorizedArn(call, name));
    const record = call.notebooks.seen(call.principal.account, call.region, name, call.now, call.stale);
    if (record === undefined || record.name !== name || call.fault?.fault === 'vanish') {
      throw RECORD_NOT_FOUND();
    }
    return descriptionOf(record);
  },
};

function listed(call: Call): Output {
  const { input, principal, region } = call;
  const shown = `arn:aws:sagemaker:${region}:${principal.account}:notebook-instance/*`;
  authorize(call, 'sagemaker:ListNotebookInstances', '*', {}, shown);
  const found: NotebookRecord[] = [];
  for (const record of call.notebooks.seenIn(principal.account, region, call.now, call.stale)) {
    if (isWanted(input, record)) {
      found.push(record);
    }
  }
  const keyOf = sortKey(str(input, 'SortBy') ?? 'Name');
  const descending = str(input, 'SortOrder') === 'Descending';
  return sortedPage(call, found, keyOf, summaryOf, { answerItems: 'NotebookInstances', descending });
}

function sortKey(by: string): (record: NotebookRecord) => string {
  switch (by) {
    case 'CreationTime':
      return ({ createdAt, name }) => `${new Date(createdAt).toISOString()} ${name}`;
    case 'Status':
      return ({ status, name }) => `${status} ${name}`;
    default:
      return ({ name }) => name;
  }
}

function isWanted(input: Input, record: NotebookRecord): boolean {
  return (
    contains(record.name, str(input, 'NameContains')) &&
    contains(record.lifecycleConfig, str(input, 'NotebookInstanceLifecycleConfigNameContains')) &&
    contains(record.codeRepository, str(input, 'DefaultCodeRepositoryContains')) &&
    (str(input, 'StatusEquals') ?? record.status) === record.status &&
    isWithin(record.createdAt, num(input, 'CreationTimeAfter'), num(input, 'CreationTimeBefore')) &&
    isWithin(record.modifiedAt, num(input, 'LastModifiedTimeAfter'), num(input, 'LastModifiedTimeBefore')) &&
    hasRepository(record, str(input, 'AdditionalCodeRepositoryEquals'))
  );
}

function contains(text: string | undefined, part: string | undefined): boolean {
  return part === undefined || (text ?? '').includes(part);
}

/** Bounds are in epoch seconds, as the protocol carries them. */
function isWithin(atMs: number, after: number | undefined, before: number | undefined): boolean {
  return (after === undefined || atMs > after * 1000) && (before === undefined || atMs < before * 1000);
}

function hasRepository(record: NotebookRecord, wanted: string | undefined): boolean {
  return wanted === undefined || record.additionalRepositories.includes(wanted);
}
