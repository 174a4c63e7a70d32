/**
 * What does `lint-pipeline --fix` write, and where? Never anything but the definition on standard output, and files whole or not at
 * all.
 */
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { LintPipelineOptions } from '../../src/cli/lint-pipeline.ts';
import { fixture } from '../resources/pipeline/fixtures.ts';
import { UNKNOWN, lintFolder } from './lint-pipeline-folder.ts';

const { path: folder, lint, remove } = lintFolder();
afterAll(remove);

describe('lint-pipeline --fix', () => {
  it('writes nothing but the definition to standard output', async () => {
    const { code, out, err } = await lint(['training.off.json'], { fix: true });
    expect(code).toBe(0);
    expect(out).toBe(
      fixture('training.off.json').replace('"Arguments": {', '"Arguments": {"TrainingJobName": "mlp-trainmodel", '),
    );
    expect(err).toContain('1 step creates a job with an approved name');
  });

  it('leaves what it does not know, and says so', async () => {
    const { code, out, err } = await lint(['unknown.json'], { fix: true });
    expect([code, out]).toEqual([3, UNKNOWN]);
    expect(err).toContain('may give the parameter P any value');
  });

  it('takes what the SDK prints, its log included', async () => {
    const log = 'sagemaker.config INFO - Not applying SDK defaults from location: /etc/xdg\n';
    const text = fixture('training.off.json');
    const linted = await lint(['-'], { output: 'json' }, [log, text.slice(0, 500), text.slice(500)]);
    expect(JSON.parse(linted.out)).toMatchObject({ file: '-', steps: [{ line: 2, column: 265 }] });
    const fixed = await lint(['-'], { fix: true }, [log, text]);
    expect(fixed.out).toContain('{"Version"');
    expect(fixed.out.startsWith('{')).toBe(true);
    expect((await lint(['-'], {}, ['something else\n', text])).code).toBe(2);
  });

  it('refuses input without end', async () => {
    const { code, out } = await lint(
      ['-'],
      {},
      Array.from({ length: 5 }, () => ' '.repeat(1_000_000)),
    );
    expect([code, out]).toEqual([2, expect.stringContaining('longer than 4194304 bytes')]);
  });

  it('replaces files in place, through links, keeping their mode, and leaves good ones alone', async () => {
    const place = join(folder, 'place');
    mkdirSync(place);
    const [bad, good, link] = ['bad.json', 'good.json', 'link.json'].map((name) => join(place, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(bad, fixture('tuning.off.json'));
    writeFileSync(good, fixture('tuning.on.json'));
    chmodSync(bad, 0o640);
    symlinkSync(bad, link);
    const before = statSync(good);
    const { code, err } = await lint(['place/link.json', 'place/good.json'], { fix: true, inPlace: true });
    expect(code).toBe(0);
    expect(err).toContain('link.json: mended');
    expect(err).not.toContain('good.json: mended');
    expect(readFileSync(bad, 'utf8')).toContain('"HyperParameterTuningJobName": "mlp", ');
    expect(statSync(bad).mode & 0o777).toBe(0o640);
    expect(statSync(good).ino).toBe(before.ino);
    expect(readdirSync(place).toSorted()).toEqual(['bad.json', 'good.json', 'link.json']);
    expect((await lint(['place/bad.json'])).code).toBe(0);
  });

  it.each<readonly [files: readonly string[], options: LintPipelineOptions, why: string]>([
    [['training.off.json'], { inPlace: true }, 'give both'],
    [['-'], { fix: true, inPlace: true }, 'standard input cannot be mended in place'],
    [['training.off.json', 'no-jobs.json'], { fix: true }, 'only with --in-place'],
    [['training.off.json'], { fix: true, output: 'json' }, 'add --in-place'],
    [['-', '-'], {}, 'can be read once'],
    [['training.off.json'], { policy: ['nobody'] }, 'no PipelineJobPrefix with the name nobody'],
    [['training.off.json'], { desiredState: 'without' }, 'the desired state has no PipelineJobPrefix'],
    [['training.off.json'], { desiredState: 'broken' }, 'problem'],
  ])('%j with %j is refused', async (files, options, why) => {
    const { code, out, err } = await lint(files, options);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });
});
