/**
 * What the verbs accept that stop a running controller and let it go on, through the state directory that both share.
 */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { FreezeOptions, StopOptions } from './freeze.ts';
import { duration, examples } from './options.ts';
import type { Terminal } from './terminal.ts';

export function addStopping(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('freeze')
    .description('let nothing new begin from now on; what was begun is brought back')
    .addOption(stateDirOption())
    .option('--for <duration>', 'until then, such as 2h (default: until unfreeze)', duration)
    .option('--reason <text>', 'told wherever something is held by it')
    .addHelpText('after', examples(['freeze --for 2h --reason "incident 4711"']))
    .action(async (options: FreezeOptions) => {
      const { freeze } = await import('./freeze.ts');
      finish(await freeze(options, terminal));
    });
  program
    .command('unfreeze')
    .description('take back what freeze did')
    .addOption(stateDirOption())
    .addHelpText('after', examples(['unfreeze']))
    .action(async (options: StopOptions) => {
      const { unfreeze } = await import('./unfreeze.ts');
      finish(await unfreeze(options, terminal));
    });
  program
    .command('resume')
    .description('let a policy go on that halted itself because it left resources worse than they were')
    .argument('<policy>', 'its name')
    .addOption(stateDirOption())
    .addHelpText('after', examples(['resume imds-v2']))
    .action(async (policy: string, options: StopOptions) => {
      const { resume } = await import('./resume.ts');
      finish(await resume(policy, options, terminal));
    });
}

function stateDirOption(): Option {
  return new Option('--state-dir <directory>', 'the one that the controller runs with (env: SAGEKEEPER_STATE_DIR)');
}
