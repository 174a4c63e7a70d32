/**
 * The page about permissions, made from the table of operations and the documents themselves: role, action, what it is narrowed
 * to, and why.
 */
import { BEHIND, BEHIND_NETWORK, OPERATIONS } from '../../src/aws/operations.ts';
import type { OperationName } from '../../src/aws/operations.ts';
import type { Conditions, Statement } from '../../src/model/iam-document.ts';
import { operationsOf } from '../../src/permissions/access.ts';
import type { RoleUse } from '../../src/permissions/access.ts';
import { guardrails } from '../../src/permissions/guardrail.ts';
import { permitsFor } from '../../src/permissions/statements.ts';
import type { Permit } from '../../src/permissions/statements.ts';
import { stateOf } from '../desired-state/writing.ts';
import { doc, inOneFile } from '../desired-state/writing.ts';

export const IAM_PAGE = 'docs/iam.md';

const WHY: Readonly<Record<OperationName, string>> = {
  AssumeRole: 'every session in an account',
  GetCallerIdentity: 'to know the own account; AWS permits it always',
  DescribeOrganization: 'which account manages the organization, and its id',
  ListAccounts: 'which accounts there are, and which are active',
  ListRoots: 'where the tree begins, if scopes name units or accounts come without their path',
  ListOrganizationalUnitsForParent: 'the names of units, if scopes name them',
  ListAccountsForParent: 'which account is in which unit, if accounts come without their path',
  ListTagsForResource: 'tags of accounts, if scopes name them',
  ListRegions: 'enabled regions, to find what an earlier run began there',
  ListNotebookInstances: 'every look begins with it',
  DescribeNotebookInstance: 'what a list does not tell, and the second look before every write',
  ListTags: 'our own intent and provenance; of pipelines those that say which prefix they get',
  StopNotebookInstance: 'a running notebook takes no update',
  UpdateNotebookInstance: 'the change itself, and the probe whether it would be allowed',
  StartNotebookInstance: 'to bring it back, and the probe whether that would be allowed',
  AddTags: 'intent before the first disruptive call, provenance afterwards',
  DeleteTags: 'intent, once it is back',
  GetResources: 'which notebooks carry our intent, in one call',
  ListPipelines: 'every look at pipelines begins with it',
  DescribePipeline: 'the stored definition, whenever it may have changed, and the second look before every write',
  ListPipelineVersions: 'whether a write of ours replaced an edit unseen; how many older versions there are',
  ListPipelineExecutions: 'the first execution on a definition of ours; others where a policy asks for them',
  DescribePipelineExecution: 'the version that an execution runs',
  DescribePipelineDefinitionForExecution: 'the definition that an execution began with',
  ListPipelineExecutionSteps:
    'whether a renamed job was denied; the jobs that an execution started, where a policy asks',
  UpdatePipeline: 'the change itself: the definition with other names of jobs, and nothing else',
  SimulatePrincipalPolicy: "whether a pipeline's role may create the renamed jobs",
  ListDomains: 'which Studio domains there are, as they say which VPCs SageMaker uses',
  DescribeDomain: 'the VPC and subnets of a domain',
  ListProcessingJobs: 'which processing jobs run, or began lately',
  ListTrainingJobs: 'which training jobs run, or began lately',
  ListTransformJobs: 'which transform jobs run, or began lately',
  ListHyperParameterTuningJobs: 'which tuning jobs run, or began lately',
  ListAutoMLJobs: 'which AutoML jobs run, or began lately',
  DescribeProcessingJob: 'the network of a job and who started it, once in its life',
  DescribeTrainingJob: 'the network of a job, once in its life',
  DescribeTransformJob: 'the model of a job, once in its life',
  DescribeHyperParameterTuningJob: 'the networks of its training definitions, once in its life',
  DescribeAutoMLJobV2: 'the network of a job, once in its life',
  DescribeModel: 'the network of a transform job, which is that of its model',
  StopProcessingJob: 'a job that must not run as it does, where a policy says so: nothing else of a job can be changed',
  StopTrainingJob: 'the same of a training job',
  StopTransformJob: 'the same of a transform job',
  StopHyperParameterTuningJob: 'the same of a tuning job',
  StopAutoMLJob: 'the same of an AutoML job',
  DescribeVpcs: 'which VPCs there are, whose they are, and their tags',
  DescribeVpcAttribute: 'whether names are resolved in a VPC, where a policy asks about networks of jobs',
  DescribeVpcEndpoints:
    'endpoints with their documents: every look at VPCs begins with it, and every write follows on it',
  DescribeSubnets: 'which subnets a VPC has, so that uses of a subnet are known to be of it',
  DescribeRouteTables: 'which route tables those subnets have',
  DescribeNetworkInterfaces: 'who else lives in a VPC, as an endpoint serves all of it',
  DescribeSecurityGroupRules:
    'whether the instances of a job reach each other, where a policy asks about networks of jobs',
  DescribeFlowLogs: 'whether a VPC keeps flow logs, where a policy asks about networks of jobs',
  ModifyVpcEndpoint: 'the document of an endpoint with our statements in it',
  CreateVpcEndpoint: 'an endpoint for S3 where there is none, if a policy says `missingEndpoint: create`',
  AuthorizeSecurityGroupIngress: 'the rule by which a security group lets in its own members, if a policy says so',
  GetBucketPolicy: 'whether a bucket that definitions name asks for another endpoint or VPC, if a policy says so',
};

