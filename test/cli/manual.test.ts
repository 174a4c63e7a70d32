/**
 * `sagekeeper help <verb>`: every verb has its page, with everything that `--help` tells about it.
 */
import { describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await main(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  });
  return { code, out, err };
}

const { out: overview } = await run('help');
const verbs = [...(/Commands:\n([^]*?)\n\n/.exec(overview)?.[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(
  ([, verb]) => (verb === undefined || verb === 'help' ? [] : [verb]),
);

/** Words without the way they are laid out. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('sagekeeper help', () => {
  it('alone tells what --help does', async () => {
    expect(await run('help')).toEqual(await run('--help'));
    expect(verbs).toEqual(expect.arrayContaining(['run', 'plan', 'validate', 'schema', 'completion']));
  });

  it.each(verbs)('%s is a page with all that --help tells', async (verb) => {
    const [{ code, out }, { out: short }] = [await run('help', verb), await run(verb, '--help')];
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^NAME\\n {7}sagekeeper-${verb} - \\w[^]*\\n\\nSYNOPSIS\\n {7}sagekeeper ${verb}\\b`),
    );
    const options = [...short.matchAll(/^ {2}(?:-\w, )?(--[a-z\d-]+)/gm)].map(([, option]) => option ?? '');
    const examples = [...short.matchAll(/^ {2}(sagekeeper .+)$/gm)].map(([, example]) => flat(example ?? ''));
    expect([...options, ...examples].filter((told) => !flat(out).includes(told))).toEqual([]);
    expect(out).toContain('\nSEE ALSO\n');
  });

  it('knows verbs of verbs', async () => {
    expect((await run('help', 'guardrail')).out).toContain('\nVERBS\n       export\n');
    expect((await run('help', 'guardrail', 'export')).out).toMatch(/^NAME\n {7}sagekeeper-guardrail-export - /);
  });

  it('asks what was meant', async () => {
    expect(await run('help', 'plna')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no verb plna: did you mean plan?\n',
    });
    expect(await run('help', 'plan', 'now')).toMatchObject({ code: 2 });
  });

  it('leaves what --help prints as it was', async () => {
    const before = await run('plan', '--help');
    await run('help', 'plan');
    expect(await run('plan', '--help')).toEqual(before);
    expect(before.out).toContain('Usage: sagekeeper plan');
  });
});
