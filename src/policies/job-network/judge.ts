/**
 * Does this job run in a network as it is wanted? It cannot be changed: what differs is told with whom to ask, or the job is
 * stopped where people have said so: then one that was stopped is as they want it, whoever did it. What else is over is told only.
 */
import type { Difference, Note, Path, Verdict } from '../../model/verdict.ts';
import { JOB_PATHS, isInProgress, settingPath, startedBy } from '../../resources/job/shape.ts';
import type { Job, JobNetworkSettings, JobOrigin } from '../../resources/job/shape.ts';
import { findingsOf } from './settings.ts';
import type { JobNetworkWant } from './want.ts';

const STOPPED = new Set(['Stopping', 'Stopped']);

export function judgeJobNetworkOfJob(want: JobNetworkWant, job: Job): Verdict {
  if (job.status === 'Deleting') return { applicable: false, why: 'it is being deleted' };
  if (job.settingsUnread !== undefined && (want.vpc !== 'any' || want.networkIsolation !== 'any')) {
    const unknown = [{ reason: 'JobNetworkUnknown', message: job.settingsUnread }];
    return { applicable: true, differences: [], unknown, notes: [originNote(job)] };
  }
  const found = differencesOf(want, job);
  const notes = found.length === 0 ? [] : [originNote(job)];
  if (want.onViolation === 'stop' && STOPPED.has(job.status))
    return { applicable: true, differences: [], unknown: [], notes: stoppedNotes(job, found) };
  const isToStop = want.onViolation === 'stop' && isInProgress(job);
  // A tuning job that goes on would start another in its place: it is stopped itself, with all that it has started.
  const tuningJob = job.origin.by === 'tuning' ? job.origin.name : job.origin.tuningJob;
  const differences =
    isToStop && tuningJob === undefined
      ? found
      : found.map((difference) => ({ ...difference, reportOnly: true as const }));
  const wouldStop = isToStop && found.some(({ reportOnly }) => reportOnly !== true);
  const parent = wouldStop && tuningJob !== undefined ? [parentNote(tuningJob)] : [];
  return { applicable: true, differences, unknown: [], notes: [...notes, ...parent, ...isolationNotes(want, job)] };
}

function differencesOf(want: JobNetworkWant, { settings }: Job): readonly Difference[] {
  return settings.flatMap((one, index) =>
    findingsOf(want, saidBy(one)).flatMap((finding) => {
      if (finding.is !== 'difference') return [];
      const { have, want: wanted, of } = finding;
      const path: Path = settingPath(JOB_PATHS[of], index, settings.length);
      // Where nobody says how many instances it has, it may be one, which needs no encryption: that is told, and stops nothing.
      const isDoubted = of === 'encryption' && one.instances === undefined;
      const about = {
        ...(one.of === undefined ? {} : { step: one.of }),
        ...(isDoubted ? { reportOnly: true as const } : {}),
      };
      return [{ path, have, want: wanted, ...about }];
    }),
  );
}

/** In the form in which definitions of pipelines say it, which may leave some of it open: of a job all is known. */
function saidBy({ vpc, networkIsolation, interContainerEncryption, instances }: JobNetworkSettings) {
  const literal = <T>(value: T | undefined) =>
    value === undefined ? ({ is: 'absent' } as const) : ({ is: 'literal', value } as const);
  return {
    vpc: literal(vpc),
    networkIsolation: networkIsolation === undefined ? undefined : literal(networkIsolation),
    interContainerEncryption: interContainerEncryption === undefined ? undefined : literal(interContainerEncryption),
    instances: literal(instances),
  };
}

/** Whoever started it may start it again. */
function stoppedNotes(job: Job, found: readonly Difference[]): readonly Note[] {
  if (found.length === 0) return [];
  const what = job.status === 'Stopping' ? 'it is being stopped; it runs' : 'it was stopped; it ran';
  const message = `${what} otherwise than is wanted: ${found.map(({ path }) => path).join(', ')}`;
  return [{ reason: 'JobStopped', message }, originNote(job)];
}

function parentNote(tuningJob: string): Note {
  const message = `it is not stopped by itself: stopping the tuning job that started it (${tuningJob}) stops it too`;
  return { reason: 'StoppedWithItsTuningJob', message };
}

function isolationNotes({ networkIsolation }: JobNetworkWant, { type }: Job): readonly Note[] {
  if (networkIsolation === 'any' || type !== 'automl') return [];
  const message = 'AutoML jobs have no setting for network isolation: the jobs that it starts are judged one by one';
  return [{ reason: 'IsolationNotSettable', message }];
}

/** Who started it decides whom to ask. */
function originNote(job: Job): Note {
  return { reason: 'JobOrigin', message: `${startedBy(job)}${WHOM_TO_ASK[job.origin.by]}` };
}

const WHO_STARTED_THAT = ': ask whoever started that';
const WHOM_TO_ASK: Readonly<Record<JobOrigin['by'], string>> = {
  pipeline: ': ask its owner, whose definition has to be mended',
  autoML: WHO_STARTED_THAT,
  modelMonitor: ': ask its owner, as the schedule says the network',
  debugger: WHO_STARTED_THAT,
  tuning: WHO_STARTED_THAT,
  labeling: WHO_STARTED_THAT,
  person: '. CloudTrail tells who called, and a job of a pipeline has the tag sagemaker:pipeline-execution-arn',
};
