/**
 * `sagekeeper help <verb>`: what there is to know of a verb, laid out as a page of the manual, from the same definitions as
 * `--help`. Pure but for asking the command what else it has to say.
 */
import { Help } from 'commander';
import type { Command } from 'commander';
import { didYouMean } from '../desired-state/nearest.ts';
import { EXIT } from './exit-code.ts';
import { printable } from './terminal.ts';
import type { Paint, Terminal } from './terminal.ts';

const MARGIN = '       ';
const DEEPER = '           ';
/** A page is no wider, however wide the terminal. */
const MAX_WIDTH = 100;

/** `verbs` is the way to a command: `guardrail`, `export`. Without any, the help of the program. */
export function manual(verbs: readonly string[], program: Command, terminal: Terminal): number {
  let command = program;
  for (const verb of verbs) {
    const next = command.commands.find((inner) => inner.name() === verb || inner.aliases().includes(verb));
    if (next === undefined) {
      const names = new Help().visibleCommands(command).map((inner) => inner.name());
      terminal.err(`error: there is no verb ${printable(verb)}: ${didYouMean(verb, names)}\n`);
      return EXIT.couldNotRun;
    }
    command = next;
  }
  if (command === program) program.outputHelp();
  else terminal.out(page(command, terminal));
  return EXIT.fine;
}

function page(command: Command, { paint, columns }: Terminal): string {
  const help = new Help();
  const width = Math.min(columns, MAX_WIDTH);
  const name = fullName(command);
  const section = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `${paint('bold', title)}\n${lines.join('\n')}\n\n`;
  const entries = (terms: readonly (readonly [string, string])[]): readonly string[] =>
    terms.flatMap(([term, says]) => [`${MARGIN}${paint('bold', term)}`, ...wrap(says, DEEPER, width), '']).slice(0, -1);
  return [
    section('NAME', [`${MARGIN}${name.replaceAll(' ', '-')} - ${command.summary() || command.description()}`]),
    section('SYNOPSIS', [`${MARGIN}${name} ${command.usage()}`.trimEnd()]),
    section(
      'ARGUMENTS',
      entries(help.visibleArguments(command).map((it) => [it.name(), help.argumentDescription(it)])),
    ),
    section(
      'VERBS',
      entries(
        help
          .visibleCommands(command)
          .filter((it) => it.name() !== 'help')
          .map((it) => [it.name(), it.description()]),
      ),
    ),
    section('OPTIONS', entries(help.visibleOptions(command).map((it) => [it.flags, help.optionDescription(it)]))),
    rest(command, paint),
    section('SEE ALSO', wrap(seeAlso(command), MARGIN, width)),
  ]
    .join('')
    .replace(/\n+$/, '\n');
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function seeAlso(command: Command): string {
  const siblings = command.parent?.commands.filter((other) => other !== command && other.name() !== 'help') ?? [];
  return siblings.map((other) => fullName(other).replaceAll(' ', '-')).join(', ');
}

/** Examples, exit codes and whatever else follows the options of `--help`: each heading becomes a section. */
function rest(command: Command, paint: Paint): string {
  const told = furtherHelp(command);
  const lines = told
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, title, inline] = /^([A-Z][A-Za-z ]+):(?: (.*))?$/.exec(line) ?? [];
      if (title === undefined) return [line === '' ? '' : `${MARGIN}${line.trim()}`];
      return [paint('bold', title.toUpperCase()), ...(inline === undefined ? [] : [`${MARGIN}${inline}`])];
    });
  return told === '' ? '' : `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n\n`;
}

/** What addHelpText has put behind the rest; commander gives it to nobody but its own output. */
function furtherHelp(command: Command): string {
  let all = '';
  const output = command.configureOutput();
  command.configureOutput({ ...output, writeOut: (text) => void (all += text) });
  command.outputHelp();
  command.configureOutput(output);
  return all.slice(command.helpInformation().length);
}

function wrap(text: string, margin: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && margin.length + line.length + word.length >= width) {
      lines.push(margin + line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return line === '' ? lines : [...lines, margin + line];
}
