/**
 * `sagekeeper freeze`, `unfreeze` and `resume` as people type them: what the controller sees of it, and what they are told.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { writeHalt } from '../../src/daemon/halt-files.ts';
import { prepareStateDir, statePaths } from '../../src/daemon/state-dir.ts';
import { createStops } from '../../src/daemon/stops.ts';

let stateDir = '';
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'sagekeeper-verbs-'));
  await prepareStateDir(stateDir);
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

async function type(...words: readonly string[]) {
  let [out, err] = ['', ''];
  const exitCode = await main(words, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  });
  return { exitCode, out, err };
}

const restraint = () => createStops(stateDir, Date.now).restraint();

describe('freeze and unfreeze', () => {
  it('freeze until they are taken back', async () => {
    writeFileSync(statePaths(stateDir).lastGood, '{}');
    expect(await type('freeze', '--state-dir', stateDir, '--reason', 'incident 4711')).toEqual({
      exitCode: 0,
      out: 'Frozen until sagekeeper unfreeze: nothing new begins. What was begun is brought back.\n',
      err: '',
    });
    expect(restraint()).toMatchObject({ reason: 'FrozenByHand', why: expect.stringMatching(/: incident 4711$/) });
    expect(await type('unfreeze', '--state-dir', stateDir)).toMatchObject({ exitCode: 0, err: '' });
    expect(restraint()).toBeUndefined();
    expect((await type('unfreeze', '--state-dir', stateDir)).out).toBe('There was no freeze here.\n');
  });

  it('freeze for as long as was said', async () => {
    const before = Date.now();
    const { out } = await type('freeze', '--for', '2h', '--state-dir', stateDir);
    const until = restraint()?.until ?? 0;
    expect(out).toContain(`Frozen until ${new Date(until).toISOString()}: `);
    expect(until).toBeGreaterThanOrEqual(before + 7_200_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 7_200_000);
  });

  it('take back a freeze that nobody can read', async () => {
    writeFileSync(statePaths(stateDir).freeze, 'x');
    expect(restraint()?.reason).toBe('FreezeUnreadable');
    await type('unfreeze', '--state-dir', stateDir);
    expect(restraint()).toBeUndefined();
  });

  it('doubt a directory in which no controller has kept anything', async () => {
    expect((await type('freeze', '--state-dir', stateDir)).err).toContain('no sagekeeper has kept anything in');
  });

  it.each(['freeze', 'unfreeze'])('%s says which directory is missing', async (verb) => {
    expect(await type(verb, '--state-dir', join(stateDir, 'none'))).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('cannot be used: ENOENT'),
    });
  });
});

describe('resume', () => {
  it('lets a halted policy go on, once', async () => {
    await writeHalt(statePaths(stateDir).halts, 'imds-v2', 'why', 0);
    expect(await type('resume', 'imds-v2', '--state-dir', stateDir)).toMatchObject({ exitCode: 0, err: '' });
    expect(createStops(stateDir, Date.now).halted('imds-v2')).toBeUndefined();
    expect(await type('resume', 'imds-v2', '--state-dir', stateDir)).toMatchObject({
      exitCode: 2,
      err: 'sagekeeper: imds-v2 is not halted; no policy is\n',
    });
  });

  it('names those that are', async () => {
    await writeHalt(statePaths(stateDir).halts, 'imds-v2', 'why', 0);
    expect((await type('resume', '../freeze', '--state-dir', stateDir)).err).toBe(
      'sagekeeper: ../freeze is not halted; these are: imds-v2\n',
    );
  });
});
