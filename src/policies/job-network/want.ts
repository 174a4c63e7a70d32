/**
 * What may people want of the networks that jobs run in? The shape that YAML is read into. What is `any` is not looked at.
 */
import { z } from 'zod';

export interface AllowedNetworks {
  /** Every subnet of the job must be one of these; left out: any. */
  readonly subnets?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
}

export interface JobNetworkWant {
  readonly vpc: 'any' | 'required' | AllowedNetworks;
  readonly networkIsolation: 'any' | 'required';
  /** Of jobs that have more than one instance. */
  readonly interContainerEncryption: 'any' | 'required';
  readonly onViolation: 'report' | 'stop';
  readonly selfReference: 'report' | 'ensure';
  readonly bucketPolicies: 'off' | 'report';
}

const MAX_ALLOWED = 1_000;
const HOW_TO_SAY_WHICH = 'write required, any, or which: {subnets: [...], securityGroups: [...]}';

const allowed = z
  .strictObject({
    subnets: idsOf(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id such as subnet-0123456789abcdef0').describe(
      'Every subnet of the job must be one of these.',
    ),
    securityGroups: idsOf(/^sg-[0-9a-f]{8,17}$/, 'a security group id such as sg-0123456789abcdef0').describe(
      'Every security group of the job must be one of these.',
    ),
  })
  .refine(({ subnets, securityGroups }) => subnets !== undefined || securityGroups !== undefined, {
    when: ({ issues }) => issues.length === 0,
    error: 'this allows every network\nwrite required, or name subnets or securityGroups',
  });

export const JOB_NETWORK_WANT = z
  .strictObject({
    vpc: z
      .union([z.enum(['any', 'required']), allowed], {
        error: ({ input }) => (isMapping(input) ? undefined : `this is no network\n${HOW_TO_SAY_WHICH}`),
      })
      .default('any')
      .describe(
        'required: in a VPC of yours. Or which: {subnets: [...], securityGroups: [...]}. Of a transform job it is that of its model.',
      ),
    networkIsolation: z
      .enum(['any', 'required'])
      .default('any')
      .describe('required: containers reach nothing but what SageMaker brings them. AutoML jobs have no such setting.'),
    interContainerEncryption: z
      .enum(['any', 'required'])
      .default('any')
      .describe('required: of jobs with more than one instance what goes between these is encrypted.'),
    onViolation: z
      .enum(['report', 'stop'])
      .default('report')
      .describe(
        'A running job cannot be changed. report: it is told, with who started it. stop: it is stopped, and what it has computed may be lost.',
      ),
    selfReference: z
      .enum(['report', 'ensure'])
      .default('report')
      .describe(
        'Distributed jobs need a rule by which the members of their security group reach each other. ensure: it is added.',
      ),
    bucketPolicies: z
      .enum(['off', 'report'])
      .default('off')
      .describe(
        'report: policies of buckets that jobs name and that shut out the endpoints of their VPC. Costs a call for each bucket.',
      ),
  })
  .refine((want) => asks(want), {
    when: ({ issues }) => issues.length === 0,
    error: 'this wants nothing of any job\nname at least one of vpc, networkIsolation, interContainerEncryption',
  })
  .describe('What JobNetwork wants of every job in scope, and of what pipelines will start.');

export const JOB_NETWORK_EXAMPLE = {
  vpc: 'required',
  networkIsolation: 'any',
  interContainerEncryption: 'required',
  onViolation: 'report',
  selfReference: 'report',
  bucketPolicies: 'off',
} satisfies JobNetworkWant;

function asks(want: JobNetworkWant): boolean {
  const { vpc, networkIsolation, interContainerEncryption, selfReference, bucketPolicies } = want;
  const ofJobs = [vpc, networkIsolation, interContainerEncryption].some((wanted) => wanted !== 'any');
  return ofJobs || selfReference === 'ensure' || bucketPolicies === 'report';
}

function isMapping(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function idsOf(pattern: RegExp, what: string) {
  return z
    .array(z.string().regex(pattern, { error: `this is not ${what}` }))
    .min(1, { error: 'an empty list allows nothing\nleave the key out: then any is allowed' })
    .max(MAX_ALLOWED)
    .optional();
}
