// A world of pipelines in which one daemon after another is killed at the next point of a plan while owners upload; then one
// that nobody kills.
import { startSimulator } from '../../../src/simulator/server.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { Intervention } from '../../../src/simulator/interventions.ts';
import { EDITS } from '../../races/pipelines.ts';
import { type Daemon, eventually, startDaemon } from './daemon-process.ts';
import { interpose, type Interposer, type Moment } from './interposer.ts';
import { randomOf } from './kill-points.ts';
import { accountId, REGION, worldOf } from './places.ts';
import { astray, isMended, pipeline } from './pipelines-world.ts';
import { complaintOf, untilAtRest } from './siege.ts';

const ACCOUNTS = 2;
const PIPELINES_EACH = 10;
const LIFE_MS = 60_000;
/** What a look at a pipeline asks for, and the write. */
const ABOUT_A_PIPELINE = ['UpdatePipeline', 'DescribePipeline', 'ListPipelineVersions'] as const;
/** What is met on the way there as well. */
const KILLED_AT = [...ABOUT_A_PIPELINE, 'UpdatePipeline', 'UpdatePipeline', 'ListPipelines', 'AssumeRole'] as const;

/** At the n-th request of that operation in a life. */
export interface PipelineKill {
  readonly operation: string;
  readonly nth: number;
  readonly moment: Moment;
}

export interface PipelineSiege {
  readonly killings: readonly PipelineKill[];
  readonly edits: number;
  /** Empty, or what went wrong. */
  readonly wrong: readonly string[];
}

export function pipelineKills(seed: number, count: number): readonly PipelineKill[] {
  const random = randomOf(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, () => ({
    operation: KILLED_AT[pick(KILLED_AT.length)] ?? 'UpdatePipeline',
    nth: 1 + pick(6),
    moment: pick(2) === 0 ? 'before' : 'after',
  }));
}

/** Draws kills from the plan's front until every pipeline is mended or the plan is empty. */
export async function besiegePipelines(
  plan: PipelineKill[],
  desiredState: string,
  seed: number,
): Promise<PipelineSiege> {
  const names = Array.from({ length: PIPELINES_EACH }, (_, index) => index);
  const accounts = Array.from({ length: ACCOUNTS }, (_, account) => ({
    pipelines: names.map((index) => pipeline(`nightly-${account}-${index}`)),
  }));
  const simulator = await startSimulator({ world: worldOf(accounts), rates: 'off' });
  const between = await interpose(simulator.url);
  const uploads = uploadsOf(seed);
  simulator.cloud.setInterventions(uploads);
  const killings: PipelineKill[] = [];
  const wrong: string[] = [];
  try {
    while (!allMended(simulator)) {
      const kill = plan.shift();
      if (kill === undefined) break;
      const daemon = startDaemon({ endpointUrl: between.url, desiredState });
      if (await killAt(kill, daemon, simulator, between)) killings.push(kill);
      else plan.push(kill);
      const complaint = complaintOf(daemon);
      if (complaint !== undefined) wrong.push(complaint);
    }
    const written = (): string =>
      JSON.stringify(simulator.cloud.pipelines().map(({ name, versions }) => [name, versions.length]));
    wrong.push(...(await untilAtRest(between, desiredState, { written, astray: () => astray(simulator) })));
  } finally {
    await between.close();
    await simulator.close();
  }
  if (wrong.length > 0) wrong.push(`seed ${seed}, killed ${JSON.stringify(killings)}`);
  const edits = simulator.cloud.interventionOutcomes.filter((outcome) => outcome === 'ok').length;
  return { killings, edits, wrong };
}

function allMended(simulator: Simulator): boolean {
  return simulator.cloud.pipelines().every(isMended);
}

/** Of every pipeline two uploads, each right before or after one of the first requests about it. */
function uploadsOf(seed: number): readonly Intervention[] {
  const random = randomOf(seed);
  const pick = <T>(among: readonly T[], otherwise: T): T => among[Math.floor(random() * among.length)] ?? otherwise;
  const texts = Object.values(EDITS);
  const [first = ''] = texts;
  return Array.from({ length: ACCOUNTS }, (_, account) => account).flatMap((account) =>
    Array.from({ length: PIPELINES_EACH }, (_, index) => `nightly-${account}-${index}`).flatMap((name) =>
      Array.from({ length: 2 }, (): Intervention => {
        const operation = pick(ABOUT_A_PIPELINE, 'UpdatePipeline');
        const match = { operation, resource: name, nth: 1 + Math.floor(random() * 3) };
        const place = { account: accountId(account), region: REGION, name };
        const deed = { kind: 'pipeline', ...place, action: 'update', definition: pick(texts, first) } as const;
        return { match, times: 1, when: pick(['before', 'after'] as const, 'before'), deed };
      }),
    ),
  );
}

/** False: everything was mended before the point was reached. */
async function killAt(
  { operation, nth, moment: when }: PipelineKill,
  daemon: Daemon,
  simulator: Simulator,
  between: Interposer,
): Promise<boolean> {
  const numbers = new Map<number, number>();
  let seen = 0;
  let killed = false;
  between.watch(async (passing, moment) => {
    if (killed) return 'lose';
    if (passing.operation !== operation) return 'pass';
    if (moment === 'before') numbers.set(passing.index, (seen += 1));
    if (moment !== when || numbers.get(passing.index) !== nth) return 'pass';
    killed = true;
    daemon.signal('SIGKILL');
    await daemon.ended;
    return 'lose';
  });
  const isOver = (): true | undefined => (killed || !daemon.running() || allMended(simulator) ? true : undefined);
  await eventually(`${nth} ${operation}`, isOver, LIFE_MS, 50).catch(() => undefined);
  await daemon.kill();
  return killed;
}
