/**
 * `sagekeeper completion`: what a shell has to know to complete our command line, generated from the command line itself, so
 * that neither forgets a verb of the other. Nothing is run while somebody types: the script holds all the words.
 */
import { Help } from 'commander';
import type { Command, Option } from 'commander';
import { EXIT } from './exit-code.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Verb {
  readonly name: string;
  readonly says: string;
  readonly flags: readonly Flag[];
  /** Words that may stand where an argument does. */
  readonly words: readonly string[];
  /** Names of files may stand there. */
  readonly files: boolean;
}

interface Flag {
  /** `--output` and, if there is one, `-o`. */
  readonly names: readonly string[];
  readonly says: string;
  readonly takes: 'nothing' | 'text' | 'directory' | 'file' | readonly string[];
}

const SHELLS: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = { bash, zsh, fish };

export function completion(shell: string, program: Command, terminal: Terminal): number {
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (script === undefined) {
    const shells = Object.keys(SHELLS).join(', ');
    terminal.err(`error: completion is for ${shells}, and not for ${printable(shell)}\n`);
    return EXIT.couldNotRun;
  }
  terminal.out(script(verbsOf(program)));
  return EXIT.fine;
}

/** The program itself comes first, with an empty name. */
function verbsOf(program: Command): readonly Verb[] {
  const help = new Help();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  return [program, ...commands].map((command) => ({
    name: command === program ? '' : command.name(),
    says: firstSentence(command.description()),
    flags: flagsOf(command, help),
    words: command === program ? names : wordsOf(command, names),
    files: command !== program && takesFiles(command),
  }));
}

/** Those of its subcommands as well (`guardrail export --output`), each once. */
function flagsOf(command: Command, help: Help): readonly Flag[] {
  const inner = command.parent === null ? [] : command.commands;
  const flags = [command, ...inner].flatMap((one) => help.visibleOptions(one).map(flagOf));
  return [...new Map(flags.map((flag) => [flag.names[0], flag])).values()];
}

function wordsOf(command: Command, verbs: readonly string[]): readonly string[] {
  if (command.name() === 'help') return verbs.filter((name) => name !== 'help');
  const subcommands = command.commands.map((inner) => inner.name());
  const listed = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return command.name() === 'completion' ? Object.keys(SHELLS) : [...subcommands, ...listed];
}

/** As its arguments say, or those of a subcommand. */
function takesFiles(command: Command): boolean {
  const told = [command, ...command.commands].flatMap(({ registeredArguments }) => registeredArguments);
  return told.some((argument) => /\bfiles?\b|\.json/.test(`${argument.name()} ${argument.description}`));
}

function flagOf(option: Option): Flag {
  const names = [option.long, option.short].filter((name) => name !== undefined && name !== null);
  return { names, says: firstSentence(option.description), takes: option.argChoices ?? taken(option) };
}

function taken({ flags, required, optional }: Option): 'nothing' | 'text' | 'directory' | 'file' {
  if (!required && !optional) return 'nothing';
  if (/<directory>|<path>/.test(flags)) return 'directory';
  return flags.includes('<file>') ? 'file' : 'text';
}

function firstSentence(text: string): string {
  return text.split(/[;(\n]/, 1)[0]?.trim() ?? '';
}

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map(({ name, flags, words, files }) => {
    const valued = flags
      .filter(({ takes }) => takes !== 'nothing')
      .map(({ names, takes }) => `        ${names.join('|')}) ${bashValues(takes)}; return ;;\n`);
    const reply = [...words, ...flags.flatMap(({ names }) => names)].join(' ');
    const inner = valued.length === 0 ? '' : `      case "$before" in\n${valued.join('')}      esac\n`;
    return `    ${name === '' ? "''" : name})\n${inner}      COMPREPLY=($(compgen -W '${reply}' -- "$word"))${files ? BASH_FILES : ''} ;;\n`;
  });
  const names = verbs.flatMap(({ name }) => (name === '' ? [] : [name])).join('|');
  return `# Completion of sagekeeper for bash 3.2 and later.
_sagekeeper() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb='' at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      ${names}) verb="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  COMPREPLY=()
  case "$verb" in
${cases.join('')}  esac
}
complete -F _sagekeeper sagekeeper
`;
}

