/**
 * What is worth knowing beside what differs: what hinders jobs in a VPC, whom to ask, which older versions can still be started. Each
 * sentence is said once, with all that it is about. Pure.
 */
import type { ResourceState } from '../model/decision.ts';
import type { Note } from '../model/verdict.ts';
import type { PlanRow, PlanView } from './plan-view.ts';

/** There a note says why nothing else is told. */
const WITHOUT_NOTES: readonly ResourceState[] = ['not-applicable', 'exempt', 'unknown'];

export interface ToldNote {
  readonly policy: string;
  readonly reason: string;
  readonly message: string;
  readonly about: readonly PlanRow[];
}

/** By policy, reason and sentence; without what stands beside a document, or is why a row is held. */
export function notesOf({ rows, endpoints }: PlanView): readonly ToldNote[] {
  const besideDocuments = new Set(
    endpoints.flatMap((one) => one.effects.map((message) => keyOf([one.account, one.region, one.vpc, message]))),
  );
  const isNews = (row: PlanRow, { reason, message }: Note): boolean =>
    reason !== row.reason && !besideDocuments.has(keyOf([row.account, row.region, row.name, message]));
  const told = rows
    .filter(({ state }) => !WITHOUT_NOTES.includes(state))
    .flatMap((row) => row.notes.filter((note) => isNews(row, note)).map((note) => ({ row, note })));
  return [...Map.groupBy(told, ({ row, note }) => keyOf([row.policy, note.reason, note.message]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, those]) => {
      const [first] = those;
      if (first === undefined) return [];
      const { reason, message } = first.note;
      return [{ policy: first.row.policy, reason, message, about: [...new Set(those.map(({ row }) => row))] }];
    });
}

function keyOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
