/**
 * The small pure parts behind the verbs: columns, printable text, estimates, options, and problems with their carets.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callsAMonth } from '../../src/cli/calls-a-month.ts';
import { endpointUrl } from '../../src/cli/options.ts';
import { passesAMonth } from '../../src/cli/passes-a-month.ts';
import { problemsHuman, problemsJson } from '../../src/cli/problems.ts';
import { displayWidth, table } from '../../src/cli/table.ts';
import { PLAIN, printable } from '../../src/cli/terminal.ts';
import { SETTINGS } from './survey-fixture.ts';

describe('columns', () => {
  it('align, wide characters included, and leave out what is empty throughout', () => {
    const rows = table(
      ['A', 'EMPTY', 'B'],
      [
        ['日本', '', 'x'],
        ['e\u0301t\u00e9', '', 'y'],
      ],
      PLAIN,
    );
    expect(rows).toEqual(['  A     B', '  日本  x', '  e\u0301t\u00e9   y']);
    expect(displayWidth('日本')).toBe(4);
  });
});

describe('printable text', () => {
  it('never holds a control or format character, and never more than was allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const shown = printable(text, 50);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(shown.length).toBeLessThanOrEqual(50);
      }),
      { verbose: 1 },
    );
  });
});

describe('passes a month', () => {
  it.each([
    ['*/15 * * * *', 4 * 24 * 30],
    ['*/5 * * * * *', 12 * 60 * 24 * 30],
    ['0 3 * * *', 30],
    ['0 22 * * 5,6', (105 * 30) / 365],
    ['0 22 * * fri,Saturday', (105 * 30) / 365],
    ['0 0 * * 7', (52 * 30) / 365],
    ['0 0 1 jan *', 30 / 365],
    ['0-10/5,30 * * * *', 4 * 24 * 30],
  ])('%s', (schedule, expected) => {
    expect(passesAMonth(schedule)).toBeCloseTo(expected, 6);
  });

  it.each([['L * * * *'], ['* * *'], [''], ['61 * * * *'], ['* * * * * * *']])('%j is not counted', (schedule) => {
    expect(passesAMonth(schedule)).toBeUndefined();
  });
});

describe('calls a month', () => {
  const made = { ListNotebookInstances: 2, DescribeNotebookInstance: 40, AssumeRole: 3 };

  it('counts lists with every pass, sessions by the hour, and the rest with each complete read', () => {
    expect(callsAMonth(made, SETTINGS)).toEqual({
      byOperation: { ListNotebookInstances: 2 * 2_880, DescribeNotebookInstance: 40 * 30, AssumeRole: 3 * 720 },
      total: 5_760 + 1_200 + 2_160,
    });
  });

  it('counts endpoints with every pass, what they stand in by the hour, and each job once', () => {
    const networks = { DescribeVpcEndpoints: 2, DescribeSubnets: 3, DescribeNetworkInterfaces: 5 };
    const jobs = { ListTrainingJobs: 4, DescribeTrainingJob: 10, DescribeModel: 1 };
    expect(callsAMonth({ ...networks, ...jobs }, SETTINGS)?.byOperation).toEqual({
      DescribeVpcEndpoints: 2 * 2_880,
      DescribeSubnets: 3 * 720,
      DescribeNetworkInterfaces: 5 * 720,
      ListTrainingJobs: 2 * 2_880 + 2 * 720,
      DescribeTrainingJob: 10 * 120,
      DescribeModel: 120,
    });
  });

  it('never counts more than a complete look with each pass', () => {
    expect(callsAMonth(made, { ...SETTINGS, schedule: '0 0 1 * *' })?.total).toBeLessThanOrEqual(45);
  });

  it('says nothing of a run that changed something', () => {
    expect(callsAMonth({ ...made, StopNotebookInstance: 1 }, SETTINGS)).toBeUndefined();
  });

  it('says nothing where a schedule cannot be counted', () => {
    expect(callsAMonth(made, { ...SETTINGS, schedules: { NotebookImds: '0 0 L * *' } })).toBeUndefined();
  });
});

describe('problems', () => {
  const problem = {
    file: 'a.yaml',
    line: 3,
    column: 7,
    message: 'unknown key "exlude"',
    hint: 'did you mean exclude?',
  };

  it('show the line, a caret under the column, and the way out', () => {
    const lineOf = (): string => '日本:  exlude: []';
    expect(
      problemsHuman(
        [
          { ...problem, column: 6 },
          { ...problem, file: 'b.yaml' },
        ],
        lineOf,
        PLAIN,
      ),
    ).toMatchInlineSnapshot(`
      "a.yaml:3:6: unknown key "exlude"
           3 | 日本:  exlude: []
             |        ^
          hint: did you mean exclude?

      b.yaml:3:7: unknown key "exlude"
           3 | 日本:  exlude: []
             |         ^
          hint: did you mean exclude?

      2 problems in 2 files
      "
    `);
  });

  it('do without a line that cannot be had, and keep a long one short', () => {
    expect(problemsHuman([problem], () => undefined, PLAIN)).not.toContain('^');
    const far = problemsHuman(
      [{ ...problem, column: 5_000 }],
      () => `${'x'.repeat(4_999)}!${'y'.repeat(4_999)}`,
      PLAIN,
    );
    const [line = '', caret = ''] = far.split('\n').slice(1);
    expect(line.length).toBeLessThan(200);
    expect(line.indexOf('!')).toBe(caret.indexOf('^'));
  });

  it('keep the contract as JSON', () => {
    const { hint, ...bare } = problem;
    expect(JSON.parse(problemsJson([problem, bare]))).toEqual({ problems: [problem, { ...bare, hint: null }] });
    expect(hint).toBeDefined();
    expect(problemsJson([])).toBe('{\n  "problems": []\n}\n');
  });
});

describe('an endpoint', () => {
  it.each(['http://127.0.0.1:4599', 'https://aws.example.org'])('%s is taken', (text) => {
    expect(endpointUrl(text)).toBe(text);
  });

  it.each(['localhost:4599', 'ftp://x', 'http://x/path', 'http://x?y', ''])('%j is refused', (text) => {
    expect(() => endpointUrl(text)).toThrow('An endpoint is written');
  });
});
