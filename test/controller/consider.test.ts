/**
 * What is decided about one reading, with a kind of resource that leads on wherever something differs: which policies a step is for,
 * what is told of one that is held, what was mended before, and whom a change is attributed to.
 */
import { describe, expect, it } from '@jest/globals';
import { consider, handOver } from '../../src/controller/consider.ts';
import type { Consideration, Remembered, Site } from '../../src/controller/consider.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { NO_RECOLLECTION } from '../../src/model/resource.ts';
import type {
  Intent,
  Recollection,
  Resource,
  ResourceKind,
  SentCall,
  Step,
  StepContext,
} from '../../src/model/resource.ts';
import type { Difference, Verdict } from '../../src/model/verdict.ts';
import { windowsAt } from '../../src/plan/windows.ts';
import {
  ACCOUNT,
  IMDS,
  NOW,
  REGION,
  REGIONS,
  REPORT_ONLY,
  ROOT,
  notebook,
  policy,
  verdict,
} from '../plan/documents.ts';
import { acceptedCall } from '../resources/accepted-call.ts';

const DAY = 86_400_000;
const SETTLE_MS = 60_000;
const INTENT: Intent = { phase: 'stop', at: NOW - SETTLE_MS, of: 0, change: 'c1', platform: undefined };
const OURS: Partial<Resource> = { intent: { is: 'ours', intent: INTENT } };

interface Scene {
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  readonly site?: Partial<Site>;
  readonly kind?: Partial<ResourceKind>;
  readonly resource?: Partial<Resource>;
  readonly recollection?: Partial<Recollection>;
  readonly refusals?: Remembered['refusals'];
  readonly policies?: Readonly<Record<string, Partial<Policy>>>;
  readonly contested?: boolean;
}

/** One quiet call for all that differs. */
function leadOn(_resource: Resource, differences: readonly Difference[]): Step {
  if (differences.length === 0) return { step: 'none' };
  const input = { paths: differences.map(({ path }) => path) };
  return {
    step: 'call',
    call: { operation: 'ModifyVpcEndpoint', input },
    effect: 'change',
    about: 'a',
    reason: 'Modify',
    why: '',
  };
}

function considered(scene: Scene) {
  const { verdicts = { one: verdict([IMDS]) }, policies = {}, recollection = {}, refusals = [] } = scene;
  const contexts: StepContext[] = [];
  const kind = {
    name: 'vpc',
    drives: ['/imds', '/rootAccess'],
    mends: ['ModifyVpcEndpoint'],
    quietChangesAreFree: false,
    nextStep: (resource: Resource, differences: readonly Difference[], context: StepContext): Step => {
      contexts.push(context);
      return leadOn(resource, differences);
    },
    ...scene.kind,
  } as unknown as ResourceKind;
  const judges = Object.entries(verdicts).map(([name, said]) => ({
    policy: policy({ name, ...policies[name] }),
    judge: () => said,
    accepts: undefined,
    contested: scene.contested === true ? { timesADay: 2, because: 'somebody' } : undefined,
  }));
  const all = judges.map((judge) => judge.policy);
  const site = {
    selection: { target: { account: ACCOUNT.id, region: REGION }, account: ACCOUNT, policies: all },
    state: {
      organization: { regions: REGIONS, settleMs: SETTLE_MS, access: { writeRole: 'w' } },
      exemptions: [],
      windows: [],
      policies: all,
    },
    kind,
    policies: judges,
    windows: windowsAt([], NOW),
    census: { running: () => 10, inFlight: () => 0, unread: () => [] },
    halted: () => undefined,
    permissions: { unmet: () => undefined },
    restraint: undefined,
    listed: true,
    unwritable: undefined,
    ...scene.site,
  } as unknown as Site;
  const remembered = { recollection: { ...NO_RECOLLECTION, ...recollection }, refusals, changeId: () => 'c2' };
  const result = consider(notebook(scene.resource), site, remembered, NOW);
  return { ...result, contexts, states: result.standings.map(({ state }) => state) };
}

