/**
 * Which jobs run otherwise than is wanted, which of them may be stopped, and is it told whom to ask?
 */
import { describe, expect, it } from '@jest/globals';
import { isDriven } from '../../../src/plan/admit.ts';
import { judgeJobNetworkOfJob } from '../../../src/policies/job-network/judge.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import type { JobNetworkWant } from '../../../src/policies/job-network/want.ts';
import { jobs } from '../../../src/resources/job/kind.ts';
import type { Job, JobNetworkSettings, JobOrigin } from '../../../src/resources/job/shape.ts';
import { IN_NO_VPC, jobOf } from '../../resources/job/jobs.ts';

const VPC = { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] };
const ALL: JobNetworkWant = {
  ...JOB_NETWORK_EXAMPLE,
  vpc: 'required',
  networkIsolation: 'required',
  interContainerEncryption: 'required',
};
const GOOD: JobNetworkSettings = {
  of: undefined,
  vpc: VPC,
  networkIsolation: true,
  interContainerEncryption: true,
  instances: 2,
};

function judged(want: Partial<JobNetworkWant>, job: Partial<Job>) {
  const verdict = judgeJobNetworkOfJob({ ...ALL, ...want }, jobOf(job));
  if (!verdict.applicable) throw new Error(verdict.why);
  return verdict;
}

const settings = (part: Partial<JobNetworkSettings>) => ({ settings: [{ ...GOOD, ...part }] });
const pathsOf = (want: Partial<JobNetworkWant>, part: Partial<JobNetworkSettings>): readonly string[] =>
  judged(want, settings(part)).differences.map(({ path }) => path);

describe('the settings of a job', () => {
  it.each<
    readonly [what: string, want: Partial<JobNetworkWant>, part: Partial<JobNetworkSettings>, paths: readonly string[]]
  >([
    ['all good', {}, {}, []],
    ['no VPC', {}, { vpc: undefined }, ['/vpcConfig']],
    ['no VPC, and nobody asks', { vpc: 'any' }, { vpc: undefined }, []],
    ['allowed subnets', { vpc: { subnets: ['subnet-1', 'subnet-2', 'subnet-3'] } }, {}, []],
    ['a subnet that is not', { vpc: { subnets: ['subnet-1'] } }, {}, ['/vpcConfig']],
    ['no VPC where subnets are allowed', { vpc: { subnets: ['subnet-1'] } }, { vpc: undefined }, ['/vpcConfig']],
    ['an allowed group', { vpc: { securityGroups: ['sg-1'] } }, {}, []],
    ['a group that is not', { vpc: { subnets: VPC.subnets, securityGroups: ['sg-2'] } }, {}, ['/vpcConfig']],
    ['no group at all', { vpc: { securityGroups: ['sg-1'] } }, { vpc: { ...VPC, securityGroups: [] } }, ['/vpcConfig']],
    ['no isolation', {}, { networkIsolation: false }, ['/networkIsolation']],
    ['no isolation, and nobody asks', { networkIsolation: 'any' }, { networkIsolation: false }, []],
    ['no encryption', {}, { interContainerEncryption: false }, ['/interContainerEncryption']],
    ['no encryption of one instance', {}, { interContainerEncryption: false, instances: 1 }, []],
    [
      'no encryption of nobody knows how many',
      {},
      { interContainerEncryption: false, instances: undefined },
      ['/interContainerEncryption'],
    ],
    ['a transform job has none', {}, { interContainerEncryption: undefined }, []],
    ['an AutoML job has none', {}, { networkIsolation: undefined }, []],
  ])('%s', (_what, want, part, paths) => {
    expect(pathsOf(want, part)).toEqual(paths);
  });

  it('are told as they are, with what is wanted', () => {
    const vpc = { subnets: ['subnet-9'] };
    expect(judged({ vpc }, settings({})).differences).toMatchObject([{ have: VPC, want: vpc }]);
    expect(judged({}, settings({ vpc: undefined })).differences).toMatchObject([{ have: undefined, want: 'required' }]);
  });

  it('of several training definitions are told apart', () => {
    const several = {
      settings: [
        { ...GOOD, of: 'x' },
        { ...GOOD, of: 'y', vpc: undefined },
      ],
    };
    expect(judged({}, { type: 'tuning', ...several }).differences).toMatchObject([{ path: '/1/vpcConfig', step: 'y' }]);
  });

  it('that nobody can tell are unknown', () => {
    const verdict = judged({}, { type: 'transform', settings: [], settingsUnread: 'its model is gone' });
    expect(verdict.unknown).toEqual([{ reason: 'JobNetworkUnknown', message: 'its model is gone' }]);
    expect(verdict.differences).toEqual([]);
  });

  it('that nobody can tell are nothing to those who ask for none of them', () => {
    const orphan = { type: 'transform' as const, settings: [], settingsUnread: 'its model is gone' };
    const unknown = (want: Partial<JobNetworkWant>): number => judged(want, orphan).unknown.length;
    expect(unknown({ vpc: 'any', networkIsolation: 'any' })).toBe(0);
    expect([unknown({ vpc: 'any' }), unknown({ networkIsolation: 'any' })]).toEqual([1, 1]);
  });

  it('are not looked for in a job that is being deleted', () => {
    expect(judgeJobNetworkOfJob(ALL, jobOf({ status: 'Deleting' }))).toMatchObject({ applicable: false });
  });
});

