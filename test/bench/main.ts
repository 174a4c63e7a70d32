/**
 * `npm run bench`: the figures that we hold ourselves to, each with its target and with what the same machine does without us in
 * the same run. `node test/bench/main.ts [part ...] [--quick] [--accounts <n>] [--passes <n>] [--gate]`
 *
 * --quick is the size for continuous integration, --gate ends with 1 where a figure was missed.
 */
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { table } from './figures.ts';
import type { Figure } from './figures.ts';
import { measureLoad } from './desired-state-load.ts';
import { measureJudging } from './judging.ts';
import { measureNetworks } from './networks.ts';
import { measureOverhead } from './overhead.ts';
import { measurePasses } from './passes.ts';
import { measurePipelines } from './pipelines.ts';
import { measureScrape } from './scrape.ts';
import { measureBundle, measureReturn, measureStart } from './start-up.ts';

const FULL = { accounts: 1_000, regions: 4, notebooks: 20 } as const;
const QUICK_ACCOUNTS = 100;
const FULL_PASSES = 20;
/** The first that is past the hour in which the tag index is asked, and a few to take the median of. */
const QUICK_PASSES = 8;
/** How AWS's latencies are scaled, one run for each. */
const QUICK_SCALES = [0.0361, 0.0467] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    accounts: { type: 'string' },
    passes: { type: 'string' },
    /** Of V8, for the measured daemon: `--flag=--max-semi-space-size=8`. */
    flag: { type: 'string', multiple: true, default: shippedFlags() },
  },
});
const world = { ...FULL, accounts: Number(values.accounts ?? (values.quick ? QUICK_ACCOUNTS : FULL.accounts)) };
const passes = Number(values.passes ?? (values.quick ? QUICK_PASSES : FULL_PASSES));

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: measureStart,
  bundle: async () => measureBundle(values.flag),
  return: measureReturn,
  overhead: async () => (values.quick ? measureOverhead(QUICK_SCALES) : measureOverhead()),
  load: measureLoad,
  judging: async () => measureJudging(world),
  pipelines: measurePipelines,
  networks: measureNetworks,
  scrape: measureScrape,
  passes: async () => measurePasses(world, passes, values.flag),
};

const unknown = positionals.filter((part) => !(part in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
const began = performance.now();
const figures: Figure[] = [];
for (const [part, measure] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(part)) continue;
  process.stderr.write(`${part} ...\n`);
  figures.push(...(await measure()));
}
const [processor] = cpus();
const machine = `${cpus().length} x ${processor?.model ?? 'an unknown processor'}, ${process.platform} ${release()}`;
const size = `${world.accounts} accounts x ${world.regions} regions x ${world.notebooks} notebooks`;
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
process.stdout.write(
  `${table(figures)}\n\n${size}; Node.js ${process.versions.node}; ${machine}; ${new Date().toISOString().slice(0, 10)}; ${seconds} s\n`,
);
const missed = figures.filter(({ reached }) => !reached);
process.exit(values.gate && missed.length > 0 ? 1 : 0);

/** Those that `npm run sagekeeper` gives the daemon. */
function shippedFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };
  return (scripts['sagekeeper'] ?? '').split(' ').filter((word) => word.startsWith('--'));
}
