/**
 * What reading the desired state costs: 2,000 documents (1.5 MB) at first and unchanged, what the daemon's event loop feels of it,
 * and `validate` of the example from the start of the process. `node test/bench/desired-state-load.ts` prints it by itself.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { load } from '../../src/desired-state/load.ts';
import { loadInWorker } from '../../src/desired-state/worker.ts';
import { atMost, median, table, told } from './figures.ts';
import type { Figure } from './figures.ts';

const DOCUMENTS = 2_000;
const WINDOWS = 30;
const POLICIES = 470;
/** People keep what belongs together in one file; one document a file is told for comparison. */
const DOCUMENTS_PER_FILE = 20;
const TARGETS = { cpuS: 3, stallMs: 100, unchangedMs: 50, validateS: 0.6 } as const;
const UNCHANGED_TURNS = 7;
const STARTS = 5;
/** How often the event loop is asked whether it is late; the timer itself is that much late. */
const RESOLUTION_MS = 5;
const NOW = Date.parse('2026-11-21T00:00:00Z');

export async function measureLoad(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'load-'));
  try {
    const together = join(directory, 'together');
    const apart = join(directory, 'apart');
    const bytes = write(together, DOCUMENTS_PER_FILE);
    write(apart, 1);
    const size = `${DOCUMENTS} documents, ${(bytes / 1e6).toFixed(1)} MB`;
    const first = await measure(together);
    const again = await unchanged(together);
    const inProcess = await measureWithout(together);
    await measure(apart);
    const singly = await unchanged(apart);
    const single = `${singly.toFixed(0)} ms where each document has its own file`;
    return [
      atMost(`loading ${size}: CPU`, first.cpuS, TARGETS.cpuS, {
        unit: 's',
        baseline: `${inProcess.cpuS.toFixed(2)} s without a thread`,
      }),
      atMost('loading it: longest stall of the event loop', first.stallMs, TARGETS.stallMs, {
        unit: 'ms',
        digits: 0,
        baseline: `${inProcess.stallMs.toFixed(0)} ms without a thread`,
      }),
      atMost('loading it again, unchanged', again, TARGETS.unchangedMs, { unit: 'ms', digits: 0, baseline: single }),
      told(
        'loading it: peak resident memory of the process',
        `${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB`,
      ),
      validateFigure(),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Cost {
  readonly cpuS: number;
  readonly stallMs: number;
}

async function measure(directory: string): Promise<Cost> {
  return costOf(async () => loadInWorker(directory, NOW));
}

/** As the daemon would, had it no thread. */
async function measureWithout(directory: string): Promise<Cost> {
  return costOf(async () => load(directory, NOW));
}

async function costOf(work: () => Promise<object>): Promise<Cost> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const before = process.cpuUsage();
  const loaded = await work();
  const { user, system } = process.cpuUsage(before);
  // A stall that ends with the work is told by the next turn of the timer.
  await new Promise((resolve) => setTimeout(resolve, RESOLUTION_MS * 4));
  delay.disable();
  if (!('state' in loaded))
    throw new Error(`the benchmark's documents do not load: ${JSON.stringify(loaded).slice(0, 500)}`);
  return { cpuS: (user + system) / 1e6, stallMs: delay.max / 1e6 };
}

/** Milliseconds, median. */
async function unchanged(directory: string): Promise<number> {
  const took: number[] = [];
  for (let turn = 0; turn < UNCHANGED_TURNS; turn += 1) {
    const began = performance.now();
    await loadInWorker(directory, NOW);
    took.push(performance.now() - began);
  }
  return median(took);
}

function validateFigure(): Figure {
  const [ours, empty]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < STARTS; turn += 1) {
    ours.push(seconds(['src/main.ts', 'validate']));
    empty.push(seconds(['--eval', '']));
  }
  const baseline = `an empty process ${median(empty).toFixed(2)} s`;
  return atMost('validate of the example, from process start', median(ours), TARGETS.validateS, {
    unit: 's',
    baseline,
  });
}

function seconds(args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return (performance.now() - began) / 1_000;
}

/** How many bytes were written. */
function write(directory: string, perFile: number): number {
  mkdirSync(directory);
  const documents = [
    document('Organization', 'o', [
      'access: {readRole: SagekeeperRead, writeRole: SagekeeperWrite}',
      'regions: [eu-central-1, us-east-1]',
    ]),
    ...Array.from({ length: WINDOWS }, (_, n) => windowNumber(n)),
    ...Array.from({ length: POLICIES }, (_, n) => policyNumber(n)),
    ...Array.from({ length: DOCUMENTS - WINDOWS - POLICIES - 1 }, (_, n) => exemptionNumber(n)),
  ];
  for (let at = 0; at < documents.length; at += perFile) {
    writeFileSync(join(directory, `${at}.yaml`), documents.slice(at, at + perFile).join('---\n'));
  }
  return documents.join('---\n').length;
}

function document(kind: string, name: string, spec: readonly string[]): string {
  const head = ['apiVersion: sagekeeper.dev/v1alpha1', `kind: ${kind}`, 'metadata:', `  name: ${name}`, 'spec:'];
  return `${[...head, ...spec.map((line) => `  ${line}`)].join('\n')}\n`;
}

function windowNumber(n: number): string {
  const spec = [
    'effect: allow',
    `schedule: '${n} 22 * * 5,6'`,
    'duration: 6h',
    'timeZone: Europe/Berlin',
    'minRemaining: 45m',
  ];
  return document('MaintenanceWindow', `w-${n}`, spec);
}

function policyNumber(n: number): string {
  return document('NotebookImds', `p-${n}`, [
    'mode: enforce',
    'scope:',
    `  include: [ou/Workloads/Team${n}, account/${100_000_000_000 + n}]`,
    `  exclude: [account/${200_000_000_000 + n}, tag/env=prod]`,
    '  regions: [eu-central-1]',
    `enforceIn: {include: [ou/Workloads/Team${n}/Sandbox]}`,
    'disruption:',
    `  windows: [w-${n % WINDOWS}]`,
    '  budgets: [{ per: account, max: 1 }, { per: organization, max: 10% }]',
    'want:',
    "  minimumInstanceMetadataServiceVersion: '2'",
  ]);
}

function exemptionNumber(n: number): string {
  const arn = (name: string): string =>
    `  - arn:aws:sagemaker:eu-central-1:${100_000_000_000 + n}:notebook-instance/${name}`;
  return document('Exemption', `e-${n}`, [
    '# An exemption has an owner, a reason and an end. It stops excusing at that instant, and has to be asked for anew.',
    `policies: [p-${n % POLICIES}]`,
    'resources:',
    ...['a', 'b', 'c', 'd'].map((name) => arn(`legacy-${n}-${name}`)),
    'createdBefore: 2026-11-01T00:00:00Z',
    `owner: team-${n}@example.org`,
    'reason: The vendor image needs version 1 until its next release, which they promised for the spring; we asked them twice.',
    `ticket: SEC-${n}`,
    'expiresAt: 2027-03-31T00:00:00Z',
  ]);
}

if (import.meta.main) process.stdout.write(`${table(await measureLoad())}\n`);
