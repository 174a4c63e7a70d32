/**
 * `sagekeeper iam-document diff` as people and their CI see it: exit codes, lines and JSON.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { addIamDocument } from '../../src/cli/iam-document-verb.ts';
import { PLAIN } from '../../src/cli/terminal.ts';

const ALLOW = '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}';
const DENY =
  '{"Sid":"Repos","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]}';
const DENY_OTHERS =
  '{"Sid":"Repos","Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:getobject"],"Resource":["arn:aws:s3:::c/*","arn:aws:s3:::b/*"]}';
const FILES = {
  default: `{"Version":"2008-10-17","Statement":[${ALLOW}]}`,
  spelled: '\u{FEFF}{"Statement":{"Resource":["*"],"Action":["*"],"Principal":{"AWS":["*"]},"Effect":"Allow"}}',
  denying: `{"Version":"2012-10-17","Statement":[${ALLOW},${DENY}]}`,
  denyingOthers: `{"Version":"2012-10-17","Id":"x","Statement":[${DENY_OTHERS},${ALLOW}]}`,
  hostile: '{"Statement":[{"Sid":"\u{1B}[2J\\nfine","Effect":"Allow","Action":"*"}]}',
  none: '{"Statement":[{"Effect":"maybe"}]}',
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'iam-document-'));
  for (const [name, text] of Object.entries(FILES))
    writeFileSync(join(directory, `${name}.json`), text.replaceAll('\u{1B}', '\\u001b'));
});
afterAll(() => rmSync(directory, { recursive: true }));

type Name = keyof typeof FILES | 'missing';

async function diff(before: Name, after: Name, ...more: readonly string[]) {
  const said = { out: '', err: '', exitCode: -1 };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  };
  const program = new Command('sagekeeper').exitOverride();
  addIamDocument(program, terminal, (code) => (said.exitCode = code));
  const files = [before, after].map((name) => join(directory, `${name}.json`));
  await program.parseAsync(['iam-document', 'diff', ...files, ...more], { from: 'user' });
  return said;
}

describe('iam-document diff', () => {
  it('says that spellings of one meaning are the same', async () => {
    expect(await diff('default', 'spelled')).toEqual({ out: 'the same meaning\n', err: '', exitCode: 0 });
  });

  it('says what differs, statement by statement', async () => {
    expect(await diff('denying', 'denyingOthers')).toEqual({
      out: [
        '~ Id',
        '+     x',
        '~ statement Repos',
        '    Resource',
        '-     arn:aws:s3:::a/*',
        '+     arn:aws:s3:::c/*',
        '',
      ].join('\n'),
      err: '',
      exitCode: 1,
    });
  });

  it('shows whole statements that only one of them has', async () => {
    const { out, exitCode } = await diff('default', 'denying');
    expect(exitCode).toBe(1);
    expect(out).toBe(
      [
        '~ Version',
        '-     2008-10-17',
        '+     2012-10-17',
        '+ statement Repos',
        '+   Effect: Deny',
        '+   Principal: *',
        '+   Action: s3:GetObject',
        '+   Resource:',
        '+     arn:aws:s3:::a/*',
        '+     arn:aws:s3:::b/*',
        '',
      ].join('\n'),
    );
    expect((await diff('denying', 'default')).out).toContain('- statement Repos\n-   Effect: Deny\n');
  });

  it('answers programs in JSON', async () => {
    const { out, exitCode } = await diff('denying', 'denyingOthers', '--output', 'json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toEqual({
      same: false,
      differences: [
        { path: '/Id', have: null, want: 'x', members: [] },
        {
          path: '/statements/Repos',
          have: JSON.parse(DENY),
          want: JSON.parse(DENY_OTHERS),
          members: [
            {
              member: 'Resource',
              have: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'],
              want: ['arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'],
            },
          ],
        },
      ],
      problems: [],
    });
    const same = await diff('default', 'default', '--output', 'json');
    expect([JSON.parse(same.out), same.exitCode]).toEqual([{ same: true, differences: [], problems: [] }, 0]);
  });

  it('ends with 2 where one is no document, or cannot be read', async () => {
    const none = await diff('default', 'none', '--output', 'json');
    expect([none.exitCode, JSON.parse(none.out)]).toEqual([
      2,
      {
        same: null,
        differences: [],
        problems: [{ file: join(directory, 'none.json'), message: expect.stringContaining('statement 1: its Effect') }],
      },
    ]);
    expect(none.err).toContain('none.json is not an IAM document: statement 1');
    const missing = await diff('missing', 'none');
    expect([missing.exitCode, missing.out]).toEqual([2, '']);
    expect(missing.err.split('\n')).toHaveLength(3);
    expect(missing.err).toMatch(/missing\.json cannot be read: .*ENOENT/);
  });

  it('moves no cursor for a document', async () => {
    const { out } = await diff('default', 'hostile');
    expect(out).toContain('\\u{1b}[2J\\u{a}fine');
    expect(out).not.toContain('\u{1B}');
  });
});
