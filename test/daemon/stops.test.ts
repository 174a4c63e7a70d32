/**
 * What the state directory holds back: the freeze file, the halts, and that whoever asks is told what is there now.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freezeRestraint, readFreeze, removeFreeze, writeFreeze } from '../../src/daemon/freeze-file.ts';
import { readHalts, removeHalt, writeHalt } from '../../src/daemon/halt-files.ts';
import { prepareStateDir, statePaths } from '../../src/daemon/state-dir.ts';
import type { StateFile } from '../../src/daemon/state-file.ts';
import { createStops } from '../../src/daemon/stops.ts';
import { StopsTold, keepHalt } from '../../src/daemon/stops-told.ts';
import type { Event } from '../../src/model/event.ts';
import type { Restraint } from '../../src/model/stops.ts';

const NOW = Date.parse('2026-11-02T12:00:00Z');
const content = (it: unknown): StateFile => ({ is: 'content', content: it });
const BY_HAND = { reason: 'FrozenByHand', why: 'frozen by hand since 2026-11-02T12:00:00.000Z' };
const DOUBT =
  'what the freeze file says cannot be understood: taken for a freeze, until sagekeeper unfreeze removes it';
const UNREADABLE = { reason: 'FreezeUnreadable', why: DOUBT };

let directory = '';
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sagekeeper-stops-'));
  await prepareStateDir(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('freezeRestraint', () => {
  const MEANINGS: Readonly<Record<string, readonly [file: StateFile, Restraint | undefined]>> = {
    'no file': [{ is: 'absent' }, undefined],
    'a freeze without end': [content({ at: NOW, until: null, reason: null }), BY_HAND],
    'a freeze with a reason': [
      content({ at: NOW, until: null, reason: 'incident 4711' }),
      { ...BY_HAND, why: `${BY_HAND.why}: incident 4711` },
    ],
    'a freeze that ends': [content({ at: NOW, until: NOW + 1, reason: null }), { ...BY_HAND, until: NOW + 1 }],
    'a freeze that has just ended': [content({ at: NOW - 5, until: NOW, reason: null }), undefined],
    'a file that cannot be read': [
      { is: 'unreadable', why: 'freeze.json is damaged' },
      {
        reason: 'FreezeUnreadable',
        why: 'freeze.json is damaged: taken for a freeze, until sagekeeper unfreeze removes it',
      },
    ],
    'nothing that we wrote': [content('yes'), UNREADABLE],
    'no time': [content({ until: null, reason: null }), UNREADABLE],
    'an end that is no time': [content({ at: NOW, until: 'tomorrow', reason: null }), UNREADABLE],
    'an end beyond all times': [content({ at: NOW, until: 1e300, reason: null }), UNREADABLE],
    'a reason that is a book': [content({ at: NOW, until: null, reason: 'x'.repeat(10_000) }), UNREADABLE],
  };
  it.each(Object.entries(MEANINGS))('%s', (_name, [file, restraint]) => {
    expect(freezeRestraint(file, NOW)).toEqual(restraint);
  });
});

describe('what is in the state directory', () => {
  it('is nobody else to read, and makes the directory where there is none', async () => {
    const fresh = join(directory, 'a', 'b');
    expect(await prepareStateDir(fresh)).toBeUndefined();
    await writeFreeze(statePaths(fresh).freeze, { at: NOW, until: undefined, reason: undefined });
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
    expect(statSync(statePaths(fresh).freeze).mode & 0o777).toBe(0o600);
  });

  it('cannot be used where a file stands', async () => {
    writeFileSync(join(directory, 'file'), '');
    expect(await prepareStateDir(join(directory, 'file'))).toMatch(
      /^the state directory .* cannot be used: (EEXIST|ENOTDIR)$/,
    );
  });

  it('freezes with whatever stands in place of the file', () => {
    const { freeze } = statePaths(directory);
    const stops = () => createStops(directory, () => NOW).restraint()?.reason;
    mkdirSync(freeze);
    expect(stops()).toBe('FreezeUnreadable');
    rmSync(freeze, { recursive: true });
    symlinkSync('/dev/zero', freeze);
    expect(stops()).toBe('FreezeUnreadable');
    rmSync(freeze);
    writeFileSync(freeze, '');
    expect(stops()).toBe('FreezeUnreadable');
    rmSync(freeze);
    expect(stops()).toBeUndefined();
  });

  it('is looked at again within a tenth of a second, and what ends is asked for each time', async () => {
    let now = NOW;
    const stops = createStops(directory, () => now);
    expect(stops.restraint()).toBeUndefined();
    await writeFreeze(statePaths(directory).freeze, { at: NOW, until: NOW + 150, reason: undefined });
    now += 100;
    expect(stops.restraint()).toMatchObject({ reason: 'FrozenByHand' });
    now += 50;
    expect(stops.restraint()).toBeUndefined();
  });

  it('freezes where nobody can tell which policies are halted', () => {
    const { halts } = statePaths(directory);
    rmSync(halts, { recursive: true });
    writeFileSync(halts, 'a file');
    expect(createStops(directory, () => NOW).restraint()).toMatchObject({ reason: 'HaltsUnreadable' });
  });

  it('without a state directory nothing is held', () => {
    const stops = createStops(undefined, () => NOW);
    expect([stops.restraint(), stops.halted('imds')]).toEqual([undefined, undefined]);
    stops.restoreOnly('the desired state does not load');
    expect(stops.restraint()).toEqual({ reason: 'RestoreOnly', why: 'the desired state does not load' });
    stops.restoreOnly(undefined);
    expect(stops.restraint()).toBeUndefined();
  });
});

describe('halts', () => {
  it('are kept until a person lifts them', async () => {
    const { halts } = statePaths(directory);
    await writeHalt(halts, 'imds-v2', '2 of 3 changes left a notebook worse', NOW);
    expect(createStops(directory, () => NOW).halted('imds-v2')).toBe(
      'halted since 2026-11-02T12:00:00.000Z: 2 of 3 changes left a notebook worse; sagekeeper resume imds-v2 lets it go on',
    );
    expect([await removeHalt(halts, 'imds-v2'), await removeHalt(halts, 'imds-v2')]).toEqual([true, false]);
    expect(createStops(directory, () => NOW).halted('imds-v2')).toBeUndefined();
  });

  it('halt also where the file is damaged, and never another policy', () => {
    const { halts } = statePaths(directory);
    writeFileSync(join(halts, 'imds-v2.json'), '{"vers');
    writeFileSync(join(halts, '.imds-v3.json.17'), '{"vers');
    writeFileSync(join(halts, 'notes.txt'), '');
    const found = readHalts(halts);
    expect(found.is === 'known' && [...found.halts.keys()]).toEqual(['imds-v2']);
  });

  it('are not lifted when the directory is gone', async () => {
    let now = NOW;
    const stops = createStops(directory, () => now);
    await writeHalt(statePaths(directory).halts, 'imds-v2', 'why', NOW);
    expect(stops.halted('imds-v2')).toBeDefined();
    rmSync(directory, { recursive: true });
    now += 1_000;
    expect(stops.halted('imds-v2')).toBeDefined();
  });

  it('takes no way out of the directory', async () => {
    await expect(removeHalt(statePaths(directory).halts, '../freeze')).rejects.toThrow('is not the name of a policy');
  });

  it('tells what cannot be kept, and goes on', async () => {
    const told: Event[] = [];
    writeFileSync(join(directory, 'file'), '');
    const event = { event: 'PolicyHalted', policy: 'imds', why: 'why' } as const;
    await keepHalt(join(directory, 'file'), event, NOW, (it) => told.push(it));
    expect(told).toMatchObject([{ event: 'Lifecycle', reason: 'StateDirUnwritable' }]);
    await keepHalt(undefined, event, NOW, (it) => told.push(it));
    expect(told).toHaveLength(1);
  });
});

describe('StopsTold', () => {
  function watching() {
    const at = { restraint: undefined as Restraint | undefined, halts: new Map<string, string>() };
    const done: unknown[] = [];
    const loop = {
      controller: { restraint: () => at.restraint, resume: (policy: string) => void done.push(`resume ${policy}`) },
      lookAgain: () => void done.push('look again'),
    };
    const told = new StopsTold({ halts: () => new Map(at.halts) }, loop, (event) => void done.push(event));
    return { at, told, done };
  }

  it('tells a freeze once, and has everything looked at again when it is over', () => {
    const { at, told, done } = watching();
    told.look();
    expect(done).toEqual([]);
    at.restraint = BY_HAND;
    told.look();
    told.look();
    at.restraint = undefined;
    told.look();
    expect(done).toEqual([
      { event: 'FreezeChanged', restraint: BY_HAND },
      'look again',
      { event: 'FreezeChanged', restraint: undefined },
      'look again',
    ]);
  });

  it('resumes the policy whose halt is gone', () => {
    const { at, told, done } = watching();
    at.halts.set('imds', 'why').set('other', 'why');
    told.look();
    at.halts.delete('imds');
    told.look();
    told.look();
    expect(done).toEqual(['resume imds', 'look again']);
  });
});

it('removing a freeze that is not there is fine', async () => {
  const { freeze } = statePaths(directory);
  await removeFreeze(freeze);
  chmodSync(directory, 0o700);
  expect(readFreeze(freeze)).toEqual({ is: 'absent' });
});
