// A daemon that dies at any request while it changes the documents of endpoints, and owners who add statements at the same moments:
// is everything that it had read still there, and each endpoint right, and made once? The processes are real.
import { afterAll, describe, expect, it } from '@jest/globals';
import { killLeftovers } from './support/daemon-process.ts';
import { besiegeEndpoints, endpointKills, type EndpointKill } from './support/endpoints-siege.ts';
import { writeEndpointState } from './support/endpoints-world.ts';
import { removeDesiredStates } from './support/places.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const KILLS = Number(process.env['SAGEKEEPER_KILLS'] ?? 10);
const MOST_WORLDS = 20;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('a daemon that changes documents of endpoints, killed with SIGKILL', () => {
  it('loses no statement that it had read, and makes no endpoint twice', async () => {
    const plan = [...endpointKills(SEED, KILLS)];
    const budgets = '[{per: account, max: 3}]';
    const desiredState = await writeEndpointState({ missingEndpoint: 'create', budgets });
    const killings: EndpointKill[] = [];
    let [worlds, edits, writes] = [0, 0, 0];
    while (plan.length > 0 && worlds < MOST_WORLDS) {
      const siege = await besiegeEndpoints(plan, desiredState, SEED + worlds);
      worlds += 1;
      killings.push(...siege.killings);
      edits += siege.edits;
      writes += siege.writes;
      expect(siege.wrong).toEqual([]);
    }
    console.info(`seed ${SEED}: ${killings.length} kills, ${edits} edits and ${writes} writes in ${worlds} worlds`);
    expect(killings.length).toBeGreaterThanOrEqual(KILLS);
    expect(edits).toBeGreaterThan(0);
  });
});
