/**
 * Which jobs run, or have begun lately? One list of each type tells of what was created lately; what runs for longer is searched
 * for once an hour, and carried on in between. Nothing is filtered by time of modification, which AWS answers by throttling
 * (aws-cli, issue 7596).
 */
import { AwsError } from '../../model/aws-error.ts';
import type { ListContext, Listed, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import { describeJob } from './describe.ts';
import { JOB_TYPES, isInProgress } from './shape.ts';
import type { Job, JobType } from './shape.ts';
import { SAME_CREATION_MS, readSighting } from './sighting.ts';
import { JOB_APIS } from './types.ts';

/** Jobs that began so lately are looked at, whether or not they still run. */
export const RECENT_MS = 6 * 3_600_000;
/** What runs for longer than that is searched for this often. */
export const LONG_RUNNING_EVERY_MS = 3_600_000;
/**
 * As long as any job may run: a tuning job 15,768,000 seconds, a training job 30 days.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceLimits.html
 */
export const LONGEST_MS = 15_768_000_000;
/** The most that these lists give a page. */
const PAGE_SIZE = 100;
/** What a region answers that does not have this type of job, as with AutoML: there are none, now or later. */
const UNKNOWN_OPERATION: ReadonlySet<string> = new Set(['UnknownOperationException', 'InvalidAction']);

export async function* listJobs(aws: Reader, target: Target, context: ListContext<Job>): AsyncIterable<Listed<Job>> {
  for (const type of JOB_TYPES) {
    const seen = new Set<string>();
    const unread: Sighting[] = [];
    for await (const sighting of sightings(aws, target, type, context)) {
      if (seen.has(sighting.arn)) continue;
      seen.add(sighting.arn);
      const known = context.known.get(sighting.arn);
      if (known === undefined) {
        if (isInProgress(sighting)) unread.push(sighting);
        yield sighting;
      } else yield await seenAgain(aws, sighting, known, context);
    }
    context.notes.set(unreadNote(type), unread);
  }
}

/**
 * The note that keeps what runs and could not be described so far. It is told with every pass until it is described, also when no
 * list tells of it.
 */
function unreadNote(type: JobType): string {
  return `unread ${type}`;
}

/** What began lately, as a list tells it, and what runs for longer: listed once an hour, otherwise as it was seen last. */
async function* sightings(
  aws: Reader,
  target: Target,
  type: JobType,
  { now, known, notes }: ListContext<Job>,
): AsyncIterable<Sighting> {
  const since = now - RECENT_MS;
  yield* listed(aws, target, type, { CreationTimeAfter: inSeconds(since) });
  const note = `long running ${type}`;
  const searchedAt = notes.get(note);
  if (typeof searchedAt === 'number' && now - searchedAt < LONG_RUNNING_EVERY_MS) {
    const isOld = ({ createdAt }: Sighting): boolean => createdAt <= since + SAME_CREATION_MS;
    for (const job of known.values()) if (job.type === type && isInProgress(job) && isOld(job)) yield job;
    const unread = (notes.get(unreadNote(type)) ?? []) as readonly Sighting[];
    yield* unread.filter((sighting) => known.get(sighting.arn) === undefined && isOld(sighting));
    return;
  }
  yield* listed(aws, target, type, {
    StatusEquals: 'InProgress',
    CreationTimeAfter: inSeconds(now - LONGEST_MS),
    CreationTimeBefore: inSeconds(since + SAME_CREATION_MS),
  });
  // Only now: a search that was not read to its end has to be made again.
  notes.set(note, now);
}

async function* listed(
  aws: Reader,
  target: Target,
  type: JobType,
  filters: Readonly<Record<string, unknown>>,
): AsyncIterable<Sighting> {
  const { list } = JOB_APIS[type];
  const input = { ...filters, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: PAGE_SIZE };
  try {
    for await (const page of aws.pages(list, input))
      for (const item of page) yield readSighting(new Answer(list, target, item), target, type);
  } catch (error) {
    if (!(error instanceof AwsError) || !UNKNOWN_OPERATION.has(error.facts.code)) throw error;
  }
}

/** Nothing of a job ever changes but its status, unless another one has taken its name. */
async function seenAgain(aws: Reader, sighting: Sighting, known: Job, { now }: ListContext<Job>): Promise<Listed<Job>> {
  // It was carried on without a list: nothing newer is known of it.
  if (sighting === known) return known;
  if (Math.abs(known.createdAt - sighting.createdAt) >= SAME_CREATION_MS) {
    const other = await describeJob(aws, sighting, { now });
    return other === undefined ? sighting : { ...sighting, createdAt: other.createdAt, reading: other };
  }
  const { status, lastModifiedAt } = sighting;
  const reading: Job = { ...known, status, lastModifiedAt, running: isInProgress({ status }), observedAt: now };
  return { ...sighting, createdAt: known.createdAt, reading };
}

/** The unit of times in AWS's JSON protocol. */
function inSeconds(milliseconds: number): number {
  return milliseconds / 1_000;
}
