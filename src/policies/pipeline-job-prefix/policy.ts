/**
 * What people may want of the names that pipelines give their jobs, as YAML has it. The judging is next door.
 */
import { z } from 'zod';
import type { PolicyKind } from '../policy-kind.ts';
import { guardPipelineJobPrefix } from './guardrail.ts';
import { acceptsPipelineName, judgePipelineJobPrefix } from './judge.ts';
import { SHORT_CHARACTERS, approvedPrefixes, bare } from './want.ts';
import type { AssignRule, PipelineJobPrefixWant } from './want.ts';

/** A process recollects its last 32 calls about a resource: of more renamings it would not know. */
const MAX_CONTESTED_AFTER = 30;

const MAX_PREFIXES = 100;
const MAX_RULES = 1_000;
/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html */
const MAX_PREFIX_CHARACTERS = 38;
const RESERVED = 'pipelines';

const prefix = z
  .string()
  .max(MAX_PREFIX_CHARACTERS)
  .regex(/^[a-z0-9](-*[a-z0-9])*-?$/, { error: ({ input }) => explainPrefix(String(input)) })
  .refine((written) => bare(written) !== RESERVED, {
    error: `names that begin with ${RESERVED}- are those that nobody has chosen\nname a team or a platform`,
  });

const rule = z.strictObject({
  tag: z
    .string()
    .max(512)
    .regex(/^[^=]+=/, { error: 'a tag is written <key>=<value>\nwrite one such as team=fraud' })
    .optional()
    .describe('Of the pipeline, <key>=<value>.'),
  account: z
    .string({ error: ({ input }) => (typeof input === 'number' ? explainAccount(input) : undefined) })
    .regex(/^(\d{12}|.*\D.*)$/s, {
      error: 'an account id has 12 digits\nquote it, as zeros at its beginning are lost otherwise',
    })
    .max(512)
    .optional()
    .describe('Id or name of the account that the pipeline is in.'),
  ou: z
    .string()
    .max(512)
    .regex(/^(?!ou\/)[^/]+(\/[^/]+)*\/*$/, {
      error: 'this names no organizational unit\nwrite its path below the root, such as Workloads/Sandbox, or its id',
    })
    .optional()
    .describe('Path or id of the organizational unit that the account is in, with all below.'),
  prefix: prefix.describe('One of those that are approved.'),
  shortPrefix: prefix
    .max(SHORT_CHARACTERS, {
      error: `Tuning and AutoML take at most ${SHORT_CHARACTERS} characters\nshorten it`,
    })
    .optional()
    .describe('Used, and approved, only where six characters are the limit: Tuning and AutoML.'),
});

const want = z
  .strictObject({
    approved: z
      .array(prefix)
      .min(1, { error: 'without any approved prefix every name would be wrong\nname one, such as approved: [mlp]' })
      .max(MAX_PREFIXES)
      .describe('A job name must be <one of these>-…; mlp and mlp- mean the same.'),
    assign: z
      .array(rule)
      .max(MAX_RULES)
      .default([])
      .describe(
        'Which prefix a step gets whose name is not approved: the first rule that fits. None: it is reported only. A change of nothing but the tags of a pipeline is seen with the next complete read (completeReadEvery of Organization) at the latest, and right before every write.',
      ),
    oldVersions: z
      .enum(['off', 'report'])
      .default('off')
      .describe('report: older versions that can be started, and executions in progress on one. Costs calls.'),
    startedJobs: z
      .enum(['off', 'report'])
      .default('off')
      .describe('report: names of the jobs that recent executions have started. Costs calls for every execution.'),
    preflight: z
      .enum(['iam', 'off'])
      .default('iam')
      .describe(
        "iam: ask IAM whether the pipeline's role may create the renamed jobs; where it may not, or cannot be asked, nothing is renamed.",
      ),
    contestedAfter: z
      .int()
      .min(1)
      .max(MAX_CONTESTED_AFTER)
      .default(10)
      .describe('Renamed this often in a day, a pipeline is contested: left alone, and reported.'),
  })
  .superRefine((wanted, context) => {
    // What is misspelt is complained about by itself.
    if (context.issues.length > 0) return;
    for (const { path, message } of contradictions(wanted))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .describe('What PipelineJobPrefix wants of every pipeline in scope.');

export const PIPELINE_JOB_PREFIX: PolicyKind<PipelineJobPrefixWant> = {
  kind: 'PipelineJobPrefix',
  description: 'Every job that a pipeline creates begins with an approved name.',
  want,
  example: {
    approved: ['mlp', 'fraud-detection'],
    assign: [{ tag: 'team=fraud', prefix: 'fraud-detection', shortPrefix: 'fraud' }, { prefix: 'mlp' }],
    oldVersions: 'off',
    preflight: 'iam',
  },
  disruptive: false,
  // Nobody is disturbed: it is for whoever has to look at what went wrong, should something.
  budgets: [{ per: 'account', max: { count: 5 } }],
  needs: ({ assign, oldVersions, startedJobs }) => [
    ...(assign.some(({ tag }) => tag !== undefined) ? (['tags'] as const) : []),
    ...(oldVersions === 'report' ? (['versions', 'executions'] as const) : []),
    ...(startedJobs === 'report' ? (['jobs'] as const) : []),
  ],
  contradicts: (later, earlier) =>
    approvedPrefixes(later, Infinity).some((prefix) => approvedPrefixes(earlier, Infinity).includes(prefix))
      ? undefined
      : 'approved',
  units: ({ assign }) => [...new Set(assign.flatMap(({ ou }) => ou ?? []))].map((ou) => ou.replace(/\/+$/, '')),
  accepts: acceptsPipelineName,
  contested: ({ contestedAfter }) => ({
    timesADay: contestedAfter,
    because:
      'whoever uploads the definition takes the names away again; the Python SDK leaves them out unless use_custom_job_prefix is on, and version 3 of it always',
  }),
  judges: { pipeline: judgePipelineJobPrefix },
  guardrail: guardPipelineJobPrefix,
};

interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What each rule says by itself is good, and together they make no sense. */
function contradictions({ approved, assign }: PipelineJobPrefixWant): readonly Complaint[] {
  const known = new Set(approved.map(bare));
  const all = assign.findIndex(
    ({ tag, account, ou }) => tag === undefined && account === undefined && ou === undefined,
  );
  return assign.flatMap((one: AssignRule, at): readonly Complaint[] => {
    const here = ['assign', at];
    if (!known.has(bare(one.prefix))) {
      const message = `${one.prefix} is not approved, so that a name with it would be renamed again\nadd it to approved`;
      return [{ path: [...here, 'prefix'], message }];
    }
    if (all < 0 || at <= all) return [];
    return [{ path: here, message: 'this rule is never reached: the one before it fits every pipeline\nput it first' }];
  });
}

function explainPrefix(written: string): string {
  if (/[A-Z]/.test(written)) {
    return `a prefix is lower case, as SageMaker writes ARNs\nwrite ${written.toLowerCase().slice(0, MAX_PREFIX_CHARACTERS)}`;
  }
  return 'a prefix has letters, digits and hyphens, and begins with a letter or digit\nwrite one such as mlp';
}

function explainAccount(written: number): string {
  return `an account id is text\nquote it: "${String(written).padStart(12, '0').slice(0, 12)}"`;
}