function policiesOf({ decision }: Consideration): readonly string[] | undefined {
  return decision.decision === 'act' ? decision.policies : undefined;
}

describe('a step', () => {
  it('is for those policies only that want something mended', () => {
    const verdicts = { one: verdict([IMDS]), two: verdict(), three: verdict([REPORT_ONLY]), four: verdict([ROOT]) };
    expect(policiesOf(considered({ verdicts }))).toEqual(['one', 'four']);
  });

  it('is for each path once, however many want it', () => {
    const { decision } = considered({ verdicts: { one: verdict([IMDS]), two: verdict([IMDS, ROOT]) } });
    expect(decision.step).toMatchObject({ call: { input: { paths: ['/imds', '/rootAccess'] } } });
  });

  it('is for those whom nothing holds, and told whole all the same', () => {
    const halted = (name: string): string | undefined => (name === 'two' ? 'harm' : undefined);
    const found = considered({ verdicts: { one: verdict([IMDS]), two: verdict([ROOT]) }, site: { halted } });
    expect(policiesOf(found)).toEqual(['one']);
    expect(found.decision.step).toMatchObject({ call: { input: { paths: ['/imds'] } } });
    expect(found.step).toMatchObject({ call: { input: { paths: ['/imds', '/rootAccess'] } } });
    expect(found.states).toEqual(['converging', 'held']);
  });

  it('that is held for everybody is told, and not taken', () => {
    const found = considered({ site: { halted: () => 'harm' } });
    expect(found.decision.decision).toBe('rest');
    expect(found.step.step).toBe('call');
  });

  it('that is held is the way home on what is under way', () => {
    const found = considered({ resource: OURS, site: { halted: () => 'harm' } });
    expect(found.decision).toEqual({ decision: 'rest', step: { step: 'none' } });
    expect(found.step.step).toBe('call');
  });
});

describe('a place', () => {
  const holdOf = (site: Partial<Site>, resource: Partial<Resource> = {}) =>
    considered({ site, resource }).standings[0]?.hold;

  it('that was not read to its end begins nothing', () => {
    expect(holdOf({ listed: false })).toMatchObject({ gate: 'incompleteList', reason: 'ListIncomplete' });
    expect(holdOf({ listed: false }, OURS)).toBeUndefined();
  });

  it('that cannot be written to begins nothing until then', () => {
    const unwritable = { until: NOW + 7, why: 'no session' };
    expect(holdOf({ unwritable })).toEqual({ gate: 'prerequisite', reason: 'NoWritingSession', ...unwritable });
    expect(holdOf({ unwritable }, OURS)).toBeUndefined();
  });

  it('whose principals may not do it waits for that', () => {
    const hold = { gate: 'prerequisite', reason: 'PermissionMissing', why: 'no' } as const;
    expect(holdOf({ permissions: { unmet: () => hold } })).toEqual(hold);
  });
});

describe('what AWS refused', () => {
  it('does not count any more, nor what is below it', () => {
    const refused = { paths: ['/imds'], until: NOW + 1, why: 'no' };
    const below = { path: '/imds/hops', have: 1, want: 2 };
    const found = considered({ verdicts: { one: verdict([below, ROOT]) }, refusals: [refused] });
    expect(found.decision.step).toMatchObject({ call: { input: { paths: ['/rootAccess'] } } });
    expect(considered({ refusals: [refused] }).standings[0]?.hold).toMatchObject({ reason: 'RefusedByAws', why: 'no' });
  });
});

