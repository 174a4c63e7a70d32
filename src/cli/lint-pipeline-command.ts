/**
 * `lint-pipeline` on the command line: what it accepts. What it does is loaded when it is asked for.
 */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { collect, desiredStateOption, examples, outputOption } from './options.ts';
import type { Terminal } from './terminal.ts';

type Finish = (exitCode: number) => void;

const EXIT_CODES =
  '\nExit codes: 0 every job has an approved name; 1 some has not (with --fix: still has not); 2 not a definition, or it could not\n' +
  'run; 3 of some it cannot be proven.\n';

const HOOK = `
As a hook of pre-commit:
  - repo: local
    hooks:
      - id: sagekeeper-lint-pipeline
        name: names of pipeline jobs
        language: system
        entry: sagekeeper lint-pipeline --desired-state guardrails
        files: pipelines/.*[.]json$
`;

export function addLintPipeline(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('lint-pipeline')
    .description('judge pipeline definitions in files against the desired state; calls nobody')
    .argument('<definition.json...>', 'files, or - for standard input, such as pipeline.definition() of the Python SDK')
    .addOption(desiredStateOption())
    .option('--policy <name>', 'only this PipelineJobPrefix; repeatable', collect)
    .option('--tag <key=value>', 'of the pipeline, where prefixes hang on it; repeatable (default: none)', tagPair)
    .option('--account <id or name>', 'that the pipeline will be in, where prefixes hang on it')
    .option('--ou <path or id>', 'that this account is in, where prefixes hang on it; repeatable', collect)
    .addOption(outputOption('human', 'json', 'sarif').default('human'))
    .option('--fix', 'write the definition with right names to standard output')
    .option('-i, --in-place', 'with --fix: write it into the file')
    .addHelpText(
      'after',
      examples([
        'lint-pipeline pipeline.json',
        'lint-pipeline --tag team=fraud --fix pipeline.json > mended.json',
        'lint-pipeline --output sarif pipelines/*.json > names.sarif',
      ]),
    )
    .addHelpText(
      'after',
      "  python -c 'from train import pipeline; print(pipeline.definition())' | sagekeeper lint-pipeline -\n",
    )
    .addHelpText('after', HOOK)
    .addHelpText('after', EXIT_CODES)
    .action(async (files: readonly string[], options) => {
      const { lintPipeline } = await import('./lint-pipeline.ts');
      finish(await lintPipeline(files, options, terminal));
    });
}

function tagPair(text: string, before: readonly string[] | undefined): string[] {
  if (!/^[^=]+=/.test(text)) throw new InvalidArgumentError('A tag is written <key>=<value>.');
  return collect(text, before);
}
