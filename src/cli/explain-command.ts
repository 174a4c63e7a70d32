/**
 * What `sagekeeper explain` accepts. The verb itself is loaded when it is asked for.
 */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { ExplainOptions } from './explain.ts';
import { addPlaceOptions, examples, outputOption } from './options.ts';
import type { Terminal } from './terminal.ts';

export function addExplain(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  addPlaceOptions(program.command('explain'))
    .description('say why a resource, a policy or a kind stands as it does: every gate, and what comes next')
    .argument('<subject>', 'an ARN or a name, policy/<name>, or kind/<kind>', named)
    .option('--status-url <url>', 'status port of the running controller (default: http://127.0.0.1:9465)')
    .option('--look', 'ask AWS even if a controller runs; so do --desired-state and --endpoint-url')
    .addOption(outputOption('human', 'json').default('human'))
    .addHelpText(
      'after',
      examples([
        'explain my-notebook',
        'explain vpce-0f1a2b3c',
        'explain policy/imds-v2',
        'explain kind/NotebookImds',
        'explain my-notebook --look',
      ]),
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (subject: string, options: ExplainOptions) => {
      const { explain } = await import('./explain.ts');
      finish(await explain(subject, options, terminal));
    });
}

/** An empty variable of a script: nothing needs to be read to say so. */
function named(subject: string): string {
  if (/^(?:(?:policy|kind)\/)?\s*$/.test(subject)) throw new InvalidArgumentError('It names nothing.');
  return subject;
}

const EXIT_CODES = '\nExit codes: 0 explained; 2 nothing, or not one thing, to explain; 3 it could not be read.\n';
