/**
 * How are guardrails put together: which policies, one document for which places, how long, and what is said beside.
 */
import { describe, expect, it } from '@jest/globals';
import { MAX_CONTROL_POLICY_CHARACTERS, minified } from '../../src/model/iam-document.ts';
import { guardrailTerraform } from '../../src/permissions/guardrail-terraform.ts';
import { documentWords, exportWords } from '../../src/permissions/guardrail-words.ts';
import { guardrails } from '../../src/permissions/guardrail.ts';
import type { GuardrailOptions } from '../../src/permissions/guardrail.ts';
import { doc, inOneFile, stateOf } from '../desired-state/writing.ts';

const WANT = 'want: {minimumInstanceMetadataServiceVersion: "2"}';
const ENFORCED = 'mode: enforce\ndisruption: {windows: anyTime}\n';
const PLAIN = doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]');
const imds = (name: string, spec: string): string => doc('NotebookImds', name, `${spec}\n${WANT}`);
const hardening = (name: string, spec: string, want: string): string =>
  doc('NotebookHardening', name, `${spec}\nwant: ${want}`);

function exportOf(text: string, organization = PLAIN, options: Partial<GuardrailOptions> = {}) {
  const all = { includeAudit: false, policies: [], maxCharacters: MAX_CONTROL_POLICY_CHARACTERS };
  return guardrails(stateOf(text, organization), { ...all, ...options });
}

const sids = (document: {
  readonly Statement: readonly { readonly Sid?: string }[];
}): readonly (string | undefined)[] => document.Statement.map(({ Sid }) => Sid);

describe('which policies', () => {
  const text = inOneFile(
    imds('a', `${ENFORCED}scope: {include: [ou/A]}`),
    hardening('b', 'scope: {include: [ou/A]}', '{rootAccess: Disabled}'),
  );

  it('only those that enforce, unless told otherwise', () => {
    const { documents, auditOnly } = exportOf(text);
    expect(documents.map(({ policies }) => policies)).toEqual([['a']]);
    expect(auditOnly).toEqual(['b']);
    expect(exportOf(text, PLAIN, { includeAudit: true })).toMatchObject({
      documents: [{ policies: ['a', 'b'] }],
      auditOnly: [],
    });
    expect(exportOf(text, PLAIN, { includeAudit: true, policies: ['b'] }).documents).toMatchObject([
      { policies: ['b'] },
    ]);
  });

  it('only where they enforce, unless told otherwise', () => {
    const part = imds(
      'a',
      `${ENFORCED}scope: {include: [ou/A], exclude: [ou/A/X]}\nenforceIn: {include: [ou/A/B], exclude: [ou/A/B/Y]}`,
    );
    const [document] = exportOf(part).documents;
    expect(document?.reach).toMatchObject({
      include: [{ by: 'ou', ou: 'A/B' }],
      exclude: [
        { by: 'ou', ou: 'A/X' },
        { by: 'ou', ou: 'A/B/Y' },
      ],
    });
    expect(exportOf(part, PLAIN, { includeAudit: true }).documents[0]?.reach.include).toEqual([{ by: 'ou', ou: 'A' }]);
  });
});