describe('what was mended before', () => {
  const call = (part: Partial<SentCall> = {}): SentCall =>
    acceptedCall({ operation: 'ModifyVpcEndpoint', about: 'a', effect: 'change', change: 'c', at: NOW - 1, ...part });
  const holdAfter = (...sent: readonly SentCall[]) =>
    considered({ contested: true, recollection: { sent } }).standings[0]?.hold?.gate;

  it('is contested the second time here', () => {
    expect(holdAfter(call())).toBeUndefined();
    expect(holdAfter(call(), call())).toBe('contested');
    expect(holdAfter(call(), call({ outcome: 'ambiguous' }))).toBe('contested');
    expect(holdAfter(call(), call({ effect: 'disrupt' }))).toBe('contested');
  });

  it.each<[string, Partial<SentCall>]>([
    ['another thing', { about: 'b' }],
    ['another call', { operation: 'CreateVpcEndpoint' }],
    ['giving back', { effect: 'restore' }],
    ['asking', { effect: 'probe' }],
    ['a refusal', { outcome: 'denied' }],
    ['long ago', { at: NOW - DAY }],
  ])('is not %s', (_what, part) => {
    expect(holdAfter(call(), call(part))).toBeUndefined();
  });

  it('is not what this kind mends by another call', () => {
    const found = considered({ contested: true, kind: { mends: [] }, recollection: { sent: [call(), call()] } });
    expect(found.standings[0]?.hold).toBeUndefined();
  });
});

describe('whom a change is attributed to', () => {
  const tag = (part: Partial<SentCall> = {}): SentCall =>
    acceptedCall({ operation: 'AddTags', effect: 'disrupt', change: 'c1', at: NOW - 1, ...part });
  const satisfied = (scene: Scene) =>
    new Set(considered({ resource: OURS, ...scene }).contexts.map((one) => one.satisfied));
  const mended = { one: verdict(), two: verdict([REPORT_ONLY]), three: { applicable: false, why: '' } } as const;

  it('is what this process remembers, where it began the change', () => {
    const policies = ['remembered'];
    expect(satisfied({ verdicts: mended, recollection: { policies, sent: [tag()] } })).toEqual(new Set([policies]));
    expect(satisfied({ resource: {}, verdicts: mended, recollection: { policies } })).toEqual(new Set([policies]));
  });

  it.each<[string, Partial<SentCall>]>([
    ['for another change', { change: 'c0' }],
    ['and it was another call', { operation: 'DeleteTags' }],
    ['to give back', { effect: 'restore' }],
  ])('is all that enforce and are content, where it wrote no such tag: %s', (_what, part) => {
    const [names] = satisfied({ verdicts: mended, recollection: { policies: ['remembered'], sent: [tag(part)] } });
    expect(names).toEqual(['one', 'two']);
  });

  it('is nobody while one of them still differs, and none that only audits', () => {
    const [nobody] = satisfied({ verdicts: { ...mended, four: verdict([IMDS]) } });
    expect(nobody).toEqual([]);
    const [others] = satisfied({
      verdicts: { ...mended, four: verdict([IMDS]) },
      policies: { four: { mode: 'audit' } },
    });
    expect(others).toEqual(['one', 'two']);
  });
});

describe('a person', () => {
  const step = (part: Partial<Extract<Step, { step: 'wait' }>>): Consideration['decision'] => ({
    decision: 'rest',
    step: { step: 'wait', recheckAfterMs: 1, reason: 'Busy', why: 'it is busy', ...part },
  });
  const told = (decision: Consideration['decision'], resource: Partial<Resource> = OURS) =>
    handOver({ consents: [], standings: [], step: decision.step, decision }, notebook(resource), NOW);

  it('is told from that instant on', () => {
    expect(told(step({ tellPersonAt: NOW + 1 }))).toBeUndefined();
    expect(told(step({ tellPersonAt: NOW }))).toMatchObject({
      reason: 'Busy',
      why: expect.stringContaining('it is busy; '),
    });
    expect(told(step({}))).toBeUndefined();
  });

  it('is told of what nobody can do only where something of ours is left there', () => {
    const impossible = { decision: 'rest', step: { step: 'impossible', reason: 'No', why: 'no' } } as const;
    expect(told(impossible)).toEqual({ reason: 'No', why: 'no' });
    expect(told(impossible, { intent: { is: 'unreadable', why: 'copied' } })).toEqual({ reason: 'No', why: 'no' });
    expect(told(impossible, {})).toBeUndefined();
  });
});
