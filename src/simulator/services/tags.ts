/**
 * SageMaker's AddTags, ListTags and DeleteTags, for notebook instances, pipelines, jobs, models and domains. Tags may be changed in any status, and
 * requests may spell the name in the ARN in either case.
 */
import { authorize, type Call, type Operation, type RequestKeys } from '../call.ts';
import { list, num, str, strings, structures, text, whole } from '../input-shape.ts';
import { tagList } from '../notebook-record.ts';
import { pageOf } from '../pages.ts';
import { Refusal } from '../refusal.ts';
import { ARN } from './notebook-lookup.ts';
import { checkedTags } from './tag-rules.ts';
import { taggedAt, type Tags } from './tagged.ts';

export const addTags: Operation = {
  service: 'sagemaker',
  name: 'AddTags',
  family: 'sagemaker:write',
  members: { ResourceArn: ARN, Tags: list({ required: true, max: 50 }) },
  run: (call) => {
    const asked = structures(call.input, 'Tags').map(
      (tag) => [str(tag, 'Key') ?? '', str(tag, 'Value') ?? ''] as const,
    );
    const resource = taggable(call, 'sagemaker:AddTags', {
      ...Object.fromEntries(asked.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      'aws:TagKeys': asked.map(([key]) => key),
    });
    const tags = checkedTags(resource.tags, call.input);
    resource.put(tags);
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
    const resource = taggable(call, 'sagemaker:DeleteTags', { 'aws:TagKeys': keys });
    const tags = new Map(resource.tags);
    for (const key of keys) {
      tags.delete(key);
    }
    if (tags.size < resource.tags.size) {
      resource.put(tags);
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
    const resource = taggable(call, 'sagemaker:ListTags', {});
    return pageOf(
      call,
      tagList(resource.seen).toSorted((a, b) => (a.Key < b.Key ? -1 : 1)),
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

interface Taggable {
  readonly tags: Tags;
  /** As a reader sees them. */
  readonly seen: Tags;
  readonly put: (tags: Tags) => void;
}

function taggable(call: Call, action: string, keys: RequestKeys): Taggable {
  const asked = str(call.input, 'ResourceArn') ?? '';
  const resource = taggedAt(call, asked);
  const tags = [...(resource.found?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  authorize(call, action, resource.arn, { ...Object.fromEntries(tags), ...keys });
  if (resource.found === undefined || call.fault?.fault === 'vanish') {
    throw resource.notFound();
  }
  return resource.found;
}
