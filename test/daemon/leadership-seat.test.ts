/** Whoever stands by asks AWS for nothing; whoever leads runs; and a desired state outlives every change between the two. */
import { describe, expect, it } from '@jest/globals';
import { Loop } from '../../src/controller/loop.ts';
import { Seat } from '../../src/daemon/leadership-seat.ts';
import { read } from '../../src/desired-state/read.ts';
import type { DesiredState, Problem } from '../../src/model/desired-state.ts';
import { createWorld } from '../aws/world.ts';
import { VirtualTime } from './virtual-time.ts';

const PROBLEM: Problem = { file: 'a.yaml', line: 1, column: 1, message: 'wrong' };

function stateOf(region: string): DesiredState {
  const text = `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: { name: example }
spec:
  access: { readRole: R }
  regions: [${region}]
  schedule: '*/5 * * * *'
`;
  const loaded = read([{ path: 'a.yaml', text }], 0);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.state;
}

const [FIRST, SECOND] = [stateOf('eu-central-1'), stateOf('eu-west-1')];

function seatWith(once = false) {
  const time = new VirtualTime();
  const surveys: string[] = [];
  const adopted: DesiredState[] = [];
  const worlds: ReturnType<typeof createWorld>[] = [];
  const open = (state: DesiredState) => {
    const aws = createWorld(() => ({}));
    worlds.push(aws);
    const { gateway } = aws;
    const { reader, write } = gateway;
    const world = { clock: time, random: () => 0, newChangeId: () => 'c', reader, write, tell: () => undefined };
    const ids = { id: 'o-1', rootId: 'r-1', managementAccount: '000000000001' };
    const organization = { ...ids, units: [], accounts: [], readAt: 0 };
    const loop = new Loop(world, state, {
      once,
      readOnly: false,
      enabledRegions: undefined,
      adopted: (entered) => {
        adopted.push(entered);
        seat.adopted(entered);
      },
      survey: async ({ organization: { regions } }) => {
        surveys.push(regions.join());
        return { organization, selections: [], skipped: [], held: [] };
      },
    });
    return { gateway, loop };
  };
  let takenUp = 0;
  const seat: Seat = new Seat(open, FIRST, 1_000, () => void (takenUp += 1));
  return { time, seat, surveys, adopted, worlds, takenUp: () => takenUp };
}

describe('a seat', () => {
  it('does nothing but remember while another leads, and then begins with the newest state', async () => {
    const { time, seat, surveys, adopted } = seatWith();
    seat.follow('standby');
    seat.propose(SECOND);
    seat.lookAgain();
    await time.pass(3_600_000);
    expect(surveys).toEqual([]);
    seat.follow('leading');
    await time.pass(1_000);
    expect(surveys.length).toBeGreaterThan(0);
    expect(adopted.at(-1)).toBe(SECOND);
    expect(seat.controller.state).toBe(SECOND);
  });

  it('goes on while nobody knows who leads', async () => {
    const { time, seat, surveys, takenUp } = seatWith();
    seat.follow('leading');
    await time.pass(1_000);
    const { loop } = seat;
    seat.follow('unsure');
    const before = surveys.length;
    await time.pass(24 * 3_600_000);
    expect(surveys.length).toBeGreaterThan(before);
    seat.follow('leading');
    expect(seat.loop).toBe(loop);
    expect(takenUp()).toBe(1);
  });

  it('leaves its loop when another leads, closes its door, and stands by with what it knew', async () => {
    const { time, seat, surveys, adopted, worlds, takenUp } = seatWith();
    seat.propose(SECOND);
    seat.follow('leading');
    await time.pass(1_000);
    const { loop } = seat;
    seat.refuse([PROBLEM]);
    seat.follow('standby');
    const before = surveys.length;
    await time.pass(24 * 3_600_000);
    expect(surveys).toHaveLength(before);
    expect(worlds.map(({ closed }) => closed)).toEqual([true, false]);
    expect(seat.loop).not.toBe(loop);
    expect(seat.controller.state).toBe(SECOND);
    expect(seat.loop.problems).toEqual([PROBLEM]);
    seat.follow('leading');
    await time.pass(1_000);
    expect(surveys.slice(before)).toContain('eu-west-1');
    expect(adopted).toEqual([SECOND]);
    expect(takenUp()).toBe(2);
  });

  it('hands on a state that had not come into force', async () => {
    const { time, seat } = seatWith();
    seat.follow('leading');
    seat.propose(SECOND);
    seat.follow('standby');
    seat.follow('leading');
    await time.pass(1_000);
    expect(seat.controller.state).toBe(SECOND);
  });

  it('is done when a loop that ends by itself is, and not when one is left', async () => {
    const { time, seat } = seatWith(true);
    let done = false;
    void seat.done.then(() => (done = true));
    seat.follow('leading');
    seat.follow('standby');
    await time.pass(1_000);
    expect(done).toBe(false);
    seat.follow('leading');
    await time.pass(1_000);
    expect(done).toBe(true);
    await seat.stop();
  });
});