const ROLES: readonly (readonly [RoleUse, string])[] = [
  ['hub', "the controller's own: it can do nothing in other accounts but assume the roles below"],
  ['read', 'in every account: everything that looks; it cannot write'],
  ['write', 'in every account where something is enforced; each session is narrowed once more, to one change'],
  [
    'management',
    'in the management account, only where `access.managementRole` names it; otherwise the hub reads the organization',
  ],
];

const ORGANIZATION = doc('Organization', 'o', 'access: {readRole: R, writeRole: W}\nregions: [eu-central-1]');
const STATE = stateOf(
  inOneFile(
    doc('NotebookImds', 'imds', 'want: {minimumInstanceMetadataServiceVersion: "2"}'),
    doc(
      'NotebookHardening',
      'hard',
      'want: {rootAccess: Disabled, directInternetAccess: Disabled, subnets: [subnet-aaaaaaaa], securityGroups: [sg-aaaaaaaa]}',
    ),
    doc('PipelineJobPrefix', 'prefixes', 'want: {approved: [mlp]}'),
    doc('S3EndpointPolicy', 'endpoints', 'want: {presets: [DenyAmazonLinuxRepositories], missingEndpoint: create}'),
    doc(
      'JobNetwork',
      'networks',
      'want: {vpc: required, onViolation: stop, selfReference: ensure, bucketPolicies: report}',
    ),
  ),
  ORGANIZATION,
);

export function iamPage(): string {
  return [
    '# Permissions',
    'This page is generated from the table of operations. `sagekeeper iam-policy` prints these documents for your desired state: as JSON, as CloudFormation, as Terraform.',
    INSTALLING,
    ...ROLES.flatMap(([use, about]) => [
      `## ${use}`,
      `${about.charAt(0).toUpperCase()}${about.slice(1)}.`,
      roleTable(use),
    ]),
    NOT_NARROWED,
    '## Guardrails',
    GUARDRAILS,
    guardrailTable(),
    MISSING_KEYS,
    '',
  ].join('\n\n');
}

const INSTALLING = [
  '```sh',
  'sagekeeper iam-policy --role hub --format cloudformation > hub.json          # first: the others name this role',
  'sagekeeper iam-policy --format cloudformation > members.json                 # a StackSet over the accounts, in one region',
  '```',
  '',
  'Where `access.managementRole` is named, `--role management` prints a stack of its own for the management account, as StackSets leave',
  'that account out.',
  '',
  'IAM is global: deploy each in one region. The roles of the accounts trust the role of the hub alone, from the same organization',
  '(`aws:PrincipalOrgID`), with the external id and the source identity of `Organization.spec.access`. On EKS Pod Identity they also',
  'accept its session tags (`sts:TagSession`). STS packs session tags and session policies into one limit: where it answers',
  '`PackedPolicyTooLarge`, switch the session tags of the pod identity association off.',
].join('\n');

