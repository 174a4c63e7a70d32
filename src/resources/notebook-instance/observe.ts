/**
 * Which notebook instances are there, and what are they like? Everything that AWS answers is checked member by member: an
 * answer of another shape is "could not be read", never "nothing there". Whether to describe at all is decided elsewhere.
 */
import type { DescribeOptions, IntentReading, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer, unlessGone } from '../answer.ts';
import { INTENT_TAG, readIntent, readProvenance } from '../intent.ts';
import { readTags } from '../tags.ts';
import type { NotebookConfiguration, NotebookInstance } from './shape.ts';

/** The most that ListNotebookInstances gives a page. */
const PAGE_SIZE = 100;
/** Distinct configurations that are kept once; beyond that each notebook carries its own. */
const SHARED_CONFIGURATIONS = 50_000;

/** Describe tells IMDS, root access, platform and network; the list tells none of them. */
export async function* listNotebooks(aws: Reader, target: Target): AsyncIterable<Sighting> {
  for await (const page of aws.pages('ListNotebookInstances', { MaxResults: PAGE_SIZE })) {
    for (const item of page) yield readSighting(new Answer('ListNotebookInstances', target, item), target);
  }
}

/** ARNs, lower-cased, that the tag index says carry our intent. The index lags behind by minutes. */
export async function nominateNotebooks(aws: Reader, target: Target): Promise<ReadonlySet<string>> {
  const arns = new Set<string>();
  const input = { ResourceTypeFilters: ['sagemaker:notebook-instance'], TagFilters: [{ Key: INTENT_TAG }] };
  for await (const page of aws.pages('GetResources', input)) {
    for (const item of page) arns.add(new Answer('GetResources', target, item).text('ResourceARN').toLowerCase());
  }
  return arns;
}

export async function describeNotebook(
  aws: Reader,
  sighting: Sighting,
  options: Pick<DescribeOptions, 'tags' | 'now'>,
): Promise<NotebookInstance | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  const raw = await unlessGone(aws.read('DescribeNotebookInstance', { NotebookInstanceName: sighting.name }));
  if (raw === undefined) return undefined;
  const answer = new Answer('DescribeNotebookInstance', target, raw);
  const seen = readSighting(answer, target);
  if (seen.name !== sighting.name) throw answer.unexpected('NotebookInstanceName');
  const tags = options.tags ? await unlessGone(readTags(aws, seen.arn, target)) : undefined;
  if (options.tags && tags === undefined) return undefined;
  return notebookOf(seen, answer, tags, options.now);
}

function notebookOf(
  seen: Sighting,
  answer: Answer,
  tags: Readonly<Record<string, string>> | undefined,
  observedAt: number,
): NotebookInstance {
  const intent: IntentReading = tags === undefined ? { is: 'none' } : readIntent(tags, seen.createdAt);
  return {
    ...seen,
    kind: 'notebook-instance',
    observedAt,
    running: seen.status === 'InService' || (intent.is === 'ours' && intent.intent.phase !== 'up'),
    tags,
    intent,
    provenance: tags === undefined ? undefined : readProvenance(tags),
    configuration: shared({
      minimumInstanceMetadataServiceVersion: answer
        .member('InstanceMetadataServiceConfiguration')
        ?.optional('MinimumInstanceMetadataServiceVersion'),
      rootAccess: answer.optional('RootAccess'),
      platformIdentifier: answer.optional('PlatformIdentifier'),
      directInternetAccess: answer.optional('DirectInternetAccess'),
      subnetId: answer.optional('SubnetId'),
      securityGroups: answer.texts('SecurityGroups'),
      kmsKeyId: answer.optional('KmsKeyId'),
      lifecycleConfigName: answer.optional('NotebookInstanceLifecycleConfigName'),
      instanceType: answer.optional('InstanceType'),
    }),
    failureReason: answer.optional('FailureReason'),
  };
}

function readSighting(answer: Answer, target: Target): Sighting {
  const arn = answer.text('NotebookInstanceArn');
  const [, , service, region, account] = arn.split(':');
  if (service !== 'sagemaker' || region !== target.region || account !== target.account) {
    throw answer.unexpected('NotebookInstanceArn');
  }
  return {
    arn,
    name: answer.text('NotebookInstanceName'),
    account: target.account,
    region: target.region,
    status: answer.text('NotebookInstanceStatus'),
    createdAt: answer.time('CreationTime'),
    lastModifiedAt: answer.time('LastModifiedTime'),
  };
}

const configurations = new Map<string, NotebookConfiguration>();

/** One object for all notebooks that are configured alike: 80,000 notebooks have a few hundred configurations. */
function shared(configuration: NotebookConfiguration): NotebookConfiguration {
  const key = JSON.stringify(Object.values(configuration).map((value: unknown) => value ?? null));
  const known = configurations.get(key);
  if (known !== undefined) return known;
  if (configurations.size < SHARED_CONFIGURATIONS) configurations.set(key, configuration);
  return configuration;
}
