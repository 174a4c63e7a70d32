/**
 * All tags of one resource, as SageMaker tells them.
 */
import type { Target } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { Answer } from './answer.ts';

/** By key. Rejects with an AwsError; not-found where the resource is gone. */
export async function readTags(aws: Reader, arn: string, target: Target): Promise<Readonly<Record<string, string>>> {
  const tags: Record<string, string> = Object.create(null) as Record<string, string>;
  for await (const page of aws.pages('ListTags', { ResourceArn: arn })) {
    for (const item of page) {
      const tag = new Answer('ListTags', target, item);
      tags[tag.text('Key')] = tag.optional('Value') ?? '';
    }
  }
  return tags;
}
