/**
 * What may people want of the documents of S3 endpoints? The shape that YAML is read into, and what is wrong with a statement
 * before any endpoint is looked at.
 */
import { z } from 'zod';
import { statementFaults } from '../../model/iam-document-endpoint.ts';
import { OUR_SID } from '../../model/iam-document-merge.ts';
import type { Existing, NamedStatement } from '../../model/iam-document-merge.ts';
import { isStatement } from '../../model/iam-document-read.ts';
import { PRESETS, presetSid } from './presets.ts';
import type { Preset } from './presets.ts';

export interface S3EndpointPolicyWant {
  /** `usedBySageMaker`, `all`, or `tag/<key>=<value>`. */
  readonly vpcs: string;
  readonly presets: readonly Preset[];
  readonly statements: readonly NamedStatement[];
  readonly existing: Existing;
  readonly missingEndpoint: 'report' | 'create';
  readonly sharedVpc: 'hold' | 'accept';
}

const MAX_STATEMENTS = 100;
const MAX_VALUES = 500;

const texts = z.union([z.string(), z.array(z.string()).min(1).max(MAX_VALUES)], 'write a text, or a list of texts');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const principal = z.union(
  [z.literal('*'), z.partialRecord(z.enum(['AWS', 'Service', 'Federated', 'CanonicalUser']), texts)],
  'write "*", or {AWS: ...}, with a text or a list of texts',
);

const statement = z
  .strictObject({
    Sid: z.string().regex(/^[A-Za-z0-9]{1,64}$/, 'a Sid is up to 64 letters and digits'),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principal.exactOptional(),
    NotPrincipal: principal.exactOptional(),
    Action: texts.exactOptional(),
    NotAction: texts.exactOptional(),
    Resource: texts.exactOptional(),
    NotResource: texts.exactOptional(),
    Condition: z
      .record(
        z.string(),
        z.record(z.string(), z.union([scalar, z.array(scalar).max(MAX_VALUES)], 'write a value, or a list of values')),
      )
      .exactOptional(),
  })
  .superRefine((written, context) => {
    const faults: string[] = [];
    if (isStatement(written, faults))
      faults.push(...statementFaults(written, 'Interface').map(({ message }) => message));
    for (const message of faults) context.addIssue({ code: 'custom', message });
  });

export const S3_ENDPOINT_POLICY_WANT = z
  .strictObject({
    vpcs: z
      .string()
      .regex(/^(?:usedBySageMaker|all|tag\/[^=]+=.*)$/, 'write usedBySageMaker, all, or tag/<key>=<value>')
      .default('usedBySageMaker')
      .describe(
        'Which VPCs: usedBySageMaker (notebooks, domains, jobs and pipelines say which), all, or tag/<key>=<value>.',
      ),
    presets: z
      .array(z.enum(PRESETS))
      .max(PRESETS.length)
      .default([])
      .describe('DenyAmazonLinuxRepositories: no packages of Amazon Linux 1, 2 and 2023 from the buckets of AWS.'),
    statements: z
      .array(statement)
      .max(MAX_STATEMENTS)
      .default([])
      .describe(`Your own, in the grammar of IAM, each with a Sid, which is given the beginning ${OUR_SID}.`),
    existing: z
      .enum(['keep', 'exact'])
      .default('keep')
      .describe('Statements that others wrote. keep: they stay. exact: they go.'),
    missingEndpoint: z
      .enum(['report', 'create'])
      .default('report')
      .describe(
        'A VPC without an endpoint for S3. create: a gateway endpoint for the route tables of the subnets of jobs.',
      ),
    sharedVpc: z
      .enum(['hold', 'accept'])
      .default('hold')
      .describe(
        'An endpoint serves its whole VPC. hold: change nothing where others than SageMaker live. accept: go on.',
      ),
  })
  .superRefine((want, context) => {
    const sids = wantedSids(want);
    const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
    if (twice !== undefined) {
      context.addIssue({ code: 'custom', message: `two statements would have the Sid ${twice}\ngive each its own` });
    }
    if (sids.length === 0 && want.existing === 'keep' && want.missingEndpoint === 'report') {
      const hint = `name a preset, such as ${PRESETS[0]}, or write statements`;
      context.addIssue({ code: 'custom', message: `this wants nothing of any endpoint\n${hint}` });
    }
  })
  .describe('What S3EndpointPolicy wants of the S3 endpoints of every VPC in scope.');

export const S3_ENDPOINT_POLICY_EXAMPLE = {
  vpcs: 'usedBySageMaker',
  presets: ['DenyAmazonLinuxRepositories'],
  statements: [],
  existing: 'keep',
  missingEndpoint: 'report',
  sharedVpc: 'hold',
} satisfies S3EndpointPolicyWant;

/** The tag that VPCs are chosen by; undefined: they are not chosen by a tag. */
export function tagOf(vpcs: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^tag\/([^=]+)=(.*)$/.exec(vpcs) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}

/** By which the wanted statements are known in a document; the Allow that may be added to them aside. */
export function wantedSids({ presets, statements }: Pick<S3EndpointPolicyWant, 'presets' | 'statements'>): string[] {
  return [...presets.map(presetSid), ...statements.map(({ Sid: sid }) => ourSid(sid))];
}

/** By which a statement that people wrote is known in a document. */
export function ourSid(sid: string): string {
  return sid.startsWith(OUR_SID) ? sid : `${OUR_SID}${sid}`;
}
