/**
 * What does `lint-pipeline` say of definitions in files, to people and to programs, and how does it end? With a desired state of its
 * own.
 */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { addLintPipeline } from '../../src/cli/lint-pipeline-command.ts';
import type { LintPipelineOptions } from '../../src/cli/lint-pipeline.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { lintFolder } from './lint-pipeline-folder.ts';

const { path: folder, lint, remove } = lintFolder();
afterAll(remove);

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
