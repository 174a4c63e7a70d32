/**
 * Which notebook instances are there, and what are they like? Everything that AWS answers is checked member by member: an
 * answer of another shape is "could not be read", never "nothing there". Whether to describe at all is decided elsewhere.
 */
import { AwsError } from '../../model/aws-error.ts';
import type { IntentReading, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { INTENT_TAG, readIntent, readProvenance } from '../intent.ts';
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
  options: { readonly tags: boolean; readonly now: number },
): Promise<NotebookInstance | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  const raw = await unlessGone(aws.read('DescribeNotebookInstance', { NotebookInstanceName: sighting.name }));
  if (raw === undefined) return undefined;
  const answer = new Answer('DescribeNotebookInstance', target, raw);
  const seen = readSighting(answer, target);
  if (seen.name !== sighting.name) throw answer.unexpected('NotebookInstanceName');
  const tags = options.tags ? await unlessGone(readTags(aws, seen, target)) : undefined;
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

async function readTags(aws: Reader, seen: Sighting, target: Target): Promise<Readonly<Record<string, string>>> {
  const tags: Record<string, string> = Object.create(null) as Record<string, string>;
  for await (const page of aws.pages('ListTags', { ResourceArn: seen.arn })) {
    for (const item of page) {
      const tag = new Answer('ListTags', target, item);
      tags[tag.text('Key')] = tag.optional('Value') ?? '';
    }
  }
  return tags;
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AwsError && error.reason === 'not-found') return undefined;
    throw error;
  }
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

/** One object of an AWS answer, read with suspicion. */
class Answer {
  readonly #operation: string;
  readonly #target: Target;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(operation: string, target: Target, raw: unknown) {
    this.#operation = operation;
    this.#target = target;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw this.unexpected('the answer itself');
    this.#members = raw as Readonly<Record<string, unknown>>;
  }

  text(member: string): string {
    const value = this.#members[member];
    if (typeof value !== 'string' || value === '') throw this.unexpected(member);
    return value;
  }

  optional(member: string): string | undefined {
    const value = this.#members[member] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw this.unexpected(member);
    return value;
  }

  texts(member: string): readonly string[] {
    const value = this.#members[member] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw this.unexpected(member);
    return value;
  }

  member(member: string): Answer | undefined {
    const value = this.#members[member] ?? undefined;
    return value === undefined ? undefined : new Answer(this.#operation, this.#target, value);
  }

  /** Seconds since the epoch on the wire; milliseconds here. */
  time(member: string): number {
    const value = this.#members[member];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.unexpected(member);
    return Math.round(value * 1_000);
  }

  unexpected(member: string): AwsError {
    return new AwsError({
      reason: 'unavailable',
      code: 'UnexpectedAnswer',
      message: `${member} is missing or has another form than documented`,
      operation: this.#operation,
      target: this.#target,
      delivery: 'answered',
    });
  }
}
