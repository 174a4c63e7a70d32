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
    fact: 'Stopping a tuning job stops the training jobs that it has started.',
    source: `${REFERENCE}/API_StopHyperParameterTuningJob.html`,
  },
  {
    fact: 'Of a transform job that is stopped before it completes no output is kept.',
    source: `${REFERENCE}/API_StopTransformJob.html`,
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
    fact: 'Each instance of a job takes two private addresses of its subnet, and no public one: an internet gateway leads it nowhere, NAT does.',
    source: `${GUIDE}/process-vpc.html`,
  },
  {
    fact: 'Without a way to the internet jobs reach SageMaker, ECR, CloudWatch Logs and STS through interface endpoints, S3 through an endpoint of either type.',
    source: `${GUIDE}/train-vpc.html`,
  },
  {
    fact: 'Private names of interface endpoints are answered only in a VPC with both DNS support and DNS host names.',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html',
  },
  {
    fact: 'A request to S3 carries aws:SourceVpc and aws:SourceVpce only where it passes an endpoint; a negated comparison with a key that is not there holds.',
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpce',
  },
  {
    fact: 'Who takes part in a shared VPC sees neither its endpoints nor its flow logs, and has security groups of its own in it.',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html',
  },
  {
    fact: 'Jobs of AutoML, Model Monitor, Debugger, tuning and labeling say so; those of pipelines only by a name that SageMaker made, by their trial, or by the tag sagemaker:pipeline-execution-arn.',
    source: 'nobody has documented the tag; the Python SDK reads it (sagemaker.lineage)',
  },
];
