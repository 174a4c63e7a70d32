// A daemon that dies at any request while it renames the jobs of pipelines, and owners who upload at the same moments: is each
// owner's last edit what is stored in the end, with an approved name? The processes are real, the world's records the judge.
import { afterAll, describe, expect, it } from '@jest/globals';
import { killLeftovers } from './support/daemon-process.ts';
import { besiegePipelines, pipelineKills, type PipelineKill } from './support/pipelines-siege.ts';
import { writePipelineState } from './support/pipelines-world.ts';
import { removeDesiredStates } from './support/places.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const KILLS = Number(process.env['SAGEKEEPER_KILLS'] ?? 10);
const MOST_WORLDS = 20;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('a daemon that renames jobs, killed with SIGKILL', () => {
  it("loses no owner's edit, and leaves no pipeline half done", async () => {
    const plan = [...pipelineKills(SEED, KILLS)];
    const desiredState = await writePipelineState();
    const killings: PipelineKill[] = [];
    let worlds = 0;
    let edits = 0;
    while (plan.length > 0 && worlds < MOST_WORLDS) {
      const siege = await besiegePipelines(plan, desiredState, SEED + worlds);
      worlds += 1;
      killings.push(...siege.killings);
      edits += siege.edits;
      expect(siege.wrong).toEqual([]);
    }
    console.info(`seed ${SEED}: ${killings.length} kills and ${edits} uploads in ${worlds} worlds`);
    expect(killings.length).toBeGreaterThanOrEqual(KILLS);
    expect(edits).toBeGreaterThan(0);
  });
});
