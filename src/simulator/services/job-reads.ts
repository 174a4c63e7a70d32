/**
 * SageMaker's List and Describe operations of jobs. Summaries say nothing of networks and roles; a list by time of change searches
 * everything that there ever was, and is throttled for it (https://github.com/aws/aws-cli/issues/7596).
 */
import { authorize, type Operation, type Output } from '../call.ts';
import { type Input, type Members, moment, oneOf, str, text, whole } from '../input-shape.ts';
import { JOB_KINDS, jobNotFound } from '../job-kinds.ts';
import { jobNamed, jobsIn } from '../job-lookup.ts';
import { JOB_TYPES, type JobType } from '../job-seed.ts';
import { jobDescription, jobSummary } from '../job-words.ts';
import { Refusal } from '../refusal.ts';
import { isListed, listPage } from './job-pages.ts';
import { authorizedJobArn, JOB_NAMES } from './job-request.ts';

const NAME_PART: Members = { NameContains: text({ max: 63, pattern: /^[a-zA-Z0-9-]+$/ }) };

function listing(type: JobType): Operation {
  const { noun, statuses, resource, sortBy, sortOrder } = JOB_KINDS[type];
  return {
    service: 'sagemaker',
    name: `List${noun}s`,
    family: 'sagemaker:list',
    familyOf: (input) => (isByChange(input) ? 'sagemaker:list-by-change' : 'sagemaker:list'),
    members: {
      CreationTimeAfter: moment(),
      CreationTimeBefore: moment(),
      LastModifiedTimeAfter: moment(),
      LastModifiedTimeBefore: moment(),
      ...(type === 'processing' ? { NameContains: text() } : NAME_PART),
      StatusEquals: oneOf(...statuses),
      SortBy: oneOf('Name', 'CreationTime', 'Status'),
      SortOrder: oneOf('Ascending', 'Descending'),
      NextToken: text({ max: 8192 }),
      MaxResults: whole(1, 100),
    },
    run: (call) => {
      const { account } = call.principal;
      const shown = `arn:aws:sagemaker:${call.region}:${account}:${resource}/*`;
      authorize(call, `sagemaker:List${noun}s`, '*', {}, shown);
      const found = jobsIn(call, type, { account, region: call.region }, call.now, call.stale).filter((record) =>
        isListed(call.input, record),
      );
      return listPage(call, found, jobSummary, { sortBy, sortOrder, answerItems: `${noun}Summaries` });
    },
  };
}

function describing(type: JobType, name = `Describe${JOB_KINDS[type].noun}`, version: 1 | 2 = 2): Operation {
  const member = `${JOB_KINDS[type].noun}Name`;
  return {
    service: 'sagemaker',
    name,
    family: 'sagemaker:describe',
    members: { [member]: JOB_NAMES[type] },
    run: (call): Output => {
      const asked = str(call.input, member) ?? '';
      authorize(call, `sagemaker:${name}`, authorizedJobArn(call, type, asked));
      const place = { account: call.principal.account, region: call.region, name: asked };
      const record = jobNamed(call, type, place, call.now, call.stale);
      if (record?.name !== asked || call.fault?.fault === 'vanish') {
        throw jobNotFound(type, asked, 'describe');
      }
      if (record.version > version) {
        // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeAutoMLJob.html says that it cannot, not how.
        throw new Refusal(
          'ValidationException',
          `${record.arn} was created by CreateAutoMLJobV2: use DescribeAutoMLJobV2.`,
        );
      }
      return jobDescription(record, version);
    },
  };
}

export const JOB_READS: readonly Operation[] = [
  ...JOB_TYPES.flatMap((type) => [listing(type), ...(type === 'automl' ? [] : [describing(type)])]),
  describing('automl', 'DescribeAutoMLJob', 1),
  describing('automl', 'DescribeAutoMLJobV2'),
];

function isByChange(input: Input): boolean {
  return input['LastModifiedTimeAfter'] !== undefined || input['LastModifiedTimeBefore'] !== undefined;
}
