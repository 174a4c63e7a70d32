// Builds the image with buildah, and runs it the way a cluster would: its own user, its own process 1, a root that is read-only.
// There is no container runtime here; the kernel's namespaces do the same.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const NAMES = 'localhost/sagekeeper-test';
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

export interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly StopSignal: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** Standard output; rejects with everything that was said. */
export async function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = { ...process.env, BUILDAH_ISOLATION: 'chroot' },
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: ROOT,
    env: environment,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout;
}

/** Why images cannot be built here; undefined: they can. */
export async function whatIsMissing(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'buildah without a registry is used as root';
  for (const program of ['buildah', 'unshare', 'nsenter', 'chroot', 'ip', 'ldd', 'npm']) {
    const found = await run('which', [program]).catch(() => undefined);
    if (found === undefined) return `${program} is not installed`;
  }
  try {
    await run('unshare', ['--mount', '--pid', '--net', '--fork', 'true']);
    await run('tools/image/base.sh', [process.execPath]);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** The image's name. */
export async function buildImage(revision: string): Promise<string> {
  const given = [
    `NODE_IMAGE=${NAMES}/build`,
    `RUNTIME_IMAGE=${NAMES}/runtime`,
    `REVISION=${revision}`,
    'VERSION=1.2.3',
  ];
  const name = `${NAMES}/sagekeeper`;
  // OCI images have no field for a health check.
  const build = ['bud', '--format', 'docker', '--no-cache', '--tag', name];
  await run('buildah', [...build, ...given.flatMap((argument) => ['--build-arg', argument]), '.']);
  return name;
}

export async function configOf(image: string): Promise<ImageConfig> {
  const told = JSON.parse(await run('buildah', ['inspect', '--type', 'image', image])) as {
    readonly Docker: { readonly config: ImageConfig };
  };
  return told.Docker.config;
}

/** A writable copy of the image's files, and what takes it away again. */
export async function mountImage(
  image: string,
): Promise<{ readonly root: string; readonly drop: () => Promise<void> }> {
  const container = (await run('buildah', ['from', image])).trim();
  const root = (await run('buildah', ['mount', container])).trim();
  return {
    root,
    drop: async () => {
      await run('buildah', ['umount', container]);
      await run('buildah', ['rm', container]);
    },
  };
}

export interface Contained {
  readonly output: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
  /** What a command prints and returns that is run beside the first process, in all its namespaces. */
  readonly exec: (command: readonly string[]) => Promise<string>;
}

export interface ContainerOptions {
  readonly root: string;
  readonly config: ImageConfig;
  /** Instead of the image's own CMD. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder of this machine that is seen, read-only, at /desired-state. */
  readonly desiredState: string;
  /** A network of its own, in which there is nothing but itself. */
  readonly alone?: boolean;
}

const alive = new Set<ChildProcess>();

/** For `afterAll`. */
export function killContainers(): void {
  for (const child of alive) child.kill('SIGKILL');
}

export function startContainer(options: ContainerOptions): Contained {
  const { root, config, command = config.Cmd, environment = {}, desiredState, alone = false } = options;
  // Mounts first, then the root becomes read-only, then root is given up: nothing of the image itself runs before that.
  const script = [
    'set -e; root=$1 state=$2 user=$3; shift 3',
    ...(alone ? ['ip link set lo up'] : []),
    'mkdir -p "$root/desired-state"; mount --bind "$root" "$root"; mount --bind "$state" "$root/desired-state"',
    'mount -o remount,bind,ro "$root/desired-state"; mount -t proc proc "$root/proc"; mount -o remount,bind,ro "$root"',
    'exec chroot --userspec="$user" "$root" "$@"',
  ].join('\n');
  const own = ['--mount', '--pid', '--fork', '--kill-child', ...(alone ? ['--net'] : [])];
  const given = { ...environmentOf(config), ...environment, PATH: process.env['PATH'] };
  const child = spawn(
    'unshare',
    [...own, 'sh', '-c', script, 'sh', root, desiredState, config.User, ...config.Entrypoint, ...command],
    { env: given, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  alive.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-MAX_OUTPUT_BYTES)));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      alive.delete(child);
      resolve(code);
    });
  });
  const first = (): number => firstProcess(child.pid ?? -1);
  return {
    output: () => output,
    signal: (name) => process.kill(first(), name),
    ended,
    exec: async (command) => {
      const into = ['--target', String(first()), '--mount', '--net', '--pid', '--root', '--wd=/'];
      return run('nsenter', [...into, ...command], given);
    },
  };
}

/** As the image has it, so that what is missing there is missing here. */
function environmentOf({ Env }: ImageConfig): Record<string, string> {
  return Object.fromEntries(Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Process 1 of the namespace, by its number outside. */
function firstProcess(parent: number): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  const first = Number(children[0]);
  // A signal to process 0 would reach ourselves.
  if (!(first > 0)) throw new Error(`process ${parent} has no child`);
  return first;
}
