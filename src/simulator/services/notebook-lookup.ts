/**
 * Which notebook instance a request is about, and how it is refused when there is none. Not found is no 404 here:
 * botocore's waiter NotebookInstanceDeleted waits for a ValidationException.
 */
import type { Call } from '../call.ts';
import { text } from '../input-shape.ts';
import { notebookArn, type NotebookRecord } from '../notebook-record.ts';
import { Refusal } from '../refusal.ts';

export const NAME = text({ required: true, max: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/ });
export const ARN = text({ required: true, max: 256, pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.*$/ });

export const RECORD_NOT_FOUND = (): Refusal => new Refusal('ValidationException', 'RecordNotFound');

/** The ARN that documents are matched against. IAM matches case-sensitively, so the spelling matters. */
export function authorizedArn(call: Call, name: string): string {
  const arn = notebookArn(call.principal.account, call.region, name);
  return call.behaviour.authorizedArn === 'requested' ? arn.slice(0, arn.lastIndexOf('/') + 1) + name : arn;
}

/**
 * The notebook as it truly is. The name must be spelled as it was created.
 * @throws Refusal RecordNotFound.
 */
export function notebookNamed(call: Call, name: string): NotebookRecord {
  const record = call.notebooks.find(call.principal.account, call.region, name, call.now);
  if (record === undefined || record.name !== name || call.fault?.fault === 'vanish') {
    throw RECORD_NOT_FOUND();
  }
  return record;
}

/** The name in the ARN of a notebook of the caller's account and region; undefined when it is not one. */
export function nameInArn(call: Call, arn: string): string | undefined {
  const prefix = notebookArn(call.principal.account, call.region, '');
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