describe('which documents', () => {
  it('one for all policies of one reach, however it is spelled, and each statement once', () => {
    const { documents } = exportOf(
      inOneFile(
        imds('a', `${ENFORCED}scope: {include: [ou/A, ou/B]}`),
        imds('b', `${ENFORCED}scope: {include: [ou/B, ou/A]}`),
      ),
    );
    expect(documents).toHaveLength(1);
    expect(sids(documents[0]?.document ?? { Statement: [] })).toEqual([
      'SagekeeperImdsOnCreate',
      'SagekeeperImdsOnUpdate',
      'SagekeeperTags',
    ]);
  });

  it('one for each other reach', () => {
    const { documents } = exportOf(
      inOneFile(imds('a', `${ENFORCED}scope: {include: [ou/A]}`), imds('b', `${ENFORCED}scope: {include: [ou/B]}`)),
    );
    expect(documents.map(({ name }) => name)).toEqual(['sagekeeper-a', 'sagekeeper-b']);
  });

  it('gives statements that differ names that differ', () => {
    const of = (name: string): string =>
      hardening(name, `${ENFORCED}scope: {include: [ou/A]}`, `{subnets: [subnet-${name}]}`);
    const { documents } = exportOf(inOneFile(of('aaaaaaaa'), of('bbbbbbbb')));
    const names = sids(documents[0]?.document ?? { Statement: [] });
    expect(names).toContain('SagekeeperOtherSubnetOnCreate2');
    expect(new Set(names).size).toBe(names.length);
  });

  it('as many as the quota asks for, none longer, and what does not fit at all is said', () => {
    const ids = (count: number, prefix: string): string =>
      `[${Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(17, '0')}`).join(', ')}]`;
    const text = hardening(
      'h',
      `${ENFORCED}scope: {include: [ou/A]}`,
      `{rootAccess: Disabled, subnets: ${ids(355, 'subnet')}, securityGroups: ${ids(1_000, 'sg')}}`,
    );
    const { documents, notPrevented } = exportOf(text);
    expect(documents.length).toBeGreaterThan(1);
    for (const { characters, document } of documents) {
      expect(characters).toBe(minified(document).length);
      expect(characters).toBeLessThanOrEqual(MAX_CONTROL_POLICY_CHARACTERS);
      expect(sids(document).at(-1)).toBe('SagekeeperTags');
    }
    expect(documents.map(({ name }) => name)).toEqual(documents.map((_, at) => `sagekeeper-h-${at + 1}`));
    expect(notPrevented).toEqual([
      'h: SagekeeperOtherSecurityGroupOnCreate alone is longer than a document may be (10240 characters)',
    ]);
  });

  it('without an exception where there is nobody to except, and in the ARNs of the partition', () => {
    const text = imds('a', `${ENFORCED}scope: {include: [ou/A]}`);
    expect(minified(exportOf(text).documents[0]?.document ?? { Version: '2012-10-17', Statement: [] })).not.toContain(
      'PrincipalArn',
    );
    const china = doc(
      'Organization',
      'o',
      'partition: aws-cn\naccess: {readRole: R, writeRole: W}\nregions: [cn-north-1]',
    );
    for (const { Condition } of exportOf(text, china).documents[0]?.document.Statement ?? []) {
      expect(Condition).toMatchObject({ ArnNotLike: { 'aws:PrincipalArn': ['arn:aws-cn:iam::*:role/W'] } });
    }
  });
});

describe('what is said beside', () => {
  const state = stateOf(
    inOneFile(
      imds(
        'a',
        `${ENFORCED}scope: {include: [ou/A, "account/111122223333", tag/team=x], exclude: ["account/444455556666", ou/A/X]}`,
      ),
      hardening(
        'b',
        `${ENFORCED}scope: {include: [ou/B]}`,
        '{platformIdentifier: notebook-al2023-v1, kmsKeys: [alias/x], lifecycleConfigs: [x]}',
      ),
      doc(
        'Exemption',
        'e',
        'policies: [a]\nscope: {include: [ou/A]}\nowner: o\nreason: r\nexpiresAt: 2027-03-31T00:00:00Z',
      ),
    ),
    PLAIN,
  );
  const exported = guardrails(state, { includeAudit: false, policies: [], maxCharacters: 10_240 });

  it('where it belongs, and whom it reaches all the same', () => {
    const [document] = exported.documents;
    if (document === undefined) throw new Error('nothing exported');
    expect(documentWords(document, state, { form: 'control-policy', maxCharacters: 10_240 })).toEqual([
      'policies: a',
      `${document.characters} of 10240 characters`,
      'attach to: ou/A (and so all below it)',
      'attach to: account/111122223333',
      'attach to: each account with the tag team=x (look them up: nothing is attached by tag)',
      'accounts that the scope excludes are excepted: 444455556666',
      'ou/A/X is excluded from the scope, and not from this: attach beside it, not above it',
      'exemption e (until 2027-03-31) does not reach this: what it excuses may stay as it is, and can neither be made anew nor set so again',
    ]);
  });

  it('what is not prevented, and that nobody is excepted', () => {
    const words = exportWords(exported, state, 'control-policy');
    expect(words.slice(0, 4)).toEqual([
      'not prevented: b: platformIdentifier: AWS has no condition key for it',
      'not prevented: b: kmsKeys: IAM compares the ARN of the key, and people write ids and aliases as well',
      'not prevented: b: lifecycleConfigs: IAM compares ARNs, whose casing AWS does not document',
      'nobody is excepted: Organization names neither a writeRole nor breakGlassRoles',
    ]);
    expect(exported.documents.map(({ policies }) => policies)).toEqual([['a']]);
  });

  it('a scope without include is the root', () => {
    const [document] = exportOf(imds('a', 'scope: {exclude: [ou/X]}'), PLAIN, { includeAudit: true }).documents;
    expect(document && documentWords(document, state, { form: 'control-policy', maxCharacters: 1 })).toContain(
      'attach to: the root of the organization',
    );
  });
});

describe('as Terraform', () => {
  const { documents } = exportOf(imds('a', `${ENFORCED}scope: {include: [ou/A]}`));

  it('control policies, attached to whatever the variable names', () => {
    const text = guardrailTerraform(documents, 'control-policy');
    expect(text).toContain(
      'resource "aws_organizations_policy_attachment" "sagekeeper_a" {\n  for_each  = var.sagekeeper_a_targets\n',
    );
    expect(text).toContain('        Action = [\n          "sagemaker:AddTags",\n');
  });

  it('managed policies for roles', () => {
    const text = guardrailTerraform(documents, 'identity');
    expect(text).toContain('resource "aws_iam_policy" "sagekeeper_a" {');
    expect(text).not.toContain('organizations');
  });
});
