/**
 * Fuzzing the desired state: documents of the corpus, mutated as texts and as values. Whatever comes out gets an answer in time,
 * for people and with a place; what loads is a state that loads the same again, and that editors' schema accepts. SEED and
 * SECONDS make it another run, or a longer one (docs/validation-fuzzing.md keeps what was found).
 */
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { schemaOfAll } from '../../src/desired-state/json-schema.ts';
import { readDocument } from '../../src/desired-state/document.ts';
import { read } from '../../src/desired-state/read.ts';
import { readYaml } from '../../src/desired-state/yaml-document.ts';
import { answerTo } from '../desired-state/flaws.ts';
import { GOOD } from '../desired-state/good-documents.ts';
import { misfits, mutants } from '../desired-state/mutate.ts';
import { NOW, ORGANIZATION, POLICY, WANT, doc, inOneFile } from '../desired-state/writing.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 20);
const SEED = Number(process.env['SEED'] ?? 20_261_122);

const WINDOW = 'effect: allow\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC';
/** What good documents of the corpus refer to. */
const BESIDE = inOneFile(
  ORGANIZATION,
  POLICY,
  ...['b', 'c-1'].map((name) => doc('NotebookImds', name, WANT)),
  ...['w', 'v'].map((name) => doc('MaintenanceWindow', name, WINDOW)),
);

const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(schemaOfAll());
const clean = Object.getOwnPropertyNames(Object.prototype).toSorted().join();
const tally = { inputs: 0, loaded: 0, slowestMs: 0 };

/** Everything that is wrong with how a text is answered. */
function flawsOf(text: string): readonly string[] {
  const { loaded, cpuMs, flaws } = answerTo(text);
  tally.inputs += 1;
  tally.slowestMs = Math.max(tally.slowestMs, cpuMs);
  const polluted = Object.getOwnPropertyNames(Object.prototype).toSorted().join() === clean ? [] : ['polluted'];
  return [...flaws, ...polluted, ...('state' in loaded ? [] : reread(text)), ...misjudged(text)];
}

/** The same beside a good Organization, where more of it loads: what loads means the same when it is read again. */
function reread(text: string): readonly string[] {
  const files = [
    { path: 'a.yaml', text },
    { path: 'o.yaml', text: BESIDE },
  ];
  const [once, again] = [read(files, NOW), read(files.toReversed(), NOW)];
  if ('problems' in once)
    return 'problems' in again && again.problems.length === once.problems.length ? [] : ['undecided'];
  tally.loaded += 1;
  structuredClone(once);
  return 'state' in again && again.state.revision === once.state.revision ? [] : ['another revision'];
}

function misjudged(text: string): readonly string[] {
  const { documents, problems } = readYaml('a.yaml', text);
  if (problems.length > 0) return [];
  return documents.flatMap((document) => {
    const good = readDocument(document, NOW).named?.meaning !== undefined;
    return good && !fits(document.value) ? [`the schema refuses what loads: ${JSON.stringify(fits.errors)}`] : [];
  });
}

describe('fuzzing the desired state', () => {
  it(
    `finds nothing in ${SECONDS} s with seed ${SEED}`,
    () => {
      // However few mutants a slow machine gets to, and whatever they are: what is meant to load does.
      for (const text of Object.values(GOOD)) expect(flawsOf(text)).toEqual([]);
      expect(tally.loaded).toBeGreaterThan(0);
      for (const [texts, share] of [
        [mutants, 0.75],
        [misfits, 0.25],
      ] as const) {
        fc.assert(
          fc.property(texts, (text) => expect(flawsOf(text)).toEqual([])),
          {
            seed: SEED,
            numRuns: 10_000_000,
            interruptAfterTimeLimit: SECONDS * share * 1_000,
            markInterruptAsFailure: false,
          },
        );
      }
      console.log(
        `seed ${SEED}: ${tally.inputs} inputs, ${tally.loaded} loaded, slowest ${Math.round(tally.slowestMs)} ms of CPU`,
      );
    },
    (SECONDS + 60) * 1_000,
  );
});
