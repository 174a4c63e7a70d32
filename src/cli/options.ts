/**
 * The options that several verbs share, and how their texts become values. What is wrong is refused here, before anything is read.
 */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { parseListen } from '../daemon/config.ts';
import { parseDuration } from '../model/duration.ts';

/** Options of every verb that reads AWS, as commander hands them over; what was not given is not there. */
export interface ReadingOptions {
  readonly desiredState?: string;
  readonly endpointUrl?: string;
  readonly account?: string[];
  readonly region?: string[];
  readonly policy?: string[];
}

export function desiredStateOption(): Option {
  return new Option(
    '--desired-state <directory>',
    'the documents (default: "desired-state", env: SAGEKEEPER_DESIRED_STATE)',
  );
}

export function addReadingOptions(command: Command): Command {
  return addPlaceOptions(command).option('--policy <name>', 'only this policy; repeatable', collect);
}

/** For verbs that read AWS, and know no policies to choose from. */
export function addPlaceOptions(command: Command): Command {
  return command
    .addOption(desiredStateOption())
    .option(
      '--endpoint-url <url>',
      'send every call there instead of to AWS (env: SAGEKEEPER_ENDPOINT_URL)',
      endpointUrl,
    )
    .option('--account <id>', 'only this account; repeatable', collect)
    .option('--region <name>', 'only this region; repeatable', collect);
}

/** At the end of a verb's help. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  sagekeeper ${line}`).join('\n')}\n`;
}

export function outputOption(...forms: readonly string[]): Option {
  return new Option('--output <form>', 'what to print').choices(forms);
}

export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Scheme, host and port, as one takes them from a server's own words; where it goes on, somebody means something else. */
export function endpointUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  if (!isPlain) throw new InvalidArgumentError('An endpoint is written http://host:port or https://host:port.');
  return text;
}

export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError('A duration is written 90s, 10m, 6h or 7d.');
  return ms;
}

/** Checked here, told as it was written. */
export function listenAddress(text: string): string {
  if (parseListen(text) === undefined) throw new InvalidArgumentError('An address is written host:port.');
  return text;
}

/** A parser for whole numbers in a range, ends included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A parser for numbers in a range, ends included. */
export function numberWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}
