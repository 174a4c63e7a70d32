/**
 * A job is stopped and a rule is added by one call each. Whatever request meets a death or a lost answer, both are done in the end, and
 * nothing else is.
 */
import { describe, expect, it } from '@jest/globals';
import { jobCloud } from '../resources/job/job-cloud.ts';
import type { JobCloud } from '../resources/job/job-cloud.ts';
import { REGION } from '../crash/situations.ts';

const VPC = {
  id: 'vpc-1',
  region: REGION,
  subnets: [{ id: 'subnet-1', routeTable: 'rtb-1' }],
  routeTables: [{ id: 'rtb-1', main: true }],
  securityGroups: [{ id: 'sg-1', rules: [{ egress: true, cidr: '0.0.0.0/0' }] }],
};
const INSIDE = { subnets: ['subnet-1'], securityGroups: ['sg-1'], encryption: true };
const PASSES = 4;
const HOUR_MS = 3_600_000;

/** One job that has to go, and one that stays, whose instances cannot reach each other yet. */
function begin(): JobCloud {
  const jobs = [
    { type: 'training', name: 'outside' },
    { type: 'training', name: 'inside', network: INSIDE, instances: 2 },
  ] as const;
  const want = { vpc: 'required', onViolation: 'stop', selfReference: 'ensure' } as const;
  return jobCloud(jobs, want, { account: { vpcs: [VPC] } });
}

function outcomeOf(world: JobCloud) {
  const { cloud, asked } = world;
  const [group] = cloud.groups().filter(({ name }) => name === 'sg-1');
  const rules = (group?.rules ?? []).filter(({ egress, group: other }) => egress !== true && other !== undefined);
  const sent = (operation: string): number => asked.filter((one) => one === operation).length;
  return {
    outside: world.statusOf('outside'),
    inside: world.statusOf('inside'),
    rules: rules.length,
    vpc: world.standing('vpc-1'),
    repeated: Math.max(sent('StopTrainingJob'), sent('AuthorizeSecurityGroupIngress')) > 2,
    others: asked.filter((one) => /^(?:Stop|Modify|Create|Update|Add|Delete)/.test(one) && one !== 'StopTrainingJob'),
  };
}

const DONE = { outside: 'Stopped', inside: 'InProgress', rules: 1, vpc: 'compliant', repeated: false, others: [] };

async function passes(world: JobCloud): Promise<void> {
  for (let count = 0; count < PASSES; count += 1) await world.pass();
}

describe('a job that is stopped, and a rule that is added', () => {
  it('are so where nothing goes wrong, with one call each', async () => {
    const world = begin();
    await passes(world);
    expect(outcomeOf(world)).toEqual(DONE);
    expect(world.asked.filter((one) => /^(?:Stop|Authorize)/.test(one)).toSorted()).toEqual([
      'AuthorizeSecurityGroupIngress',
      'StopTrainingJob',
    ]);
  });

  it.each(['lose', 'dies'] as const)(
    'are so whichever answer is lost, or is the last one before the process ends (%s)',
    async (what) => {
      const quiet = begin();
      await passes(quiet);
      const moments = quiet.asked.length;
      for (let at = 1; at <= moments; at += 1) {
        const world = begin();
        let count = 0;
        world[what] = () => (count += 1) === at;
        while (count < at) await world.pass();
        if (what === 'dies') world.restart();
        await passes(world);
        expect({ at, ...outcomeOf(world) }).toEqual({ at, ...DONE });
      }
    },
  );
});

describe('a tool that takes the rule away again', () => {
  it('meets three additions a day, and is told about', async () => {
    const world = begin();
    const additions = (): number => world.asked.filter((one) => one === 'AuthorizeSecurityGroupIngress').length;
    for (let round = 0; round < 6; round += 1) {
      await passes(world);
      for (const group of world.cloud.groups())
        Object.assign(group, { rules: group.rules.filter(({ egress }) => egress === true) });
      // Rules are read once an hour.
      world.wait(HOUR_MS);
    }
    await passes(world);
    expect([additions(), world.standing('vpc-1')]).toEqual([3, 'contested MendedBefore']);
  });
});
