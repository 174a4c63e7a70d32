// Where are the programs that are built, and not installed by npm?
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, '.tools/bin');
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Its path; undefined where it is neither built nor installed. */
export function findTool(name: string): string | undefined {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined;
  const places = [BUILT, ...(process.env['PATH'] ?? '').split(delimiter)];
  return places.map((place) => join(place, name)).find((path) => existsSync(path));
}

/** Those of them that are not here. */
export function missingTools(names: readonly string[]): readonly string[] {
  return names.filter((name) => findTool(name) === undefined);
}

/** Runs a tool to its end; whatever it ends with is told, not thrown. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const running = promisify(execFile)(findTool(name) ?? name, args, {
    cwd: ROOT,
    env: { ...process.env, ...options.environment },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  running.child.stdin?.on('error', () => undefined).end(options.input);
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failed: { code?: unknown; stdout?: string; stderr?: string; message: string }) => ({
      code: typeof failed.code === 'number' ? failed.code : -1,
      stdout: failed.stdout ?? '',
      stderr: failed.stderr ?? failed.message,
    }),
  );
}

/** As `runTool`, for preparations: anything but success throws with what was said. */
export function mustRun(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
