/**
 * What is known of AWS behind JobNetwork.
 */
import type { PolicyFact } from '../facts.ts';

const GUIDE = 'https://docs.aws.amazon.com/sagemaker/latest/dg';
const REFERENCE = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

export const JOB_NETWORK_FACTS: readonly PolicyFact[] = [
  {
    fact: 'Nothing of a job can be changed: all that can be done is to stop it. Its containers are told to end, and are ended 120 seconds later.',
    source: `${REFERENCE}/API_StopTrainingJob.html`,
  },
  {
    fact: 'Stopping a tuning job stops the training jobs that it has started; of those that a transform job has computed nothing is kept.',
    source: `${REFERENCE}/API_StopHyperParameterTuningJob.html`,
  },
  {
    fact: 'A transform job says nothing of a network: it runs in that of its model.',
    source: `${GUIDE}/batch-vpc.html`,
  },
  {
    fact: 'AutoML jobs have no setting for network isolation.',
    source: `${REFERENCE}/API_AutoMLSecurityConfig.html`,
  },
  {
    fact: 'Lists of jobs that are filtered by the time of their last modification are answered by throttling where there are many jobs; by the time of creation they are fast.',
    source: 'https://github.com/aws/aws-cli/issues/7596',
  },
  {
    fact: 'No list tells the network of a job: each is described once.',
    source: `${REFERENCE}/API_ProcessingJobSummary.html`,
  },
  {
    fact: 'Instances of one job reach each other only if a security group that they carry lets in what comes from itself.',
    source: `${GUIDE}/train-vpc.html`,
  },
  {
    fact: 'Jobs of AutoML, Model Monitor, Debugger, tuning and labeling say so; those of pipelines only by a name that SageMaker made, by their trial, or by the tag sagemaker:pipeline-execution-arn.',
    source: 'nobody has documented the tag; the Python SDK reads it (sagemaker.lineage)',
  },
];
