/**
 * Who of SageMaker is in which network? Notebooks, domains, jobs and pipelines say so as facts, from which what is judged about
 * VPCs follows. What could not be told is a fact too: without it an unused VPC would only look like one.
 */
import type { AccountId } from './target.ts';

/** One thing of SageMaker in one network, as it says so itself. */
export interface NetworkUse {
  /** For people: `notebook-instance/a`, or `pipeline/p step Train`. */
  readonly by: string;
  /** Whose it is: its security groups are that account's, also in a VPC of another. Filled in where uses are collected. */
  readonly account?: AccountId;
  /** Undefined: only its subnets are told. */
  readonly vpcId: string | undefined;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Of a job: how many instances it has at once. */
  readonly instances: number | undefined;
  /** It is a job, or starts some. Left out: a notebook or a domain, which have needs of their own. */
  readonly ofJobs?: true;
  /** Buckets of S3 that it names. */
  readonly buckets?: readonly string[];
}

/** What one resource says of networks. */
export interface NetworkReading {
  readonly uses: readonly NetworkUse[];
  /** Why that may not be all: a definition whose subnets are an expression. */
  readonly untold: readonly string[];
}

export const NO_NETWORK: NetworkReading = { uses: [], untold: [] };

/** What is known of networks where a resource is judged. */
export interface NetworkFacts {
  /** What is known to be in any of these VPCs or subnets, from whatever account: a network may be shared. */
  usesOf(ids: readonly string[]): readonly NetworkUse[];
  /** The ids of VPCs and subnets that things of this account and region are in, each once. */
  idsHere(): readonly string[];
  /**
   * Why not all that uses networks in this region is known, of this account and of those with which the network is shared: a few
   * of the reasons; empty: it is. Accounts that nobody wants looked at are not waited for.
   */
  untold(sharers?: readonly AccountId[]): readonly string[];
}

/** Of a place about which nothing has been told, and nothing is missing. */
export const NO_NETWORK_FACTS: NetworkFacts = { usesOf: () => [], idsHere: () => [], untold: () => [] };
