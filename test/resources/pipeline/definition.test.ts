/**
 * Which names does a definition give its jobs, and what becomes of it with others? On definitions of the real SDK and on those
 * that people write by hand.
 */
import { describe, expect, it } from '@jest/globals';
import { placedSteps, readDefinition, withNames, isDerived } from '../../../src/resources/pipeline/definition.ts';
import { FIXTURES, PAIRS, fixture, literals, stepsOf } from './fixtures.ts';

const TRAIN = '/Steps/0/Arguments/TrainingJobName';

describe('definitions of the SDK', () => {
  const names = Object.fromEntries(FIXTURES.map((name) => [name, stepsOf(fixture(name))]));
  const told = (file: string) =>
    (names[file] ?? []).map(
      ({ step, type, name }) => `${step} ${type} ${name.is === 'literal' ? name.value : name.is}`,
    );

  it('are all there', () => {
    expect(FIXTURES).toHaveLength(27);
    expect(PAIRS).toHaveLength(11);
  });

  it.each([
    ['no-jobs.json', []],
    ['register-group.json', []],
    ['register-name.off.json', ['Churn-RegisterModel RegisterModel absent']],
    ['tuning.on.json', ['Tune Tuning mlp-t']],
    ['tuning.off.json', ['Tune Tuning absent']],
    ['transform.off.json', ['Score Transform absent']],
    ['notebook-and-function.off.json', ['Report Training weekly-report', 'Learn Training absent']],
    [
      'nested.on.json',
      [
        'Outer/if/InnerA/if/TrainBig Training mlp-big',
        'Outer/if/InnerA/else/CleanUp Processing team-cleanup',
        'Outer/if/ScoreOuter Transform mlp-score',
        'Outer/else/InnerB/if/AutoB AutoML fraud-',
        'Outer/else/QualityB QualityCheck qualb',
        'Prep Processing mlp-prep',
      ],
    ],
    [
      'monitor-and-repack.on.json',
      [
        'Monitor-transform Transform mlp-mon',
        'Monitor-monitoring QualityCheck mlp-mon',
        'RepackTrain Training mlp-repack',
        'Repack-RepackModel Training sagemaker-scikit-learn',
      ],
    ],
  ])('%s names its jobs', (file, expected) => {
    expect(told(file)).toEqual(expected);
  });

  it.each(PAIRS)('%s: off gets its names where the SDK puts them, and nothing else changes', (pair) => {
    const off = fixture(`${pair}.off.json`);
    const on = fixture(`${pair}.on.json`);
    const wanted = literals(on);
    const named = withNames(off, wanted);
    expect(literals(named)).toEqual(wanted);
    expect(isDerived(off, named)).toBe(true);
    expect(stepsOf(off).map(({ pointer }) => pointer)).toEqual(stepsOf(on).map(({ pointer }) => pointer));
  });

  // The SDK writes its own time stamps into the other one.
  it.each(PAIRS.filter((pair) => pair !== 'notebook-and-function'))(
    '%s: off with the names of on says what on says',
    (pair) => {
      const on = fixture(`${pair}.on.json`);
      expect(JSON.parse(withNames(fixture(`${pair}.off.json`), literals(on)))).toEqual(JSON.parse(on));
    },
  );

  it.each(PAIRS)('%s: on is only renamed where its own names are set', (pair) => {
    const on = fixture(`${pair}.on.json`);
    expect(withNames(on, literals(on))).toBe(on);
    const other = withNames(on, new Map([...literals(on).keys()].map((pointer) => [pointer, 'x'])));
    expect(withNames(other, literals(on))).toBe(on);
  });
});

const step = (type: string, args: string, name = 'S') => `{"Name": "${name}", "Type": "${type}", "Arguments": ${args}}`;
const definition = (steps: string, parameters = '[]') => `{"Parameters": ${parameters}, "Steps": [${steps}]}`;
const nameIn = (args: string, parameters = '[]', type = 'Training') =>
  stepsOf(definition(step(type, args), parameters))[0]?.name;

