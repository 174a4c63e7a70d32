/**
 * What is not an IAM document of the grammar that we know is unknown, and says why; nothing hostile is read as something else.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_DOCUMENT_CHARACTERS, readIamDocument } from '../../src/model/iam-document-read.ts';
import { documentKey } from '../../src/model/iam-document-meaning.ts';

const STATEMENT = '"Effect":"Allow","Action":"*","Resource":"*"';
const with1 = (members: string): string => `{"Statement":[{${members}}]}`;
const condition = (text: string): string => with1(`${STATEMENT},"Condition":${text}`);

const UNKNOWN: Readonly<Record<string, readonly [text: string, why: string]>> = {
  'no JSON': ['{"Statement":', 'it is not JSON'],
  'JSON of another kind': ['[]', 'it is not an object'],
  'a text': ['"Allow"', 'it is not an object'],
  'no statement': ['{"Version":"2012-10-17"}', 'it has no Statement'],
  'a version to come': ['{"Version":"2030-01-01","Statement":[]}', 'its Version is "2030-01-01"'],
  'a strange member': [with1(`${STATEMENT},"Ressource":"*"`), '"Ressource", which no statement has'],
  'a strange member beside': ['{"Statement":[],"statement":[]}', '"statement", which no IAM document has'],
  'a statement that is none': ['{"Statement":[7]}', 'statement 1: it is not an object'],
  'a small effect': [with1('"Effect":"allow","Action":"*"'), 'its Effect is "allow"'],
  'both actions': [with1(`${STATEMENT},"NotAction":"*"`), 'it has both Action and NotAction'],
  'no action': [with1('"Effect":"Deny","Resource":"*"'), 'it has no Action'],
  'an empty list': [with1('"Effect":"Deny","Action":[],"Resource":"*"'), 'its Action is no list of texts'],
  'a number as a resource': [with1('"Effect":"Deny","Action":"*","Resource":[1]'), 'its Resource is no list of texts'],
  'a strange principal': [with1(`${STATEMENT},"Principal":{"Azure":"*"}`), 'its Principal has "Azure"'],
  'a principal as a text': [with1(`${STATEMENT},"Principal":"me"`), 'its Principal is "me"'],
  'a principal that names nobody': [with1(`${STATEMENT},"Principal":{}`), 'its Principal names nobody'],
  'a condition without keys': [condition('{"Bool":"true"}'), 'no keys under Bool'],
  'an operator that is none': [condition('{"ForSomeValue:Bool":{}}'), '"ForSomeValue:Bool", which is no operator'],
  'a key in two spellings': [condition('{"Bool":{"aws:A":"1","aws:a":"2"}}'), 'the key "aws:a" twice'],
  'a value that is none': [condition('{"Bool":{"aws:A":null}}'), 'no text, number or boolean'],
  'a member twice': [with1(`"Effect":"Deny",${STATEMENT}`), 'two members of the name "Effect"'],
  'a member twice, spelled otherwise': [
    with1(`"\\u0045ffect":"Deny",${STATEMENT}`),
    'two members of the name "Effect"',
  ],
  'a number that would be rounded': [
    condition('{"NumericEquals":{"a:b":9007199254740993}}'),
    'the number "9007199254740993" cannot be told exactly',
  ],
  'a number with an exponent': [condition('{"NumericEquals":{"a:b":1e400}}'), 'cannot be told exactly'],
  'a number that would lose its last digit': [
    condition('{"StringEquals":{"a:b":1.10}}'),
    'the number "1.10" cannot be told exactly',
  ],
  'a zero below zero': [condition('{"NumericEquals":{"a:b":-0}}'), 'cannot be told exactly'],
  'depth without end': ['['.repeat(100_000) + ']'.repeat(100_000), 'nested deeper than 8 levels'],
  'length without end': [' '.repeat(MAX_DOCUMENT_CHARACTERS + 1), 'longer than 204800 characters'],
};

describe('reading', () => {
  it.each(Object.entries(UNKNOWN))('calls unknown: %s', (_name, [text, why]) => {
    expect(readIamDocument(text)).toEqual({ is: 'unknown', why: expect.stringContaining(why) });
  });

  it.each([
    ['one statement, not in a list', `{"Statement":{${STATEMENT}}}`],
    ['colons and braces in texts', with1(`${STATEMENT},"Sid":"{\\"Effect\\":1,\\"Effect\\":2}"`)],
    ['the same names in different places', `{"Statement":[{${STATEMENT}},{${STATEMENT}}]}`],
    ['no statements', '{"Statement":[]}'],
    ['numbers as they are written', condition('{"NumericEquals":{"a:b":[0,-1,1.5,9007199254740991]}}')],
    ['keys that only look alike', condition('{"StringEquals":{"aws:RequestTag/k":"1","aws:RequestTag/\u212a":"2"}}')],
    ['a key named like a member of objects', condition('{"StringEquals":{"__proto__":"x","constructor":"y"}}')],
  ])('takes %s', (_name, text) => {
    expect(readIamDocument(text)).toMatchObject({ is: 'document' });
  });

  it('loses no key that is named like a member of objects', () => {
    const key = (text: string): string => {
      const reading = readIamDocument(condition(text));
      return reading.is === 'document' ? documentKey(reading.document) : reading.why;
    };
    expect(key('{"StringEquals":{"__proto__":"x"}}')).not.toBe(key('{"StringEquals":{"__proto__":"y"}}'));
    expect(key('{"StringEquals":{"__proto__":"x"}}')).not.toBe(key('{}'));
  });

  it('answers any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(['document', 'unknown']).toContain(readIamDocument(text).is);
      }),
      { numRuns: 500 },
    );
  });
});