const NOT_NARROWED = [
  '## What is deliberately not narrower',
  '',
  '- Regions and names of notebooks. A notebook whose region or account has just left a scope must still be brought back.',
  '- Modes. The writing role is the same whether policies audit or enforce: to enforce is an edit of YAML, not of roles. Leave',
  '  `access.writeRole` out as long as nothing may be enforced.',
  '- The role that a starting notebook is given. `--notebook-role` narrows it to those that your notebooks have.',
].join('\n');

const GUARDRAILS = [
  '`sagekeeper guardrail export` prints the control policies that prevent what the policies correct, one document for each place to',
  'attach it to. They only deny. What a control policy cannot know is said on standard error: where to attach it, whom it excepts, which',
  'exemptions it does not reach. Each statement leaves out the writing role and `Organization.spec.breakGlassRoles`. Keep who may create',
  'roles of those names as few as those who may change control policies.',
  '',
  'Names of jobs have another half: where control policies deny what is not approved, each team needs statements that allow its own',
  'prefix. `sagekeeper guardrail export --for team` prints them, one document for each approved prefix, to attach to the roles that',
  "the team's pipelines run with. Attach the control policy last: every definition has to be rewritten (`sagekeeper plan` says which are",
  'not), and no execution may be in progress on an older one, as it would fail at its next step.',
].join('\n');

const MISSING_KEYS = [
  'A create without the key counts as not wanted: negated operators hold where a key is missing. An update without the key is about',
  'something else, and passes. Tags of ours (`sagekeeper:*`) are for our role only: a forged intent would have a notebook restarted.',
].join('\n');

function roleTable(use: RoleUse): string {
  const operations = operationsOf(use, STATE);
  const rows = permitsFor(operations).map((permit) => [
    `\`${permit.action}\``,
    resourcesOf(permit)
      .map((resource) => `\`${resource}\``)
      .join(' '),
    conditionWords(permit.condition),
    whyOf(permit, operations),
  ]);
  const always = operations.filter((name) => 'permittedAlways' in OPERATIONS[name]);
  const free = always.map((name) => [`\`${OPERATIONS[name].iamAction}\``, 'needs no permission', '', WHY[name]]);
  return table(['action', 'resources', 'condition', 'why'], [...rows, ...free]);
}

/** Whom the hub may assume follows from the names in the desired state, and not from the table. */
function resourcesOf({ action, resources = ['*'] }: Permit): readonly string[] {
  return action === 'sts:AssumeRole' ? ['iam::*:role/<each role below>'] : resources;
}

function whyOf({ action, behind }: Permit, operations: readonly OperationName[]): string {
  if (behind !== undefined) return `AWS asks for it behind ${behind}, where ${BEHIND[action]?.when ?? BEHIND_NETWORK}`;
  const name = operations.find((operation) => OPERATIONS[operation].iamAction === action);
  return name === undefined ? '' : WHY[name];
}

function guardrailTable(): string {
  const { documents } = guardrails(STATE, { includeAudit: true, policies: [], maxCharacters: 10_240 });
  const statements = documents.flatMap(({ document }) => document.Statement);
  const once = [...new Map(statements.map((statement) => [statement.Sid, statement])).values()];
  const rows = once.map((statement) => [
    `\`${statement.Sid ?? ''}\``,
    [statement.Action]
      .flat()
      .map((action) => `\`${action}\``)
      .join(' '),
    [exceptWords(statement), conditionWords(withoutExceptions(statement))]
      .filter((words) => words !== '')
      .join(', and '),
  ]);
  return table(['statement', 'denies', 'where'], rows);
}

function exceptWords(statement: Statement): string {
  const spared = 'NotResource' in statement ? [statement.NotResource].flat() : [];
  return spared.length === 0 ? '' : `the resource is none of ${spared.map((arn) => `\`${String(arn)}\``).join(' ')}`;
}

function withoutExceptions({ Condition }: Statement): Conditions {
  return Object.fromEntries(Object.entries(Condition ?? {}).filter(([operator]) => operator !== 'ArnNotLike'));
}

function conditionWords(condition: Conditions | undefined): string {
  return Object.entries(condition ?? {})
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) =>
          `\`${operator}\` \`${key}\` ${[values]
            .flat()
            .map((value) => `\`${value}\``)
            .join(' ')}`,
      ),
    )
    .join(', and ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
