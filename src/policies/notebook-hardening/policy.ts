/**
 * What people may want of a notebook instance apart from its metadata service. What is left out, or an empty list, is not looked at. The
 * judging is next door.
 */
import { z } from 'zod';
import { CURRENT_PLATFORM, PATHS, platformStanding } from '../../resources/notebook-instance/shape.ts';
import type { PolicyKind } from '../policy-kind.ts';
import { guardNotebookHardening } from './guardrail.ts';
import { judgeNotebookHardening } from './judge.ts';
import type { NotebookHardeningWant } from './judge.ts';

const MAX_ALLOWED = 1_000;
const HINT_DISABLED = 'write Disabled, or leave the key out: then it is not looked at';

/** Identifiers as the API's own patterns have them: UpdateNotebookInstance and DescribeNotebookInstance. */
const want = z
  .strictObject({
    rootAccess: disabled('rootAccess').describe(
      'Disabled: users of the notebook are not root. Driven, at the cost of a restart.',
    ),
    platformIdentifier: z
      .string()
      .regex(/^notebook-al\d{1,4}-v\d{1,2}$/, {
        error: `this is not a platform identifier\nwrite one such as ${CURRENT_PLATFORM}`,
      })
      .refine((platform) => platformStanding(platform) !== 'retired', {
        error: `this platform is retired: a notebook on it cannot start again\nwrite ${CURRENT_PLATFORM}`,
      })
      .optional()
      .describe(
        'The platform every notebook must run on, such as notebook-al2023-v1. Driven, at the cost of a restart.',
      ),
    directInternetAccess: disabled('directInternetAccess').describe(
      'Disabled: traffic leaves through the VPC only. Reported: no update can change it.',
    ),
    subnets: listOf(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id such as subnet-0123456789abcdef0').describe(
      'The subnet must be one of these. Reported: no update can change it.',
    ),
    securityGroups: listOf(/^sg-[0-9a-f]{8,17}$/, 'a security group id such as sg-0123456789abcdef0').describe(
      'Every security group must be one of these. Reported: no update can change it.',
    ),
    kmsKeys: listOf(
      /^[A-Za-z0-9:/_-]{1,2048}$/,
      'a KMS key as the notebook names it: key id, key ARN, alias or alias ARN',
    ).describe('The KMS key of the volume must be one of these, spelled as the notebook has it. Reported.'),
    lifecycleConfigs: listOf(
      /^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/,
      'the name of a notebook lifecycle configuration',
    ).describe('The lifecycle configuration must be one of these. Reported.'),
  })
  .refine((wanted) => Object.values(wanted).some((value) => value !== undefined && value.length > 0), {
    // A misspelt key is complained about by itself.
    when: ({ issues }) => issues.length === 0,
    error: 'this want looks at nothing\nname at least one of rootAccess, platformIdentifier, directInternetAccess, …',
  })
  .meta({ minProperties: 1 })
  .describe('What NotebookHardening wants of every notebook instance in scope; what is left out is not looked at.');

export const NOTEBOOK_HARDENING: PolicyKind<NotebookHardeningWant> = {
  kind: 'NotebookHardening',
  description:
    'Root access, platform, internet access, network, key and lifecycle configuration of notebook instances.',
  want,
  example: { rootAccess: 'Disabled', platformIdentifier: CURRENT_PLATFORM, directInternetAccess: 'Disabled' },
  disruptive: true,
  aims: ({ platformIdentifier }) =>
    platformIdentifier === undefined
      ? []
      : [{ key: 'platformIdentifier', path: PATHS.platform, value: platformIdentifier }],
  judges: { 'notebook-instance': judgeNotebookHardening },
  guardrail: guardNotebookHardening,
};

function disabled(key: string) {
  return z
    .literal('Disabled', {
      error: ({ input }) => {
        if (input === 'Enabled') return `${key}: Enabled asks for nothing\n${HINT_DISABLED}`;
        return input === false || input === 'no' || input === 'off' || input === 'false'
          ? `${key}: the API has a word for this, and no truth value\nwrite Disabled`
          : undefined;
      },
    })
    .optional();
}

function listOf(pattern: RegExp, what: string) {
  return z
    .array(z.string().regex(pattern, { error: `this is not ${what}` }))
    .max(MAX_ALLOWED)
    .optional();
}
