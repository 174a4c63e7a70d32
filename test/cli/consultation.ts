/**
 * One round of the doctor through a simulated organization; each also checks that nothing was changed by it.
 */
import { afterEach, expect } from '@jest/globals';
import type { Diagnosis, Finding } from '../../src/daemon/diagnosis.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import type { AccountSeed, NotebookSeed, World } from '../../src/simulator/world-shape.ts';
import { happenings, sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said, Wishes } from './simulated.ts';

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const NOTEBOOKS: readonly NotebookSeed[] = [
  { name: 'runs', region: 'eu-central-1', status: 'InService', imds: '1' },
  { name: 'is-off', region: 'eu-central-1', status: 'Stopped', imds: '1' },
];

interface Consulted extends Said {
  readonly simulator: Simulator;
  readonly diagnosis: Diagnosis;
}

/** Always also checks that nothing was changed. */
export async function consult(
  accounts: readonly AccountSeed[],
  options: {
    readonly wishes?: Wishes;
    readonly world?: Partial<World>;
    readonly argv?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly simulator?: Partial<SimulatorOptions>;
    readonly faults?: readonly FaultRule[];
  } = {},
): Promise<Consulted> {
  const world = worldOf(
    accounts.map((account) => ({ notebooks: NOTEBOOKS, ...account })),
    options.world,
  );
  const simulator = await startSimulator({ world, rates: 'off', ...options.simulator });
  cleanups.push(() => simulator.close());
  const { directory, remove } = writeDesiredState(options.wishes);
  cleanups.push(remove);
  if (options.faults !== undefined) {
    const body = JSON.stringify({ rules: options.faults });
    await fetch(`${simulator.url}/_simulator/faults`, { method: 'POST', body });
  }
  const before = await happenings(simulator);
  const argv = ['doctor', '--endpoint-url', simulator.url, '--desired-state', directory, '--output', 'json'];
  const said = await sagekeeper([...argv, ...(options.argv ?? [])], options.environment);
  expect(await happenings(simulator)).toEqual(before);
  const diagnosis = said.out.startsWith('{') ? (JSON.parse(said.out) as Diagnosis) : NO_DIAGNOSIS;
  return { ...said, simulator, diagnosis };
}

const NO_DIAGNOSIS: Diagnosis = { ran: false, revision: '', accounts: [], findings: [] };

export function bad({ diagnosis }: Consulted): readonly Finding[] {
  return diagnosis.findings.filter(({ state }) => state === 'missing' || state === 'unclear');
}

export const ID = '111122223333';
