/**
 * SageMaker's AddTags, ListTags and DeleteTags, for notebook instances. Tags may be changed in any status, and requests may
 * spell the name in the ARN in either case.
 */
import { authorize, type Call, type Operation, type RequestKeys } from '../call.ts';
import { list, num, str, strings, structures, text, whole } from '../input-shape.ts';
import { type NotebookRecord, tagList } from '../notebook-record.ts';
import { pageOf } from '../pages.ts';
import { Refusal } from '../refusal.ts';
import { ARN, authorizedArn, nameInArn, RECORD_NOT_FOUND } from './notebook-lookup.ts';
import { checkedTags } from './tag-rules.ts';

export const addTags: Operation = {
  service: 'sagemaker',
  name: 'AddTags',
  family: 'sagemaker:write',
  members: { ResourceArn: ARN, Tags: list({ required: true, max: 50 }) },
  run: (call) => {
    const asked = structures(call.input, 'Tags').map(
      (tag) => [str(tag, 'Key') ?? '', str(tag, 'Value') ?? ''] as const,
    );
    const record = taggable(call, 'sagemaker:AddTags', {
      ...Object.fromEntries(asked.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      'aws:TagKeys': asked.map(([key]) => key),
    });
    const tags = checkedTags(record.tags, call.input);
    call.notebooks.put({ ...record, tags }, call.now, 'request');
    return { Tags: tagList(tags) };
  },
};

export const deleteTags: Operation = {
  service: 'sagemaker',
  name: 'DeleteTags',
  family: 'sagemaker:write',
  members: { ResourceArn: ARN, TagKeys: list({ required: true, min: 1, max: 50 }) },
  run: (call) => {
    const keys = strings(call.input, 'TagKeys') ?? [];
    const record = taggable(call, 'sagemaker:DeleteTags', { 'aws:TagKeys': keys });
    const tags = new Map(record.tags);
    for (const key of keys) {
      tags.delete(key);
    }
    if (tags.size < record.tags.size) {
      call.notebooks.put({ ...record, tags }, call.now, 'request');
    }
    return {};
  },
};

export const listTags: Operation = {
  service: 'sagemaker',
  name: 'ListTags',
  family: 'sagemaker:tags',
  members: { ResourceArn: ARN, NextToken: text({ max: 8192 }), MaxResults: whole(50, 10_000) },
  run: (call) => {
    const truth = taggable(call, 'sagemaker:ListTags', {});
    const record = call.notebooks.seen(truth.account, truth.region, truth.name, call.now, call.stale) ?? truth;
    return pageOf(
      call,
      tagList(record.tags).toSorted((a, b) => (a.Key < b.Key ? -1 : 1)),
      ({ Key }) => Key,
      (tag) => tag,
      {
        tokenMember: 'NextToken',
        sizeMember: 'MaxResults',
        answerToken: 'NextToken',
        answerItems: 'Tags',
        size: num(call.input, 'MaxResults') ?? 50,
        invalidToken: () => new Refusal('ValidationException', 'The NextToken is not valid.'),
      },
    );
  },
};

function taggable(call: Call, action: string, keys: RequestKeys): NotebookRecord {
  const arn = str(call.input, 'ResourceArn') ?? '';
  const name = nameInArn(call, arn);
  const record =
    name === undefined ? undefined : call.notebooks.find(call.principal.account, call.region, name, call.now);
  const tags = [...(record?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  authorize(call, action, name === undefined ? arn : authorizedArn(call, name), {
    ...Object.fromEntries(tags),
    ...keys,
  });
  if (record === undefined || call.fault?.fault === 'vanish') {
    throw RECORD_NOT_FOUND();
  }
  return record;
}
