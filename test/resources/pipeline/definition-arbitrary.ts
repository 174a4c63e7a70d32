/**
 * Definitions as nobody would write them, for property tests: any JSON around the steps, any white space, numbers that no program
 * would write back alike, escapes, keys that stand twice. Each knows where its names are and how its text reads with others.
 */
import fc from 'fast-check';
import { JOB_TYPES } from '../../../src/resources/pipeline/definition.ts';

/** A text, with the holes in it that names fill. */
export interface WrittenDefinition {
  readonly text: string;
  /** Pointers of names that are there, literally and without escapes, with their value. */
  readonly present: ReadonlyMap<string, string>;
  /** Pointers of names that are not there. */
  readonly absent: readonly string[];
  /** The same text with the present names replaced, by a way that knows nothing of JSON. */
  readonly with: (names: ReadonlyMap<string, string>) => string;
}

/** A piece of text, or the name at a pointer below the step: text when it is filled in. */
type Piece = string | { readonly at: string; readonly value: string };

interface WrittenStep {
  readonly pieces: readonly Piece[];
  /** Relative pointers of names that are not there. */
  readonly absent: readonly string[];
}

const white = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });
const text = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.boolean())
  .map(([value, escaped]) => (escaped ? escapedText(value) : JSON.stringify(value)));
const numbers = fc.constantFrom(
  '0',
  '-0',
  '1.0',
  '1e-7',
  '1E+07',
  '9007199254740993',
  '12345678901234567890.10',
  '-1.5e300',
);
const scalar = fc.oneof(text, numbers, fc.constantFrom('true', 'false', 'null'));
const anyKey = fc.oneof(
  text,
  fc.constantFrom('"__proto__"', '"TrainingJobName"', '"Steps"', '"IfSteps"', '"a"', '"a"', '"constructor"'),
);

const { value: json } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc
      .tuple(white, fc.array(tie('value'), { maxLength: 3 }), white)
      .map(([a, items, b]) => `[${a}${items.join(`${b},${a}`)}${b}]`),
    fc
      .tuple(white, fc.array(fc.tuple(anyKey, tie('value')), { maxLength: 3 }), white)
      .map(
        ([a, entries, b]) => `{${a}${entries.map(([key, value]) => `${key}${b}:${a}${value}`).join(`${a},${b}`)}${b}}`,
      ),
  ),
}));

/** What other members an object may have: never one of those that decide. */
const others = (reserved: readonly string[]) =>
  fc.array(
    fc.tuple(anyKey, json).filter(([key]) => !reserved.includes(JSON.parse(key) as string)),
    { maxLength: 3 },
  );

type Member = readonly [key: string, value: readonly Piece[]];

function object(members: readonly Member[], [a, b, c]: readonly [string, string, string]): readonly Piece[] {
  const inside = members.flatMap(([key, value], index): readonly Piece[] => [
    `${index === 0 ? '' : `${c},${a}`}${key}${b}:${c}`,
    ...value,
  ]);
  return [`{${a}`, ...inside, `${b}}`];
}

const jobStep: fc.Arbitrary<WrittenStep> = fc
  .record({
    type: fc.constantFrom(...JOB_TYPES.keys()),
    name: fc.option(fc.stringMatching(/^[ -!#-[\]-~]{0,12}$/), { nil: undefined }),
    around: others(['Name', 'Type', 'Arguments']),
    within: others([...[...JOB_TYPES.values()].map(({ key }) => key), 'ModelPackageGroupName']),
    first: fc.boolean(),
    style: fc.tuple(white, white, white),
  })
  .map(({ type, name, around, within, first, style }) => {
    const key = JOB_TYPES.get(type)?.key ?? '';
    const pointer = `/Arguments/${key}`;
    const named: Member[] = name === undefined ? [] : [[`"${key}"`, [{ at: pointer, value: name }]]];
    const rest = within.map(([other, value]): Member => [other, [value]]);
    const args = object(first ? [...named, ...rest] : [...rest, ...named], style);
    const own: Member[] = [
      ['"Type"', [JSON.stringify(type)]],
      ['"Arguments"', args],
    ];
    const members = [...around.map(([other, value]): Member => [other, [value]]), ...(first ? own : own.toReversed())];
    return { pieces: object(members, style), absent: name === undefined ? [pointer] : [] };
  });

const { step } = fc.letrec<{ step: WrittenStep }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 2 },
    jobStep,
    json.map((written) => ({ pieces: [`{"Type": "Lambda", "Arguments": ${written}}`], absent: [] })),
    fc
      .tuple(
        fc.constantFrom(['Condition', 'IfSteps'], ['Condition', 'ElseSteps'], ['ForEach', 'ForEachBody']),
        list(tie('step')),
      )
      .map(([[type = '', key = ''], { pieces, absent }]) => ({
        pieces: [`{"Arguments":{"${key}" : `, ...under(`/Arguments/${key}`, pieces), `}, "Type":"${type}" }`],
        absent: absent.map((pointer) => `/Arguments/${key}${pointer}`),
      })),
  ),
}));

function list(item: fc.Arbitrary<WrittenStep>): fc.Arbitrary<WrittenStep> {
  return fc.tuple(fc.array(item, { maxLength: 3 }), white).map(([items, between]) => ({
    pieces: [
      '[',
      ...items.flatMap(({ pieces }, index) => [
        ...(index === 0 ? [between] : [`,${between}`]),
        ...under(`/${index}`, pieces),
      ]),
      `${between}]`,
    ],
    absent: items.flatMap(({ absent }, index) => absent.map((pointer) => `/${index}${pointer}`)),
  }));
}

function under(pointer: string, pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : { ...piece, at: pointer + piece.at }));
}

export const writtenDefinition: fc.Arbitrary<WrittenDefinition> = fc
  .tuple(list(step), others(['Steps', 'Parameters']), white)
  .map(([steps, around, between]) => {
    const before = around.map(([key, value]) => `${key}:${between}${value}${between},`).join('');
    const pieces = [`${between}{${before}"Steps"${between}:`, ...under('/Steps', steps.pieces), `}${between}`];
    const write = (names: ReadonlyMap<string, string>): string =>
      pieces
        .map((piece) => (typeof piece === 'string' ? piece : JSON.stringify(names.get(piece.at) ?? piece.value)))
        .join('');
    return {
      text: write(new Map()),
      present: new Map(
        pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [[piece.at, piece.value] as const])),
      ),
      absent: steps.absent.map((pointer) => `/Steps${pointer}`),
      with: write,
    };
  });

/** Any JSON text at all, and the like with a character changed, taken out, or put in. */
export const nearlyJson: fc.Arbitrary<string> = fc
  .tuple(
    json,
    fc.nat(),
    fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', 'NaN', '//', '\\', '0', '.', '-', '\u00a0', 'e'),
    fc.boolean(),
  )
  .map(([whole, seed, put, out]) => {
    const at = seed % (whole.length + 1);
    return seed % 4 === 0 ? whole : whole.slice(0, at) + put + whole.slice(at + (out ? 1 : 0));
  });

function escapedText(value: string): string {
  const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}
