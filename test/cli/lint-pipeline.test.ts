/**
 * What does `lint-pipeline` say of definitions in files, what does it write, and how does it end? Through the front of the verb, with
 * a desired state of its own.
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { addLintPipeline } from '../../src/cli/lint-pipeline-command.ts';
import { lintPipeline } from '../../src/cli/lint-pipeline.ts';
import type { LintPipelineOptions } from '../../src/cli/lint-pipeline.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { ORGANIZATION, doc, inOneFile } from '../desired-state/writing.ts';
import { FIXTURES, fixture } from '../resources/pipeline/fixtures.ts';

const PREFIX = doc(
  'PipelineJobPrefix',
  'job-prefix',
  'want:\n  approved: [mlp, fraud-detection]\n  assign:\n    - {tag: team=fraud, prefix: fraud-detection, shortPrefix: fraud}\n    - {prefix: mlp}',
);
const BY_ACCOUNT = doc(
  'PipelineJobPrefix',
  'by-account',
  'want: {approved: [mlp, prod], assign: [{account: fraud-prod, prefix: prod}, {prefix: mlp}]}',
);
const ONLY_FRAUD = doc(
  'PipelineJobPrefix',
  'only-fraud',
  'overrides: [lenient]\nwant: {approved: [fraud-detection], assign: [{ou: Workloads/Fraud, prefix: fraud-detection}]}',
);
const LENIENT = doc('PipelineJobPrefix', 'lenient', 'want: {approved: [anything]}');
const UNKNOWN =
  '{"Steps": [{"Name": "S", "Type": "Training", "Arguments": {"TrainingJobName": {"Get": "Parameters.P"}}}]}';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-pipeline-'));
  for (const [name, ...documents] of [
    ['state', ORGANIZATION, PREFIX],
    ['several', ORGANIZATION, PREFIX, ONLY_FRAUD, LENIENT],
    ['accounts', ORGANIZATION, BY_ACCOUNT],
    ['without', ORGANIZATION],
    ['broken', 'kind: Nothing\n'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'all.yaml'), inOneFile(...documents));
  }
  for (const name of FIXTURES) writeFileSync(join(folder, name), fixture(name));
  writeFileSync(join(folder, 'unknown.json'), UNKNOWN);
  writeFileSync(join(folder, 'latin.json'), Buffer.from([0x7b, 0xe4, 0x7d]));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function lint(
  files: readonly string[],
  options: LintPipelineOptions = {},
  input: readonly string[] = [],
): Promise<Said> {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  };
  const paths = files.map((file) => (file === '-' ? file : join(folder, file)));
  const desiredState = join(folder, options.desiredState ?? 'state');
  const code = await lintPipeline(paths, { ...options, desiredState }, terminal, stream(input));
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
}

async function* stream(chunks: readonly string[]): AsyncGenerator<string> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

describe('lint-pipeline', () => {
  it('points at what is missing, and says what to write', async () => {
    const { code, out, err } = await lint(['training.off.json']);
    expect(code).toBe(1);
    const [where, line, caret, hint] = out.split('\n');
    expect(where).toBe(
      'training.off.json:1:265: TrainModel (Training): it names no job, so that SageMaker begins the name with pipelines-',
    );
    expect(line?.at(caret?.indexOf('^') ?? 0)).toBe('{');
    expect(line?.slice(0, caret?.indexOf('^')).endsWith('"Arguments": ')).toBe(true);
    expect(hint).toBe('    hint: write "TrainingJobName": "mlp-trainmodel"');
    expect(err).toContain('--tag tells them');
  });

  it.each<readonly [files: readonly string[], code: number]>([
    [['training.on.json'], 0],
    [['no-jobs.json'], 0],
    [['training.off.json'], 1],
    [['too-long.on.json', 'training.on.json'], 1],
    [['unknown.json'], 3],
    [['unknown.json', 'training.off.json'], 1],
    [['state/all.yaml', 'training.off.json'], 2],
    [['latin.json'], 2],
    [['nowhere.json'], 2],
    [['state'], 2],
  ])('ends %j with %d', async (files, code) => {
    expect((await lint(files)).code).toBe(code);
  });

  it('says in words that all is well', async () => {
    expect((await lint(['training.on.json', 'no-jobs.json'])).out).toBe(
      'training.on.json, no-jobs.json: 1 step creates a job with an approved name\n',
    );
    expect((await lint(['no-jobs.json'])).out).toBe('no-jobs.json: no step creates a job with a name of its own\n');
  });

  it('tells programs every step, in the form that scripts rely on', async () => {
    const { out } = await lint(['nested.on.json'], { output: 'json', tag: ['team=fraud'] });
    const told = JSON.parse(out) as { readonly state: string; readonly steps: readonly Record<string, unknown>[] };
    expect(Object.keys(told)).toEqual(['file', 'state', 'steps']);
    expect(told.state).toBe('drifted');
    expect(told.steps.map(({ step, state, have, want }) => [step, state, have, want])).toEqual([
      ['Outer', 'not-applicable', null, null],
      ['Outer/if/InnerA', 'not-applicable', null, null],
      ['Outer/if/InnerA/if/TrainBig', 'compliant', 'mlp-big', null],
      ['Outer/if/InnerA/if/TellBig', 'not-applicable', null, null],
      ['Outer/if/InnerA/else/CleanUp', 'drifted', 'team-cleanup', 'fraud-detection-team-cleanup'],
      ['Outer/if/ScoreOuter', 'compliant', 'mlp-score', null],
      ['Outer/else/InnerB', 'not-applicable', null, null],
      ['Outer/else/InnerB/if/AutoB', 'compliant', 'fraud-', null],
      ['Outer/else/InnerB/else/FailB', 'not-applicable', null, null],
      ['Outer/else/QualityB', 'drifted', 'qualb', 'fraud-detection-qualb'],
      ['Prep', 'compliant', 'mlp-prep', null],
    ]);
    expect(told.steps[4]).toMatchObject({
      pointer: '/Steps/0/Arguments/IfSteps/0/Arguments/ElseSteps/0/Arguments/ProcessingJobName',
      type: 'Processing',
      why: 'its prefix is not approved',
      line: 1,
    });
  });

  it('tells programs of several files, and of what is no definition', async () => {
    const { out } = await lint(['training.on.json', 'latin.json', 'unknown.json'], { output: 'json' });
    expect(JSON.parse(out)).toMatchObject({
      state: 'unreadable',
      files: [
        { file: expect.stringContaining('training.on.json'), state: 'compliant' },
        { state: 'unreadable', why: 'it cannot be read: it is not UTF-8', line: 1, column: 1, steps: [] },
        { state: 'unknown', steps: [{ state: 'unknown', have: null, want: null }] },
      ],
    });
  });

  it('tells code hosts in SARIF', async () => {
    const { code, out } = await lint(['training.off.json', 'unknown.json', 'latin.json'], { output: 'sarif' });
    const log = JSON.parse(out) as { readonly runs: readonly Sarif[] };
    expect(code).toBe(2);
    expect(log).toMatchObject({ $schema: expect.stringContaining('sarif-2.1.0'), version: '2.1.0' });
    const [run] = log.runs;
    expect(run?.tool.driver.name).toBe('sagekeeper');
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['job-name', 'error'],
      ['job-name-unproven', 'warning'],
      ['definition', 'error'],
    ]);
    for (const { ruleId, ruleIndex, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(message.text).not.toBe('');
      const [location] = locations;
      expect(location?.physicalLocation.artifactLocation.uri).toMatch(/\.json$/);
      expect(location?.physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(location?.physicalLocation.region.startColumn).toBeGreaterThanOrEqual(1);
    }
  });

  it('gives the prefix that tags, account and unit ask for', async () => {
    const wants = async (options: LintPipelineOptions) => {
      const { out } = await lint(['training.off.json'], { output: 'json', ...options });
      return (JSON.parse(out) as { readonly steps: readonly Record<string, unknown>[] }).steps[0]?.['want'];
    };
    expect(await wants({ tag: ['team=fraud'] })).toBe('fraud-detection-trainmodel');
    const accounts = { desiredState: 'accounts' };
    expect(await wants({ ...accounts, account: 'fraud-prod' })).toBe('prod-trainmodel');
    expect(await wants({ ...accounts, account: '111122223333' })).toBe('mlp-trainmodel');
    expect(await wants(accounts)).toEqual(['mlp-*', 'prod-*']);
    const onlyFraud = { desiredState: 'several', policy: ['only-fraud'] };
    expect(await wants(onlyFraud)).toEqual(['fraud-detection-*']);
    expect(await wants({ ...onlyFraud, ou: ['Workloads/Fraud/Dev'] })).toBe('fraud-detection-trainmodel');
  });

  it('does not rename what two policies would not both be content with', async () => {
    const several = { desiredState: 'several', account: 'a', ou: ['Workloads/Fraud'], output: 'json' } as const;
    const apart = await lint(['training.off.json'], several);
    expect(apart.out).toContain('"want": "fraud-detection-trainmodel"');
    const none = await lint(['tuning.off.json'], several);
    expect(none.out).toContain('only-fraud are not content with one and the same name');
  });
});

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

describe('the command line', () => {
  it('knows the options', async () => {
    let out = '';
    let code = -1;
    const terminal = {
      out: (text: string) => void (out += text),
      err: () => undefined,
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 100,
      paint: PLAIN,
    };
    const program = new Command();
    addLintPipeline(program, terminal, (exitCode) => {
      code = exitCode;
    });
    const line = [
      '--desired-state',
      join(folder, 'state'),
      '--tag',
      'team=fraud',
      '--tag',
      'a=b',
      '--output',
      'json',
      join(folder, 'tuning.off.json'),
    ];
    await program.parseAsync(['lint-pipeline', ...line], { from: 'user' });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ steps: [{ want: 'fraud' }] });
  });
});

interface Sarif {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number; readonly startColumn: number };
      };
    }[];
  }[];
}
