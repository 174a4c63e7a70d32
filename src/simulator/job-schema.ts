/**
 * Jobs, models, Studio domains and buckets as people write them in a world's YAML. Strict, like the rest of it.
 */
import { z } from 'zod';
import { type BucketSeed, DOMAIN_STATUSES, type DomainSeed, JOB_STATUSES, JOB_TYPES } from './job-seed.ts';
import type { JobSeed, ModelSeed } from './job-seed.ts';
import type { Json } from './world-shape.ts';

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

const flag = z.boolean().optional();
const text = z.string().optional();
const ids = z.array(z.string()).max(16).optional();
const tags = z.record(z.string(), z.string()).optional();
const instant = z.iso.datetime({ offset: true }).optional();
const milliseconds = z.number().min(0).optional();
const json = z.json() as z.ZodType<Json>;

const network = z.strictObject({ subnets: ids, securityGroups: ids, isolation: flag, encryption: flag }).optional();

export const jobSchema = z.strictObject({
  type: z.enum(JOB_TYPES),
  name: z.string().regex(NAME, 'not a name of a job'),
  region: z.string(),
  status: z.enum(JOB_STATUSES).optional(),
  startedAgoMs: milliseconds,
  durationMs: milliseconds,
  failureReason: text,
  network,
  instances: z.int().min(1).optional(),
  instanceType: text,
  role: text,
  origin: z
    .strictObject({ monitoringSchedule: text, automl: text, training: text, tuning: text, pipelineExecution: text })
    .optional(),
  model: text,
  version: z.union([z.literal(1), z.literal(2)]).optional(),
  tags,
  settings: z.record(z.string(), json).optional(),
}) satisfies z.ZodType<JobSeed>;

export const modelSchema = z.strictObject({
  name: z.string().regex(NAME, 'not a name of a model'),
  region: z.string(),
  network,
  role: text,
  createdAt: instant,
  tags,
}) satisfies z.ZodType<ModelSeed>;

export const domainSchema = z.strictObject({
  id: z.string().regex(/^d-[a-z0-9][a-z0-9-]{0,59}$/, 'an id of a domain looks like d-1a2b3c'),
  name: z.string().regex(NAME, 'not a name of a domain'),
  region: z.string(),
  status: z.enum(DOMAIN_STATUSES).optional(),
  vpc: text,
  subnets: ids,
  access: z.enum(['PublicInternetOnly', 'VpcOnly']).optional(),
  securityGroups: ids,
  role: text,
  createdAt: instant,
  tags,
}) satisfies z.ZodType<DomainSeed>;

export const bucketSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'not a name of a bucket'),
  region: text,
  policy: json.optional(),
}) satisfies z.ZodType<BucketSeed>;
