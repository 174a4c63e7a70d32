/**
 * The one document about the organization as a whole: how accounts are reached, when and how fast.
 */
import { z } from 'zod';
import type { OrganizationSettings } from '../../model/desired-state.ts';
import { POLICY_KINDS } from '../../policies/index.ts';
import { didYouMean } from '../nearest.ts';
import { quoted } from '../problem-list.ts';
import type { DocumentKind } from './document-kind.ts';
import { isMapping, mappingAt } from './document-kind.ts';
import { DAY_MS, duration, durationMs, regions, schedule, text } from './fields.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, with the path that a role may have. */
const ROLE_NAME = '^([A-Za-z0-9_+=,.@-]+/){0,16}[A-Za-z0-9_+=,.@-]{1,64}$';
const roleName = text(
  (value) => {
    if (value.startsWith('arn:'))
      return 'a role is named here, without account\nwrite what comes after role/ in the ARN';
    return new RegExp(ROLE_NAME).test(value) ? undefined : `${quoted(value)} is not the name of a role`;
  },
  { pattern: ROLE_NAME, examples: ['SagekeeperRead'] },
);

const RATE_CLASS = '^(\\*|[a-z][a-z0-9]*:(\\*|[A-Za-z0-9-]+))$';
const rate = z.union(
  [z.literal('off'), z.strictObject({ perSecond: z.number().gt(0).max(1_000), burst: z.int().min(1).max(10_000) })],
  { error: 'a rate has perSecond (above 0, at most 1000) and burst (from 1)\nwrite {perSecond: 5, burst: 10}, or off' },
);

const access = z.strictObject({
  readRole: roleName.describe('Assumed in each account for everything that only looks. It must not be able to write.'),
  writeRole: roleName
    .optional()
    .describe('Assumed for one decided change at a time. Left out: nothing is ever enforced.'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, { error: 'an external id has 2 to 1224 of: letters, digits, _ + = , . @ : / -' })
    .optional()
    .describe('What the trust policies of both roles ask for.'),
  managementRole: roleName
    .optional()
    .describe("Only if the hub's account is neither the management nor a delegated administrator account."),
  sourceIdentity: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, { error: 'a source identity has 2 to 64 of: letters, digits, _ + = , . @ -' })
    .optional()
    .describe('Source identity of every session. The trust policies must allow sts:SetSourceIdentity.'),
});

const spec = z.strictObject({
  partition: z
    .enum(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'])
    .default('aws')
    .describe('Which part of AWS: commercial, China, GovCloud, …'),
  access: access.describe('The roles that are assumed in the accounts.'),
  regions: regions.describe(
    'Where policies apply that name no regions. Regions an account has not enabled are told apart.',
  ),
  includeManagementAccount: z
    .boolean()
    .default(false)
    .describe('true: policies apply to the management account as well.'),
  schedule: schedule
    .default('*/15 * * * *')
    .describe('When a pass begins, in UTC; a sixth, leading field gives seconds.'),
  schedules: z
    .record(z.string(), schedule)
    .default({})
    .meta({ propertyNames: { enum: [...POLICY_KINDS.keys()] } })
    .describe('By policy kind, where it should differ.'),
  completeReadEvery: duration(60_000, 31 * DAY_MS, 'between 1m and 31d')
    .default('24h')
    .describe('Every resource is described again at least this often, whatever the lists say.'),
  settle: duration(1_000, 600_000, 'between 1s and 10m')
    .default('60s')
    .describe('How old a reading must be to be believed.'),
  freeze: z.boolean().default(false).describe('true: nothing new begins; what was begun is brought back.'),
  executionReads: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe(
      'Executions of pipelines that one pass over an account and region looks at, where a policy asks about them (startedJobs, oldVersions); each costs two to four calls.',
    ),
  breakGlassRoles: z.array(roleName).max(100).default([]).describe('Roles that no guardrail of ours ever denies.'),
  acceptRevision: z
    .string()
    .regex(/^[0-9a-f]{12}$/, {
      error: 'a revision has 12 hexadecimal digits\ncopy it from the message that asks for it',
    })
    .optional()
    .describe('Obey a state that suddenly covers much less or more: the revision that a message asked about.'),
  rates: z
    .record(z.string(), rate)
    .default({})
    .meta({ propertyNames: { pattern: RATE_CLASS } })
    .describe(
      'Overrides by rate class, such as "sagemaker:describe", "sagemaker:*" for a service, or "*" for all of them.',
    ),
});

export const ORGANIZATION: DocumentKind<z.infer<typeof spec>, OrganizationSettings> = {
  kind: 'Organization',
  description: 'How the accounts are reached, and when and how fast they are looked at. There is exactly one.',
  spec,
  example: {
    access: { readRole: 'SagekeeperRead', writeRole: 'SagekeeperWrite', externalId: 'example-external-id' },
    regions: ['eu-central-1', 'us-east-1'],
  },
  rules: [],
  check: (written, complain) => {
    const kinds = [...POLICY_KINDS.keys()];
    for (const kind of Object.keys(mappingAt(written, 'schedules'))) {
      if (!kinds.includes(kind))
        complain(['schedules', kind], `there is no policy kind ${quoted(kind)}\n${didYouMean(kind, kinds)}`);
    }
    const rates = written['rates'];
    if (!isMapping(rates)) return;
    for (const rateClass of Object.keys(rates)) {
      if (!new RegExp(RATE_CLASS).test(rateClass)) {
        complain(
          ['rates', rateClass],
          `${quoted(rateClass)} is not a rate class\nwrite one such as "sagemaker:describe", or "*"`,
        );
      }
    }
  },
  resolve: ({ access: roles, completeReadEvery, settle, acceptRevision, ...rest }, name, source) => ({
    ...rest,
    name,
    access: {
      readRole: roles.readRole,
      writeRole: roles.writeRole,
      externalId: roles.externalId,
      managementRole: roles.managementRole,
      sourceIdentity: roles.sourceIdentity,
    },
    completeReadEveryMs: durationMs(completeReadEvery),
    settleMs: durationMs(settle),
    acceptRevision,
    source,
  }),
};
