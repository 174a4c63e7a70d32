/**
 * What the README shows of a plan: the real command, as a process, against the simulated organization of the demo.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { startSimulator } from '../../src/simulator/server.ts';

/** A page is no wider; what is cut off ends in an ellipsis. */
const COLUMNS = 150;
/** The plan is of this moment: windows open and close, and the example's exemption ends. */
const SHOWN_AT = Date.parse('2026-11-22T09:00:00Z');
const run = promisify(execFile);

export const README_PLAN = /(<!-- shown by `sagekeeper plan[^>]*-->\s*```text\n)([\s\S]*?)(\n```)/;

export async function planForReadme(): Promise<string> {
  const aheadMs = SHOWN_AT - Date.now();
  const simulator = await startSimulator({ world: demoWorld(), now: () => Date.now() + aheadMs });
  const clock = `const now = Date.now; Date.now = () => now() + ${aheadMs};`;
  try {
    const environment = {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
      AWS_SECRET_ACCESS_KEY: 'any',
    };
    const preload = ['--import', `data:text/javascript,${encodeURIComponent(clock)}`];
    const args = [...preload, 'src/main.ts', 'plan', '--policy', 'imds-v2', '--endpoint-url', simulator.url];
    // Places of the demo world cannot be read, and the plan says so with its exit code.
    const { stdout, code } = await run(process.execPath, args, { env: environment }).then(
      (done) => ({ stdout: done.stdout, code: 0 }),
      (failed: { readonly stdout: string; readonly code: number }) => failed,
    );
    if (code !== 3) throw new Error(`plan ended with ${code}: ${stdout}`);
    return shown(stdout);
  } finally {
    await simulator.close();
  }
}

/** Without what differs from day to day. */
export function shown(text: string): string {
  return text
    .replaceAll(/ \(in [^)]*\)/g, '')
    .trim()
    .split('\n')
    .map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1).trimEnd()}…` : line.trimEnd()))
    .join('\n');
}
