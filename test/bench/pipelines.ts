/**
 * What do pipelines cost: calls of a first pass and of one in which nothing has changed, processor time to judge a long
 * definition and to rewrite it, and the memory of ten thousand?
 */
import { once } from 'node:events';
import { atMost, told } from './figures.ts';
import type { Figure } from './figures.ts';
import type { PipelinesMeasured } from './pipelines-process.ts';
import { startNode } from './processes.ts';

const MEASURED = new URL('pipelines-process.ts', import.meta.url).pathname;
const HELD = 10_000;
const HELD_CHARACTERS = 20_000;
const MIB = 1_048_576;
/** By the size of the definition that was meant: what judging it may take. Rewriting may take twice that. */
const JUDGE_TARGETS_MS = [8, 80] as const;

export async function measurePipelines(): Promise<readonly Figure[]> {
  const started = startNode(MEASURED, [String(HELD), String(HELD_CHARACTERS)], ['--expose-gc']);
  const gone = started.ended.then((how) => {
    throw new Error(`the measured process ended (${how}): ${started.tail()}`);
  });
  const [measured] = (await Promise.race([once(started.child, 'message'), gone])) as [PipelinesMeasured];
  gone.catch(() => undefined);
  const { firstPass, unchangedPass, texts, heldBytes, heldCharacters, held } = measured;
  return [
    told('pipelines: calls of a first pass over 250', callsOf(firstPass)),
    atMost('pipelines: calls of an unchanged pass over 250', total(unchangedPass), 3, {
      unit: '',
      digits: 0,
      baseline: callsOf(unchangedPass),
    }),
    ...texts.flatMap(({ characters, steps, parseMs, judgeMs, rewriteMs }, index): readonly Figure[] => {
      const target = JUDGE_TARGETS_MS[index] ?? 0;
      const of = `a definition of ${Math.round(characters / 1_000)} KB, ${steps} jobs`;
      const baseline = `JSON.parse ${parseMs.toFixed(2)} ms`;
      return [
        atMost(`judge ${of}`, judgeMs, target, { unit: 'ms', baseline }),
        atMost(`rewrite ${of}`, rewriteMs, 2 * target, { unit: 'ms', baseline }),
      ];
    }),
    atMost(`${held} pipelines of ${Math.round(heldCharacters / 1_000)} KB held`, heldBytes / MIB, 50, {
      unit: 'MiB',
      digits: 1,
      baseline: `their texts ${((held * heldCharacters) / MIB).toFixed(0)} MiB`,
    }),
  ];
}

function total(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

function callsOf(calls: Readonly<Record<string, number>>): string {
  return Object.entries(calls)
    .map(([operation, count]) => `${count} ${operation}`)
    .join(', ');
}
