/**
 * Jobs to set tests out from, and an AWS that has some: it answers lists by their filters, and counts what it is asked.
 */
import { AwsError } from '../../../src/model/aws-error.ts';
import type { OperationName } from '../../../src/aws/operations.ts';
import type { Reader } from '../../../src/model/world.ts';
import type { SentCall, StepContext } from '../../../src/model/resource.ts';
import type { Job, JobNetworkSettings } from '../../../src/resources/job/shape.ts';
import { JOB_APIS } from '../../../src/resources/job/types.ts';
import type { JobType } from '../../../src/resources/job/shape.ts';

export const NOW = Date.parse('2026-11-02T12:00:00Z');
export const SETTLE_MS = 60_000;
export const TARGET = { account: '111122223333', region: 'eu-central-1' };

export function arnOf(type: JobType, name: string): string {
  return `arn:aws:sagemaker:eu-central-1:111122223333:${JOB_APIS[type].arnType}/${name}`;
}

export const IN_NO_VPC: JobNetworkSettings = {
  of: undefined,
  vpc: undefined,
  networkIsolation: false,
  interContainerEncryption: false,
  instances: 1,
};

export function jobOf(part: Partial<Job> = {}): Job {
  const { type = 'processing', name = 'prep' } = part;
  return {
    kind: 'job',
    ...TARGET,
    arn: arnOf(type, name),
    name,
    type,
    status: 'InProgress',
    createdAt: NOW - 600_000,
    lastModifiedAt: NOW - 600_000,
    observedAt: NOW,
    running: true,
    tags: undefined,
    intent: { is: 'none' },
    provenance: undefined,
    settings: [IN_NO_VPC],
    settingsUnread: undefined,
    origin: { by: 'person', name: undefined },
    roleArn: 'arn:aws:iam::111122223333:role/Runner',
    buckets: [],
    ...part,
  };
}

export function contextOf(sent: readonly SentCall[] = []): StepContext {
  const recollection = { sent, wrote: undefined, policies: [] };
  return { now: NOW, settleMs: SETTLE_MS, changeId: 'c1', recollection, satisfied: [] };
}

/** A job as AWS has it; `rest` is what its description has beyond what its list tells. */
export interface CloudJob {
  readonly type: JobType;
  readonly name: string;
  status: string;
  readonly createdAt: number;
  modifiedAt?: number;
  readonly rest?: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
}

export function cloudOf(jobs: CloudJob[], models: Readonly<Record<string, unknown>> = {}) {
  const asked: Asked[] = [];
  const gone = (operation: OperationName, message: string): AwsError =>
    new AwsError({
      reason: 'invalid',
      code: 'ValidationException',
      message,
      operation,
      target: TARGET,
      delivery: 'answered',
    });
  const summary = ({ type, name, status, createdAt, modifiedAt = createdAt }: CloudJob) => {
    const members = JOB_APIS[type];
    return {
      [members.name]: name,
      [members.arn]: arnOf(type, name),
      [members.status]: status,
      CreationTime: createdAt / 1_000,
      LastModifiedTime: modifiedAt / 1_000,
    };
  };
  const aws: Reader = {
    read: async (operation, input) => {
      asked.push({ operation, input });
      if (operation === 'DescribeModel') {
        const model = models[String(input['ModelName'])];
        if (model === undefined) throw gone(operation, 'Could not find model "x".');
        return Promise.resolve(model);
      }
      const found = jobs.find(
        ({ type, name }) => JOB_APIS[type].describe === operation && input[JOB_APIS[type].name] === name,
      );
      if (found === undefined) throw gone(operation, 'Requested resource not found.');
      return Promise.resolve({ ...summary(found), ...found.rest });
    },
    async *pages(operation, input) {
      asked.push({ operation, input });
      const after = Number(input['CreationTimeAfter'] ?? 0) * 1_000;
      const before = Number(input['CreationTimeBefore'] ?? Infinity) * 1_000;
      const matching = jobs.filter(
        ({ type, status, createdAt }) =>
          JOB_APIS[type].list === operation &&
          createdAt > after &&
          createdAt < before &&
          (input['StatusEquals'] === undefined || input['StatusEquals'] === status),
      );
      // A page of one, and an empty one at the end, as AWS may.
      for (const job of matching) yield [summary(job)];
      yield [];
    },
  };
  return { aws, asked };
}
