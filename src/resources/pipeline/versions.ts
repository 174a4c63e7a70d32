/**
 * The newest versions of a pipeline, and the one that a write of ours may have replaced unseen.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListPipelineVersions.html
 */
import { AwsError } from '../../model/aws-error.ts';
import type { Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import { predecessorsOf, replacedVersion } from './lost-update.ts';
import type { Version } from './lost-update.ts';
import type { Author, Pipeline } from './shape.ts';

export interface VersionSighting {
  readonly id: number;
  readonly createdAt: number;
}

/** The session names of our writing sessions. */
const OUR_SESSION = /:assumed-role\/[^/]+\/sagekeeper-/;
/** As far back as the versions are followed, however fast they came one after another. */
const FOLLOWED_VERSIONS = 12;
/**
 * An edit that our write did not see came before it by less than this: a write is sent at most half a second after it was
 * chosen, and given up after four.
 */
const RACE_MS = 60_000;
/** The same where AWS does not say whose version it is: somebody's going back to an older one looks alike. */
const UNKNOWN_RACE_MS = 10_000;
/** A list of versions may be behind a description for so long after a write: no reading has to be believed sooner than settle. */
const MAY_LAG_MS = 10 * 60_000;

/**
 * What a service that does not have an operation says, for good; SageMaker does so in regions that have only a part of it
 * ("The requested operation is not supported in the called region", hashicorp/terraform-provider-aws #27258). Any other
 * answer may be another one tomorrow.
 */
const UNKNOWN_OPERATION: ReadonlySet<string> = new Set(['UnknownOperationException', 'InvalidAction']);

/** Nothing can be asked about versions here, by anybody. */
export function hasNoVersions(error: unknown): boolean {
  return error instanceof AwsError && UNKNOWN_OPERATION.has(error.facts.code);
}

export type VersionsReading =
  | { readonly read: true; readonly newestFirst: readonly VersionSighting[] }
  /** `why` is undefined where there are no versions at all: waiting for them would be waiting for ever. */
  | { readonly read: false; readonly why: string | undefined };

/** Who may not list them, or where AWS does not answer, can still be told what else there is to say of the pipeline. */
export async function readVersionsOrWhyNot(aws: Reader, name: string, target: Target): Promise<VersionsReading> {
  try {
    return { read: true, newestFirst: await readVersions(aws, name, target) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.facts.code === 'ShuttingDown') throw error;
    return { read: false, why: hasNoVersions(error) ? undefined : error.message };
  }
}

/** The newest versions, newest first. */
async function readVersions(aws: Reader, name: string, target: Target): Promise<readonly VersionSighting[]> {
  const input = { PipelineName: name, SortOrder: 'Descending', MaxResults: FOLLOWED_VERSIONS };
  const answer = new Answer('ListPipelineVersions', target, await aws.read('ListPipelineVersions', input));
  const versions = answer.items('PipelineVersionSummaries').map((item): VersionSighting => {
    const id = item.optionalCount('PipelineVersionId');
    if (id === undefined) throw item.unexpected('PipelineVersionId');
    return { id, createdAt: item.time('CreationTime') };
  });
  return versions.toSorted((a, b) => b.id - a.id);
}

/**
 * Is the list of versions older than the description, so that what the newest one replaced cannot be seen yet? `text` is the
 * definition as described. Where their times do not agree the last modification may have made no version: its text tells.
 */
export async function isBehind(
  aws: Reader,
  { name, account, region, lastModifiedAt }: Sighting,
  newest: VersionSighting | undefined,
  { text, now }: { readonly text: string; readonly now: number },
): Promise<boolean> {
  if (newest === undefined || newest.createdAt >= lastModifiedAt || now - lastModifiedAt >= MAY_LAG_MS) return false;
  const input = { PipelineName: name, PipelineVersionId: newest.id };
  const answer = new Answer('DescribePipeline', { account, region }, await aws.read('DescribePipeline', input));
  return answer.text('PipelineDefinition') !== text;
}

const NOTHING = { overwritten: undefined, predecessors: [] } as const;

/** What ours may have replaced unseen, as far as the versions tell. `text` is the newest definition. */
export async function readPredecessors(
  aws: Reader,
  { name, account, region }: Sighting,
  [newest, ...older]: readonly VersionSighting[],
  { text, author }: { readonly text: string; readonly author: Author },
): Promise<Pick<Pipeline, 'overwritten' | 'predecessors'>> {
  const [previous] = older;
  if (newest === undefined || previous === undefined) return NOTHING;
  const withinMs = author === 'we' ? RACE_MS : UNKNOWN_RACE_MS;
  if (newest.createdAt - previous.createdAt > withinMs) return NOTHING;
  const versions: Version[] = [{ id: newest.id, text, author }];
  for (const { id } of olderWithinReach([newest, ...older])) {
    const input = { PipelineName: name, PipelineVersionId: id };
    const answer = new Answer('DescribePipeline', { account, region }, await aws.read('DescribePipeline', input));
    versions.push({ id, text: answer.text('PipelineDefinition'), author: authorOf(answer) });
  }
  const predecessors = predecessorsOf(versions);
  const overwritten = replacedVersion(predecessors);
  // Where AWS does not say whose the newest is, names alone are no reason to replace them.
  return overwritten === undefined && author !== 'we' ? NOTHING : { overwritten, predecessors };
}

/**
 * Those that a race may have been about, newest first: what came one soon after the other, and the one before all that. A write of ours
 * goes back to a version that was the newest when it was chosen, so that what it was made of is among them.
 */
function olderWithinReach(newestFirst: readonly VersionSighting[]): readonly VersionSighting[] {
  const gap = newestFirst.findIndex(({ createdAt }, index) => {
    const before = newestFirst[index + 1];
    return before === undefined || createdAt - before.createdAt > RACE_MS;
  });
  return newestFirst.slice(1, gap + 2);
}

/** Who modified it last, as far as AWS tells. */
export function authorOf(answer: Answer): Author {
  const arn = answer.member('LastModifiedBy')?.member('IamIdentity')?.optional('Arn');
  if (arn === undefined) return 'unknown';
  return OUR_SESSION.test(arn) ? 'we' : 'somebody';
}