describe('a job that differs', () => {
  const differing = { settings: [{ ...IN_NO_VPC }] };
  const isStoppable = (want: Partial<JobNetworkWant>, job: Partial<Job>): boolean => {
    const { differences } = judged(want, { ...differing, ...job });
    expect(differences.length).toBeGreaterThan(0);
    return differences.every((difference) => isDriven(difference, jobs));
  };

  it('is stopped only where people want it, while it runs', () => {
    expect(isStoppable({ onViolation: 'stop' }, {})).toBe(true);
    expect(isStoppable({ onViolation: 'report' }, {})).toBe(false);
    expect(isStoppable({ onViolation: 'stop' }, { status: 'Completed' })).toBe(false);
    expect(isStoppable({ onViolation: 'stop' }, { status: 'Failed' })).toBe(false);
  });

  it('is not stopped for the encryption between instances of which nobody knows whether there are several', () => {
    const driven = (part: Partial<JobNetworkSettings>): readonly boolean[] =>
      judged({ onViolation: 'stop' }, settings(part)).differences.map((one) => isDriven(one, jobs));
    expect(driven({ interContainerEncryption: false, instances: undefined })).toEqual([false]);
    expect(driven({ interContainerEncryption: false, instances: 2 })).toEqual([true]);
    expect(driven({ vpc: undefined, instances: undefined })).toEqual([true]);
  });

  it('is left to its tuning job, which would start another', () => {
    const origin: JobOrigin = { by: 'tuning', name: 'arn:tuning' };
    expect(isStoppable({ onViolation: 'stop' }, { type: 'training', origin })).toBe(false);
    const { notes } = judged({ onViolation: 'stop' }, { ...differing, origin });
    expect(notes).toContainEqual({ reason: 'StoppedWithItsTuningJob', message: expect.stringContaining('arn:tuning') });
    expect(judged({}, { ...differing, origin }).notes.map(({ reason }) => reason)).toEqual(['JobOrigin']);
    const ofAutoMl: JobOrigin = { by: 'autoML', name: 'arn:automl', tuningJob: 'arn:tuning' };
    expect(isStoppable({ onViolation: 'stop' }, { type: 'training', origin: ofAutoMl })).toBe(false);
    expect(judged({ onViolation: 'stop' }, { ...differing, origin: ofAutoMl }).notes).toEqual([
      { reason: 'JobOrigin', message: expect.stringContaining('AutoML for arn:automl') },
      ...notes.slice(1),
    ]);
    expect(isStoppable({ onViolation: 'stop' }, { origin: { by: 'autoML', name: 'arn:automl' } })).toBe(true);
    const doubted = { origin, ...settings({ interContainerEncryption: false, instances: undefined }) };
    expect(judged({ onViolation: 'stop' }, doubted).notes.map(({ reason }) => reason)).toEqual(['JobOrigin']);
  });

  it.each([
    ['Stopping', 'it is being stopped; it runs otherwise'],
    ['Stopped', 'it was stopped; it ran otherwise'],
  ])('%s differs no more where that is what people want, and is told', (status, words) => {
    const { differences, notes } = judged({ onViolation: 'stop' }, { ...differing, status });
    expect(differences).toEqual([]);
    expect(notes).toEqual([
      { reason: 'JobStopped', message: `${words} than is wanted: /vpcConfig, /networkIsolation` },
      { reason: 'JobOrigin', message: expect.stringContaining('it runs with the role') },
    ]);
    expect(judged({ onViolation: 'stop' }, { settings: [GOOD], status }).notes).toEqual([]);
  });

  it.each(['Stopping', 'Stopped'])(
    '%s is told like one that came to its end, where nobody wants it stopped',
    (status) => {
      const ended = judged({ onViolation: 'report' }, { ...differing, status: 'Completed' });
      expect(ended.differences.map(({ path }) => path)).toEqual(['/vpcConfig', '/networkIsolation']);
      expect(judged({ onViolation: 'report' }, { ...differing, status })).toEqual(ended);
      expect(isStoppable({ onViolation: 'report' }, { status })).toBe(false);
    },
  );

  it.each<readonly [origin: JobOrigin, words: string]>([
    [{ by: 'pipeline', name: 'p4jn9xou8a8s' }, 'the execution p4jn9xou8a8s of a pipeline: ask its owner'],
    [{ by: 'autoML', name: 'arn:automl' }, 'AutoML for arn:automl'],
    [{ by: 'modelMonitor', name: 'arn:schedule' }, 'Model Monitor for the schedule arn:schedule: ask its owner'],
    [{ by: 'debugger', name: 'arn:training' }, 'a rule of arn:training'],
    [{ by: 'tuning', name: 'arn:tuning' }, 'the tuning job arn:tuning'],
    [{ by: 'labeling', name: 'arn:labeling' }, 'the labeling job arn:labeling'],
    [{ by: 'person', name: undefined }, 'it runs with the role arn:aws:iam::111122223333:role/Runner. CloudTrail'],
    [
      { by: 'person', name: undefined, perhapsExecution: 'p4jn9xou8a8s' },
      'role/Runner; by its name it may be of the execution p4jn9xou8a8s of a pipeline. CloudTrail',
    ],
  ])('says whom to ask: %j', (origin, words) => {
    const { notes } = judged({}, { ...differing, origin });
    expect(notes[0]).toEqual({ reason: 'JobOrigin', message: expect.stringContaining(words) });
  });

  it('says so of nobody where nothing differs', () => {
    expect(judged({}, { settings: [GOOD] }).notes).toEqual([]);
  });

  it('of AutoML cannot be isolated', () => {
    const automl = { type: 'automl' as const, settings: [{ ...GOOD, networkIsolation: undefined }] };
    expect(judged({}, automl)).toMatchObject({ differences: [], notes: [{ reason: 'IsolationNotSettable' }] });
    expect(judged({ networkIsolation: 'any' }, automl).notes).toEqual([]);
  });
});
