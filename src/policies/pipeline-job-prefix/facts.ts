/**
 * What is known of AWS behind PipelineJobPrefix.
 */
import type { PolicyFact } from '../facts.ts';

const GUIDE = 'https://docs.aws.amazon.com/sagemaker/latest/dg';
const REFERENCE = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

export const PIPELINE_JOB_PREFIX_FACTS: readonly PolicyFact[] = [
  {
    fact: 'A job-name key in the arguments of a step is the prefix of the jobs that it creates; without one they are called pipelines-<execution>-<step>-…. Nothing else in the API tells.',
    source: `${GUIDE}/build-and-manage-access.html`,
  },
  {
    fact: 'A prefix has at most 38 characters, for Tuning and AutoML 6. The Python SDK does not check it, and cuts some names to other lengths.',
    source: `${GUIDE}/build-and-manage-access.html`,
  },
  {
    fact: 'Version 2 of the Python SDK leaves the key out unless PipelineDefinitionConfig(use_custom_job_prefix=True) is given.',
    source: 'https://sagemaker.readthedocs.io/en/v2/workflows/pipelines/sagemaker.workflow.pipelines.html',
  },
  {
    fact: 'Version 3 of the Python SDK never writes the key for Training and Tuning, so that each upload takes away what was set.',
    source: 'nobody has documented it; seen in version 3.27.0',
  },
  {
    fact: 'Executions run on the definition that they began with: changing it disturbs none of them.',
    source: `${REFERENCE}/API_DescribePipelineDefinitionForExecution.html`,
  },
  {
    fact: 'Every change of a definition makes a version, and older ones can still be started by number.',
    source: `${REFERENCE}/API_StartPipelineExecution.html`,
  },
  {
    fact: "Jobs are created as the pipeline's execution role: one that may create only jobs of other names fails at the next step.",
    source: `${GUIDE}/build-and-manage-access.html`,
  },
  {
    fact: 'A default of a parameter proves nothing: whoever starts the pipeline may give another value.',
    source: `${GUIDE}/build-and-manage-parameters.html`,
  },
  {
    fact: 'SageMaker writes names in ARNs in lower case, and IAM compares ARNs to the letter: prefixes are lower case.',
    source: 'nobody has documented how the two meet',
  },
];
