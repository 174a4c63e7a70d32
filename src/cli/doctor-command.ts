/**
 * What `sagekeeper doctor` accepts. The verb itself is loaded when it is asked for.
 */
import type { Command } from 'commander';
import type { DoctorVerbOptions } from './doctor.ts';
import { addPlaceOptions, duration, examples, outputOption } from './options.ts';
import type { Terminal } from './terminal.ts';

export function addDoctor(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  addPlaceOptions(program.command('doctor'))
    .description('say what is missing before everything can be read and mended; changes nothing')
    .option('--deadline-per-account <duration>', 'give an account up after so long (default: 30s)', duration)
    .addOption(outputOption('human', 'json').default('human'))
    .addHelpText('after', examples(['doctor', 'doctor --account 111122223333', 'doctor --output json > doctor.json']))
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing is missing; 2 it could not run; 3 something is missing, or did not answer.\n',
    )
    .action(async (options: DoctorVerbOptions) => {
      const { doctor } = await import('./doctor.ts');
      finish(await doctor(options, terminal));
    });
}
