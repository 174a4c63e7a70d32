/**
 * `iam-document` on the command line: what it accepts. What it does is loaded when it is asked for.
 */
import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, outputOption } from './options.ts';
import type { Terminal } from './terminal.ts';

const EXIT_CODES = '\nExit codes: 0 the same meaning, 1 different, 2 one of them is not an IAM document.\n';

export function addIamDocument(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('iam-document')
    .description('read IAM documents as AWS does: endpoint, control, trust and role policies; calls nobody')
    .command('diff')
    .description('say in what two IAM documents differ in meaning, whatever their spelling')
    .argument('<before>', 'a JSON file')
    .argument('<after>', 'a JSON file')
    .addOption(
      new Option('--partition <name>', 'where an account id alone is a principal')
        .choices(['aws', 'aws-cn', 'aws-us-gov'])
        .default('aws'),
    )
    .addOption(outputOption('human', 'json').default('human'))
    .addHelpText('after', examples(['iam-document diff live.json wanted.json']))
    .addHelpText('after', EXIT_CODES)
    .action(async (before, after, options) => {
      const { iamDocumentDiff } = await import('./iam-document.ts');
      finish(iamDocumentDiff([before, after], options, terminal));
    });
}
