/**
 * Who is excused from which policies, by whom, why, and until when. That an exemption has ended never keeps the state
 * from loading.
 */
import { z } from 'zod';
import type { Exemption } from '../../model/desired-state.ts';
import { quoted } from '../problem-list.ts';
import { whoever } from './document-kind.ts';
import type { Complain, DocumentKind, Written } from './document-kind.ts';
import { DAY_MS, MAX_LIST, instant, name, text } from './fields.ts';
import { resolveScope, scopeSchema } from './scope.ts';

/** A leap year's worth. */
const LONGEST_MS = 366 * DAY_MS;
const MAX_PATTERN = 512;

const prose = (maxLength: number) => z.string().trim().min(1).max(maxLength).meta({ pattern: '\\S' });
const PART = '[A-Za-z0-9_/.*-]*';
const ACCOUNT = '([0-9]{12}|[0-9]*\\*[0-9*]*)';
const VPC = 'vpc/vpc-[A-Za-z0-9-]+';

const spec = z.strictObject({
  policies: z
    .array(name)
    .min(1, { error: 'an exemption from nothing excuses nobody\nname at least one policy' })
    .max(MAX_LIST)
    .describe('Names of the policies that it excuses from.'),
  resources: z
    .array(
      text(complainOfPattern, {
        pattern: `^arn:${PART}:((sagemaker|${PART}\\*${PART}):${PART}:${ACCOUNT}:[A-Za-z0-9_:/.*-]+|ec2:${PART}:${ACCOUNT}:${VPC})$`,
        examples: ['arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*'],
      }),
    )
    .min(1, { error: 'an empty list excuses nobody\nname resources, or leave the key out and give a scope' })
    .max(MAX_LIST)
    .optional()
    .describe(
      'ARNs of notebook instances, pipelines and jobs, in which * stands for any text; of a VPC, with all that stands in it, the whole id. Compared without regard to case.',
    ),
  scope: scopeSchema.optional().describe('Whose resources: all of them, or those that `resources` names.'),
  createdBefore: instant
    .optional()
    .describe(
      'Needed with a pattern: only what was created before it is excused, so that nothing new can name itself in.',
    ),
  owner: prose(256).describe('Who answers for it.'),
  reason: prose(2_048).describe('Why it is needed, for whoever has to renew it.'),
  ticket: prose(256).optional().describe('Where it was agreed.'),
  expiresAt: instant.describe('From this instant on nobody is excused. At most a year away.'),
});

export const EXEMPTION: DocumentKind<z.infer<typeof spec>, Exemption> = {
  kind: 'Exemption',
  description: 'Excuses resources from policies, for a reason and for a time.',
  spec,
  example: {
    policies: ['imds-v2'],
    resources: ['arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*'],
    createdBefore: '2026-11-01T00:00:00Z',
    owner: 'fraud-team@example.org',
    reason: 'The vendor image needs IMDSv1 until its next release.',
    ticket: 'SEC-123',
    expiresAt: '2027-03-31T00:00:00Z',
  },
  rules: [
    { anyOf: [{ required: ['resources'] }, { required: ['scope'] }] },
    whoever(
      { properties: { resources: { contains: { type: 'string', pattern: '\\*' } } }, required: ['resources'] },
      { required: ['createdBefore'] },
    ),
  ],
  check: (written, complain, now) => {
    checkExcused(written, complain);
    const expiresAt = typeof written['expiresAt'] === 'string' ? Date.parse(written['expiresAt']) : Number.NaN;
    if (expiresAt > now + LONGEST_MS) {
      const latest = new Date(now + LONGEST_MS).toISOString().slice(0, 10);
      complain(
        ['expiresAt'],
        `an exemption lasts at most a year\nwrite ${latest}T00:00:00Z or earlier, and renew it when it ends`,
      );
    }
  },
  resolve: ({ policies, resources, scope, createdBefore, owner, reason, ticket, expiresAt }, exemption, source) => ({
    name: exemption,
    policies,
    resources,
    scope: resolveScope(scope),
    createdBefore: createdBefore === undefined ? undefined : Date.parse(createdBefore),
    owner,
    reason,
    ticket,
    expiresAt: Date.parse(expiresAt),
    source,
  }),
};

function checkExcused(written: Written, complain: Complain): void {
  const { resources, scope, createdBefore } = written;
  if (resources === undefined && scope === undefined) {
    complain([], 'it does not say whom it excuses\ngive resources or a scope');
  }
  if (!Array.isArray(resources) || createdBefore !== undefined) return;
  const index = resources.findIndex((pattern) => typeof pattern === 'string' && pattern.includes('*'));
  if (index < 0) return;
  complain(
    ['resources', index],
    'a pattern needs createdBefore: without it a new resource can name itself into the exemption\nadd createdBefore, or name the ARNs',
  );
}

/** arn:partition:service:region:account:resource, any part of which may hold a `*`. */
function complainOfPattern(pattern: string): string | undefined {
  const hint = 'write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*';
  if (pattern.length > MAX_PATTERN) return `a pattern has at most ${MAX_PATTERN} characters`;
  const parts = pattern.split(':');
  const [arn, , service = '', , account = '', ...resource] = parts;
  if (arn !== 'arn' || resource.join('') === '' || !/^[\w:/.*-]+$/.test(pattern))
    return `${quoted(pattern)} is not an ARN\n${hint}`;
  if (service === 'ec2' && !new RegExp(`^${VPC}$`).test(resource.join(':'))) {
    // Nobody tells when a VPC was made, and so `createdBefore` would let in all that come.
    const vpc = 'arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0123456789abcdef0';
    return `${quoted(pattern)} is no VPC: its endpoints and groups are excused with it\nwrite one with its whole id, such as ${vpc}`;
  }
  if (service !== 'sagemaker' && service !== 'ec2' && !service.includes('*'))
    return `${quoted(pattern)} is no resource of SageMaker\n${hint}`;
  if (!/^\d{12}$/.test(account) && !/^\d*\*[\d*]*$/.test(account)) {
    return `an account id has 12 digits, and ${quoted(account)} is none\nan id that begins with zeros loses them where it is not quoted`;
  }
  return undefined;
}
