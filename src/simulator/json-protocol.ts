/**
 * AWS's JSON protocols on the wire: JSON 1.1, where a header names the operation, and REST-JSON for the one operation of Account
 * Management, where the path does.
 */
import { isRecord } from './iam-grammar.ts';
import type { Input } from './input-shape.ts';
import { Refusal } from './refusal.ts';
import type { WireAnswer } from './wire.ts';

export interface JsonTarget {
  /** Undefined: the service of the credential scope. */
  readonly service: string | undefined;
  readonly operation: string;
  readonly rest: boolean;
}

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['SageMaker', 'sagemaker'],
  ['AWSOrganizationsV20161128', 'organizations'],
  ['ResourceGroupsTaggingAPI_20170126', 'tagging'],
]);

/** Undefined when the request is not one of a JSON protocol. */
export function jsonTargetOf(path: string, target: string | undefined): JsonTarget | undefined {
  if (target !== undefined) {
    const dot = target.lastIndexOf('.');
    return { service: PREFIXES.get(target.slice(0, dot)), operation: target.slice(dot + 1), rest: false };
  }
  // https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html: POST /listRegions
  const name = /^\/([a-z][A-Za-z]{1,100})$/.exec(path)?.[1];
  return name === undefined
    ? undefined
    : { service: undefined, operation: name.slice(0, 1).toUpperCase() + name.slice(1), rest: true };
}

/** @throws Refusal SerializationException when the body is not a JSON object. */
export function decodeJson(body: string): Input {
  if (body === '') {
    return {};
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw Object.assign(new Refusal('SerializationException', 'Unable to parse the request body as JSON.'), { cause });
  }
  if (!isRecord(parsed)) {
    throw new Refusal('SerializationException', 'The request body must be a JSON object.');
  }
  return parsed;
}

export function encodeJson(output: Readonly<Record<string, unknown>>, target: JsonTarget): WireAnswer {
  return { status: 200, headers: { 'content-type': contentType(target) }, body: JSON.stringify(output) };
}

export function encodeJsonRefusal(refusal: Refusal, target: JsonTarget, service: string): WireAnswer {
  // Organizations spells it with a capital; parsers take either.
  const message = service === 'organizations' ? { Message: refusal.message } : { message: refusal.message };
  return {
    status: refusal.status,
    headers: { 'content-type': contentType(target), 'x-amzn-errortype': refusal.code },
    body: JSON.stringify(target.rest ? message : { __type: refusal.code, ...message }),
  };
}

function contentType(target: JsonTarget): string {
  return target.rest ? 'application/json' : 'application/x-amz-json-1.1';
}
