/**
 * One thread that holds a property against so many draws, outside of jest's own context, which would make each of them several
 * times as slow.
 */
import { parentPort } from 'node:worker_threads';
import fc from 'fast-check';
import { CROWDED, drawn } from '../../controller/drawn.ts';
import { live } from '../../controller/random-world.ts';
import { wrongs } from '../../controller/world-oracle.ts';
import { wrongsOf } from '../../crash/behind.ts';
import { KNOWN, spells, promised } from '../../crash/spells.ts';
import type { Draws, Property } from './property-threads.ts';

/** Half of the stories' errors are planned, and nobody reads where they came from. */
Error.stackTraceLimit = 0;

function complain(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function reportOf<T>(details: fc.RunDetails<T>): string | undefined {
  return details.failed ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined;
}

type How = Pick<fc.Parameters<unknown>, 'numRuns' | 'seed' | 'endOnFailure'>;

/** Undefined: the property holds. */
const REPORTS: Readonly<Record<Property, (how: How) => Promise<string | undefined>>> = {
  worlds: async (how) => {
    const property = fc.asyncProperty(drawn, async (world) => complain(wrongs(world, await live(world))));
    const details = await fc.check(property, { ...how, examples: [[CROWDED]] });
    return reportOf(details);
  },
  spells: async (how) => {
    const property = fc.asyncProperty(spells, async (spell) => complain(await wrongsOf(promised(spell))));
    const details = await fc.check(property, { ...how, examples: [...KNOWN] });
    return reportOf(details);
  },
};

parentPort?.on('message', ({ property, runs, seed }: Draws) => {
  void REPORTS[property]({ numRuns: runs, seed, endOnFailure: true }).then((report) => parentPort?.postMessage(report));
});
