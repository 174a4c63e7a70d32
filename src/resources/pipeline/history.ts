/**
 * What can still start, or has started, jobs with other names: older versions, executions in progress on the definition that
 * they began with, and the jobs of recent executions. Read only where a policy asks for it, and within a bound: it costs calls.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipelineDefinitionForExecution.html
 */
import type { DescribeOptions, Sighting } from '../../model/resource.ts';
import type { Note } from '../../model/verdict.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import { readDefinition } from './definition.ts';
import type { ExecutedDefinition, Pipeline } from './shape.ts';
import { hasNoVersions } from './versions.ts';

type History = Pick<Pipeline, 'history' | 'historyUnread' | 'olderVersions'>;

/** Executions of one pipeline that are looked at in one reading, the newest first. */
const EXECUTIONS_READ = 20;
/** Executions of one pipeline whose jobs are looked at in one reading. */
const EXECUTIONS_WITH_JOBS = 5;
const IN_PROGRESS: ReadonlySet<string> = new Set(['Executing', 'Stopping']);
const NOTHING: History = { history: [], historyUnread: [], olderVersions: undefined };

export async function readHistory(aws: Reader, pipeline: Sighting, options: DescribeOptions): Promise<History> {
  const { needs } = options;
  const olderVersions = needs.has('versions') ? await countOlder(aws, pipeline) : undefined;
  if (!needs.has('executions') && !needs.has('jobs')) return { ...NOTHING, olderVersions };
  const { name, account, region } = pipeline;
  const target = { account, region };
  const input = { PipelineName: name, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: EXECUTIONS_READ };
  const answer = new Answer('ListPipelineExecutions', target, await aws.read('ListPipelineExecutions', input));
  const executions = answer.items('PipelineExecutionSummaries').map((item) => ({
    arn: item.text('PipelineExecutionArn'),
    running: IN_PROGRESS.has(item.text('PipelineExecutionStatus')),
  }));
  const history: ExecutedDefinition[] = [];
  const historyUnread: Note[] = [];
  let jobsRead = 0;
  for (const { arn, running } of executions) {
    const wantsDefinition = needs.has('executions') && running;
    const wantsJobs = needs.has('jobs') && jobsRead < EXECUTIONS_WITH_JOBS;
    if (!wantsDefinition && !wantsJobs) continue;
    if (options.allowance !== undefined && options.allowance.left <= 0) {
      const message = `executions were not all looked at: Organization.spec.executionReads is spent for this pass`;
      historyUnread.push({ reason: 'ExecutionReadsSpent', message });
      break;
    }
    if (options.allowance !== undefined) options.allowance.left -= 1;
    if (wantsJobs) jobsRead += 1;
    history.push({
      execution: arn,
      running,
      versionId: await versionOf(aws, arn, pipeline),
      definition: wantsDefinition ? await definitionOf(aws, arn, pipeline) : undefined,
      jobs: wantsJobs ? await jobsOf(aws, arn, pipeline) : undefined,
    });
  }
  return { history, historyUnread, olderVersions };
}

/** None where the service does not know versions: it can start none but the newest. */
async function countOlder(aws: Reader, { name }: Sighting): Promise<number> {
  let count = 0;
  try {
    for await (const page of aws.pages('ListPipelineVersions', { PipelineName: name, MaxResults: 100 }))
      count += page.length;
  } catch (error) {
    if (!hasNoVersions(error)) throw error;
  }
  return Math.max(0, count - 1);
}

async function versionOf(aws: Reader, execution: string, { account, region }: Sighting): Promise<number | undefined> {
  const raw = await aws.read('DescribePipelineExecution', { PipelineExecutionArn: execution });
  return new Answer('DescribePipelineExecution', { account, region }, raw).optionalCount('PipelineVersionId');
}

async function definitionOf(
  aws: Reader,
  execution: string,
  { account, region }: Sighting,
): Promise<ExecutedDefinition['definition']> {
  const operation = 'DescribePipelineDefinitionForExecution';
  const raw = await aws.read(operation, { PipelineExecutionArn: execution });
  return readDefinition(new Answer(operation, { account, region }, raw).text('PipelineDefinition'));
}

/** Names of jobs as their ARNs tell them: `{TrainingJob: {Arn: ...:training-job/<name>}}`. */
async function jobsOf(
  aws: Reader,
  execution: string,
  { account, region }: Sighting,
): Promise<readonly { readonly type: string; readonly name: string }[]> {
  const jobs: { type: string; name: string }[] = [];
  for await (const page of aws.pages('ListPipelineExecutionSteps', { PipelineExecutionArn: execution })) {
    for (const item of page) {
      const metadata = new Answer('ListPipelineExecutionSteps', { account, region }, item).member('Metadata');
      for (const [type, [job, member]] of Object.entries(STEP_METADATA)) {
        const arn = metadata?.member(job)?.optional(member);
        if (arn !== undefined) jobs.push({ type, name: arn.slice(arn.lastIndexOf('/') + 1) });
      }
    }
  }
  return jobs;
}

/** Types of step that start a job of their own, and where the metadata of an execution's step tell its ARN. */
const STEP_METADATA = {
  Training: ['TrainingJob', 'Arn'],
  Processing: ['ProcessingJob', 'Arn'],
  Transform: ['TransformJob', 'Arn'],
  Tuning: ['TuningJob', 'Arn'],
  AutoML: ['AutoMLJob', 'Arn'],
  Model: ['Model', 'Arn'],
  QualityCheck: ['QualityCheck', 'CheckJobArn'],
  ClarifyCheck: ['ClarifyCheck', 'CheckJobArn'],
} as const;
