/**
 * Whatever stands in a file, there is an answer, soon, and every problem has a place in the file.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerTo } from './flaws.ts';
import { ORGANIZATION, POLICY, doc } from './writing.ts';

const MEBIBYTE = 1_048_576;
const flawsOf = (text: string): readonly string[] => answerTo(text).flaws;

const FRAGMENTS = [
  '- ',
  '? ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '|\n',
  '>-\n',
  '&a ',
  '*a ',
  '!t ',
  '<<: ',
  '# c\n',
  '---\n',
]
  .concat([
    '%YAML 1.1\n',
    '\n',
    '  ',
    '\t',
    'kind: ',
    'spec:\n  ',
    '__proto__: ',
    '~',
    '0o17',
    '.nan',
    '1e999',
    '\u0000',
    '\uFEFF',
  ])
  .concat([POLICY, ORGANIZATION]);

describe('junk', () => {
  it('of any characters gets an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => expect(flawsOf(text)).toEqual([])),
      { numRuns: 300 },
    );
  });

  it('made of pieces of YAML gets an answer', () => {
    const pieces = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pieces, (text) => expect(flawsOf(text)).toEqual([])),
      { numRuns: 500 },
    );
  });

  it('with any values in the place of good ones gets an answer', () => {
    const spec = fc.json({ maxDepth: 4 }).map((json) => json.replaceAll('\n', ' '));
    const kind = fc.constantFrom('Organization', 'NotebookImds', 'NotebookHardening', 'MaintenanceWindow', 'Exemption');
    const key = fc
      .constantFrom('mode', 'scope', 'enforceIn', 'disruption', 'want', 'access', 'rates', 'schedules', 'schedule')
      .chain((first) =>
        fc.constantFrom(first, 'resources', 'policies', 'expiresAt', 'duration', 'timeZone', 'overrides'),
      );
    const keyed = fc.tuple(kind, fc.dictionary(key, spec, { maxKeys: 5 }));
    fc.assert(
      fc.property(keyed, ([of, entries]) => {
        const lines = Object.entries(entries).map(([name, json]) => `${name}: ${json}`);
        expect(flawsOf(doc(of, 'a', lines.join('\n') || 'a: 1'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('that was cut off anywhere gets an answer', () => {
    const whole = `${ORGANIZATION}---\n${POLICY}`;
    const flaws = Array.from(whole, (_, length) => flawsOf(whole.slice(0, length))).flat();
    expect(flaws).toEqual([]);
  });

  const bombs: Readonly<Record<string, string>> = {
    brackets: '['.repeat(MEBIBYTE),
    pairs: '[]'.repeat(190_000),
    'closing brackets': ']'.repeat(390_000),
    dashes: '- '.repeat(MEBIBYTE / 2),
    'question marks': '? '.repeat(MEBIBYTE / 2),
    commas: `[${','.repeat(390_000)}]`,
    quotes: '""'.repeat(390_000),
    'blank lines': '\n'.repeat(MEBIBYTE),
    anchors: '&a '.repeat(190_000),
    directives: '%a\n'.repeat(190_000),
    documents: '---\n'.repeat(MEBIBYTE / 4),
    'keys of one mapping': Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join('\n'),
    'entries of one list': `${POLICY}  scope: {include: [${'1,'.repeat(190_000)}]}`,
    'long name': doc('NotebookImds', `a${'-'.repeat(MEBIBYTE - 200)}`, 'want: {}'),
    'long region': doc('NotebookImds', 'a', `scope: {regions: [a${'-a'.repeat(500_000)}]}`),
    'long schedule': doc('MaintenanceWindow', 'a', `schedule: "${'1,'.repeat(500_000)}"`),
    'long selector': doc('NotebookImds', 'a', `scope: {include: ["ou/${'a/'.repeat(500_000)}"]}`),
    'unknown keys': doc(
      'NotebookImds',
      'a',
      Array.from({ length: 1_900 }, (_, i) => `${'k'.repeat(60)}${i}: 1`).join('\n'),
    ),
    'given keys': doc('NotebookImds', 'a', 'k: 1\n'.repeat(1_900).trimEnd()),
  };
  it.each(Object.entries(bombs))('a bomb of %s gets an answer', (_title, text) => {
    expect(flawsOf(text)).toEqual([]);
  });
});
