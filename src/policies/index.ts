/**
 * Every policy kind there is, by the name that YAML gives it. Adding one is adding its folder and a line here.
 */
import { JOB_NETWORK } from './job-network/policy.ts';
import { NOTEBOOK_HARDENING } from './notebook-hardening/policy.ts';
import { NOTEBOOK_IMDS } from './notebook-imds/policy.ts';
import { PIPELINE_JOB_PREFIX } from './pipeline-job-prefix/policy.ts';
import { S3_ENDPOINT_POLICY } from './s3-endpoint-policy/policy.ts';
import type { PolicyKind } from './policy-kind.ts';

const KINDS: readonly PolicyKind[] = [
  JOB_NETWORK,
  NOTEBOOK_HARDENING,
  NOTEBOOK_IMDS,
  PIPELINE_JOB_PREFIX,
  S3_ENDPOINT_POLICY,
];

export const POLICY_KINDS: ReadonlyMap<string, PolicyKind> = new Map(KINDS.map((kind) => [kind.kind, kind]));
