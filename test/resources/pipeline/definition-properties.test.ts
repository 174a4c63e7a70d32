/**
 * Whatever surrounds them, only the names change: properties of reading and writing definitions, and of the table of offsets
 * under them.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDerived, readDefinition, withNames } from '../../../src/resources/pipeline/definition.ts';
import { readJsonTape } from '../../../src/resources/pipeline/json-tape.ts';
import { nearlyJson, writtenDefinition } from './definition-arbitrary.ts';
import { literals, stepsOf } from './fixtures.ts';

const VERBOSE = { verbose: 1 } as const;
/** No name that is generated begins so. */
const NEW = (index: number): string => `new\u00e4"${index}`;

function newNames(pointers: Iterable<string>): ReadonlyMap<string, string> {
  return new Map([...pointers].map((pointer, index) => [pointer, NEW(index)]));
}

describe('any definition', () => {
  it('is read as what was written', () => {
    fc.assert(
      fc.property(writtenDefinition, ({ text, present, absent }) => {
        expect(() => void JSON.parse(text)).not.toThrow();
        const steps = stepsOf(text);
        expect(new Map(steps.map(({ pointer, name }) => [pointer, name]))).toEqual(
          new Map<string, unknown>([
            ...[...present].map(([pointer, value]) => [pointer, { is: 'literal', value }] as const),
            ...absent.map((pointer) => [pointer, { is: 'absent' }] as const),
          ]),
        );
      }),
      VERBOSE,
    );
  });

  it('keeps every byte outside of names that are replaced', () => {
    fc.assert(
      fc.property(writtenDefinition, (written) => {
        const names = newNames(written.present.keys());
        expect(withNames(written.text, names)).toBe(written.with(names));
      }),
      VERBOSE,
    );
  });

  it('keeps every byte outside of names that are put in', () => {
    fc.assert(
      fc.property(writtenDefinition, ({ text, absent }) => {
        const named = withNames(text, newNames(absent));
        // Quotes in a new name are escaped: an entry ends at the first that is not, and with the comma that follows it.
        expect(named.replace(/"[A-Za-z]+"\s*:\s*"newä\\"\d+"(\s*,\s*)?/g, '')).toBe(text);
        expect(JSON.parse(named)).toBeDefined();
      }),
      VERBOSE,
    );
  });

  it('has the names that were set, written twice as once, and is derived from what it was', () => {
    fc.assert(
      fc.property(writtenDefinition, ({ text, present, absent }) => {
        const names = newNames([...present.keys(), ...absent]);
        const named = withNames(text, names);
        expect(literals(named)).toEqual(names);
        expect(withNames(named, names)).toBe(named);
        expect(isDerived(text, named)).toBe(names.size > 0);
      }),
      VERBOSE,
    );
  });

  it('is not derived where any other byte is another', () => {
    fc.assert(
      fc.property(writtenDefinition, ({ text, present, absent }) => {
        const named = withNames(text, newNames([...present.keys(), ...absent]));
        const outside = named.indexOf('{') + 1;
        expect(isDerived(text, `${named.slice(0, outside)} ${named.slice(outside)}`)).toBe(false);
        expect(isDerived(text, `${named}\n`)).toBe(false);
      }),
      VERBOSE,
    );
  });
});

describe('any text', () => {
  it('is JSON exactly if it can be parsed', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        expect('tape' in readJsonTape(text)).toBe(parses(text));
      }),
      { ...VERBOSE, numRuns: 500 },
    );
  });

  it('is answered', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string({ unit: 'binary' })), (text) => {
        const reading = readDefinition(text);
        expect(reading.readable || (reading.line >= 1 && reading.column >= 1 && reading.why !== '')).toBe(true);
      }),
      VERBOSE,
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
