/**
 * What a process leaves word of for the one that follows it, and what that one makes of it.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EarlierWrites } from '../../src/daemon/earlier-writes.ts';
import type { Event } from '../../src/model/event.ts';
import type { World } from '../../src/model/world.ts';

const NOW = 1_790_000_000_000;
const TARGET = { account: '111122223333', region: 'eu-central-1' };
const SCOPE = { change: 'c-1', resourceArns: [], operations: [] };

let directory: string;
let path: string;
let told: Event[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sagekeeper-earlier-'));
  path = join(directory, 'document-sent.json');
  told = [];
});

afterEach(() => rmSync(directory, { recursive: true }));

function begin(at: number, file: string | undefined = path): EarlierWrites {
  return new EarlierWrites(
    file,
    () => at,
    (event) => told.push(event),
  );
}

/** Sends the call; resolves to what the next process would know at the moment at which it leaves. */
async function send(earlier: EarlierWrites, operation: 'ModifyVpcEndpoint' | 'UpdatePipeline'): Promise<unknown> {
  let known: unknown = 'nothing was sent';
  const write: World['write'] = async (_target, _scope, _operation, choose) => {
    const call = await choose();
    known = begin(NOW + 60_000).until();
    return call === undefined ? { sent: false } : { sent: true, call, answer: {}, error: undefined };
  };
  const outcome = await earlier.noted(write)(TARGET, SCOPE, operation, async () => ({ operation, input: {} }));
  expect(outcome).toMatchObject({ sent: true, call: { operation } });
  return known;
}

describe('a document that is sent', () => {
  it('is known to the next process before it has left', async () => {
    const first = begin(NOW);
    expect(first.until()).toBeUndefined();
    expect(await send(first, 'ModifyVpcEndpoint')).toBe(NOW);
    // Its own are remembered one by one.
    expect(first.until()).toBeUndefined();
  });

  it('is told apart from what AWS tells of', async () => {
    expect(await send(begin(NOW), 'UpdatePipeline')).toBeUndefined();
  });

  it('is sent though no word can be left of it, which is told', async () => {
    await send(begin(NOW, join(directory, 'gone', 'file.json')), 'ModifyVpcEndpoint');
    expect(told).toMatchObject([{ event: 'Lifecycle', reason: 'StateDirUnwritable' }]);
  });

  it('leaves no word without a state directory', async () => {
    const alone = new EarlierWrites(
      undefined,
      () => NOW,
      (event) => told.push(event),
    );
    expect([await send(alone, 'ModifyVpcEndpoint'), alone.until(), told]).toEqual([undefined, undefined, []]);
  });

  it('is not sent where nothing is any more', async () => {
    const write: World['write'] = async (_target, _scope, _operation, choose) =>
      (await choose()) === undefined ? { sent: false } : Promise.reject(new Error('sent'));
    expect(await begin(NOW).noted(write)(TARGET, SCOPE, 'ModifyVpcEndpoint', async () => undefined)).toEqual({
      sent: false,
    });
    expect(begin(NOW).until()).toBeUndefined();
  });
});

describe('a process', () => {
  it('that follows another one takes it for having written until then', () => {
    const earlier = begin(NOW);
    earlier.follows();
    expect(earlier.until()).toBe(NOW);
  });

  it.each([
    ['is damaged', '{'],
    ['says nothing', JSON.stringify({})],
  ])('whose file %s takes it for written just now', (_what, text) => {
    writeFileSync(path, text);
    expect(begin(NOW).until()).toBe(NOW);
  });

  it('whose clock was put back does not wait for a future', async () => {
    await send(begin(NOW + 3_600_000), 'ModifyVpcEndpoint');
    expect(readFileSync(path, 'utf8')).toContain(String(NOW + 3_600_000));
    expect(begin(NOW).until()).toBe(NOW);
  });
});
