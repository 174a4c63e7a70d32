/**
 * What documents hold that the desired state does not tell: places that whoever installs the roles fills. CloudFormation and
 * Terraform ask for them; in plain JSON they are filled from options, or left for people to see: `${HubRoleArn}` is no
 * principal, so that AWS refuses a document with a place that was forgotten.
 */

/** Text of a document that is nothing but a place. */
export const PLACE = {
  hubRoleArn: '${HubRoleArn}',
  organizationId: '${OrganizationId}',
  externalId: '${ExternalId}',
  namespace: '${Namespace}',
  serviceAccount: '${ServiceAccount}',
  serviceAccountSubject: '${ServiceAccountSubject}',
} as const;

export interface Parameter {
  /** As in `${Name}`. */
  readonly name: string;
  readonly description: string;
  /** Of the whole value; understood by CloudFormation, Terraform and JavaScript alike. */
  readonly pattern: string;
  readonly value: string | undefined;
}

export interface GivenValues {
  readonly hubRoleArn?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly namespace?: string | undefined;
  readonly serviceAccount?: string | undefined;
}

export const HUB_ROLE_ARN_PATTERN = '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$';
export const ORGANIZATION_ID_PATTERN = '^o-[a-z0-9]{10,32}$';
/** Of a namespace or service account. */
export const KUBERNETES_NAME_PATTERN = '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$';
const DEFAULT_NAME = 'sagekeeper';

export function parametersOf(values: GivenValues, externalId: string | undefined): readonly Parameter[] {
  const { namespace = DEFAULT_NAME, serviceAccount = DEFAULT_NAME } = values;
  return [
    {
      name: 'HubRoleArn',
      description: 'ARN of the role whose credentials the controller holds. The role must exist before this one.',
      pattern: HUB_ROLE_ARN_PATTERN,
      value: values.hubRoleArn,
    },
    {
      name: 'OrganizationId',
      description: 'Id of the organization that the controller must belong to, such as o-a1b2c3d4e5.',
      pattern: ORGANIZATION_ID_PATTERN,
      value: values.organizationId,
    },
    {
      name: 'ExternalId',
      description: 'What the controller shows when it asks for this role (Organization.spec.access.externalId).',
      pattern: '^[A-Za-z0-9_+=,.@:/-]{2,1224}$',
      value: externalId,
    },
    {
      name: 'Namespace',
      description: 'Kubernetes namespace that the controller runs in.',
      pattern: KUBERNETES_NAME_PATTERN,
      value: namespace,
    },
    {
      name: 'ServiceAccount',
      description: 'Kubernetes service account that the controller runs as.',
      pattern: KUBERNETES_NAME_PATTERN,
      value: serviceAccount,
    },
    {
      name: 'ServiceAccountSubject',
      description: 'Kubernetes service account that the controller runs as, the way its tokens name it.',
      pattern: '^system:serviceaccount:[a-z0-9.-]{1,253}:[a-z0-9.-]{1,253}$',
      value: `system:serviceaccount:${namespace}:${serviceAccount}`,
    },
  ];
}

/** The parameters that a value holds a place for. */
export function usedParameters(value: unknown, parameters: readonly Parameter[]): readonly Parameter[] {
  const text = JSON.stringify(value);
  return parameters.filter(({ name }) => text.includes(JSON.stringify(`\${${name}}`)));
}

/** The parameter whose place this text is. */
export function parameterAt(text: string, parameters: readonly Parameter[]): Parameter | undefined {
  return parameters.find(({ name }) => text === `\${${name}}`);
}

/** The value with every place filled that has a value; the others stay, to be seen. */
export function filledIn(value: unknown, parameters: readonly Parameter[]): unknown {
  if (typeof value === 'string') return parameterAt(value, parameters)?.value ?? value;
  if (Array.isArray(value)) return value.map((element) => filledIn(element, parameters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filledIn(member, parameters)]));
}
