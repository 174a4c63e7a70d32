/**
 * The command line as a whole: what is accepted, what is refused and with which exit code, and what help says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';

interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function say(...argv: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const exitCode = await main(argv, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  });
  return { exitCode, ...said };
}

const VERBS = [
  'run',
  'plan',
  'validate',
  'schema',
  'completion',
  'explain',
  'doctor',
  'iam-policy',
  'guardrail',
  'lint-pipeline',
  'iam-document',
  'freeze',
  'unfreeze',
  'resume',
  'simulator',
  'demo',
  'version',
  'help',
];

/** Where a verb alone is none. */
const INNER: Readonly<Record<string, readonly string[]>> = { guardrail: ['export'], 'iam-document': ['diff'] };

describe('help', () => {
  it('names every verb', async () => {
    const { exitCode, out } = await say('--help');
    expect(exitCode).toBe(0);
    const told = [...(/Commands:\n([^]*?)\n\n/.exec(out)?.[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)];
    expect(told.map(([, verb]) => verb)).toEqual(VERBS);
    expect(out).toContain('Examples:\n  sagekeeper demo');
  });

  it.each(VERBS.filter((verb) => verb !== 'version' && verb !== 'help').map((verb) => [verb, ...(INNER[verb] ?? [])]))(
    'of %j has examples that the command line itself accepts',
    async (...verb) => {
      const { exitCode, out } = await say(...verb, '--help');
      expect(exitCode).toBe(0);
      const lines = [...out.matchAll(/^ {2}sagekeeper (\S.*?)(?: > .*)?$/gm)].map((found) =>
        (found[1] ?? '').split(' '),
      );
      expect(lines.length).toBeGreaterThan(0);
      // With --help at the end the values of options are checked and nothing runs; the names are checked here.
      for (const words of lines) {
        expect((await say(...words, '--help')).exitCode).toBe(0);
        for (const option of words.filter((word) => word.startsWith('--')))
          expect(out).toMatch(new RegExp(`  ${option}\\b`));
      }
    },
  );
});

describe('what is refused', () => {
  it.each([
    [['plann'], /Did you mean plan\?/],
    [['plan', '--polcy', 'x'], /Did you mean --policy\?/],
    [['plan', '--output', 'xml'], /Allowed choices are human, json, markdown/],
    [['plan', 'everything'], /too many arguments/],
    [['run', '--deadline', 'soon'], /written 90s, 10m, 6h or 7d/],
    [['run', '--deadline', '0s'], /written 90s, 10m, 6h or 7d/],
    [['run', '--listen'], /argument missing/],
    [['run', '--listen', 'everywhere'], /written host:port/],
    [['simulator', '--port', '65536'], /whole number from 0 to 65535/],
    [['simulator', '--port', '1e3'], /whole number/],
    [['simulator', '--imds-v1-share', '2'], /number from 0 to 1/],
    [['simulator', '--latency-scale', ' '], /number from 0 to 100/],
    [[], /Usage: sagekeeper/],
  ])('%j', async (argv, complaint) => {
    const { exitCode, err, out } = await say(...argv);
    expect(exitCode).toBe(2);
    expect(err).toMatch(complaint);
    expect(out).toBe('');
  });
});

describe('validate', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-validate-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('ends with 0 on the example, and says what is there', async () => {
    const { exitCode, out } = await say('validate', '--desired-state', 'desired-state');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^desired-state is good: \d+ policies \(\d+ enforced\), .*; revision [0-9a-f]{12}\n$/);
    const json = await say('validate', '--desired-state', 'desired-state', '--output', 'json');
    expect([json.exitCode, JSON.parse(json.out)]).toEqual([0, { problems: [] }]);
  });

  it('ends with 2 on problems, and shows where they are', async () => {
    const text = 'apiVersion: sagekeeper.dev/v1alpha1\nkind: NotebookImdss\nmetadata: {name: x}\nspec: {}\n';
    writeFileSync(join(directory, 'a.yaml'), text);
    const human = await say('validate', '--desired-state', directory);
    expect(human.exitCode).toBe(2);
    expect(human.out).toContain('a.yaml:2:7: ');
    expect(human.out).toContain('     2 | kind: NotebookImdss\n       |       ^\n');
    const json = await say('validate', '--desired-state', directory, '--output', 'json');
    expect(json.exitCode).toBe(2);
    const { problems } = JSON.parse(json.out) as { problems: readonly Record<string, unknown>[] };
    expect(problems[0]).toMatchObject({ line: 2, column: 7 });
    for (const problem of problems) expect(Object.keys(problem)).toEqual(['file', 'line', 'column', 'message', 'hint']);
  });

  it('ends with 2 where there is nothing to read', async () => {
    expect((await say('validate', '--desired-state', join(directory, 'nowhere'))).exitCode).toBe(2);
  });
});
