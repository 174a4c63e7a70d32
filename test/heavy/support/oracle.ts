// What must be true whatever happened on the way, read from the simulator's own records and from nothing that the daemon
// says: who ran runs, who was off is off, and every disturbance was announced before it happened.
import type { JournalEntry, RequestEntry } from '../../../src/simulator/journal.ts';
import type { NotebookRecord } from '../../../src/simulator/notebook-record.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { World } from '../../../src/simulator/world-shape.ts';

const INTENT = 'sagekeeper:intent';
const MAX_TRAIL = 60;
const WRITES = /^(Stop|Update|Start)NotebookInstance$|^(Add|Delete)Tags$/;

/** What is still not as it must be at the end; empty: every notebook is home, and on version 2. */
export function notHome(world: World, simulator: Simulator): readonly string[] {
  const before = ranBefore(world);
  return simulator.cloud.notebooks().flatMap((record) => {
    const wanted = before.has(record.name) ? 'InService' : 'Stopped';
    return complaints(record, wanted).map((why) => `${record.name}: ${why}`);
  });
}

/** Names of those that ran, or that an earlier process had stopped and marked. Names are not used twice in a world. */
function ranBefore(world: World): ReadonlySet<string> {
  const seeds = world.accounts.flatMap(({ notebooks = [] }) => notebooks);
  const ran = seeds.filter(({ status, tags }) => status === 'InService' || tags?.[INTENT] !== undefined);
  return new Set(ran.map(({ name }) => name));
}

function complaints({ status, imds, tags }: NotebookRecord, wanted: string): string[] {
  const intent = tags.get(INTENT);
  return [
    ...(status === wanted ? [] : [`is ${status}, was ${wanted}`]),
    ...(imds === '2' ? [] : [`is on version ${imds ?? 'unknown'}`]),
    ...(intent === undefined ? [] : [`carries ${intent}`]),
  ];
}

/** What must never happen, however it ends. */
export function misdeeds(world: World, simulator: Simulator): readonly string[] {
  const ran = ranBefore(world);
  const entries = simulator.journal.after(0);
  const told: string[] = [];
  if (simulator.journal.dropped > 0) told.push('the journal is not complete');
  const intents = new Map<string, string | undefined>(
    world.accounts.flatMap(({ notebooks = [] }) =>
      notebooks.map(({ name, tags }): [string, string | undefined] => [name, phaseOf(tags?.[INTENT])]),
    ),
  );
  const stops = new Map<string, number>();
  for (const entry of entries) {
    if (!isAccepted(entry)) continue;
    const name = nameOf(entry);
    if (name === undefined) continue;
    const { operation, input } = entry;
    if (operation === 'AddTags') {
      const value = tagValue(input);
      if (value !== undefined) intents.set(name, phaseOf(value));
    }
    if (operation === 'DeleteTags') intents.delete(name);
    if (operation === 'StopNotebookInstance') {
      stops.set(name, (stops.get(name) ?? 0) + 1);
      if (!ran.has(name)) told.push(`${name}: stopped, and was never ours to stop`);
      if (intents.get(name) !== 'stop') told.push(`${name}: stopped without an intent (${entry.seq})`);
    }
    if (operation === 'StartNotebookInstance') {
      if (!ran.has(name)) told.push(`${name}: started, and was off`);
      if (intents.get(name) !== 'start' && intents.get(name) !== 'stop')
        told.push(`${name}: started without saying so (${entry.seq})`);
    }
    if (operation === 'UpdateNotebookInstance' && ran.has(name) && intents.get(name) !== 'stop')
      told.push(`${name}: updated while nobody knew (${entry.seq})`);
  }
  for (const [name, count] of stops) if (count > 1) told.push(`${name}: stopped ${count} times`);
  return told;
}

/** What was accepted, and sent again by the same process before a reading could be trusted to show it. */
export function repeats(simulator: Simulator, settleMs: number): readonly string[] {
  const last = new Map<string, number>();
  return simulator.journal.after(0).flatMap((entry) => {
    if (!isAccepted(entry) || !WRITES.test(entry.operation)) return [];
    // When it was written does not make it another tag.
    const what = `${entry.operation} ${JSON.stringify(entry.input).replaceAll(/(at|since|times)=\S+/g, '')}`;
    const before = last.get(what) ?? -Infinity;
    last.set(what, entry.at);
    return entry.at - before < settleMs ? [`${nameOf(entry)}: after ${entry.at - before} ms again ${what}`] : [];
  });
}

function phaseOf(intent: string | undefined): string | undefined {
  return /phase=(\w+)/.exec(intent ?? '')?.[1];
}

function isAccepted(entry: JournalEntry): entry is RequestEntry {
  return entry.kind === 'request' && entry.outcome === 'ok';
}

function nameOf({ input }: RequestEntry): string | undefined {
  const name = input['NotebookInstanceName'];
  const arn = input['ResourceArn'];
  if (typeof name === 'string') return name.toLowerCase();
  return typeof arn === 'string' ? arn.slice(arn.lastIndexOf('/') + 1).toLowerCase() : undefined;
}

function tagValue(input: Readonly<Record<string, unknown>>): string | undefined {
  const tags = input['Tags'];
  if (!Array.isArray(tags)) return undefined;
  const ours: unknown = tags.find((tag: unknown) => (tag as { readonly Key?: string }).Key === INTENT);
  return (ours as { readonly Value?: string } | undefined)?.Value;
}

/** Requests in the journal, in order. */
export function requests(simulator: Simulator): readonly RequestEntry[] {
  return simulator.journal.after(0).filter((entry) => entry.kind === 'request');
}

/** What was written about a notebook and what became of it, for people who want to know what went wrong. */
export function trailOf(simulator: Simulator, name: string): string {
  const lines = simulator.journal.after(0).flatMap((entry): string[] => {
    if (entry.kind === 'change')
      return entry.resource.endsWith(`/${name}`) ? [`${entry.at} is ${entry.to ?? 'gone'} by ${entry.by}`] : [];
    if (nameOf(entry) !== name || /^(Describe|List)/.test(entry.operation)) return [];
    const tag = phaseOf(tagValue(entry.input)) ?? '';
    return [`${entry.at} ${entry.operation} ${tag}: ${entry.outcome} ${entry.fault ?? ''}`];
  });
  return `${name}:\n  ${lines.slice(-MAX_TRAIL).join('\n  ')}`;
}
