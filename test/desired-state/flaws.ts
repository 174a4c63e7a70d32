/**
 * What must hold of the answer to any text at all, whoever wrote it: soon, with a place for every complaint, in words for people.
 */
import { MAX_PROBLEMS } from '../../src/desired-state/problem-list.ts';
import { read } from '../../src/desired-state/read.ts';
import type { Loaded } from '../../src/desired-state/read.ts';
import type { Problem } from '../../src/model/desired-state.ts';
import { NOW } from './writing.ts';

/** A second is promised; the machines that run this share their processors. */
const PATIENCE_MS = 3_000;

export interface Answer {
  readonly loaded: Loaded;
  readonly cpuMs: number;
  /** What is wrong with it; nothing, if all is well. */
  readonly flaws: readonly string[];
}

export function answerTo(text: string): Answer {
  const begin = process.cpuUsage();
  const loaded = read([{ path: 'a.yaml', text }], NOW);
  const { user, system } = process.cpuUsage(begin);
  const cpuMs = (user + system) / 1_000;
  const late = cpuMs < PATIENCE_MS ? [] : [`took ${cpuMs} ms`];
  return { loaded, cpuMs, flaws: [...late, ...('problems' in loaded ? flawsOf(loaded.problems, text) : [])] };
}

function flawsOf(problems: readonly Problem[], text: string): readonly string[] {
  const lines = text.split('\n');
  const lost = problems.filter(({ file, line, column }) => {
    const inside = line <= lines.length && column <= (lines[line - 1]?.length ?? 0) + 1;
    return line < 1 || column < 1 || (file !== '.' && !inside);
  });
  // What the person wrote may be said back, also in a hint: "write [NaN]".
  const strange = problems.filter(({ message, hint = '' }) => {
    const [, word] = MACHINE_WORDS.exec(message + hint) ?? [];
    return message === '' || (word !== undefined && !text.includes(word));
  });
  const few = problems.length > 0 && problems.length <= MAX_PROBLEMS + 1 ? [] : [`${problems.length} problems`];
  return [...few, ...[...lost, ...strange].map((problem) => JSON.stringify(problem))];
}

/** Words of programs about themselves, outside of what is quoted from the text. */
const MACHINE_WORDS =
  /^(?:[^"]|"(?:[^"\\]|\\.)*")*?(\bundefined\b|\[object |\bNaN\b|Invalid input|TypeError|RangeError|\bzod\b|not YAML that can be read)/;
