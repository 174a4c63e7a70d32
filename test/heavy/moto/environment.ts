// Where does moto come from? A virtual environment with exact versions, made once and kept beside the other packages; where
// there is no python3 or no package index, the answer says so, and the suites skip aloud.
import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const ENVIRONMENT = join(import.meta.dirname, '../../../node_modules/.cache/sagekeeper-moto');
/** Written last, with what was installed: an environment whose making was interrupted is made again. */
const MADE = join(ENVIRONMENT, 'made-from.txt');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The process is killed after so long, and `code` is null. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 300_000;

/** A process to its end. Somebody's AWS profile, region or endpoint must not change what is tested. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { input = '', cwd, env = {}, timeoutMs = TIMEOUT_MS } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...cleanEnvironment(), ...env } });
    const timer = setTimeout(() => child.kill(), timeoutMs);
    const end = (ran: Ran): void => {
      clearTimeout(timer);
      resolve(ran);
    };
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', (error) => end({ code: null, out, err: `${err}${String(error)}` }));
    child.on('close', (code) => end({ code, out, err }));
    child.stdin.on('error', (error) => (err += String(error)));
    child.stdin.end(input);
  });
}

export function cleanEnvironment(): Record<string, string | undefined> {
  const ours = (name: string): boolean => name.startsWith('AWS_') || name.startsWith('SAGEKEEPER_');
  const kept = Object.entries(process.env).filter(([name]) => !ours(name));
  return {
    ...Object.fromEntries(kept),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(ENVIRONMENT, 'no-such-file'),
  };
}

export type MotoEnvironment = { readonly bin: string } | { readonly missing: string };

export async function motoEnvironment(): Promise<MotoEnvironment> {
  const bin = join(ENVIRONMENT, 'bin');
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  if (existsSync(MADE) && (await readFile(MADE, 'utf8')) === wanted) return { bin };
  await mkdir(ENVIRONMENT, { recursive: true });
  const made = await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT]);
  if (made.code !== 0) return { missing: `python3 -m venv: ${made.err.slice(-300)}` };
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  const installed = await run(join(bin, 'python'), install);
  if (installed.code !== 0) return { missing: `pip install: ${installed.err.slice(-300)}` };
  await writeFile(MADE, wanted);
  return { bin };
}

/** The suite, or in its place one test that says aloud why it is not there. */
export function describeWithMoto(name: string, environment: MotoEnvironment, suite: (bin: string) => void): void {
  describe(`${name}`, () => {
    if ('bin' in environment) {
      suite(environment.bin);
      return;
    }
    console.warn(`skipped: moto cannot be had here (${environment.missing})`);
    it('skipped: moto cannot be had here', () => {
      expect(environment.missing).not.toBe('');
    });
  });
}