describe('a name', () => {
  const PARAMETERS = `[{"Name": "Env", "Type": "String", "EnumValues": ["mlp-a", "mlp-b"]},
    {"Name": "Free", "Type": "String", "DefaultValue": "mlp-a"},
    {"Name": "Two", "EnumValues": ["mlp-a"]}, {"Name": "Two", "EnumValues": ["mlp-b"]},
    {"Name": "Mixed", "EnumValues": ["mlp-a", 1]}, {"Name": "None", "EnumValues": []},
    {"Name": "Enums", "EnumValues": ["mlp-a"], "EnumValues": ["other"]}]`;
  const get = (what: string) => `{"Get": "${what}"}`;
  const join = (...values: readonly string[]) => `{"Std:Join": {"On": "-", "Values": [${values.join(', ')}]}}`;

  it.each([
    ['"mlp-x"', { is: 'literal', value: 'mlp-x' }],
    ['"mlp\\u002dx"', { is: 'literal', value: 'mlp-x' }],
    ['""', { is: 'literal', value: '' }],
    ['null', { is: 'absent' }],
    ['7', { is: 'unknown', why: 'it is a number' }],
    ['["a"]', { is: 'unknown', why: 'it is a list' }],
    ['{}', { is: 'unknown', why: 'it is an expression that nobody knows' }],
    ['{"Get": "Parameters.Env", "More": 1}', { is: 'unknown', why: 'it is an expression that nobody knows' }],
    [get('Parameters.Env'), { is: 'heads', heads: ['mlp-a', 'mlp-b'], whole: true }],
    [get('Parameters.Nobody'), { is: 'unknown' }],
    [get('Parameters.Free'), { is: 'unknown' }],
    [get('Parameters.Two'), { is: 'unknown' }],
    [get('Parameters.Mixed'), { is: 'unknown' }],
    [get('Parameters.None'), { is: 'unknown' }],
    [get('Parameters.Enums'), { is: 'unknown' }],
    [get('Parameters.__proto__'), { is: 'unknown' }],
    [get('Execution.PipelineExecutionId'), { is: 'unknown' }],
    ['{"Std:JsonGet": {"Path": "x"}}', { is: 'unknown', why: 'Std:JsonGet is only known when it runs' }],
    [join('"mlp"', get('Parameters.Free')), { is: 'heads', heads: ['mlp-'], whole: false }],
    [join(get('Parameters.Free'), '"mlp"'), { is: 'unknown' }],
    [join('"mlp"', '"x"'), { is: 'heads', heads: ['mlp-x'], whole: true }],
    [join(get('Parameters.Env'), '"x"'), { is: 'heads', heads: ['mlp-a-x', 'mlp-b-x'], whole: true }],
    [join(join('"a"', get('Execution.Id')), '"x"'), { is: 'heads', heads: ['a-'], whole: false }],
    [join(join('"a"', '"b"'), '"x"', '7'), { is: 'heads', heads: ['a-b-x-'], whole: false }],
    [join(), { is: 'unknown', why: 'it joins nothing' }],
    ['{"Std:Join": {"Values": ["mlp"]}}', { is: 'unknown', why: 'it is a join that nobody knows' }],
    ['{"Std:Join": {"On": {"Get": "x"}, "Values": ["mlp"]}}', { is: 'unknown' }],
    ['{"Std:Join": {"On": "-", "On": "", "Values": ["mlp"]}}', { is: 'unknown' }],
  ])('%s is read as far as it is proven', (written, expected) => {
    expect(nameIn(`{"TrainingJobName": ${written}}`, PARAMETERS)).toMatchObject(expected);
  });

  it('has at most 64 possible values, and 256 characters', () => {
    const many = `[{"Name": "Env", "EnumValues": [${Array.from({ length: 9 }, (_, i) => `"v${i}"`).join(',')}]}]`;
    expect(nameIn(`{"TrainingJobName": ${join('"a"', get('Parameters.Env'), get('Parameters.Env'))}}`, many)).toEqual({
      is: 'heads',
      heads: Array.from({ length: 9 }, (_, i) => `a-v${i}-`),
      whole: false,
    });
    const long = nameIn(`{"TrainingJobName": "${'x'.repeat(5_000)}"}`);
    expect(long?.is === 'literal' && long.value.length).toBe(257);
  });

  it('stands right in the arguments, and nowhere else', () => {
    expect(nameIn('{"Deep": {"TrainingJobName": "mlp"}, "ProcessingJobName": "mlp"}')).toEqual({ is: 'absent' });
  });
});

