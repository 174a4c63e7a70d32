/**
 * What must somebody know before they attach a control policy of ours? Where it belongs, whom it reaches although a scope or an
 * exemption leaves them out, and what it does not prevent. A control policy knows neither our scopes nor our exemptions: it
 * applies where it is attached, to everybody but the management account and service-linked roles.
 */
import { MAX_CONTROL_POLICIES_PER_TARGET } from '../model/iam-document.ts';
import type { DesiredState, Exemption } from '../model/desired-state.ts';
import { TAGS_SID } from './guardrail.ts';
import type { GuardrailDocument, GuardrailExport } from './guardrail.ts';
import { attachments, excludedAccounts, excludedOtherwise } from './reach.ts';

/** team: what each team's roles are allowed instead; the others deny. */
export type Form = 'control-policy' | 'identity' | 'team';

/** Of one document: its size, where it belongs, whom it reaches. One sentence a line. */
export function documentWords(
  { policies, reach, characters }: GuardrailDocument,
  { exemptions }: DesiredState,
  { form, maxCharacters }: { readonly form: Form; readonly maxCharacters: number },
): readonly string[] {
  if (form === 'team') {
    return [
      `policies: ${policies.join(', ')}`,
      `${characters} of ${maxCharacters} characters`,
      `attach to: the roles that this team's pipelines run with, in place of what lets them create such jobs under any name`,
    ];
  }
  const accounts = excludedAccounts(reach);
  const others = excludedOtherwise(reach);
  return [
    `policies: ${policies.join(', ')}`,
    `${characters} of ${maxCharacters} characters`,
    ...(form === 'identity' ? ['attach to: the roles and users that it shall bind'] : []),
    ...(form === 'control-policy' ? attachments(reach).map((where) => `attach to: ${where}`) : []),
    ...(accounts.length === 0 ? [] : [`accounts that the scope excludes are excepted: ${accounts.join(', ')}`]),
    ...others.map((what) => `${what} is excluded from the scope, and not from this: attach beside it, not above it`),
    ...(reach.regions === undefined ? [] : [`only in ${reach.regions.join(', ')}, as the scope says`]),
    ...exemptions.filter((one) => one.policies.some((name) => policies.includes(name))).map(exemptionWords),
  ];
}

/** Of all of them together. */
export function exportWords(
  { documents, rollout, notPrevented, auditOnly }: GuardrailExport,
  { organization }: DesiredState,
  form: Form,
): readonly string[] {
  const { access, breakGlassRoles } = organization;
  const excepted = [...(access.writeRole === undefined ? [] : [access.writeRole]), ...breakGlassRoles];
  const left = auditOnly.map((name) => `left out, as it only audits: ${name} (--include-audit exports it as well)`);
  if (form === 'team') {
    const nobody =
      'these only allow: what keeps out jobs with other names are the control policies (--for control-policy)';
    return [...notPrevented.map((what) => `left out: ${what}`), ...left, ...(documents.length === 0 ? [] : [nobody])];
  }
  return [
    ...rollout.map((what) => `warning: ${what}; sagekeeper plan --policy ${policyIn(what)} says what still differs`),
    ...notPrevented.map((what) => `not prevented: ${what}`),
    ...left,
    ...(documents.length === 0
      ? []
      : [
          excepted.length === 0
            ? 'nobody is excepted: Organization names neither a writeRole nor breakGlassRoles'
            : `excepted in every account: ${excepted.join(', ')}; whoever may create a role of that name is excepted too`,
          ...(form === 'control-policy'
            ? [
                `a root, unit or account carries at most ${MAX_CONTROL_POLICIES_PER_TARGET} control policies, FullAWSAccess included`,
                'the management account obeys no control policy: bind its roles with --for identity',
              ]
            : []),
          ...(rollout.length === 0 ? [] : ["what each team's roles need in turn: --for team"]),
          ...(documents.some(protectsTags)
            ? [
                'where Terraform manages tags of notebooks, let it ignore ours: ignore_tags { key_prefixes = ["sagekeeper:"] }',
              ]
            : []),
        ]),
  ];
}

/** Names of policies have no colon. */
function policyIn(what: string): string {
  return what.split(':', 1)[0] ?? '';
}

function protectsTags({ document }: GuardrailDocument): boolean {
  return document.Statement.some(({ Sid }) => Sid === TAGS_SID);
}

/** The commands that create a document and attach it, to be completed by whoever knows the ids. */
export function attachCommands({ name, reach }: GuardrailDocument): readonly string[] {
  const file = `${name}.json`;
  return [
    `aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${name} --description sagekeeper --content file://${file}`,
    ...attachments(reach).map(
      (where) => `aws organizations attach-policy --policy-id <p-...> --target-id <id of ${where}>`,
    ),
  ];
}

function exemptionWords({ name, expiresAt }: Exemption): string {
  const until = new Date(expiresAt).toISOString().slice(0, 10);
  return `exemption ${name} (until ${until}) does not reach this: what it excuses may stay as it is, and can neither be made anew nor set so again`;
}
