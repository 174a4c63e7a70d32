/**
 * The loop under desired states that change and stops that come and go: what begins, what is brought home, and what waits.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DesiredState } from '../../src/model/desired-state.ts';
import { STUCK_MS, begins, startRig } from './reload-rig.ts';
import type { Rig, RigOptions } from './reload-rig.ts';
import { policy, state, within } from './reload-world.ts';

const RUNNING = { name: 'running', status: 'InService', imds: '1' } as const;
const ENFORCE = state({ organization: { regions: ['eu-central-1'] }, policies: [policy()] });
const FREEZE = { reason: 'FrozenByHand', why: 'frozen by hand' };
const HALF_MINUTE = 30_000;

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

function start(options: Partial<RigOptions> = {}): Rig {
  rig = startRig({ notebooks: [[RUNNING]], state: ENFORCE, ...options });
  return rig;
}

function edited(part: Parameters<typeof state>[0]): DesiredState {
  return state({
    policies: ENFORCE.policies,
    ...part,
    organization: { regions: ['eu-central-1'], ...part?.organization },
  });
}

/** The notebook as it is at the end. */
function isHome({ cloud, organization: { accounts } }: Rig, name = 'running'): void {
  const record = cloud.notebook(accounts[0]?.id ?? '', 'eu-central-1', name);
  expect([record?.status, record?.tags.has('sagekeeper:intent')]).toEqual(['InService', false]);
}

async function untilStopped(it: Rig): Promise<void> {
  for (
    let waited = 0;
    waited < 60 && !it.writes().some(({ operation }) => operation === 'StopNotebookInstance');
    waited += 1
  )
    await it.time.pass(100);
  expect(it.writes().map(({ operation }) => operation)).toContain('StopNotebookInstance');
}

describe('a stop that comes while a notebook is down', () => {
  it.each<readonly [string, (it: Rig) => void]>([
    ['a freeze by hand', (it) => void (it.restraint = FREEZE)],
    ['a freeze that is declared', (it) => it.loop.propose(edited({ organization: { freeze: true } }))],
    ['a halt that is kept elsewhere', (it) => void it.halts.set('imds', 'halted by an earlier process')],
    ['audit', (it) => it.loop.propose(edited({ policies: [policy({ mode: 'audit' })] }))],
    ['the policy is gone', (it) => it.loop.propose(edited({ policies: [] }))],
    ['its region is gone', (it) => it.loop.propose(edited({ organization: { regions: ['us-east-1'] } }))],
  ])('%s: nothing goes on but the way home', async (_what, stop) => {
    const it = start({ regions: ['eu-central-1', 'us-east-1'], narrowed: true });
    await untilStopped(it);
    stop(it);
    const after = it.cloud.journal.last;
    await it.time.pass(5 * HALF_MINUTE);
    expect(it.writes(after).filter(begins)).toEqual([]);
    expect(it.writes(after).map(({ operation }) => operation)).toContain('StartNotebookInstance');
    isHome(it);
  });

  it('judges what is left of a target that is no longer looked at by no policy', async () => {
    const it = start({ regions: ['eu-central-1', 'us-east-1'] });
    it.restraint = FREEZE;
    await it.time.pass(2_000);
    const [place] = it.loop.controller.memory.places.values();
    if (place === undefined) throw new Error('there is no place');
    expect(it.loop.controller.site(place).policies).toHaveLength(1);
    it.loop.propose(edited({ organization: { regions: ['us-east-1'] } }));
    await it.time.pass(2_000);
    expect([place.selection.policies.length, it.loop.controller.site(place).policies]).toEqual([1, []]);
  });

  it('lets go on when it is lifted, without waiting for a pass', async () => {
    const it = start({ state: edited({ organization: { schedule: '0 0 1 1 *' } }) });
    it.restraint = FREEZE;
    await it.time.pass(HALF_MINUTE);
    expect(it.writes()).toEqual([]);
    expect(it.loop.snapshot().restraint).toEqual(FREEZE);
    it.restraint = undefined;
    it.loop.lookAgain();
    await it.time.pass(2 * HALF_MINUTE);
    expect(it.writes().map(({ operation }) => operation)).toContain('UpdateNotebookInstance');
    isHome(it);
  });

  it('ends by itself when its time is over', async () => {
    const it = start({ state: edited({ organization: { schedule: '0 0 1 1 *' } }) });
    const until = it.time.now() + HALF_MINUTE;
    Object.defineProperty(it, 'restraint', { get: () => (it.time.now() < until ? { ...FREEZE, until } : undefined) });
    await it.time.pass(HALF_MINUTE - 100);
    expect(it.writes()).toEqual([]);
    await it.time.pass(2 * HALF_MINUTE);
    expect(it.writes().map(({ operation }) => operation)).toContain('UpdateNotebookInstance');
  });
});

