/**
 * `sagekeeper completion`: what a real bash offers for the beginnings of command lines. zsh and fish are asked where they are
 * installed; their scripts name every verb and every option in any case.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';

let directory = '';
let verbs: readonly string[] = [];
const scripts = new Map<string, string>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'completion-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await run('completion', shell);
    if (code !== 0) throw new Error(`completion ${shell} ended with ${code}`);
    scripts.set(shell, out);
    writeFileSync(join(directory, `sagekeeper.${shell}`), out);
  }
  mkdirSync(join(directory, 'two words'));
  const { out } = await run('--help');
  verbs = [...(/Commands:\n([^]*?)\n\n/.exec(out)?.[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(
    ([, verb]) => verb ?? '',
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await main(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 200,
    paint: PLAIN,
  });
  return { code, out, err };
}

/** What bash would offer with the cursor behind the last word. */
function offered(...words: readonly string[]): readonly string[] {
  const ask = `source sagekeeper.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sagekeeper; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const answer = execFileSync('bash', ['-c', ask, 'bash', 'sagekeeper', ...words], {
    cwd: directory,
    encoding: 'utf8',
  });
  return answer.split('\n').filter((word) => word !== '');
}

describe('bash', () => {
  it('is told to ask', () => {
    const asked = execFileSync('bash', ['-c', 'source sagekeeper.bash; complete -p sagekeeper'], { cwd: directory });
    expect(asked.toString()).toBe('complete -F _sagekeeper sagekeeper\n');
  });

  it('offers every verb, and the options of the program', () => {
    expect(verbs).toEqual(
      expect.arrayContaining(['run', 'plan', 'lint-pipeline', 'iam-document', 'schema', 'completion', 'demo', 'help']),
    );
    expect(offered('')).toEqual(expect.arrayContaining([...verbs, '--version', '--help']));
  });

  it.each<readonly [readonly string[], readonly string[]]>([
    [['val'], ['validate']],
    [['plan', '--o'], ['--output']],
    [
      ['plan', '--output', ''],
      ['human', 'json', 'markdown'],
    ],
    [['plan', '--output', 'j'], ['json']],
    [['plan', '--region', 'eu-central-1', '--exi'], ['--exit-code']],
    [['plan', '--region', ''], []],
    [['validate', '--desired-state', ''], ['two words']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', '--help', '-h'],
    ],
    [['help', 'vers'], ['version']],
    [
      ['simulator', '--rates', ''],
      ['aws', 'off'],
    ],
    [['guardrail', 'ex'], ['export']],
    [['guardrail', 'export', '--des'], ['--desired-state']],
    [['nonsense', 'pl'], ['plan']],
    [['lint-pipeline', 'sagekeeper.b'], ['sagekeeper.bash']],
    [['lint-pipeline', 'two'], ['two words']],
    [['iam-document', 'd'], ['diff']],
    [['iam-document', 'diff', 'sagekeeper.z'], ['sagekeeper.zsh']],
    [['plan', 'sagekeeper.b'], []],
    [
      ['guardrail', 'export', '--for', ''],
      ['control-policy', 'identity', 'team'],
    ],
  ])('after %j offers %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('offers for each verb every option that its help tells', async () => {
    for (const verb of verbs.filter((name) => name !== 'help')) {
      const { out } = await run(verb, '--help');
      const told = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z\d-]+)/gm)].map(([, option]) => option);
      expect([verb, offered(verb, '--')]).toEqual([verb, expect.arrayContaining(told)]);
    }
  });
});

describe('zsh and fish', () => {
  it('are told every verb and every option that bash is told', () => {
    const words = new Set(verbs.flatMap((verb) => [verb, ...offered(verb, '--')]));
    for (const word of words) {
      expect(scripts.get('zsh')).toContain(word);
      expect(scripts.get('fish')).toMatch(
        new RegExp(`${word.startsWith('--') ? '-l ' : ''}\\b${word.replace(/^--/, '')}\\b`),
      );
    }
  });

  it.each([
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('%s can read its script, where it is installed', (shell, options) => {
    const { error, status, stderr } = spawnSync(shell, [...options, `sagekeeper.${shell}`], {
      cwd: directory,
      encoding: 'utf8',
    });
    if (error !== undefined) return;
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('another shell', () => {
  it.each(['tcsh', '__proto__', 'constructor'])('%s is refused', async (shell) => {
    expect(await run('completion', shell)).toMatchObject({
      code: 2,
      out: '',
      err: `error: completion is for bash, zsh, fish, and not for ${shell}\n`,
    });
  });
});
