/**
 * `sagekeeper explain`: why does this resource, policy or kind stand as it does? Asks the running controller where there is
 * one, and looks where there is none. What looking needs (the AWS SDK) is loaded only then.
 */
import { readConfig } from '../daemon/config.ts';
import type { Config } from '../daemon/config.ts';
import type { ExplainAnswer, Question } from '../daemon/explain.ts';
import { EXIT } from './exit-code.ts';
import { askController } from './explain-asking.ts';
import { explainHuman } from './explain-human.ts';
import type { ReadingOptions } from './options.ts';
import { clearProgress, progressOn } from './progress.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface ExplainOptions extends ReadingOptions {
  readonly statusUrl?: string;
  readonly look?: boolean;
  readonly output?: 'human' | 'json';
}

/** 0 explained, 2 there is nothing to explain (or not one thing), 3 it could not be read. */
export async function explain(subject: string, options: ExplainOptions, terminal: Terminal): Promise<number> {
  const [what, name] = split(subject);
  if (what === 'kind') {
    const { explainKind } = await import('./explain-kind.ts');
    return explainKind(name, options.output ?? 'human', terminal);
  }
  const { account = [], region = [], output = 'human' } = options;
  const question: Question =
    what === 'policy'
      ? { about: 'policy', policy: name }
      : { about: 'resource', resource: name, accounts: account, regions: region };
  const config = readConfig(options);
  const told = await ask(config, question, options, terminal);
  if ('exitCode' in told) return told.exitCode;
  const { answer, from } = told;
  terminal.out(output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : explainHuman(answer, from, terminal.paint));
  return exitCodeOf(answer);
}

function split(subject: string): readonly ['policy' | 'kind' | 'resource', string] {
  const [, what, name] = /^(policy|kind)\/(.+)$/.exec(subject) ?? [];
  if (name === undefined) return ['resource', subject];
  return [what === 'kind' ? 'kind' : 'policy', name];
}

function exitCodeOf(answer: ExplainAnswer): number {
  if (answer.found === 'several') return EXIT.couldNotRun;
  if (answer.found === 'nothing') return answer.isUnread ? EXIT.partial : EXIT.couldNotRun;
  if (answer.found === 'policy') return EXIT.fine;
  const { place, observed } = answer.explanation;
  return place.state === 'reached' && observed !== null ? EXIT.fine : EXIT.partial;
}

type Told = { readonly answer: ExplainAnswer; readonly from: string } | { readonly exitCode: number };

/** Another desired state or another AWS than the controller's is meant where one is named: then its answer would be wrong. */
async function ask(config: Config, question: Question, options: ExplainOptions, terminal: Terminal): Promise<Told> {
  const { statusUrl, look = false, desiredState, endpointUrl } = options;
  const mustAsk = statusUrl !== undefined;
  const mayAsk = mustAsk || (!look && desiredState === undefined && endpointUrl === undefined);
  if (mayAsk) {
    const url = statusUrl ?? ownStatusUrl(config);
    const asked = await askController(url, question);
    if ('answer' in asked) return { answer: asked.answer, from: `the running controller at ${url}` };
    if (mustAsk || asked.isThere) {
      const way = asked.isThere ? '; --look asks AWS instead' : '';
      terminal.err(`sagekeeper: ${printable(url)}: ${printable(asked.error, 1_000)}${way}\n`);
      return { exitCode: EXIT.couldNotRun };
    }
  }
  return lookAt(config, question, options, terminal);
}

async function lookAt(config: Config, question: Question, options: ExplainOptions, terminal: Terminal): Promise<Told> {
  for (const warning of config.warnings) terminal.err(`warning: ${printable(warning, 1_000)}\n`);
  const { explainByLooking } = await import('../daemon/explain-look.ts');
  const { stopSignal } = await import('./stop-signals.ts');
  const answer = await explainByLooking(config, question, { signal: stopSignal(), progress: progressOn(terminal) });
  clearProgress(terminal);
  if ('error' in answer) {
    terminal.err(`sagekeeper: ${printable(answer.error, 2_000)}\n`);
    return { exitCode: EXIT.couldNotRun };
  }
  if ('problems' in answer) {
    const { tellProblems } = await import('./explain-problems.ts');
    tellProblems(answer.problems, options.output ?? 'human', terminal);
    return { exitCode: EXIT.couldNotRun };
  }
  return { answer, from: 'a look of its own' };
}

/** Where a controller with the same environment would listen, as seen from this machine. */
function ownStatusUrl({ statusListen }: Config): string {
  const [, host = '127.0.0.1', port = '9465'] = /^(.*):(\d+)$/.exec(statusListen) ?? [];
  return `http://${/^(0\.0\.0\.0|\[::\]|)$/.test(host) ? '127.0.0.1' : host}:${port}`;
}
