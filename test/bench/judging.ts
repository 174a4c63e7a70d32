/**
 * What do judging and deciding cost by themselves, in a fresh process and once it is warm, and does a notebook cost the same
 * in an organization of ten times the accounts?
 */
import { once } from 'node:events';
import { stateDirectory } from './desired-state.ts';
import { atMost, median, told } from './figures.ts';
import type { Figure } from './figures.ts';
import type { Judged } from './judging-process.ts';
import { startNode } from './processes.ts';
import type { World } from './processes.ts';

const MEASURED = new URL('judging-process.ts', import.meta.url).pathname;
/** For the full size only: in a fresh process a smaller one measures mostly how V8 warms up. */
const TARGET_MS = 500;
const FULL_NOTEBOOKS = 80_000;
/** Processes of each size, one after the other in turns, as machines change speed. */
const TURNS = 3;

export async function measureJudging(world: World): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const mode of ['audit', 'enforce'] as const) {
    const directory = stateDirectory({ regions: world.regions, mode });
    const large: Judged[] = [];
    const small: Judged[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      large.push(await judge(directory, world));
      small.push(await judge(directory, { ...world, accounts: Math.max(1, Math.round(world.accounts / 10)) }));
    }
    figures.push(...compare(mode, large, small));
  }
  return figures;
}

function compare(mode: string, large: readonly Judged[], small: readonly Judged[]): readonly Figure[] {
  const [one] = large;
  if (one === undefined) return [];
  const cold = median(large.map(({ rounds: [first = 0] }) => first));
  const aNotebook = (all: readonly Judged[]): number =>
    median(all.map(({ rounds, notebooks }) => median(rounds.slice(1)) / notebooks));
  const [warmLarge, warmSmall] = [aNotebook(large), aNotebook(small)];
  const of = `${one.notebooks} notebooks, ${one.due} due, ${one.waiting} held by a budget`;
  const microseconds = (ms: number): string => `${(ms * 1_000).toFixed(2)} us a notebook`;
  const fresh = `judge and decide, ${mode}, fresh process`;
  return [
    one.notebooks < FULL_NOTEBOOKS
      ? told(fresh, `${cold.toFixed(0)} ms`, of)
      : atMost(fresh, cold, TARGET_MS, { unit: 'ms', digits: 0, baseline: of }),
    told(`judge and decide, ${mode}, warm`, `${(warmLarge * one.notebooks).toFixed(0)} ms`, microseconds(warmLarge)),
    atMost(`judge and decide, ${mode}, at 10x the accounts`, warmLarge / warmSmall, 1.1, {
      unit: 'x',
      baseline: microseconds(warmSmall),
    }),
  ];
}

async function judge(directory: string, { accounts, notebooks }: World): Promise<Judged> {
  const started = startNode(MEASURED, [directory, String(accounts), String(notebooks)]);
  const gone = started.ended.then((how) => {
    throw new Error(`the measured process ended (${how}): ${started.tail()}`);
  });
  const [judged] = (await Promise.race([once(started.child, 'message'), gone])) as readonly unknown[];
  await started.ended;
  return judged as Judged;
}