const BASH_FILES = `; local IFS=$'\\n'; COMPREPLY+=($(compgen -f -- "$word"))`;

function bashValues(takes: Flag['takes']): string {
  // Names of files may hold blanks; our own words do not.
  if (takes === 'directory') return `local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$word"))`;
  if (takes === 'file') return `local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word"))`;
  return typeof takes === 'string' ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -W '${takes.join(' ')}' -- "$word"))`;
}

function zsh(verbs: readonly Verb[]): string {
  const [program, ...rest] = verbs;
  const listed = rest.map(({ name, says }) => `    ${single(`${name}:${says}`)}\n`).join('');
  const cases = rest.map(
    ({ name, flags, words, files }) =>
      `      ${name}) _arguments ${[...flags.flatMap(zshFlag), ...(words.length === 0 ? [] : [single(`1: :(${words.join(' ')})`)]), ...(files ? [single('*: :_files')] : [])].join(' ')} ;;\n`,
  );
  return `#compdef sagekeeper
# Completion of sagekeeper for zsh.
_sagekeeper() {
  local -a verbs
  verbs=(
${listed}  )
  local state line
  _arguments -C ${(program?.flags ?? []).flatMap(zshFlag).join(' ')} '1: :->verb' '*:: :->rest'
  case $state in
    verb) _describe 'verb' verbs ;;
    rest)
      case $line[1] in
${cases.map((one) => `  ${one}`).join('')}      esac ;;
  esac
}
if [ "$funcstack[1]" = _sagekeeper ]; then _sagekeeper; else compdef _sagekeeper sagekeeper; fi
`;
}

function zshFlag({ names, says, takes }: Flag): readonly string[] {
  const value: Readonly<Record<string, string>> = {
    nothing: '',
    text: ': :',
    directory: ': :_files -/',
    file: ': :_files',
  };
  const after = typeof takes === 'string' ? value[takes] : `: :(${takes.join(' ')})`;
  // Colons and brackets have a meaning to _arguments.
  const told = says.replaceAll(/[[\]:\\]/g, (mark) => `\\${mark}`);
  return names.map((name) => single(`*${name}[${told}]${after}`));
}

function fish(verbs: readonly Verb[]): string {
  const names = verbs.flatMap(({ name }) => (name === '' ? [] : [name])).join(' ');
  const lines = verbs.flatMap(({ name, flags, words, files }) => {
    const when = name === '' ? 'not __fish_seen_subcommand_from $verbs' : `__fish_seen_subcommand_from ${name}`;
    const condition = `complete -c sagekeeper -n ${single(when)}`;
    const said =
      name === '' ? verbs.slice(1).map((verb) => `${condition} -a ${verb.name} -d ${single(verb.says)}`) : [];
    const listed = name === '' || words.length === 0 ? [] : [`${condition} -a ${single(words.join(' '))}`];
    return [
      ...said,
      ...listed,
      ...(files ? [`${condition} -F`] : []),
      ...flags.map((flag) => `${condition} ${fishFlag(flag)}`),
    ];
  });
  return `# Completion of sagekeeper for fish.
set -l verbs ${names}
complete -c sagekeeper -f
${lines.join('\n').replaceAll('$verbs', names)}
`;
}

function fishFlag({ names, says, takes }: Flag): string {
  const called = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  const value = typeof takes === 'string' ? FISH_VALUES[takes] : ` -x -a ${single(takes.join(' '))}`;
  return `${called}${value} -d ${single(says)}`;
}

const FISH_VALUES = {
  nothing: '',
  text: ' -x',
  directory: " -x -a '(__fish_complete_directories)'",
  file: ' -r -F',
} as const;

function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
