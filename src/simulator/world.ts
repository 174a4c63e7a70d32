/**
 * A world as people write it, in YAML. Strict: an unknown key, an unquoted account id or a reference to nothing is an error with
 * its line.
 */
import { isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { z } from 'zod';
import { vpcSchema } from './ec2-schema.ts';
import { bucketSchema, domainSchema, jobSchema, modelSchema } from './job-schema.ts';
import { treeOf } from './organization-tree.ts';
import type { Json, NotebookSeed, PipelineSeed, RoleSeed, World } from './world-shape.ts';

export type { World } from './world-shape.ts';

const MAX_WORLD_BYTES = 2_000_000;
const MAX_ACCOUNTS = 10_000;
const MAX_NOTEBOOKS = 10_000;
const MAX_PIPELINES = 10_000;
const MAX_HISTORY = 1_000;
const MAX_VPCS = 1_000;
const MAX_JOBS = 10_000;
const MAX_OTHERS = 1_000;

const accountId = z.string().regex(/^\d{12}$/, 'an account id is twelve digits, in quotes');
const names = z.array(z.string()).max(1_000);
const tags = z.record(z.string(), z.string());
const json = z.json() as z.ZodType<Json>;
const toggle = z.enum(['Enabled', 'Disabled']);
const instant = z.iso.datetime({ offset: true });
const milliseconds = z.number().min(0);

const notebook = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 'not a name of a notebook instance'),
  region: z.string(),
  status: z
    .enum([
      'Pending',
      'InService',
      'Stopping',
      'Stopped',
      'Failed',
      'Deleting',
      'Updating',
      'PendingMaintenance',
      'InMaintenance',
    ])
    .optional(),
  imds: z.enum(['1', '2']).optional(),
  platform: z.string().optional(),
  instanceType: z.string().optional(),
  rootAccess: toggle.optional(),
  directInternetAccess: toggle.optional(),
  subnet: z.string().optional(),
  securityGroups: names.optional(),
  kmsKey: z.string().optional(),
  role: z.string().optional(),
  lifecycleConfig: z.string().optional(),
  volumeSizeInGB: z.int().min(5).max(16_384).optional(),
  tags: tags.optional(),
  createdAt: instant.optional(),
  failureReason: z.string().optional(),
}) satisfies z.ZodType<NotebookSeed>;

const pipelineVersion = z.strictObject({
  definition: z.union([z.string(), z.record(z.string(), json)]),
  createdAt: instant.optional(),
  displayName: z.string().optional(),
  description: z.string().optional(),
});

const pipeline = z.strictObject({
  ...pipelineVersion.shape,
  name: z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/, 'not a name of a pipeline'),
  region: z.string(),
  versions: z.array(pipelineVersion).max(MAX_HISTORY).optional(),
  role: z.string().optional(),
  tags: tags.optional(),
  modifiedAt: instant.optional(),
  executions: z
    .array(
      z.strictObject({
        version: z.int().min(1).optional(),
        status: z.enum(['Executing', 'Stopping', 'Stopped', 'Failed', 'Succeeded']).optional(),
        startedAt: instant.optional(),
      }),
    )
    .max(MAX_HISTORY)
    .optional(),
  managed: z.boolean().optional(),
  maxParallelExecutionSteps: z.int().min(1).optional(),
}) satisfies z.ZodType<PipelineSeed>;

const role = z.strictObject({
  name: z.string(),
  allow: names.optional(),
  deny: names.optional(),
  document: json.optional(),
  boundary: json.optional(),
  tags: tags.optional(),
  trusts: z.array(accountId).optional(),
  externalId: z.string().nullable().optional(),
  maxSessionSeconds: z.int().min(3_600).max(43_200).optional(),
}) satisfies z.ZodType<RoleSeed>;

const behaviour = z.strictObject({
  authorizeAfterState: z.boolean().optional(),
  authorizedArn: z.enum(['canonical', 'requested']).optional(),
  accountPaths: z.boolean().optional(),
  accountStatus: z.boolean().optional(),
  emptyPageEvery: z.int().min(0).optional(),
  tagIndexLagMs: milliseconds.optional(),
  stopMs: milliseconds.optional(),
  updateMs: milliseconds.optional(),
  startMs: milliseconds.optional(),
  deleteMs: milliseconds.optional(),
  pipelineUpdateMs: milliseconds.optional(),
  pipelineDeleteMs: milliseconds.optional(),
  executionMs: milliseconds.optional(),
  executionStopMs: milliseconds.optional(),
  jobMs: milliseconds.optional(),
  jobStopMs: milliseconds.optional(),
  passRoleOnUpdate: z.boolean().optional(),
  endpointPolicyMs: milliseconds.optional(),
  simulatesConditions: z.boolean().optional(),
});

const worldSchema = z.strictObject({
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'an organization id looks like o-exampleorg1')
    .optional(),
  managementAccount: accountId,
  hubAccount: accountId,
  delegatedAdministrators: z.array(accountId).optional(),
  externalId: z.string().optional(),
  regions: names.min(1),
  optInRegions: names.optional(),
  units: names.optional(),
  roles: z.array(role).optional(),
  keys: z
    .array(z.strictObject({ accessKeyId: z.string(), account: accountId, user: z.string(), allow: names }))
    .optional(),
  behaviour: behaviour.optional(),
  objects: z.record(z.string(), z.string()).optional(),
  accounts: z
    .array(
      z.strictObject({
        id: accountId,
        name: z.string(),
        email: z.string().optional(),
        state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']).optional(),
        unit: z.string().optional(),
        tags: tags.optional(),
        enabledRegions: names.optional(),
        withoutRoles: names.optional(),
        roles: z.array(role).optional(),
        controlPolicies: z.array(json).optional(),
        notebooks: z.array(notebook).max(MAX_NOTEBOOKS).optional(),
        pipelines: z.array(pipeline).max(MAX_PIPELINES).optional(),
        vpcs: z.array(vpcSchema).max(MAX_VPCS).optional(),
        jobs: z.array(jobSchema).max(MAX_JOBS).optional(),
        models: z.array(modelSchema).max(MAX_OTHERS).optional(),
        domains: z.array(domainSchema).max(MAX_OTHERS).optional(),
        buckets: z.array(bucketSchema).max(MAX_OTHERS).optional(),
      }),
    )
    .min(1)
    .max(MAX_ACCOUNTS),
}) satisfies z.ZodType<World>;

/** A world that does not load; the message has a line for each problem: `line:column: what`. */
export class WorldError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'WorldError';
  }
}

/** @throws WorldError with every problem and where it is. */
export function parseWorld(text: string): World {
  if (Buffer.byteLength(text) > MAX_WORLD_BYTES) {
    throw new WorldError([`1:1: a world may have at most ${MAX_WORLD_BYTES} bytes`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new WorldError(
      document.errors.map((error: YAMLError) => `${place(error.pos[0])}: ${error.message.split('\n', 1)[0]}`),
    );
  }
  const parsed = worldSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  const placeOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) {
        return place(node.range[0]);
      }
    }
    return '1:1';
  };
  if (!parsed.success) {
    throw new WorldError(
      parsed.error.issues.map((issue) => `${placeOf(issue.path)}: ${issue.path.join('.')}: ${issue.message}`),
    );
  }
  try {
    treeOf(parsed.data);
  } catch (error) {
    throw new WorldError([`1:1: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return parsed.data;
}
