/**
 * The workflows that we run and the pipelines that we give away: nothing in them is unpinned, misspelt or more privileged than it
 * says. What they do on their forges cannot be tried here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseDocument, visit } from 'yaml';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['.github/workflows', 'examples/gitops'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).flatMap((name) => (/\.ya?ml$/.test(name) ? [`${folder}/${name}`] : [])),
);
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every text that a shell would get. `!reference` and the like are GitLab's own. */
function scripts(text: string): readonly string[] {
  const found: string[] = [];
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Pair: (_key, { key, value }) => {
      const name = String(key);
      if (name !== 'run' && name !== 'script') return;
      const plain: unknown = (value as { toJSON: () => unknown }).toJSON();
      for (const script of Array.isArray(plain) ? plain : [plain]) if (typeof script === 'string') found.push(script);
    },
  });
  return found;
}

async function helpOf(verb: string): Promise<string> {
  let text = '';
  const add = (part: string): void => void (text += part);
  const terminal = { out: add, err: add, outIsTerminal: false, errIsTerminal: false, columns: 100, paint: PLAIN };
  await main([verb, '--help'], terminal);
  return text;
}

describe.each(FILES)('%s', (path) => {
  const text = read(path);

  it('is YAML', () => {
    expect(parseDocument(text, { logLevel: 'silent' }).errors).toEqual([]);
  });

  it('names actions by the commit that was looked at, and by its version', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('has scripts that a shell can read', () => {
    const found = scripts(text);
    expect(found.length).toBeGreaterThan(0);
    for (const script of found) expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
  });

  it('takes nothing but reading where it does not say why', () => {
    if (!path.startsWith('.github') && !path.includes('github')) return;
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    const more = text.split('\n').filter((line) => /^\s+[a-z-]+: write/.test(line));
    expect(more.filter((line) => !/: write # \S/.test(line))).toEqual([]);
  });

  it('calls sagekeeper as it can be called', async () => {
    // Continued lines are one; `"$IMAGE" plan` is the command in its container.
    const lines = scripts(text).flatMap((script) => script.replaceAll('\\\n', ' ').split('\n'));
    const calls = lines.flatMap((line) => [
      ...line.matchAll(/(?:"\$IMAGE"|(?:^|[;\s])sagekeeper) ([a-z-]+)([^>;|]*)/g),
    ]);
    for (const [, verb = '', rest = ''] of calls) {
      const help = await helpOf(verb);
      expect(help).toContain(`sagekeeper ${verb}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help).toContain(option);
    }
    const expected = path.startsWith('examples') ? ['validate', 'plan'] : [];
    expect(calls.map(([, verb]) => verb)).toEqual(expected);
  });

  it('asks for scripts that are there', () => {
    const asked = [...text.matchAll(/(?:^|\s)(\.ci\/run|(?:scripts|tools)\/[\w./-]+\.(?:ts|sh))/gm)].map(
      ([, name]) => name,
    );
    expect(asked.filter((name) => !existsSync(join(ROOT, name ?? '')))).toEqual([]);
  });
});