describe('a desired state that is proposed', () => {
  it('freezes at once, even while nobody knows where it applies', async () => {
    let slow = false;
    const it = start({ surveying: async () => it.time.sleep(slow ? STUCK_MS : 0) });
    slow = true;
    it.restraint = FREEZE;
    await it.time.pass(5_000);
    it.loop.propose(edited({ organization: { freeze: true } }));
    it.restraint = undefined;
    it.loop.lookAgain();
    await it.time.pass(2 * HALF_MINUTE);
    expect([it.writes(), it.adopted, it.loop.snapshot().restraint?.reason]).toEqual([[], [], 'Frozen']);
  });

  it('waits where it covers suddenly much less, and comes into force when it is accepted', async () => {
    const it = start({ notebooks: Array.from({ length: 12 }, () => []) });
    await it.time.pass(5_000);
    const empty = edited({ policies: [] });
    it.loop.propose(empty);
    await it.time.pass(5_000);
    expect(it.adopted).toEqual([]);
    expect(it.loop.snapshot().revision).toBe(ENFORCE.revision);
    const [problem] = it.loop.snapshot().problemList;
    expect(problem?.message).toContain(`revision ${empty.revision} no longer covers 12 of 12 policies x places`);
    expect(it.told.filter(({ event }) => event === 'DesiredStateHeld')).toHaveLength(1);
    const accepted = { ...empty, organization: { ...empty.organization, acceptRevision: empty.revision } };
    it.loop.propose(accepted);
    await it.time.pass(5_000);
    expect([it.adopted, it.loop.problems]).toEqual([[accepted], []]);
  });

  it('is forgotten when the one in force is written again', async () => {
    const it = start({ notebooks: Array.from({ length: 12 }, () => []) });
    await it.time.pass(5_000);
    it.loop.propose(edited({ policies: [] }));
    await it.time.pass(5_000);
    it.loop.propose({ ...ENFORCE });
    await it.time.pass(5_000);
    expect([it.loop.problems, it.loop.snapshot().revision]).toEqual([[], ENFORCE.revision]);
  });

  it('of another commit that means the same comes into force, and nothing is searched anew for it', async () => {
    const it = start({
      state: edited({ policies: [policy({ mode: 'audit' })] }),
      regions: ['eu-central-1', 'us-east-1'],
    });
    const elsewhere = (): number => JSON.stringify(it.cloud.journal.after(0)).split('"us-east-1"').length - 1;
    await it.time.pass(20 * HALF_MINUTE);
    const searched = elsewhere();
    const commit = 'a1'.repeat(20);
    it.loop.propose({ ...it.loop.controller.state, commit });
    await it.time.pass(40 * HALF_MINUTE);
    expect(searched).toBeGreaterThan(0);
    expect([it.loop.snapshot().commit, it.adopted.length, elsewhere()]).toEqual([commit, 1, searched]);
  });

  it('is tried again soon where the organization could not be read', async () => {
    let broken = false;
    const it = start({
      surveying: async () => (broken ? Promise.reject(new Error('throttled')) : Promise.resolve()),
    });
    await it.time.pass(5_000);
    broken = true;
    const next = edited({ policies: [policy({ mode: 'audit' })] });
    it.loop.propose(next);
    await it.time.pass(5_000);
    expect(it.adopted).toEqual([]);
    broken = false;
    await it.time.pass(HALF_MINUTE);
    expect(it.adopted).toEqual([next]);
  });

  it('may come while another is being placed: the last one counts', async () => {
    const it = start({ surveying: async () => it.time.sleep(1_000) });
    await it.time.pass(5_000);
    const [first, second] = [edited({ policies: [policy({ mode: 'audit' })] }), edited({ policies: [] })];
    it.loop.propose(first);
    await it.time.pass(500);
    it.loop.propose(second);
    await it.time.pass(5_000);
    expect([it.adopted.at(-1), it.loop.snapshot().revision]).toEqual([second, second.revision]);
  });

  it('is told as people would say it, and takes effect without waiting for a pass', async () => {
    const audit = edited({ policies: [policy({ mode: 'audit' })], organization: { schedule: '0 0 1 1 *' } });
    const it = start({ state: audit });
    await it.time.pass(5_000);
    it.loop.propose(
      edited({
        policies: [policy({ enforceIn: within('account/account-0') })],
        organization: { schedule: '0 0 1 1 *' },
      }),
    );
    await it.time.pass(2 * HALF_MINUTE);
    expect(it.told).toContainEqual({
      event: 'DesiredStateEdited',
      edit: 'imds now enforces in account/account-0: 1 notebook',
    });
    expect(it.writes().map(({ operation }) => operation)).toContain('UpdateNotebookInstance');
  });
});

describe('a halted policy', () => {
  it('goes on when a person says so, and not before', async () => {
    const it = start({ state: edited({ organization: { schedule: '*/5 * * * * *' } }) });
    it.halts.set('imds', 'halted by an earlier process');
    await it.time.pass(HALF_MINUTE);
    expect(it.writes()).toEqual([]);
    expect(it.loop.snapshot().policies[0]).toMatchObject({ halted: true, held: { halted: 1 } });
    it.halts.clear();
    it.loop.controller.resume('imds');
    it.loop.lookAgain();
    await it.time.pass(2 * HALF_MINUTE);
    expect(it.told).toContainEqual({ event: 'PolicyResumed', policy: 'imds' });
    expect(it.writes().map(({ operation }) => operation)).toContain('UpdateNotebookInstance');
  });

  it('halts by itself when its changes leave notebooks down: those behind them are not touched any more', async () => {
    const notebooks = Array.from({ length: 6 }, (_, index) => [{ ...RUNNING, name: `runs-${index}` }]);
    const budgets = [{ per: 'organization', max: { count: 1 } }] as const;
    const it = start({
      notebooks,
      state: edited({
        policies: [policy({ disruption: { windows: 'anyTime', budgets, haltAbove: 5 } })],
        organization: { schedule: '0 * * * * *' },
      }),
    });
    it.cloud.setFaults([{ match: { operation: 'StartNotebookInstance' }, fault: 'start-fails' }]);
    await it.time.pass(4 * 3_600_000);
    const halted = it.told.findIndex(({ event }) => event === 'PolicyHalted');
    const after = it.told.slice(halted).filter((event) => event.event === 'CallSent' && event.effect === 'disrupt');
    expect(halted).toBeGreaterThan(0);
    expect(after).toEqual([]);
    const stopped = new Set(
      it.writes().flatMap(({ operation, notebook }) => (operation === 'StopNotebookInstance' ? [notebook] : [])),
    );
    expect(stopped.size).toBeLessThan(notebooks.length);
  }, 60_000);
});
