/**
 * The Resource Groups Tagging API's GetResources, for everything of SageMaker's here: what is tagged, as the service's index knows it, which
 * may be a while behind. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { flag, type Input, list, num, str, strings, structures, text, whole } from '../input-shape.ts';
import { JOB_KINDS } from '../job-kinds.ts';
import { jobsIn } from '../job-lookup.ts';
import { JOB_TYPES } from '../job-seed.ts';
import { tagList } from '../notebook-record.ts';
import type { Staleness } from '../record-store.ts';
import { pageOf } from '../pages.ts';
import { refuse } from '../refusal.ts';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

interface TaggedRecord {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
}

export const getResources: Operation = {
  service: 'tagging',
  name: 'GetResources',
  family: 'tagging:get',
  members: {
    PaginationToken: text({ max: 2048 }),
    TagFilters: list({ max: 50 }),
    ResourcesPerPage: whole(1, MAX_PAGE),
    TagsPerPage: whole(100, 500),
    ResourceTypeFilters: list({ max: 100 }),
    ResourceARNList: list({ min: 1, max: 100 }),
    IncludeComplianceDetails: flag(),
    ExcludeCompliantResources: flag(),
  },
  run: resources,
};

function resources(call: Call): Output {
  authorize(call, 'tag:GetResources', '*');
  const arns = strings(call.input, 'ResourceARNList');
  const types = strings(call.input, 'ResourceTypeFilters') ?? [];
  if (arns !== undefined && (types.length > 0 || call.input['TagFilters'] !== undefined)) {
    throw refuse('tagging', 'invalid', 'ResourceARNList cannot be combined with TagFilters or ResourceTypeFilters.');
  }
  const filters = structures(call.input, 'TagFilters');
  const found = candidates(call, types).filter(
    (record) =>
      (arns === undefined || arns.includes(record.arn)) &&
      record.tags.size > 0 &&
      filters.every((filter) => isMet(filter, record)),
  );
  return pageOf(
    call,
    found.toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
    ({ arn }) => arn,
    (record) => ({ ResourceARN: record.arn, Tags: tagList(record.tags) }),
    {
      tokenMember: 'PaginationToken',
      answerToken: 'PaginationToken',
      endToken: '',
      answerItems: 'ResourceTagMappingList',
      size: num(call.input, 'ResourcesPerPage') ?? DEFAULT_PAGE,
      invalidToken: () => refuse('tagging', 'invalid', 'Invalid PaginationToken.'),
    },
  );
}

/** Everything of the types that are asked for; none asked for means all. */
function candidates(call: Call, types: readonly string[]): readonly TaggedRecord[] {
  const { principal, region, now } = call;
  const stale = staleness(call);
  const wanted = (type: string): boolean =>
    types.length === 0 || types.includes('sagemaker') || types.includes(`sagemaker:${type}`);
  return [
    ...(wanted('notebook-instance') ? call.notebooks.seenIn(principal.account, region, now, stale) : []),
    ...(wanted('pipeline') ? call.pipelines.seenIn(principal.account, region, now, stale) : []),
    ...(wanted('model') ? call.workloads.models.seenIn(principal.account, region, now, stale) : []),
    ...(wanted('domain') ? call.workloads.domains.seenIn(principal.account, region, now, stale) : []),
    ...JOB_TYPES.filter((type) => wanted(JOB_KINDS[type].resource)).flatMap((type) => [
      ...jobsIn(call, type, { account: principal.account, region }, now, stale),
    ]),
  ];
}

/** Filters are all to be met; the values of one are alternatives, and none means any value. */
function isMet(filter: Input, record: TaggedRecord): boolean {
  const value = record.tags.get(str(filter, 'Key') ?? '');
  const wanted = strings(filter, 'Values') ?? [];
  return value !== undefined && (wanted.length === 0 || wanted.includes(value));
}

function staleness(call: Call): Staleness {
  const lag = call.behaviour.tagIndexLagMs ?? 0;
  return lag > 0 && call.fault?.fault !== 'stale-read' ? { agoMs: lag } : call.stale;
}
