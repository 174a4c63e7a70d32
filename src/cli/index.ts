/**
 * The front door: which verbs there are, what each accepts, and what a mistake costs (exit code 2). Each verb's own file is
 * loaded only when it is asked for, so that `validate` never pays for the AWS SDK.
 */
import { Command, CommanderError, Option } from 'commander';
import { version } from '../daemon/version.ts';
import { addDoctor } from './doctor-command.ts';
import { EXIT } from './exit-code.ts';
import { addExplain } from './explain-command.ts';
import { addIamDocument } from './iam-document-verb.ts';
import { addLintPipeline } from './lint-pipeline-command.ts';
import {
  addReadingOptions,
  desiredStateOption,
  duration,
  listenAddress,
  numberWithin,
  outputOption,
  wholeNumber,
} from './options.ts';
import type { ReadingOptions } from './options.ts';
import { addGuardrail, addIamPolicy } from './permission-verbs.ts';
import { stopSignal } from './stop-signals.ts';
import { addStopping } from './stopping-verbs.ts';
import { processTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { addCompletion, addHelp, addSchema } from './writing-verbs.ts';

type Finish = (exitCode: number) => void;

/** The exit code of a command line, program name left out. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = EXIT.fine;
  const program = commandLine(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Asked for help or the version: commander ends with 0; everything else that it throws is a mistake in the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.couldNotRun;
    terminal.err(`sagekeeper: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.couldNotRun;
  }
}

function commandLine(terminal: Terminal, finish: Finish): Command {
  const program = new Command('sagekeeper')
    .description('Keeps Amazon SageMaker as you declared it, in every account of an AWS Organization.')
    .version(version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, getOutHelpWidth: () => terminal.columns })
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', examples(['demo', 'validate', 'plan --region eu-central-1', 'run --once']));
  addRun(program, terminal, finish);
  addPlan(program, terminal, finish);
  addValidate(program, terminal, finish);
  addSchema(program, terminal, finish);
  addCompletion(program, terminal, finish);
  addExplain(program, terminal, finish);
  addDoctor(program, terminal, finish);
  addIamPolicy(program, terminal, finish);
  addGuardrail(program, terminal, finish);
  addLintPipeline(program, terminal, finish);
  addIamDocument(program, terminal, finish);
  addStopping(program, terminal, finish);
  addSimulator(program, terminal, finish);
  addDemo(program, terminal, finish);
  program
    .command('version')
    .description('print the version')
    .action(() => terminal.out(`sagekeeper ${version} (Node.js ${process.versions.node})\n`));
  addHelp(program, terminal, finish);
  return program;
}

function addRun(program: Command, terminal: Terminal, finish: Finish): void {
  addReadingOptions(program.command('run'))
    .description('run the controller: read, compare, and drive AWS to what is declared')
    .option('--once', 'look at everything, finish what is on its way, and end')
    .option('--deadline <duration>', 'with --once: end by then at the latest (default: 2h)', duration)
    .option('--listen <host:port>', 'metrics and health (default: 0.0.0.0:9464, env: SAGEKEEPER_LISTEN)', listenAddress)
    .option(
      '--status-listen <host:port>',
      'status page (default: 127.0.0.1:9465, env: SAGEKEEPER_STATUS_LISTEN)',
      listenAddress,
    )
    .option('--state-dir <directory>', 'a small directory that may be lost (env: SAGEKEEPER_STATE_DIR)')
    .addOption(outputOption('human', 'json'))
    .addHelpText(
      'after',
      examples(['run', 'run --listen 127.0.0.1:9464', 'run --once --policy imds-v2 --deadline 30m']),
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (options: ReadingOptions) => {
      const signal = stopSignal();
      const { run } = await import('./run.ts');
      finish(await run(options, terminal, signal));
    });
}

function addPlan(program: Command, terminal: Terminal, finish: Finish): void {
  addReadingOptions(program.command('plan'))
    .description('say what run would do, with sessions that cannot write')
    .option('--exit-code', 'end with 1 where something differs')
    .addOption(outputOption('human', 'json', 'markdown').default('human'))
    .addHelpText(
      'after',
      examples(['plan', 'plan --account 111122223333 --policy imds-v2', 'plan --exit-code --output json > plan.json']),
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (options: ReadingOptions) => {
      const { plan } = await import('./plan.ts');
      finish(await plan(options, terminal));
    });
}

function addValidate(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('validate')
    .description('check the documents of the desired state; calls nobody')
    .addOption(desiredStateOption())
    .addOption(outputOption('human', 'json').default('human'))
    .addHelpText('after', examples(['validate', 'validate --desired-state ./guardrails --output json']))
    .addHelpText('after', '\nExit codes: 0 no problems, 2 some.\n')
    .action(async (options: ReadingOptions) => {
      const { validate } = await import('./validate.ts');
      finish(await validate(options, terminal));
    });
}

function addSimulator(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('simulator')
    .description('run an AWS in a box, for trying a desired state without AWS; where the two differ, AWS is right')
    .option('--port <number>', '0 takes a free one', wholeNumber(0, 65_535), 4599)
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--world <file>', 'the organization, described in YAML (default: the world of the demo)')
    .option('--accounts <number>', 'generate a world with so many accounts', wholeNumber(1, 50_000))
    .option('--regions <number>', 'regions of a generated world', wholeNumber(1, 8))
    .option('--notebooks <number>', 'notebooks for each account and region', wholeNumber(0, 10_000))
    .option('--seed <number>', 'the same seed makes the same world', wholeNumber(0, 2 ** 31 - 1))
    .option('--imds-v1-share <share>', 'of the notebooks, from 0 to 1', numberWithin(0, 1))
    .option(
      '--latency-scale <factor>',
      'how long stopping and starting take: 1 as long as at AWS',
      numberWithin(0, 100),
      1,
    )
    .addOption(new Option('--rates <which>', 'throttle as AWS does').choices(['aws', 'off']).default('aws'))
    .addOption(
      new Option('--journal <what>', 'keep every entry, or counters only (for benchmarks)')
        .choices(['entries', 'counters'])
        .default('entries'),
    )
    .addHelpText('after', examples(['simulator', 'simulator --accounts 50 --notebooks 20 --latency-scale 0.01']))
    .action(async (options) => {
      const { simulator } = await import('./simulator.ts');
      finish(await simulator(options, terminal));
    });
}

function addDemo(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('demo')
    .description('watch drift fall: the real controller against a simulated organization, without any AWS account')
    .addOption(desiredStateOption())
    .option('--once', 'end when nothing is left to mend')
    .addHelpText('after', examples(['demo', 'demo --once']))
    .action(async (options) => {
      const { demo } = await import('./demo.ts');
      finish(await demo(options, terminal));
    });
}

const EXIT_CODES =
  '\nExit codes: 0 everything was read; 1 something differs (plan: with --exit-code; run: with --once);\n' +
  '2 it could not run; 3 something could not be read.\n';

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  sagekeeper ${line}`).join('\n')}\n`;
}
