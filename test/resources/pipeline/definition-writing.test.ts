/**
 * What becomes of a definition with other names, and which text is another one with nothing but other names?
 */
import { describe, expect, it } from '@jest/globals';
import { isDerived, withNames } from '../../../src/resources/pipeline/definition.ts';
import { fixture, literals } from './fixtures.ts';

const TRAIN = '/Steps/0/Arguments/TrainingJobName';
const step = (type: string, args: string) => `{"Name": "S", "Type": "${type}", "Arguments": ${args}}`;
const definition = (steps: string) => `{"Parameters": [], "Steps": [${steps}]}`;

describe('a name that is set', () => {
  const named = (args: string) => withNames(definition(step('Training', args)), new Map([[TRAIN, 'mlp']]));

  it.each([
    ['{"A": 1, "B": 2}', '{"TrainingJobName": "mlp", "A": 1, "B": 2}'],
    ['{"A":1,"B":2}', '{"TrainingJobName":"mlp","A":1,"B":2}'],
    ['{"A":1}', '{"TrainingJobName":"mlp","A":1}'],
    ['{"A": 1}', '{"TrainingJobName": "mlp", "A": 1}'],
    ['{ "A" : 1 , "B" : 2 }', '{ "TrainingJobName" : "mlp" , "A" : 1 , "B" : 2 }'],
    ['{\n    "A": 1\n  }', '{\n    "TrainingJobName": "mlp",\n    "A": 1\n  }'],
    ['{\r\n\t"A": 1,\r\n\t"B": 2\r\n}', '{\r\n\t"TrainingJobName": "mlp",\r\n\t"A": 1,\r\n\t"B": 2\r\n}'],
    ['{}', '{"TrainingJobName": "mlp"}'],
    ['{ }', '{"TrainingJobName": "mlp" }'],
    ['{"A": 1.0, "TrainingJobName": null}', '{"A": 1.0, "TrainingJobName": "mlp"}'],
    ['{"\\u0054rainingJobName" :\n"old", "A": 1e-07}', '{"\\u0054rainingJobName" :\n"mlp", "A": 1e-07}'],
    ['{"TrainingJobName": "\\u006dlp"}', '{"TrainingJobName": "\\u006dlp"}'],
    ['{"TrainingJobName": {"Get": "Parameters.X"}}', '{"TrainingJobName": "mlp"}'],
  ])('in %j follows the style around it', (args, expected) => {
    expect(named(args)).toBe(definition(step('Training', expected)));
  });

  it('has to have a place in a text that can be read', () => {
    expect(() => withNames('{', new Map())).toThrow('cannot be read');
    expect(() => withNames(definition(step('Lambda', '{}')), new Map([[TRAIN, 'x']]))).toThrow(TRAIN);
    const twice = definition(step('Training', '{"TrainingJobName": 1, "TrainingJobName": 2}'));
    expect(() => withNames(twice, new Map([[TRAIN, 'x']]))).toThrow(TRAIN);
    const expression = definition(step('Training', '{"Get": "Parameters.X"}'));
    expect(() => withNames(expression, new Map([[TRAIN, 'x']]))).toThrow(TRAIN);
  });

  it('is written as JSON, whatever it holds', () => {
    const text = withNames(definition(step('Training', '{}')), new Map([[TRAIN, 'a"\\\n']]));
    expect(literals(text).get(TRAIN)).toBe('a"\\\n');
  });

  it('finds its place where ElseSteps come first', () => {
    const text = definition(
      step('Condition', `{"ElseSteps": [${step('Model', '{}')}], "IfSteps": [${step('Training', '{"B": 1}')}]}`),
    );
    const names = new Map([
      ['/Steps/0/Arguments/IfSteps/0/Arguments/TrainingJobName', 'one'],
      ['/Steps/0/Arguments/ElseSteps/0/Arguments/ModelName', 'two'],
    ]);
    expect(literals(withNames(text, names))).toEqual(names);
    expect(withNames(text, names)).toContain('{"ModelName": "two"}');
  });
});

describe('a derived text', () => {
  const on = fixture('nested.on.json');
  it('has other names, and nothing else', () => {
    const other = withNames(on, new Map([...literals(on).keys()].map((pointer) => [pointer, `o-${pointer.length}`])));
    expect(isDerived(on, other)).toBe(true);
    expect(isDerived(other, on)).toBe(true);
    expect(isDerived(on, other.replace('"InstanceCount": 1', '"InstanceCount": 2'))).toBe(false);
    expect(isDerived(on, `${other} `)).toBe(false);
  });

  it('is not the same text, nor one whose names were taken away, nor one that cannot be read', () => {
    expect(isDerived(on, on)).toBe(false);
    expect(isDerived(on, fixture('nested.off.json'))).toBe(false);
    expect(isDerived(on, '{')).toBe(false);
    expect(isDerived('{', on)).toBe(false);
    expect(isDerived('{"Steps": []}', definition(step('Training', '{"TrainingJobName": "x"}')))).toBe(false);
  });
});