describe('steps', () => {
  it.each([
    ['a name that stands twice', step('Training', '{"TrainingJobName": "mlp", "TrainingJobName": "mlp"}'), TRAIN],
    [
      'one of them written with an escape',
      step('Training', '{"TrainingJobName": "mlp", "\\u0054rainingJobName": 1}'),
      TRAIN,
    ],
    ['a type that stands twice', '{"Name": "S", "Type": "Lambda", "Type": "Training", "Arguments": {}}', '/Steps/0'],
    ['arguments that stand twice', '{"Type": "Training", "Arguments": {}, "Arguments": {}}', '/Steps/0/Arguments'],
    ['no arguments', '{"Name": "S", "Type": "Training"}', '/Steps/0/Arguments'],
    ['no type', '{"Name": "S", "Arguments": {}}', '/Steps/0'],
    ['a type that is no text', '{"Name": "S", "Type": {"Get": "x"}, "Arguments": {}}', '/Steps/0'],
    ['no object', '"Training"', '/Steps/0'],
    ['branches that stand twice', step('Condition', '{"IfSteps": [], "IfSteps": []}'), '/Steps/0/Arguments/IfSteps'],
    ['branches that are no list', step('Condition', '{"ElseSteps": {"Get": "x"}}'), '/Steps/0/Arguments/ElseSteps'],
    [
      'a group that stands twice',
      step('RegisterModel', '{"ModelPackageGroupName": "g", "ModelPackageGroupName": null}'),
      '/Steps/0/Arguments/ModelPackageName',
    ],
  ])('with %s are unclear', (_what, written, pointer) => {
    expect(stepsOf(definition(written))).toMatchObject([{ pointer, name: { is: 'unknown' } }]);
  });

  it('with a list of steps that stands twice are all unclear', () => {
    expect(stepsOf('{"Steps": [], "Steps": []}')).toMatchObject([{ pointer: '/Steps', name: { is: 'unknown' } }]);
  });

  it.each([
    ['Lambda', '{"TrainingJobName": "x", "IfSteps": [{"Type": "Training", "Arguments": {}}]}'],
    ['Callback', '{"ProcessingJobName": "x"}'],
    ['Teleport', '{"TeleportJobName": "x"}'],
    ['training', '{"TrainingJobName": "x"}'],
    ['RegisterModel', '{"ModelPackageGroupName": "g", "ModelPackageName": "x"}'],
    ['Condition', '{"IfSteps": null}'],
    ['__proto__', '{}'],
  ])('of type %s create no job that we could name', (type, args) => {
    expect(stepsOf(definition(step(type, args)))).toEqual([]);
  });

  it('are found in conditions and loops, by their names', () => {
    const inner = step('Tuning', '{}', 'Tune');
    const loop = step('ForEach', `{"ForEachBody": [${inner}], "Items": []}`, 'Each');
    const written = step('Condition', `{"ElseSteps": [${loop}], "IfSteps": [${step('Model', '{}', '')}]}`, 'Check');
    expect(stepsOf(definition(written)).map(({ step: path, pointer }) => [path, pointer])).toEqual([
      ['Check/if/#1', '/Steps/0/Arguments/IfSteps/0/Arguments/ModelName'],
      [
        'Check/else/Each/body/Tune',
        '/Steps/0/Arguments/ElseSteps/0/Arguments/ForEachBody/0/Arguments/HyperParameterTuningJobName',
      ],
    ]);
  });

  it('carry the category of a job, where it is written', () => {
    const category = (args: string) => stepsOf(definition(step('Job', args)))[0]?.category;
    expect(category('{"JobCategory": "AgentRFT"}')).toBe('AgentRFT');
    expect(category('{"JobCategory": "a/b"}')).toBeUndefined();
    expect(category('{}')).toBeUndefined();
  });

  it('are placed by line and column, at their name or where it is missing', () => {
    const text = `{"Steps": [\r\n  {"Type": "Training", "Arguments": {\n"TrainingJobName": "x"}},\r  ${step('Model', '{}')}, ${step('Fail', '{}')}]}`;
    expect(placedSteps(text).map(({ is, line, column }) => [is, line, column])).toEqual([
      ['job', 3, 20],
      ['job', 4, 47],
      ['other', 4, 52],
    ]);
  });
});

describe('a text', () => {
  it.each([
    ['', 'the text ends too early', 1, 1],
    ['[]', 'a definition is an object with Steps', 1, 1],
    ['{"a": 1}', 'a definition is an object with Steps', 1, 1],
    ['{"Steps": [NaN]}', '"NaN" is not JSON', 1, 12],
    ['{"Steps": [-Infinity]}', '"-Infinity" is not JSON', 1, 12],
    ['{"Steps":\n [01]}', ', or the end is expected before "1"', 2, 4],
    ['{"Steps": [],}', 'key is expected before "}"', 1, 14],
    ['{"Steps": [1,]}', 'value is expected before "]"', 1, 14],
    ['{"Steps": []} {}', ', or the end is expected before "{"', 1, 15],
    ['{"Steps": [] // no\n}', 'a comment is not JSON', 1, 14],
    ['{"Steps": [] /* no */}', 'a comment is not JSON', 1, 14],
    ['{"Steps": ["a\tb"]}', 'this text has a control character in it', 1, 12],
    ['{"Steps": ["a\nb"]}', 'this text does not end on its line', 1, 12],
    ['{"Steps": ["\\x"]}', 'this text has an escape that JSON does not know', 1, 12],
    ['{"Steps": ["\\u12"]}', 'this text has a \\u without four hexadecimal digits', 1, 12],
    ['{"Steps": [1.]}', 'this number does not end', 1, 12],
    ["{'Steps': []}", '"\'Steps\'" is not JSON', 1, 2],
    ['\ufeff{"Steps": []}', '"\ufeff" is not JSON', 1, 1],
    ['{"Steps": []]', ', or the end is expected before "]"', 1, 13],
    ['{"Steps" []}', ': is expected before "["', 1, 10],
    ['{"Steps": [}', 'value or ] is expected before "}"', 1, 12],
  ])('%j cannot be read, and says where', (text, why, line, column) => {
    expect(readDefinition(text)).toEqual({ readable: false, why, line, column });
  });
});
