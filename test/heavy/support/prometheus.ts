// A real Prometheus as a process of its own: scrapes what it is told to, evaluates the rules that the chart ships, and answers
// queries. Where it is not installed, whoever needs it skips, and says so.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Series } from '../../../dashboards/answer.ts';
import { eventually } from './daemon-process.ts';

const ROOT = join(import.meta.dirname, '../../..');
const START_WITHIN_MS = 180_000;
const END_WITHIN_MS = 60_000;

/** `prometheus` or `promtool`, from .tools/bin or the PATH; undefined: it is not installed. */
export function toolOf(name: 'prometheus' | 'promtool'): string | undefined {
  const folders = [join(ROOT, '.tools', 'bin'), ...(process.env['PATH'] ?? '').split(delimiter)];
  for (const folder of folders) {
    try {
      execFileSync(join(folder, name), ['--version'], { stdio: 'ignore' });
      return join(folder, name);
    } catch {
      // Not in this folder.
    }
  }
  console.warn(`SKIPPED: ${name} is neither in .tools/bin nor on the PATH`);
  return undefined;
}

export interface Prometheus {
  readonly url: string;
  /** The values at that moment, in seconds since the epoch. */
  readonly at: (expr: string, seconds: number) => Promise<readonly Series[]>;
  readonly overTime: (
    expr: string,
    fromSeconds: number,
    toSeconds: number,
    stepSeconds: number,
  ) => Promise<readonly Series[]>;
  readonly get: (path: string) => Promise<unknown>;
  readonly end: () => Promise<void>;
}

export interface Scrapes {
  readonly everySeconds: number;
  /** By job, the addresses `host:port`. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
  readonly ruleFiles: readonly string[];
}

export async function startPrometheus(binary: string, scrapes: Scrapes): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-prometheus-'));
  const config = join(directory, 'prometheus.json');
  writeFileSync(config, JSON.stringify(configOf(scrapes)));
  const child = spawn(
    binary,
    [`--config.file=${config}`, `--storage.tsdb.path=${join(directory, 'data')}`, '--web.listen-address=127.0.0.1:0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)));
  const address = await eventually(
    'Prometheus listens',
    () => {
      if (child.exitCode !== null) throw new Error(`Prometheus ended: ${said}`);
      return /Listening on.*address=(127\.0\.0\.1:\d+)/.exec(said)?.[1];
    },
    START_WITHIN_MS,
  );
  const url = `http://${address}`;
  await eventually('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok || undefined, START_WITHIN_MS);
  const get = (path: string): Promise<unknown> => asked(`${url}${path}`);
  return {
    url,
    get,
    at: async (expr, seconds) => seriesOf(await get(`/api/v1/query?query=${encodeURIComponent(expr)}&time=${seconds}`)),
    overTime: async (expr, from, to, step) =>
      seriesOf(await get(`/api/v1/query_range?query=${encodeURIComponent(expr)}&start=${from}&end=${to}&step=${step}`)),
    end: () => ended(child, directory),
  };
}

/** JSON is YAML. */
function configOf({ everySeconds, jobs, ruleFiles }: Scrapes): unknown {
  return {
    global: { scrape_interval: `${everySeconds}s`, evaluation_interval: `${everySeconds}s` },
    rule_files: ruleFiles,
    scrape_configs: Object.entries(jobs).map(([job, targets]) => ({ job_name: job, static_configs: [{ targets }] })),
  };
}

async function asked(url: string): Promise<unknown> {
  const answer = (await (await fetch(url)).json()) as { status: string; error?: string; data?: unknown };
  if (answer.status !== 'success') throw new Error(`${decodeURIComponent(url)}: ${answer.error ?? ''}`);
  return answer.data;
}

interface Told {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
    readonly values?: readonly (readonly [number, string])[];
  }[];
}

function seriesOf(data: unknown): readonly Series[] {
  return (data as Told).result.map(({ metric, value, values }) => ({
    labels: metric,
    points: (values ?? (value === undefined ? [] : [value])).map(([at, text]) => [at, Number(text)] as const),
  }));
}

async function ended(child: ChildProcess, directory: string): Promise<void> {
  child.kill('SIGTERM');
  await eventually('Prometheus ends', () => child.exitCode ?? child.signalCode ?? undefined, END_WITHIN_MS);
  rmSync(directory, { recursive: true, force: true });
}
