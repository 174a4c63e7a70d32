/**
 * Which room may import which, and the one door through which each outside thing comes in. Pure: files in, complaints out.
 */
import { importsOf } from './sources.ts';
import type { SourceFile } from './sources.ts';

/** For each room what it may import at run time besides itself; `src/` is left out of the paths. Types are free. */
const MAY_IMPORT: Readonly<Record<string, readonly RegExp[]>> = {
  model: [],
  policies: [/^model\//, /^resources\/[^/]+\/shape\.ts$/, /^resources\/pipeline\/definition\.ts$/],
  plan: [/^model\//],
  resources: [/^model\//],
  organization: [/^model\//],
  aws: [/^model\//],
  report: [/^model\//],
  permissions: [/^model\//, /^aws\/operations\.ts$/, /^policies\//, /^resources\/index\.ts$/],
  'desired-state': [/^model\//, /^policies\//, /^plan\/windows\.ts$/],
  controller: [/^model\//, /^organization\/(?:select|regions)\.ts$/, /^resources\//, /^policies\//, /^plan\//],
  // Wiring sees every room but the front door, which starts it.
  daemon: [/^(?!cli\/|simulator\/)/],
  cli: [/^(?!simulator\/)/],
  simulator: [],
  'main.ts': [/^cli\//],
};

/** Only this file starts the simulator; everything else meets it over HTTP. */
const SIMULATOR_DOOR = 'cli/simulator.ts';

interface Door {
  readonly thing: RegExp;
  readonly at: RegExp;
  readonly name: string;
}

const DOORS: readonly Door[] = [
  { thing: /^@aws-sdk\/|^@smithy\//, at: /^aws\//, name: 'values of the AWS SDK only in aws/' },
  {
    thing: /^p-queue$/,
    at: /^aws\/limiter\.ts$|^controller\//,
    name: "p-queue only in aws/limiter.ts and the controller's work queue",
  },
  {
    thing: /^node-cron$/,
    at: /^plan\/windows\.ts$|^controller\/(loop|schedule)\.ts$/,
    name: "node-cron only in plan/windows.ts and the controller's schedule",
  },
  { thing: /^prom-client$/, at: /^report\/metrics\.ts$/, name: 'prom-client only in report/metrics.ts' },
  { thing: /^pino$/, at: /^report\/log\.ts$/, name: 'pino only in report/log.ts' },
  { thing: /^yaml$/, at: /^desired-state\/|^simulator\//, name: 'yaml only in desired-state/ and simulator/' },
  {
    thing: /^(node:)?fs(\/promises)?$/,
    at: /^(desired-state|daemon|cli|simulator)\//,
    name: 'fs only in desired-state/, daemon/, cli/ and simulator/',
  },
  {
    thing: /^@kubernetes\/client-node$/,
    at: /^daemon\/kubernetes-client\.ts$/,
    name: 'the Kubernetes client only in daemon/kubernetes-client.ts',
  },
  { thing: /^jsonc-parser$/, at: /^resources\/pipeline\//, name: 'jsonc-parser only in resources/pipeline/' },
  { thing: /^diff$/, at: /^cli\//, name: 'diff only in cli/' },
  { thing: /^commander$/, at: /^cli\//, name: 'commander only in cli/' },
  {
    thing: /^(node:)?timers(\/promises)?$/,
    at: /^daemon\/clock\.ts$|^simulator\//,
    name: 'timers only in daemon/clock.ts',
  },
];

/** What breaks the import rules: `file:line: what; way out`. */
export function roomViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => importsOf(file).flatMap((found) => judge(file, found.from, found.own, found.line)));
}

function judge(file: SourceFile, from: string, own: boolean, line: number): readonly string[] {
  const here = file.path.replace(/^src\//, '');
  const where = `${file.path}:${line}`;
  if (!own) {
    return DOORS.filter((door) => door.thing.test(from) && !door.at.test(here)).map(
      (door) => `${where}: imports ${from}: ${door.name}; ask that door for what is needed`,
    );
  }
  const there = from.replace(/^src\//, '');
  const room = roomOf(here);
  const allowed = MAY_IMPORT[room];
  if (allowed === undefined)
    return [`${where}: the room ${room} is not in the table of rooms; add it to test/tidy/rooms.ts`];
  if (roomOf(there) === room || allowed.some((pattern) => pattern.test(there))) return [];
  if (here === SIMULATOR_DOOR && there.startsWith('simulator/')) return [];
  return [
    `${where}: ${room} may not import ${there} at run time; take it as a parameter, move the word to model/, or use \`import type\``,
  ];
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** Import cycles at run time, each named once by its files. */
export function cycles(files: readonly SourceFile[]): readonly string[] {
  const edges = new Map(files.map((file) => [file.path, importsOf(file).flatMap((i) => (i.own ? [i.from] : []))]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const before = trail.indexOf(path);
    if (before >= 0) {
      found.push([...trail.slice(before), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}
