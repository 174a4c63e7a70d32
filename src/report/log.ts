/**
 * What does the log say? One line of JSON for each event, whose values cannot forge lines or carry credentials; what was
 * said a moment ago about the same thing is not said again. The words are log-line.ts.
 */
import { pino } from 'pino';
import type { Event } from '../model/event.ts';
import { type Level, type Line, lineOf } from './log-line.ts';
import { instant, plain } from './text.ts';

export interface LogOptions {
  /** Receives whole lines, each with its newline. */
  readonly destination: { write(line: string): void };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** `info` unless given; `debug` adds every first reading of a place and every resource that was found compliant. */
  readonly level?: Level | undefined;
}

export interface Log {
  readonly tell: (event: Event) => void;
}

/** An account that cannot be reached is said once, and then once an hour. */
export const REPEAT_AFTER_MS = 3_600_000;
/** Things about which the last line is remembered, by event; beyond it the oldest is forgotten, and perhaps said again. */
export const MAX_REMEMBERED_LINES = 20_000;
/** People's sentences are longer than the values that they are made of. */
const MAX_MESSAGE_LENGTH = 1_024;
/** Of a JSON text that is told whole: three times what AWS lets a document of an endpoint have. */
const MAX_WHOLE_LENGTH = 61_440;

/** A log that writes to `destination` only. */
export function createLog(options: LogOptions): Log {
  const logger = pino(
    {
      level: options.level ?? 'info',
      // Neither process id nor host name: in a cluster whoever collects the line knows the pod.
      base: null,
      timestamp: () => `,"time":"${instant(options.now()) ?? ''}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination,
  );
  const news = rememberLines(options.now);
  let inForce: { readonly revision?: string; readonly commit?: string | undefined } = {};

  return {
    tell: (event) => {
      if (event.event === 'DesiredStateLoaded') inForce = { revision: event.revision, commit: event.commit };
      const line = lineOf(event);
      const level = news(event.event, line);
      if (level === undefined) return;
      // With every line, and so with every change: under which desired state it happened.
      const fields = { event: event.event, ...inForce, ...line.fields };
      logger[level]({ ...harmless(fields), ...wholeTexts(line.whole) }, plain(line.msg, MAX_MESSAGE_LENGTH));
    },
  };
}

/** The level at which a line is news; undefined: this was said about the same thing within the last hour. Bounded. */
function rememberLines(now: () => number): (event: Event['event'], line: Line) => Level | undefined {
  const memories = new Map<Event['event'], Map<string, { readonly says: string; readonly at: number }>>();
  return (event, { level, repeats }) => {
    if (repeats === undefined) return level;
    const said = memories.get(event) ?? new Map<string, { readonly says: string; readonly at: number }>();
    memories.set(event, said);
    const before = said.get(repeats.about);
    const at = now();
    if (before?.says === repeats.says && at - before.at < REPEAT_AFTER_MS) return undefined;
    // Deleted first, so that the map's order is the order of saying.
    said.delete(repeats.about);
    said.set(repeats.about, { says: repeats.says, at });
    const oldest = said.size > MAX_REMEMBERED_LINES ? said.keys().next().value : undefined;
    if (oldest !== undefined) said.delete(oldest);
    const changed = before !== undefined && before.says !== repeats.says;
    return changed ? (repeats.levelIfChanged ?? level) : level;
  };
}

function harmless(fields: Line['fields']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value === 'string') return [name, plain(value)];
      return [name, typeof value === 'object' ? value.map((each) => plain(each)) : value];
    }),
  );
}

/** JSON of the same meaning without a character that could do anything to whoever reads it. */
function wholeTexts(texts: Line['whole'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.length > MAX_WHOLE_LENGTH
        ? plain(text)
        : text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ]),
  );
}
