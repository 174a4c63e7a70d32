// Where to kill: before and after each kind of writing request, and at the n-th request of a life, whatever that is. Each
// point is drawn once, in an order that the seed tells.
import type { Simulator } from '../../../src/simulator/server.ts';
import type { Moment, Passing } from './interposer.ts';

export const WRITES = [
  'ProbeUpdate',
  'ProbeStart',
  'TagStop',
  'Stop',
  'Update',
  'UpdateQuiet',
  'TagStart',
  'Start',
  'TagUp',
  'TagChanged',
  'TagChangedQuiet',
  'Untag',
] as const;

export type KillPoint = { readonly moment: Moment } & (
  { readonly at: 'write'; readonly kind: string } | { readonly at: 'nth'; readonly nth: number }
);

/** What kind of request it is, judged by the truth at this moment; the operation's name for those that write nothing. */
export function kindOf({ operation, notebook, body }: Passing, simulator: Simulator): string {
  const runs = notebook?.startsWith('runs') === true;
  const now = simulator.cloud.notebooks().find(({ name }) => name === notebook);
  switch (operation) {
    case 'UpdateNotebookInstance':
      if (now?.status === 'InService') return 'ProbeUpdate';
      return runs ? 'Update' : 'UpdateQuiet';
    case 'StartNotebookInstance':
      return now?.status === 'InService' ? 'ProbeStart' : 'Start';
    case 'StopNotebookInstance':
      return 'Stop';
    case 'DeleteTags':
      return 'Untag';
    case 'AddTags': {
      const phase = /phase=(\w+)/.exec(body)?.[1];
      if (phase !== undefined) return `Tag${phase.slice(0, 1).toUpperCase()}${phase.slice(1)}`;
      return runs ? 'TagChanged' : 'TagChangedQuiet';
    }
    default:
      return operation;
  }
}

/** Every kind of write before and after, and so many n-th requests, no two alike. */
export function killPoints(seed: number, further: number, upTo: number): readonly KillPoint[] {
  const random = randomOf(seed);
  const writes = WRITES.flatMap((kind): KillPoint[] => [
    { at: 'write', kind, moment: 'before' },
    { at: 'write', kind, moment: 'after' },
  ]);
  const nths = Array.from({ length: 2 * upTo }, (_, index): KillPoint => ({
    at: 'nth',
    nth: 1 + (index >> 1),
    moment: index % 2 === 0 ? 'before' : 'after',
  }));
  return shuffled([...writes, ...shuffled(nths, random).slice(0, further)], random);
}

export function isReached(point: KillPoint, moment: Moment, kind: string, nth: number): boolean {
  return point.moment === moment && (point.at === 'write' ? point.kind === kind : nth >= point.nth);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
