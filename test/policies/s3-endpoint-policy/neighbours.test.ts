/**
 * Who else lives in the VPC, in the words that people decide by whether they accept a change.
 */
import { describe, expect, it } from '@jest/globals';
import { beforeDriving, unmetBy } from '../../../src/policies/s3-endpoint-policy/neighbours.ts';
import type { Neighbours } from '../../../src/resources/vpc/shape.ts';
import { vpcOf, wantOf } from './vpcs.ts';

const [HOLD, ACCEPT] = [wantOf(), wantOf({ sharedVpc: 'accept' })];

function living(count: number, names: number): ReturnType<typeof vpcOf> {
  const owners = Array.from({ length: names }, (_, index) => `team-${index}`);
  return vpcOf([], { neighbours: { is: 'counted', count, owners, sharers: [] } satisfies Neighbours });
}

function reasons(want: typeof HOLD, count: number): readonly string[] {
  return beforeDriving(want, living(count, count)).map(({ reason }) => reason);
}

const MANY = "network interfaces that are not SageMaker's live in vpc-1";

describe('who else lives there', () => {
  it.each<[number, number, string]>([
    [1, 1, "1 network interface that is not SageMaker's lives in vpc-1 (team-0), and uses the endpoint too"],
    [2, 1, `2 ${MANY} (team-0), and use the endpoint too`],
    [9, 5, `9 ${MANY} (team-0, team-1, team-2, team-3, team-4), and use the endpoint too`],
    [9, 6, `9 ${MANY} (team-0, team-1, team-2, team-3, team-4 and 1 more), and use the endpoint too`],
    [9, 8, `9 ${MANY} (team-0, team-1, team-2, team-3, team-4 and 3 more), and use the endpoint too`],
  ])('%i with %i owners are told in a sentence', (count, names, why) => {
    expect(unmetBy(HOLD, living(count, names))).toEqual({ reason: 'VpcShared', why });
    expect(beforeDriving(ACCEPT, living(count, names)).at(-1)).toEqual({ reason: 'VpcShared', message: why });
  });

  it('is told with the change only where that goes on, and somebody does', () => {
    expect(reasons(HOLD, 1)).toEqual(['NotStopped']);
    expect(reasons(ACCEPT, 0)).toEqual(['NotStopped']);
    expect(reasons(ACCEPT, 1)).toEqual(['NotStopped', 'VpcShared']);
  });

  it('holds nothing where nobody does, or where it is accepted', () => {
    expect(unmetBy(HOLD, living(0, 0))).toBeUndefined();
    expect(unmetBy(ACCEPT, living(3, 1))).toBeUndefined();
  });
});
