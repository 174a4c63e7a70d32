/**
 * What is known of AWS behind each policy kind, with where it is known from: for people who ask why a kind is as it is.
 */
import { JOB_NETWORK_FACTS } from './job-network/facts.ts';
import { NOTEBOOK_HARDENING_FACTS } from './notebook-hardening/facts.ts';
import { NOTEBOOK_IMDS_FACTS } from './notebook-imds/facts.ts';
import { PIPELINE_JOB_PREFIX_FACTS } from './pipeline-job-prefix/facts.ts';
import { S3_ENDPOINT_POLICY_FACTS } from './s3-endpoint-policy/facts.ts';

export interface PolicyFact {
  readonly fact: string;
  /** A page of AWS's documentation, or that nobody has proven it. */
  readonly source: string;
}

export const POLICY_FACTS: ReadonlyMap<string, readonly PolicyFact[]> = new Map([
  ['JobNetwork', JOB_NETWORK_FACTS],
  ['NotebookHardening', NOTEBOOK_HARDENING_FACTS],
  ['NotebookImds', NOTEBOOK_IMDS_FACTS],
  ['PipelineJobPrefix', PIPELINE_JOB_PREFIX_FACTS],
  ['S3EndpointPolicy', S3_ENDPOINT_POLICY_FACTS],
]);
