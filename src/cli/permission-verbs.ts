/**
 * The verbs about permissions on the command line: what they accept. What they do is loaded when they are asked for.
 */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { HUB_ROLE_ARN_PATTERN, KUBERNETES_NAME_PATTERN, ORGANIZATION_ID_PATTERN } from '../permissions/parameters.ts';
import { desiredStateOption } from './options.ts';
import type { Terminal } from './terminal.ts';

type Finish = (exitCode: number) => void;

const PLATFORMS = ['pod-identity', 'irsa', 'ecs', 'ec2'];
const ROLE_ARN_PATTERN = '^arn:aws[a-z-]*:iam::([0-9]{12}|\\*):role/[A-Za-z0-9+=,.@_/*-]{1,512}$';
const PROVIDER_ARN_PATTERN = '^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/[A-Za-z0-9._/-]{1,255}$';

export function addIamPolicy(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('iam-policy')
    .description('print the least-privilege documents of the roles that the desired state needs; calls nobody')
    .addOption(desiredStateOption())
    .addOption(new Option('--role <use>', 'only this one').choices(['hub', 'read', 'write', 'management']))
    .addOption(
      new Option('--format <form>', 'documents, a template (default: of the members), or a module')
        .choices(['json', 'cloudformation', 'terraform'])
        .default('json'),
    )
    .option('--trust', 'with --role and JSON: the trust policy instead of the permissions')
    .option('--hub-role-arn <arn>', 'the role that the controller runs with', like(HUB_ROLE_ARN_PATTERN, 'a role ARN'))
    .option(
      '--hub-role-name <name>',
      'where that ARN is not given',
      like('^[A-Za-z0-9+=,.@_-]{1,64}$', 'a name'),
      'SagekeeperHub',
    )
    .option('--organization-id <id>', 'the organization', like(ORGANIZATION_ID_PATTERN, 'an id such as o-a1b2c3d4e5'))
    .addOption(
      new Option('--runs-on <platform>', 'what gives the controller its role').choices(PLATFORMS).default(PLATFORMS[0]),
    )
    .option(
      '--oidc-provider-arn <arn>',
      'with irsa: of the cluster',
      like(PROVIDER_ARN_PATTERN, 'an OIDC provider ARN'),
    )
    .option('--namespace <name>', 'on Kubernetes (default: "sagekeeper")', like(KUBERNETES_NAME_PATTERN, 'a name'))
    .option(
      '--service-account <name>',
      'on Kubernetes (default: "sagekeeper")',
      like(KUBERNETES_NAME_PATTERN, 'a name'),
    )
    .option(
      '--notebook-role <arn>',
      'only these roles may be given to a notebook that starts; repeatable',
      (text, before: readonly string[] | undefined) =>
        collect(like(ROLE_ARN_PATTERN, 'a role ARN, * allowed')(text), before),
    )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  sagekeeper iam-policy --role write\n' +
        '  sagekeeper iam-policy --format cloudformation > members.json\n' +
        '  sagekeeper iam-policy --role hub --format terraform --runs-on ec2 > hub.tf\n' +
        '\nExit codes: 0 printed, 2 nothing to print.\n',
    )
    .action(async (options) => {
      const { iamPolicy } = await import('./iam-policy.ts');
      finish(await iamPolicy(options, terminal));
    });
}

export function addGuardrail(program: Command, terminal: Terminal, finish: Finish): void {
  const guardrail = program.command('guardrail').description('prevent what the policies correct');
  guardrail
    .command('export')
    .description('print the control policies that follow from the desired state, one a line; calls nobody')
    .addOption(desiredStateOption())
    .option('--policy <name>', 'only this policy; repeatable', collect)
    .addOption(new Option('--format <form>', 'what to print').choices(['json', 'terraform']).default('json'))
    .addOption(
      new Option(
        '--for <whom>',
        "control policies, the same for roles where none applies, or what each team's roles need",
      )
        .choices(['control-policy', 'identity', 'team'])
        .default('control-policy'),
    )
    .option('--include-audit', 'also of policies that only audit')
    .option('--attach-hint', 'say the commands that create and attach them')
    .addHelpText('after', `${GUARDRAIL_EXAMPLES}\nExit codes: 0 printed, 2 nothing to print.\n`)
    .action(async (options) => {
      const { guardrailExport } = await import('./guardrail.ts');
      finish(await guardrailExport(options, terminal));
    });
  guardrail.addHelpText('after', GUARDRAIL_EXAMPLES);
}

const GUARDRAIL_EXAMPLES =
  '\nExamples:\n' +
  '  sagekeeper guardrail export --attach-hint > guardrail.json\n' +
  '  sagekeeper guardrail export --include-audit --format terraform > guardrail.tf\n' +
  '  sagekeeper guardrail export --for team > teams.jsonl\n';

function like(pattern: string, what: string): (text: string) => string {
  return (text) => {
    if (!new RegExp(pattern).test(text)) throw new InvalidArgumentError(`It must be ${what}.`);
    return text;
  };
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
