/**
 * SageMaker's Stop operations of jobs, of which none answers anything. A job that is over, or stopping already, refuses.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopTrainingJob.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { str } from '../input-shape.ts';
import { JOB_KINDS, jobNotFound } from '../job-kinds.ts';
import { jobNamed } from '../job-lookup.ts';
import { type JobRecord, stoppingJob } from '../job-record.ts';
import { JOB_TYPES, type JobType } from '../job-seed.ts';
import { Refusal } from '../refusal.ts';
import { authorizedJobArn, JOB_NAMES } from './job-request.ts';

const NOTHING: Output = {};

export const JOB_STOPS: readonly Operation[] = JOB_TYPES.map((type) => {
  const { noun } = JOB_KINDS[type];
  return {
    service: 'sagemaker',
    name: `Stop${noun}`,
    family: 'sagemaker:write',
    members: { [`${noun}Name`]: JOB_NAMES[type] },
    run: (call) => stop(call, type, str(call.input, `${noun}Name`) ?? ''),
  };
});

function stop(call: Call, type: JobType, name: string): Output {
  const { principal, region, now } = call;
  const jobs = call.workloads.jobs[type];
  const found = jobNamed(call, type, { account: principal.account, region, name }, now);
  const record = found?.name === name ? found : undefined;
  if (call.behaviour.authorizeAfterState === true) {
    checkRunning(type, name, record);
  }
  const tags = [...(record?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  authorize(
    call,
    `sagemaker:Stop${JOB_KINDS[type].noun}`,
    authorizedJobArn(call, type, name),
    Object.fromEntries(tags),
  );
  const running = checkRunning(type, name, call.fault?.fault === 'vanish' ? undefined : record);
  const stuck = call.fault?.fault === 'stuck-stopping';
  jobs.put(stoppingJob(running, now, call.jobTimes.stopMs, stuck), now, 'request');
  return NOTHING;
}

/**
 * The words are the service's own for training and transform jobs (https://github.com/awslabs/benchmark-ai/issues/928);
 * that the others say likewise is chosen here, as is that a job which is stopping refuses.
 */
function checkRunning(type: JobType, name: string, record: JobRecord | undefined): JobRecord {
  if (record === undefined) {
    throw jobNotFound(type, name, 'stop');
  }
  if (record.status !== 'InProgress') {
    const { inWords } = JOB_KINDS[type];
    throw new Refusal(
      'ValidationException',
      `The request was rejected because the ${inWords} is in status ${record.status}.`,
    );
  }
  return record;
}
