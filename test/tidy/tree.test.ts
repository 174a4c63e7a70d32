/**
 * The house rules, held against the whole tree. A complaint names the file, the rule and the way out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cycles, roomViolations } from './rooms.ts';
import {
  functionViolations,
  leftoverViolations,
  nameViolations,
  openingViolations,
  reachViolations,
  sizeViolations,
} from './shape.ts';
import { ROOT, listFiles, readSources } from './sources.ts';

const ROOT_FILES = ['package.json', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const sources = readSources('src');
const tests = readSources('test', 'dashboards');

describe('the house rules', () => {
  it('finds the sources that it judges', () => {
    expect(sources.map((file) => file.path)).toContain('src/model/verdict.ts');
  });

  it.each([
    ['each room imports only what it may, and each outside thing has one door', roomViolations(sources)],
    ['no file imports itself on a detour', cycles(sources)],
    ['files stay small', sizeViolations([...sources, ...tests])],
    ['functions stay small', functionViolations(sources)],
    ['time, chance and the environment come in as parameters', reachViolations(sources)],
    ['a file opens by saying what it answers', openingViolations([...sources, ...tests])],
    ['names say something, and exports are named', nameViolations(sources)],
    ['nothing is left for later in the code', leftoverViolations([...sources, ...tests])],
  ])('%s', (_rule, complaints) => {
    expect(complaints).toEqual([]);
  });

  it('no file names a place on the machine of whoever wrote it', () => {
    const texts = [
      ...['src', 'test', 'dashboards', 'docs', 'desired-state', '.ci'].flatMap(listFiles),
      ...ROOT_FILES.filter((path) => existsSync(join(ROOT, path))),
    ];
    const places = new RegExp(
      ['work', 'home', 'root', 'Users', 'mnt'].map((top) => `(?<![\\w.:/*-])/${top}/\\w`).join('|'),
    );
    const complaints = texts.filter((path) => places.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(complaints).toEqual([]);
  });
});
