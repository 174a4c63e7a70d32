/**
 * The diff of a definition in a plan: what changes stands in it, what does not is as it stands in the text, and it ends.
 */
import { describe, expect, it } from '@jest/globals';
import { MAX_DIFF_LINES, MAX_NAMES_SHOWN, definitionChange, definitionDiff } from '../../src/cli/plan-definition.ts';
import type { CallStep } from '../../src/model/resource.ts';
import { withNames } from '../../src/resources/pipeline/definition.ts';
import { DIFFERENCES, REPORTED, REWRITE, pipelineOutlook, prefixes } from './pipeline-fixture.ts';

const change = (...args: Parameters<typeof pipelineOutlook>) => {
  const found = definitionChange(pipelineOutlook(...args));
  if (found === undefined) throw new Error('no definition is written');
  return found;
};

describe('the diff of a definition', () => {
  it('shows each name with what stands around it, numbers as they are written', () => {
    const { lines, linesLeft, namesLeft } = definitionDiff(change('fraud', [prefixes('converging')], REWRITE));
    expect({ linesLeft, namesLeft }).toEqual({ linesLeft: 0, namesLeft: 0 });
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "@@ -7,6 +7,7 @@
             "Name": "Train",
             "Type": "Training",
             "Arguments": {
      +        "TrainingJobName": "mlp-train",
               "HyperParameters": {
                 "lr": 1e-07,
                 "seed": 9007199254740993
      @@ -24,7 +25,7 @@
                   "Name": "Tune",
                   "Type": "Tuning",
                   "Arguments": {
      -              "HyperParameterTuningJobName": "old"
      +              "HyperParameterTuningJobName": "mlp"
                   }
                 }
               ],"
    `);
  });

  it('names the steps with old and new names, and leaves out what is only reported', () => {
    const { names } = change('fraud', [prefixes('converging', { differences: [...DIFFERENCES, REPORTED] })], REWRITE);
    expect(names.map(({ step, have, want }) => [step, have, want])).toEqual([
      ['Train', undefined, 'mlp-train'],
      ['Check/if/Tune', 'old', 'mlp'],
    ]);
  });

  it('leaves out what another policy would want in vain', () => {
    const other = DIFFERENCES.map((difference) => ({ ...difference, want: 'other' }));
    const standings = [prefixes('converging'), prefixes('drifted', { policy: 'audit', differences: other })];
    for (const those of [standings, standings.toReversed()])
      expect(change('fraud', those, REWRITE).names).toHaveLength(2);
    expect(change('fraud', [prefixes('drifted', { differences: other })], REWRITE).names).toEqual([]);
  });

  it('is cut, with a count of what is not shown', () => {
    const steps = Array.from(
      { length: 45 },
      (_, at) => `{"Name": "S${at}", "Type": "Training", "Arguments": {"A": [1, 2, 3, 4, 5, 6, 7, 8]}}`,
    );
    const pointers = steps.map((_, at) => `/Steps/${at}/Arguments/TrainingJobName`);
    const text = withNames(`{"Steps": [${steps.join(', ')}]}`, new Map(pointers.map((pointer) => [pointer, 'mlp'])));
    const differences = pointers.map((pointer) => ({ path: `/definition${pointer}`, have: undefined, want: 'mlp' }));
    const call = { operation: 'UpdatePipeline', input: { PipelineName: 'x', PipelineDefinition: text } } as const;
    const diff = definitionDiff(
      change('x', [prefixes('converging', { differences })], { ...REWRITE, call } as CallStep),
    );
    expect(diff.lines).toHaveLength(MAX_DIFF_LINES);
    expect(diff.linesLeft).toBeGreaterThan(0);
    expect(diff.namesLeft).toBe(45 - MAX_NAMES_SHOWN);
    const marked = (mark: string): number => diff.lines.filter((line) => line.startsWith(mark)).length;
    expect(marked('-')).toBe(0);
    expect(marked('+')).toBeGreaterThan(10);
  });

  it.each([
    ['the call is not whole', { ...REWRITE, sketch: true }],
    ['the call cannot be sent', { ...REWRITE, unmet: { reason: 'DefinitionTooLong', why: 'x' } }],
    ['nothing is written', { step: 'none' }],
    [
      'it writes something that nobody can read',
      { ...REWRITE, call: { operation: 'UpdatePipeline', input: { PipelineDefinition: '{"Steps": NaN}' } } },
    ],
  ] as const)('is none where %s', (_case, step) => {
    expect(definitionChange(pipelineOutlook('fraud', [prefixes('held')], step))).toBeUndefined();
  });

  it('leaves an object that had nothing else in it empty', () => {
    const text = '{"Steps": [{"Name": "M", "Type": "Model", "Arguments": {"ModelName": "mlp"}}]}';
    const names = [{ pointer: '/Steps/0/Arguments/ModelName', step: 'M', have: undefined, want: 'mlp' }];
    const { lines } = definitionDiff({ text, names });
    expect(lines.filter((line) => /^[+-]/.test(line))).toEqual([
      '-      "Arguments": {}',
      '+      "Arguments": {',
      '+        "ModelName": "mlp"',
      '+      }',
    ]);
  });
});
