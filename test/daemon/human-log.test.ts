/**
 * What does somebody see who watches a terminal? Sentences, and what was replaced where nothing else keeps it.
 */
import { describe, expect, it } from '@jest/globals';
import { humanLog } from '../../src/daemon/human-log.ts';

function shown(line: Readonly<Record<string, unknown>>): string {
  let written = '';
  humanLog({ write: (text) => (written += text) }).write(JSON.stringify({ time: '2026-11-22T10:11:12.345Z', ...line }));
  return written;
}

describe('the log at a terminal', () => {
  it('is a time and a sentence', () => {
    expect(shown({ level: 'info', msg: 'stopping a', change: 'c' })).toBe('10:11:12 stopping a\n');
    expect(shown({ level: 'warn', msg: 'a is denied' })).toBe('10:11:12 warn: a is denied\n');
  });

  it('has the document that an endpoint had before it was changed', () => {
    expect(shown({ level: 'info', msg: 'changing the document of a', document: '{"Statement":[]}' })).toBe(
      '10:11:12 changing the document of a\n         the document before: {"Statement":[]}\n',
    );
  });
});
