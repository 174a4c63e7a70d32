/**
 * The verbs for those who write, documents or command lines: how `schema`, `completion` and `help` are asked for.
 */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

type Finish = (exitCode: number) => void;

const EDITOR_HELP = `
Examples:
  sagekeeper schema > sagekeeper.schema.json
  sagekeeper schema NotebookImds

Editors that know the YAML language server (VS Code, Neovim, IntelliJ) complete, explain and check a file whose first line is
  # yaml-language-server: $schema=./sagekeeper.schema.json
`;

const SHELL_HELP = `
Examples:
  source <(sagekeeper completion bash)          in ~/.bashrc
  source <(sagekeeper completion zsh)           in ~/.zshrc, after compinit
  sagekeeper completion fish | source           in ~/.config/fish/config.fish
`;

export function addSchema(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('schema')
    .description('print the JSON Schema of the documents, for editors and other programs')
    .argument('[kind]', 'only of this kind, such as NotebookImds (default: one for all kinds)')
    .option('--directory <directory>', 'write one file for each kind and one for all there')
    .addHelpText('after', EDITOR_HELP)
    .action(async (kind, options) => {
      const { schema } = await import('./schema.ts');
      finish(schema(kind, options, terminal));
    });
}

export function addCompletion(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('completion')
    .description('print what makes a shell complete our verbs, options and their values')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', SHELL_HELP)
    .action(async (shell) => {
      const { completion } = await import('./completion.ts');
      finish(completion(shell, program, terminal));
    });
}

/** In the place of commander's own, which prints what `--help` does. */
export function addHelp(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .helpCommand(false)
    .command('help')
    .description('print the page of the manual about a verb')
    .argument('[verb...]', 'such as plan, or guardrail export')
    .action(async (verbs: readonly string[]) => {
      const { manual } = await import('./manual.ts');
      finish(manual(verbs, program, terminal));
    });
}
