/**
 * Did the first execution on a definition of ours fail because its role may not create the renamed jobs? IAM was asked beforehand,
 * and may know less than what the service asks: then whoever owns the pipeline has to hear of it at once.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PipelineExecutionStep.html
 */
import { AwsError } from '../../model/aws-error.ts';
import type { Sighting } from '../../model/resource.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import type { FirstRun } from './shape.ts';
import type { VersionSighting } from './versions.ts';

/** Executions since our write that are looked at, the oldest first: one of them may be of an older version. */
const EXECUTIONS_LOOKED_AT = 5;
const IN_PROGRESS: ReadonlySet<string> = new Set(['Executing', 'Stopping']);
const DENIED = /AccessDenied|not authorized to perform/i;

/** Undefined: there was none yet on that version, or it could not be read; it is looked for again. */
export async function readFirstRun(
  aws: Reader,
  { name, account, region, lastModifiedAt }: Sighting,
  [newest, previous]: readonly VersionSighting[],
): Promise<FirstRun | undefined> {
  const target = { account, region };
  try {
    const input = {
      PipelineName: name,
      // Seconds, as the protocol has it.
      CreatedAfter: lastModifiedAt / 1_000,
      SortBy: 'CreationTime',
      SortOrder: 'Ascending',
      MaxResults: EXECUTIONS_LOOKED_AT,
    };
    const answer = new Answer('ListPipelineExecutions', target, await aws.read('ListPipelineExecutions', input));
    for (const item of answer.items('PipelineExecutionSummaries')) {
      const execution = item.text('PipelineExecutionArn');
      const raw = await aws.read('DescribePipelineExecution', { PipelineExecutionArn: execution });
      const version = new Answer('DescribePipelineExecution', target, raw).optionalCount('PipelineVersionId');
      if (version !== undefined && version !== newest?.id) continue;
      const running = IN_PROGRESS.has(item.text('PipelineExecutionStatus'));
      const denials = await denialsOf(aws, execution, { account, region });
      return { execution, running, denials, versionBefore: previous?.id };
    }
  } catch (error) {
    if (!(error instanceof AwsError) || error.facts.code === 'ShuttingDown') throw error;
  }
  return undefined;
}

/** `<step>: <AWS's words>` for each step that AWS denied something. */
async function denialsOf(
  aws: Reader,
  execution: string,
  target: { readonly account: string; readonly region: string },
): Promise<readonly string[]> {
  const denials: string[] = [];
  for await (const page of aws.pages('ListPipelineExecutionSteps', { PipelineExecutionArn: execution })) {
    for (const item of page) {
      const step = new Answer('ListPipelineExecutionSteps', target, item);
      const reason = step.optional('FailureReason');
      if (step.optional('StepStatus') === 'Failed' && reason !== undefined && DENIED.test(reason))
        denials.push(`${step.text('StepName')}: ${reason}`);
    }
  }
  return denials;
}
