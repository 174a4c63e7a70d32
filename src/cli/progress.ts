/**
 * How far a long look has come: one line that is written over, and only where somebody watches.
 */
import type { Terminal } from './terminal.ts';

const CLEAR_LINE = '\r\u001b[2K';

export function progressOn(terminal: Terminal, what = 'places'): (done: number, total: number) => void {
  if (!terminal.errIsTerminal) return () => undefined;
  return (done, total) => terminal.err(`${CLEAR_LINE}reading: ${done} of ${total} ${what}`);
}

export function clearProgress(terminal: Terminal): void {
  if (terminal.errIsTerminal) terminal.err(CLEAR_LINE);
}
