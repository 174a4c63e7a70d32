/**
 * What the simulator's own interface takes, strictly: faults, interventions, and what people do.
 */
import { z } from 'zod';
import { ENDPOINT_ACTIONS } from './ec2-person.ts';
import { endpointSchema, interfaceSchema, ruleSchema } from './ec2-schema.ts';
import { type FaultRule, FAULTS, MAX_FAULT_RULES } from './faults.ts';
import { type Intervention, MAX_INTERVENTIONS } from './interventions.ts';
import { jobSchema } from './job-schema.ts';
import { JOB_TYPES } from './job-seed.ts';
import { GROUP_ACTIONS, VPC_ACTIONS } from './network-person.ts';
import { PERSON_ACTIONS } from './person.ts';
import { PIPELINE_ACTIONS } from './pipeline-person.ts';
import { BUCKET_ACTIONS, JOB_ACTIONS } from './workload-person.ts';
import type { Json } from './world-shape.ts';

const times = z.int().min(1).optional();

const match = z.strictObject({
  account: z.string().optional(),
  region: z.string().optional(),
  service: z.string().optional(),
  operation: z.string().optional(),
  resource: z.string().optional(),
  nth: z.int().min(1).optional(),
  every: z.int().min(1).optional(),
});

export const faultsBody = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        match,
        times,
        fault: z.enum(FAULTS),
        applied: z.boolean().optional(),
        delayMs: z.number().min(0).max(3_600_000).optional(),
        versions: z.int().min(0).optional(),
        agoMs: z.number().min(0).optional(),
      }),
    )
    .max(MAX_FAULT_RULES),
}) satisfies z.ZodType<{ rules: readonly FaultRule[] }>;

const where = { account: z.string(), region: z.string(), name: z.string() };
const tags = z.record(z.string(), z.string()).optional();
const keys = z.array(z.string()).optional();

const notebookDeed = z
  .strictObject({
    ...where,
    kind: z.literal('notebook-instance').optional(),
    action: z.enum(PERSON_ACTIONS),
    tags,
    keys,
    settings: z
      .strictObject({
        imds: z.enum(['1', '2']).optional(),
        rootAccess: z.enum(['Enabled', 'Disabled']).optional(),
        platform: z.string().optional(),
        instanceType: z.string().optional(),
        status: z.enum(['InService', 'Stopped', 'Failed']).optional(),
      })
      .optional(),
  })
  .transform(({ tags: added, keys: removed, settings, ...deed }) => ({
    ...deed,
    detail: {
      ...(added === undefined ? {} : { tags: added }),
      ...(removed === undefined ? {} : { keys: removed }),
      ...(settings === undefined ? {} : { settings }),
    },
  }));

const pipelineDeed = z.strictObject({
  ...where,
  kind: z.literal('pipeline'),
  action: z.enum(PIPELINE_ACTIONS),
  by: z.string().optional(),
  definition: z.union([z.string(), z.record(z.string(), z.json() as z.ZodType<Json>)]).optional(),
  description: z.string().optional(),
  role: z.string().optional(),
  inFlightMs: z.number().min(0).optional(),
  version: z.int().min(1).optional(),
  tags,
  keys,
});

const endpointDeed = z.strictObject({
  ...where,
  kind: z.literal('vpc-endpoint'),
  action: z.enum(ENDPOINT_ACTIONS),
  policy: (z.json() as z.ZodType<Json>).optional(),
  routeTables: keys,
  tags,
  vpc: z.string().optional(),
  endpoint: endpointSchema.optional(),
});

const vpcDeed = z.strictObject({
  ...where,
  kind: z.literal('vpc'),
  action: z.enum(VPC_ACTIONS),
  interface: interfaceSchema,
});

const groupDeed = z.strictObject({
  ...where,
  kind: z.literal('security-group'),
  action: z.enum(GROUP_ACTIONS),
  rule: ruleSchema.optional(),
});

const jobDeed = z.strictObject({
  ...where,
  kind: z.literal('job'),
  type: z.enum(JOB_TYPES),
  action: z.enum(JOB_ACTIONS),
  job: jobSchema.omit({ type: true, name: true, region: true }).optional(),
  reason: z.string().optional(),
  tags,
  keys,
});

const bucketDeed = z.strictObject({
  ...where,
  kind: z.literal('bucket'),
  action: z.enum(BUCKET_ACTIONS),
  policy: (z.json() as z.ZodType<Json>).optional(),
});

/** Of a notebook instance, unless `kind` says otherwise. */
export const personBody = z.union([pipelineDeed, endpointDeed, vpcDeed, groupDeed, jobDeed, bucketDeed, notebookDeed]);

export const interventionsBody = z.strictObject({
  rules: z
    .array(z.strictObject({ match, times, when: z.enum(['before', 'after']).optional(), deed: personBody }))
    .max(MAX_INTERVENTIONS),
}) satisfies z.ZodType<{ rules: readonly Intervention[] }>;

export const accountBody = z.strictObject({
  account: z.string(),
  state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']),
});
