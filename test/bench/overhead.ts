/**
 * How much longer than AWS itself do we take to mend a notebook? From the look that shows the drift to the first reading
 * InService without it, less the time that the simulated AWS was busy with it; all as the simulator's journal has it.
 * Budgets, windows and rates are out of the way.
 */
import { stateDirectory } from './desired-state.ts';
import { atMost, mean, median, told } from './figures.ts';
import type { Figure } from './figures.ts';
import { end, freePort, simulate, startVerb, until } from './processes.ts';
import type { JournalEntry, Simulated } from './processes.ts';

const WORLD = { accounts: 3, regions: 2, notebooks: 20 } as const;
/**
 * The same notebooks with AWS a little slower each time: whether a look comes just before or just after AWS is done hangs
 * on the fraction of a second, which must not be the same in all of them. 1 is as slow as AWS.
 */
const LATENCY_SCALES = [0.0303, 0.0361, 0.0413, 0.0467, 0.0529] as const;
const TARGET_S = 2;
const BUSY: ReadonlySet<string> = new Set(['Stopping', 'Updating', 'Pending']);
const MENDED_WITHIN_MS = 60_000;

/** What the journal says of one notebook. */
interface Story {
  detectedAt: number | undefined;
  busyMs: number;
  busySince: number | undefined;
  wasStopped: boolean;
  runsAgain: boolean;
  seenBackAt: number | undefined;
}

export async function measureOverhead(scales: readonly number[] = LATENCY_SCALES): Promise<readonly Figure[]> {
  const seconds: number[] = [];
  for (const scale of scales) seconds.push(...(await overheads(scale)));
  if (seconds.length === 0) return [told('own overhead a notebook', 'nothing was mended')];
  const baseline = `${seconds.length} notebooks, median ${median(seconds).toFixed(2)} s, most ${Math.max(...seconds).toFixed(2)} s`;
  return [atMost('own overhead a notebook, mean', mean(seconds), TARGET_S, { unit: 's', baseline })];
}

/** Seconds, of each notebook that was stopped for an update and runs again. */
async function overheads(latencyScale: number): Promise<readonly number[]> {
  const simulated = await simulate(WORLD, { journal: 'entries', latencyScale });
  const directory = stateDirectory({
    regions: WORLD.regions,
    mode: 'enforce',
    settle: '1s',
    budgets: '[{per: account, max: 100%}, {per: organization, max: 100%}]',
  });
  const [port, statusPort] = [await freePort(), await freePort()];
  const listening = ['--listen', `127.0.0.1:${port}`, '--status-listen', `127.0.0.1:${statusPort}`];
  const started = startVerb(['run', '--desired-state', directory, '--endpoint-url', simulated.url, ...listening]);
  try {
    await until(async () => isMended(simulated), started, { withinMs: MENDED_WITHIN_MS, everyMs: 500 });
    const stories = [...tell(await simulated.journal(0)).values()];
    return stories.flatMap(({ detectedAt, busyMs, seenBackAt, wasStopped }) =>
      wasStopped && detectedAt !== undefined && seenBackAt !== undefined
        ? [(seenBackAt - detectedAt - busyMs) / 1_000]
        : [],
    );
  } finally {
    await end(started);
    await simulated.end();
  }
}

/** Nothing is left of any change: no drift, nothing on its way, no intent. */
async function isMended(simulated: Simulated): Promise<boolean> {
  const answer = (await (await fetch(`${simulated.url}/_simulator/notebooks`)).json()) as {
    readonly notebooks: readonly Readonly<Record<string, unknown>>[];
  };
  return answer.notebooks.every((notebook) => {
    const version = JSON.stringify(notebook['InstanceMetadataServiceConfiguration'] ?? '');
    const tags = JSON.stringify(notebook['Tags']);
    return (
      version.includes('"2"') &&
      !tags.includes('sagekeeper:intent') &&
      !BUSY.has(String(notebook['NotebookInstanceStatus']))
    );
  });
}

function tell(entries: readonly JournalEntry[]): ReadonlyMap<string, Story> {
  const stories = new Map<string, Story>();
  for (const entry of entries.toSorted((a, b) => a.at - b.at || a.seq - b.seq)) {
    const name = entry.resource?.split('/').at(-1) ?? entry.input?.['NotebookInstanceName'];
    const key = `${entry.account}/${entry.region}/${String(name)}`;
    const story = stories.get(key) ?? {
      detectedAt: undefined,
      busyMs: 0,
      busySince: undefined,
      wasStopped: false,
      runsAgain: false,
      seenBackAt: undefined,
    };
    stories.set(key, story);
    if (entry.kind === 'change') change(story, entry);
    else if (entry.operation === 'DescribeNotebookInstance') {
      story.detectedAt ??= entry.at;
      if (story.runsAgain) story.seenBackAt ??= entry.at;
    }
  }
  return stories;
}

function change(story: Story, { at, to = '' }: JournalEntry): void {
  if (story.busySince !== undefined) story.busyMs += at - story.busySince;
  story.busySince = BUSY.has(to) ? at : undefined;
  if (to === 'Stopping') story.wasStopped = true;
  if (to === 'InService' && story.wasStopped) story.runsAgain = true;
}
