/**
 * Reading the audit log of a server that goes on writing it: wherever it is cut, only whole lines count.
 */
import { describe, expect, it } from '@jest/globals';
import { auditEntries } from './api-server.ts';

describe('auditEntries', () => {
  it('takes whole lines only, wherever the log is cut', () => {
    const entries = ['list', 'patch'].map((verb) => ({ verb, user: { username: 'ä' }, responseStatus: { code: 200 } }));
    const log = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    for (let length = 0; length <= log.length; length += 1) {
      const cut = log.slice(0, length);
      expect(auditEntries(cut)).toEqual(entries.slice(0, cut.split('\n').length - 1));
    }
  });
});
