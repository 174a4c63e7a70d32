/**
 * SageMaker's StopNotebookInstance, StartNotebookInstance, UpdateNotebookInstance and DeleteNotebookInstance: permission, then
 * state, then the move. None answers anything.
 */
import { authorize, type Call, type Operation, type Output, type RequestKeys } from '../call.ts';
import { flag, list, type Members, nested, oneOf, str, structure, text, whole } from '../input-shape.ts';
import { checkPlatform, checkStatus, deleted, type Move, started, stopped, updated } from '../notebook-moves.ts';
import type { NotebookRecord } from '../notebook-record.ts';
import { Refusal } from '../refusal.ts';
import { authorizedArn, NAME, notebookNamed } from './notebook-lookup.ts';
import { changesOf, checkChanges } from './notebook-settings.ts';

const NOTHING: Output = {};

export const stopNotebookInstance = operation('StopNotebookInstance', 'stop', {}, (call, record) => {
  const stuck = call.fault?.fault === 'stuck-stopping';
  call.notebooks.put(stopped(record, call.now, call.latencies, stuck), call.now, 'request');
});

export const startNotebookInstance = operation('StartNotebookInstance', 'start', {}, (call, record) => {
  checkPlatform(record.platform, record.instanceType);
  if (call.fault?.fault === 'start-noop') {
    return;
  }
  const failure = call.fault?.fault === 'start-fails' ? insufficientCapacity(record) : undefined;
  call.notebooks.put(started(record, call.now, call.latencies, failure), call.now, 'request');
});

export const deleteNotebookInstance = operation('DeleteNotebookInstance', 'delete', {}, (call, record) => {
  call.notebooks.put(deleted(record, call.now, call.latencies), call.now, 'request');
});

export const updateNotebookInstance = operation(
  'UpdateNotebookInstance',
  'update',
  {
    InstanceType: text({ pattern: /^ml\.[a-z0-9-]+\.[a-z0-9]+$/ }),
    IpAddressType: oneOf('ipv4', 'dualstack'),
    PlatformIdentifier: text({ max: 20, pattern: /^notebook-al[0-9]+-v[0-9]+$/ }),
    RoleArn: text({ min: 20, max: 2048 }),
    LifecycleConfigName: text({ max: 63 }),
    DisassociateLifecycleConfig: flag(),
    VolumeSizeInGB: whole(5, 16_384),
    DefaultCodeRepository: text({ min: 1, max: 1024 }),
    AdditionalCodeRepositories: list({ max: 3 }),
    DisassociateDefaultCodeRepository: flag(),
    DisassociateAdditionalCodeRepositories: flag(),
    RootAccess: oneOf('Enabled', 'Disabled'),
    InstanceMetadataServiceConfiguration: structure(),
  },
  (call, record) => {
    const changes = changesOf(call.input);
    checkChanges(record, changes);
    call.notebooks.put(updated(record, changes, call.now, call.latencies), call.now, 'request');
  },
);

function operation(
  name: string,
  move: Move,
  members: Members,
  apply: (call: Call, record: NotebookRecord) => void,
): Operation {
  return {
    service: 'sagemaker',
    name,
    family: 'sagemaker:write',
    members: { NotebookInstanceName: NAME, ...members },
    run: (call) => {
      const notebook = str(call.input, 'NotebookInstanceName') ?? '';
      // AWS does not document which it looks at first; worlds can turn it round.
      if (call.behaviour.authorizeAfterState === true) {
        checkStatus(notebookNamed(call, notebook), move);
      }
      const arn = authorizedArn(call, notebook);
      const known = call.notebooks.find(call.principal.account, call.region, notebook, call.now);
      authorize(call, `sagemaker:${name}`, arn, keysOf(call, known));
      const record = notebookNamed(call, notebook);
      authorizeBehind(call, move, record);
      checkStatus(record, move);
      if (call.fault?.fault === 'resource-limit') {
        throw resourceLimit(record);
      }
      apply(call, record);
      return NOTHING;
    },
  };
}

/** What AWS also asks of the caller: dg api-permissions-reference. */
function authorizeBehind(call: Call, move: Move, record: NotebookRecord): void {
  const passed = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };
  if (move === 'start') {
    authorize(call, 'iam:PassRole', record.roleArn, passed);
    if (record.subnet !== undefined) {
      authorize(call, 'ec2:CreateNetworkInterface', '*');
    }
    if (record.kmsKey !== undefined) {
      authorize(call, 'kms:CreateGrant', record.kmsKey);
    }
  }
  const role = str(call.input, 'RoleArn');
  if (move === 'update' && role !== undefined) {
    authorize(call, 'iam:PassRole', role, passed);
  }
}

function keysOf(call: Call, record: NotebookRecord | undefined): RequestKeys {
  const metadata = nested(call.input, 'InstanceMetadataServiceConfiguration');
  const tags = [...(record?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  return {
    ...Object.fromEntries(tags),
    'sagemaker:RootAccess': str(call.input, 'RootAccess'),
    'sagemaker:MinimumInstanceMetadataServiceVersion':
      metadata === undefined ? undefined : str(metadata, 'MinimumInstanceMetadataServiceVersion'),
  };
}

function resourceLimit(record: NotebookRecord): Refusal {
  return new Refusal(
    'ResourceLimitExceeded',
    `The account-level service limit '${record.instanceType} for notebook instance usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.`,
  );
}

function insufficientCapacity(record: NotebookRecord): string {
  return `InsufficientCapacity: there is not enough capacity for instance type ${record.instanceType} in the requested Availability Zone.`;
}
