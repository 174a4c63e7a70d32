/**
 * Guardrails as Terraform: control policies with the targets to attach them to as variables, or managed policies for roles.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_policy
 */
import { simplest } from '../model/iam-document.ts';
import type { GuardrailDocument } from './guardrail.ts';
import type { Form } from './guardrail-words.ts';
import { block, call, expression, quoted } from './hcl.ts';
import type { Value } from './hcl.ts';
import { attachments } from './reach.ts';
import { filled } from './terraform.ts';

/** The configuration as text. jsonencode writes no white space, which counts against the quota. */
export function guardrailTerraform(documents: readonly GuardrailDocument[], form: Form): string {
  return documents
    .flatMap((document) => (form === 'control-policy' ? control(document) : managed(document, form)))
    .join('\n');
}

function control(guardrail: GuardrailDocument): readonly string[] {
  const { name, reach } = guardrail;
  const label = labelOf(name);
  return [
    block(`variable ${quoted(`${label}_targets`)}`, {
      description: `Ids to attach ${name} to: ${attachments(reach).join('; ')}.`,
      type: expression('set(string)'),
      default: [],
    }),
    block(`resource "aws_organizations_policy" ${quoted(label)}`, {
      name,
      description: descriptionOf(guardrail),
      type: 'SERVICE_CONTROL_POLICY',
      content: contentOf(guardrail),
    }),
    block(`resource "aws_organizations_policy_attachment" ${quoted(label)}`, {
      for_each: expression(`var.${label}_targets`),
      policy_id: expression(`aws_organizations_policy.${label}.id`),
      target_id: expression('each.value'),
    }),
  ];
}

function managed(guardrail: GuardrailDocument, form: Form): readonly string[] {
  const { name } = guardrail;
  return [
    block(`resource "aws_iam_policy" ${quoted(labelOf(name))}`, {
      name,
      description: descriptionOf(guardrail, form),
      policy: contentOf(guardrail),
    }),
  ];
}

function contentOf({ document }: GuardrailDocument): Value {
  return call('jsonencode', filled(simplest(document), []));
}

/** The longest description that Organizations takes has 512 characters. */
function descriptionOf({ policies }: GuardrailDocument, form: Form = 'control-policy'): string {
  const does =
    form === 'team'
      ? `allows what ${policies.join(', ')} approves`
      : `prevents what ${policies.join(', ')} would correct`;
  return `sagekeeper: ${does}`.slice(0, 500);
}

function labelOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}
