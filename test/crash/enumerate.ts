/**
 * Every plan of a situation: each event alone at each request where it matters, and each two of them together. Which requests
 * there are after the first event is found out by letting it happen.
 */
import { eventsAt, telling } from './plan.ts';
import type { Boundary, Plan, PlannedEvent } from './plan.ts';
import { tellStory } from './story.ts';
import type { Story } from './story.ts';

/** The requests of a story up to its rest, and of the one pass after it. */
export function stage(story: Story): readonly Boundary[] {
  return telling(story.boundaries).filter(({ at }) => at <= (story.settledAt ?? Infinity));
}

export function singles(situation: string, story: Story): readonly Plan[] {
  return stage(story).flatMap((boundary) =>
    eventsAt(boundary).map((event): Plan => ({ situation, events: [{ event, at: boundary.at }] })),
  );
}

/** All plans that begin with this one and have one event more, at the same request or later. */
export function extended({ situation, events }: Plan, story: Story): readonly Plan[] {
  const last = events.at(-1);
  if (last === undefined) return singles(situation, story);
  return stage(story).flatMap((boundary) => {
    if (boundary.at < last.at) return [];
    const names = [...eventsAt(boundary), ...(CLOSED.has(last.event) ? (['open'] as const) : [])];
    return names
      .filter((event) => boundary.at > last.at || follows(event, last))
      .map((event): Plan => ({ situation, events: [...events, { event, at: boundary.at }] }));
  });
}

const CLOSED: ReadonlySet<string> = new Set(['freeze', 'audit', 'exemption', 'window', 'deny']);
const ACTS: ReadonlySet<string> = new Set([...CLOSED, 'stop', 'start', 'recreate', 'untag']);

/** At one request: first what people do, then what becomes of the request. One fault to a request. */
function follows(event: string, last: PlannedEvent): boolean {
  return ACTS.has(last.event) && !ACTS.has(event) && event !== 'open';
}

export async function untroubled(situation: string): Promise<Story> {
  return tellStory({ situation, events: [] });
}
