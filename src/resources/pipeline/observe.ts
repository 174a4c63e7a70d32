/**
 * Which pipelines are there, and what do their stored definitions say? The list tells when each was last modified, so that a
 * definition, which may be a megabyte, is read again only when it may have changed. AWS-managed pipelines are not ours.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListPipelines.html
 */
import { createHash } from 'node:crypto';
import type { DescribeOptions, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer, unlessGone } from '../answer.ts';
import { readTags } from '../tags.ts';
import { readWithNetworks } from './definition.ts';
import { readFirstRun } from './first-run.ts';
import { readHistory } from './history.ts';
import type { Pipeline } from './shape.ts';
import { withModels } from './transform-models.ts';
import { authorOf, isBehind, readPredecessors, readVersionsOrWhyNot } from './versions.ts';

/** The most that ListPipelines gives a page. */
const PAGE_SIZE = 100;
/** The account segment of what AWS manages: `arn:aws:sagemaker:<region>:aws:pipeline/<name>`. It cannot be edited. */
const MANAGED_BY_AWS = 'aws';
/** Whether a write of an earlier process replaced an edit unseen is asked of what was modified since so long. */
const LATELY_MS = 7 * 86_400_000;

export async function* listPipelines(aws: Reader, target: Target): AsyncIterable<Sighting> {
  for await (const page of aws.pages('ListPipelines', { MaxResults: PAGE_SIZE })) {
    for (const item of page) {
      const sighting = readSighting(new Answer('ListPipelines', target, item), target, 'Active');
      if (sighting !== undefined) yield sighting;
    }
  }
}

export async function describePipeline(
  aws: Reader,
  sighting: Sighting,
  options: DescribeOptions,
): Promise<Pipeline | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  // Before the definition: an edit between the two then shows as one that came after the version that is told.
  const asked = options.close ? await readVersionsOrWhyNot(aws, sighting.name, target) : undefined;
  const raw = await unlessGone(aws.read('DescribePipeline', { PipelineName: sighting.name }));
  if (raw === undefined) return undefined;
  const answer = new Answer('DescribePipeline', target, raw);
  const seen = readSighting(answer, target, answer.text('PipelineStatus'));
  if (seen === undefined || seen.name !== sighting.name) throw answer.unexpected('PipelineName');
  const text = answer.text('PipelineDefinition');
  const author = authorOf(answer);
  const mayBeOurs = author !== 'somebody' && options.now - seen.lastModifiedAt < LATELY_MS;
  const versions = asked ?? (mayBeOurs ? await readVersionsOrWhyNot(aws, seen.name, target) : undefined);
  const replaced =
    versions?.read === true && mayBeOurs
      ? await readPredecessors(aws, seen, versions.newestFirst, { text, author })
      : { overwritten: undefined, predecessors: [] };
  const versionsBehind =
    versions?.read === true &&
    mayBeOurs &&
    (await isBehind(aws, seen, versions.newestFirst[0], { text, now: options.now }));
  const hasRun = (answer.optionalTime('LastRunTime') ?? sighting.ranAt ?? 0) > seen.lastModifiedAt;
  const isOurs = author === 'we' && mayBeOurs && versions?.read === true;
  const firstRun = isOurs && hasRun ? await readFirstRun(aws, seen, versions.newestFirst) : undefined;
  const tags = options.needs.has('tags') ? await unlessGone(readTags(aws, seen.arn, target)) : undefined;
  if (options.needs.has('tags') && tags === undefined) return undefined;
  const read = readWithNetworks(text);
  // The model is read by the permission of those who read jobs: who asks for networks of steps asks for jobs too.
  const asksForModels = options.needs.has('jobNetworks') && read.networks !== undefined;
  const networks = asksForModels ? await withModels(aws, read.networks, target) : read.networks;
  return {
    ...seen,
    kind: 'pipeline',
    observedAt: options.now,
    running: true,
    tags,
    intent: { is: 'none' },
    provenance: undefined,
    roleArn: answer.optional('RoleArn'),
    definition: read.definition,
    networks,
    strangers: read.strangers,
    serving: read.serving,
    sha256: sha256(text),
    characters: text.length,
    text,
    newestVersion: versions?.read === true ? versions.newestFirst[0]?.id : undefined,
    versionsUnread: versions?.read === false ? versions.why : undefined,
    versionless: versions?.read === false && versions.why === undefined,
    versionsBehind,
    ...replaced,
    firstRun,
    watched: isOurs && (firstRun === undefined || (firstRun.running && firstRun.denials.length === 0)),
    ...(await readHistory(aws, seen, options)),
  };
}

/** What the daemon remembers of a reading: everything but texts. */
export function slimPipeline(pipeline: Pipeline): Pipeline {
  const predecessors = pipeline.predecessors.map((version) => ({ ...version, text: undefined }));
  return { ...pipeline, text: undefined, predecessors };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Undefined: AWS manages it. The list does not tell the status. */
function readSighting(answer: Answer, target: Target, status: string): Sighting | undefined {
  const arn = answer.text('PipelineArn');
  const [, , service, region, account] = arn.split(':');
  if (service === 'sagemaker' && region === target.region && account === MANAGED_BY_AWS) return undefined;
  if (service !== 'sagemaker' || region !== target.region || account !== target.account)
    throw answer.unexpected('PipelineArn');
  return {
    arn,
    name: answer.text('PipelineName'),
    account: target.account,
    region: target.region,
    status,
    createdAt: answer.time('CreationTime'),
    lastModifiedAt: answer.time('LastModifiedTime'),
    ranAt: answer.optionalTime('LastExecutionTime'),
  };
}
