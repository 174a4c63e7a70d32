/**
 * What do definitions cost that were made to cost? Each ends in an answer, and what is kept of it is small.
 */
import { describe, expect, it } from '@jest/globals';
import { MAX_DEFINITION_CHARACTERS, readDefinition, withNames } from '../../../src/resources/pipeline/definition.ts';
import { MAX_STEPS } from '../../../src/resources/pipeline/definition-steps.ts';
import { MAX_JSON_DEPTH } from '../../../src/resources/pipeline/json-tape.ts';
import { stepsOf } from './fixtures.ts';

const FULL = MAX_DEFINITION_CHARACTERS;
const filled = (before: string, unit: string, after = ''): string =>
  before + unit.repeat(Math.floor((FULL - before.length - after.length) / unit.length)) + after;
/** Conditions within conditions, a training in the innermost. */
const nested = (conditions: number): string =>
  `{"Steps": [${'{"Name": "C", "Type": "Condition", "Arguments": {"IfSteps": ['.repeat(conditions)}{"Name": "T", "Type": "Training", "Arguments": {}}${']}}'.repeat(conditions)}]}`;

const UNREADABLE: Readonly<Record<string, readonly [text: string, why: string]>> = {
  'nothing but brackets': ['['.repeat(FULL), `nested deeper than ${MAX_JSON_DEPTH}`],
  'nothing but braces': ['{'.repeat(FULL), 'key or } is expected before "{"'],
  'objects in objects': [filled('', '{"a":'), `nested deeper than ${MAX_JSON_DEPTH}`],
  'conditions in conditions without end': [
    filled('{"Steps":[', '{"Arguments":{"IfSteps":['),
    `nested deeper than ${MAX_JSON_DEPTH}`,
  ],
  'nothing but line ends': ['\n'.repeat(FULL), 'the text ends too early'],
  'a text without end': [`"${'a'.repeat(FULL - 1)}`, 'this text does not end on its line'],
  'one character too many': [`${filled('{"Steps": [', ' ', ']}')} `.padEnd(FULL + 1), `longer than ${FULL} characters`],
  'too many steps': [filled('{"Steps":[', '{},', '{}]}'), `more than ${MAX_STEPS} steps`],
  'NaN, as Python writes it': ['{"Steps": [], "Metric": NaN}', '"NaN" is not JSON'],
  'no definition': [filled('[', '1,', '1]'), 'a definition is an object with Steps'],
};

describe('a hostile definition', () => {
  it.each(Object.entries(UNREADABLE))('%s cannot be read', (_what, [text, why]) => {
    expect(readDefinition(text)).toMatchObject({ readable: false, why });
  });

  it.each([
    ['a thousand thousand blanks', filled('{"Steps": [', ' ', ']}')],
    ['a long text of escapes', filled('{"Steps": [], "a": "', '\\n', '"}')],
    ['a long list', filled('{"Steps": [], "a": [', '1,', '1]}')],
    ['many keys that stand twice', filled('{"Steps": [], ', '"a":1,', '"a":1}')],
    ['__proto__', '{"__proto__": {"Steps": 1}, "Steps": []}'],
  ])('%s names no job', (_what, text) => {
    expect(stepsOf(text)).toEqual([]);
  });

  it('may nest as deep as the bound, and not deeper', () => {
    // A condition takes three levels; the root, its list, the training and its arguments take four.
    const most = Math.floor((MAX_JSON_DEPTH - 4) / 3);
    expect(stepsOf(nested(most))).toMatchObject([{ type: 'Training' }]);
    expect(readDefinition(nested(most + 1))).toMatchObject({ readable: false });
  });

  it('keeps lone surrogates as they are', () => {
    const text = '{"Steps": [{"Name": "\ud800", "Type": "Training", "Arguments": {"a": "\\udc00\udfff"}}]}';
    const named = withNames(text, new Map([['/Steps/0/Arguments/TrainingJobName', 'mlp']]));
    expect(named).toBe(text.replace('{"a"', '{"TrainingJobName": "mlp", "a"'));
  });

  it('is not kept alive by what is remembered of it', () => {
    const name = 'n'.repeat(100_000);
    const [step] = stepsOf(
      `{"Steps": [{"Name": "${name}", "Type": "Training", "Arguments": {"TrainingJobName": "${name}"}}]}`,
    );
    expect(JSON.stringify(step).length).toBeLessThan(600);
  });
});
