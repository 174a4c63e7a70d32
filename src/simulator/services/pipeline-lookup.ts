/**
 * Which pipeline or execution a request is about, by name or by ARN, and how it is refused when there is none.
 */
import type { Call } from '../call.ts';
import { text } from '../input-shape.ts';
import type { ExecutionRecord } from '../pipeline-execution.ts';
import { pipelineArn, type PipelineRecord, type PipelineVersion } from '../pipeline-record.ts';
import { executionsOf } from '../pipeline-start.ts';
import { Refusal } from '../refusal.ts';

const NAME_PATTERN = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/;

export const PIPELINE_NAME = text({ required: true, min: 1, max: 256, pattern: NAME_PATTERN });
export const DISPLAY_NAME = text({ min: 1, max: 256, pattern: NAME_PATTERN });
export const PIPELINE_NAME_OR_ARN = text({
  required: true,
  min: 1,
  max: 2048,
  pattern: /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:([0-9]{12}|aws):pipeline\/.*)?([a-zA-Z0-9](-*[a-zA-Z0-9]){0,255})$/,
});
export const PIPELINE_ARN = text({
  required: true,
  max: 2048,
  pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:([0-9]{12}|aws):pipeline\/.*$/,
});
export const EXECUTION_ARN = text({
  required: true,
  max: 2048,
  pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:pipeline\/.*\/execution\/.*$/,
});
/** The SDKs make one up for each request. */
export const REQUEST_TOKEN = text({ required: true, min: 32, max: 128 });
export const ROLE_ARN = text({ min: 20, max: 2048, pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/?[\w+=,.@/-]+$/ });

/** A pipeline as a request names it. */
export interface Named {
  readonly name: string;
  /** `aws` for those that AWS manages, else the caller's account. */
  readonly owner: string;
  /** By its ARN, where case does not matter, or by its name as it was created. */
  readonly byArn: boolean;
  /** The ARN that documents are matched against. */
  readonly arn: string;
}

/** What a name or ARN stands for; an ARN of another account or region names nothing of the caller's. */
export function namedBy(call: Call, nameOrArn: string): Named {
  const account = call.principal.account;
  const byArn = nameOrArn.startsWith('arn:');
  const [, , , region, owner = account, path = ''] = byArn ? nameOrArn.split(':') : [];
  const name = byArn ? path.slice(path.indexOf('/') + 1) : nameOrArn;
  const arn = pipelineArn(byArn ? owner : account, byArn ? (region ?? '') : call.region, name);
  const spelled = call.behaviour.authorizedArn === 'requested' ? arn.slice(0, arn.indexOf('/') + 1) + name : arn;
  return { name, owner, byArn, arn: spelled };
}

/**
 * The pipeline as it truly is.
 * @throws Refusal ResourceNotFound.
 */
export function pipelineNamed(call: Call, named: Named): PipelineRecord {
  return checked(call, named, call.pipelines.find(call.principal.account, call.region, named.name, call.now));
}

/** The pipeline as a reader sees it. @throws Refusal ResourceNotFound. */
export function pipelineSeen(call: Call, named: Named): PipelineRecord {
  const { principal, region, now, stale } = call;
  return checked(call, named, call.pipelines.seen(principal.account, region, named.name, now, stale));
}

/** @throws Refusal ResourceNotFound. */
export function versionOf(record: PipelineRecord, id: number): PipelineVersion {
  const version = record.versions.find((candidate) => candidate.id === id);
  if (version === undefined) {
    throw new Refusal('ResourceNotFound', `Pipeline version '${id}' of '${record.arn}' does not exist.`);
  }
  return version;
}

/** The execution of that ARN. @throws Refusal ResourceNotFound. */
export function executionNamed(call: Call, arn: string): ExecutionRecord {
  const [, pipeline = '', , id = ''] = arn.split('/');
  const name = `${pipeline}/${id}`;
  const record = call.executions.seen(call.principal.account, call.region, name, call.now, call.stale);
  if (record === undefined || record.arn !== arn.toLowerCase() || call.fault?.fault === 'vanish') {
    throw new Refusal('ResourceNotFound', `Pipeline execution '${arn}' does not exist.`);
  }
  return record;
}

/** When an execution of the pipeline last began, in milliseconds. */
export function ranAt(call: Call, record: PipelineRecord): number | undefined {
  return executionsOf(call.executions, record, call.now).at(-1)?.createdAt;
}

/** @throws Refusal for one of AWS's own. */
export function refuseManaged(record: PipelineRecord): void {
  if (record.managed) {
    throw new Refusal('ValidationException', `Pipeline '${record.arn}' is managed by AWS and cannot be changed.`);
  }
}

function checked(call: Call, named: Named, record: PipelineRecord | undefined): PipelineRecord {
  const canonical = named.arn.toLowerCase();
  const isIt =
    record !== undefined &&
    (named.byArn ? record.arn === canonical : record.name === named.name) &&
    call.fault?.fault !== 'vanish';
  if (!isIt) {
    throw new Refusal('ResourceNotFound', `Pipeline '${canonical}' does not exist.`);
  }
  return record;
}
