/**
 * Consent: each gate by name, in the order that is the documentation.
 */
import { describe, expect, it } from '@jest/globals';
import type { ConsentGate, Judged } from '../../src/model/decision.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { Difference, Verdict } from '../../src/model/verdict.ts';
import { admit, enforcesAt } from '../../src/plan/admit.ts';
import type { AdmitContext } from '../../src/plan/admit.ts';
import {
  ACCOUNT,
  DRIVES,
  exemption,
  IMDS,
  notebook,
  NOW,
  policy,
  REGION,
  REGIONS,
  REPORT_ONLY,
  ROOT,
  UNKNOWN,
  verdict,
} from './documents.ts';

function context(part: Partial<AdmitContext> = {}): AdmitContext {
  return {
    now: NOW,
    account: ACCOUNT,
    region: REGION,
    defaultRegions: REGIONS,
    exemptions: [],
    drives: DRIVES,
    frozen: false,
    canWrite: true,
    refused: () => undefined,
    ...part,
  };
}

const elsewhere = { ...EVERYWHERE, include: [{ by: 'account', account: '999999999999' }] as const };
const here = { ...EVERYWHERE, include: [{ by: 'ou', ou: 'Workloads' }] as const };
const refusesImds = {
  refused: (_: Policy, { path }: Difference) => (path === '/imds' ? { why: 'denied', until: 7 } : undefined),
};

interface Case {
  readonly policy?: Partial<Policy>;
  readonly verdict: Verdict;
  readonly context?: Partial<AdmitContext>;
  readonly counts: readonly Difference[];
  readonly gate?: ConsentGate;
  readonly reason?: string;
  readonly notes?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'what differs counts': { verdict: verdict([IMDS, ROOT]), counts: [IMDS, ROOT] },
  'what complies has nothing to hold': { verdict: verdict(), context: { frozen: true }, counts: [] },
  'not applicable is not held': {
    verdict: { applicable: false, why: 'no' },
    context: { exemptions: [exemption()] },
    counts: [],
  },
  'report-only differences never count': { verdict: verdict([REPORT_ONLY, IMDS]), counts: [IMDS] },
  'report-only differences alone are held by nothing': {
    verdict: verdict([REPORT_ONLY]),
    policy: { mode: 'audit' },
    counts: [],
  },
  'a driven path drives what lies below it': {
    verdict: verdict([
      { path: '/imds/hops', have: 1, want: 2 },
      { path: '/imdsv', have: 1, want: 2 },
    ]),
    counts: [{ path: '/imds/hops', have: 1, want: 2 }],
  },
  'unknown closes where nothing is to be mended': {
    verdict: verdict([], [UNKNOWN]),
    counts: [],
    gate: 'unknown',
    reason: 'TagsUnread',
  },
  'unknown closes beside report-only differences': {
    verdict: verdict([REPORT_ONLY], [UNKNOWN]),
    counts: [],
    gate: 'unknown',
  },
  'unknown does not withhold what is known to differ': { verdict: verdict([IMDS], [UNKNOWN]), counts: [IMDS] },
  'unknown comes before exempt': {
    verdict: verdict([], [UNKNOWN]),
    context: { exemptions: [exemption()] },
    counts: [],
    gate: 'unknown',
  },
  'an exemption excuses': {
    verdict: verdict([IMDS]),
    context: { exemptions: [exemption()] },
    counts: [],
    gate: 'exempt',
    reason: 'Exempt',
  },
  'an exemption is told of what complies': {
    verdict: verdict(),
    context: { exemptions: [exemption()] },
    counts: [],
    gate: 'exempt',
  },
  'an exemption comes before audit': {
    verdict: verdict([IMDS]),
    policy: { mode: 'audit' },
    context: { exemptions: [exemption()] },
    counts: [],
    gate: 'exempt',
  },
  'an exemption without regions holds in every region of the policy': {
    verdict: verdict([IMDS]),
    policy: { scope: { ...EVERYWHERE, regions: [REGION] } },
    context: { exemptions: [exemption()], defaultRegions: ['us-east-1'] },
    counts: [],
    gate: 'exempt',
  },
  'audit does not touch': {
    verdict: verdict([IMDS]),
    policy: { mode: 'audit' },
    counts: [],
    gate: 'auditMode',
    reason: 'AuditMode',
  },
  'outside enforceIn is audit': {
    verdict: verdict([IMDS]),
    policy: { enforceIn: elsewhere },
    counts: [],
    gate: 'auditMode',
    reason: 'OutsideEnforceIn',
  },
  'inside enforceIn is enforced': { verdict: verdict([IMDS]), policy: { enforceIn: here }, counts: [IMDS] },
  'without a write role everything is audit': {
    verdict: verdict([IMDS]),
    context: { canWrite: false },
    counts: [],
    gate: 'auditMode',
    reason: 'NoWriteRole',
  },
  'audit comes before refused and frozen': {
    verdict: verdict([IMDS]),
    policy: { mode: 'audit' },
    context: { ...refusesImds, frozen: true },
    counts: [],
    gate: 'auditMode',
  },
  'what AWS refused leaves the rest': {
    verdict: verdict([IMDS, ROOT]),
    context: refusesImds,
    counts: [ROOT],
    notes: ['RefusedByAws'],
  },
  'when all is refused it is held': {
    verdict: verdict([IMDS]),
    context: { ...refusesImds, frozen: true },
    counts: [],
    gate: 'refused',
    reason: 'RefusedByAws',
  },
  'frozen holds the rest': {
    verdict: verdict([IMDS]),
    context: { frozen: true },
    counts: [],
    gate: 'frozen',
    reason: 'Frozen',
  },
  'the first gate that closed is named where the second shut the rest': {
    verdict: verdict([IMDS, ROOT]),
    context: { ...refusesImds, frozen: true },
    counts: [],
    gate: 'refused',
    notes: ['RefusedByAws'],
  },
};

describe('admit', () => {
  it.each(Object.entries(cases))('%s', (_, { gate, reason, notes = [], counts, ...given }) => {
    const [consent] = admit(
      [{ policy: policy(given.policy), verdict: given.verdict }],
      notebook(),
      context(given.context),
    );
    expect(consent?.differences).toEqual(counts);
    expect(consent?.hold?.gate).toBe(gate);
    expect(reason === undefined || consent?.hold?.reason === reason).toBe(true);
    const told = consent?.verdict.applicable === true ? consent.verdict.notes.map((note) => note.reason) : [];
    expect(told).toEqual(notes);
  });

  it('says until when an exemption and a refusal last', () => {
    const ask = (part: Partial<AdmitContext>) =>
      admit([{ policy: policy(), verdict: verdict([IMDS]) }], notebook(), context(part))[0]?.hold?.until;
    expect(ask({ exemptions: [exemption({ expiresAt: NOW + 5 })] })).toBe(NOW + 5);
    expect(ask(refusesImds)).toBe(7);
    expect(ask({ frozen: true })).toBeUndefined();
  });
});

describe('enforcesAt', () => {
  it('takes the regions of the policy where enforceIn names none', () => {
    const there = policy({ scope: { ...EVERYWHERE, regions: ['ap-south-1'] }, enforceIn: here });
    expect(enforcesAt(there, ACCOUNT, 'ap-south-1', REGIONS)).toBe(true);
    expect(enforcesAt(policy({ enforceIn: { ...here, regions: ['us-east-1'] } }), ACCOUNT, REGION, REGIONS)).toBe(
      false,
    );
  });
});

/** What counts (`a: /path`), what is held by which gate, and what complies, policy by policy. */
function settle(judged: readonly Judged[], part: Partial<AdmitContext> = {}): readonly string[] {
  return admit(judged, notebook(), context(part)).map(({ policy: { name }, differences, hold, verdict: after }) => {
    if (differences.length > 0) return `${name}: ${differences.map(({ path }) => path).join(' ')}`;
    if (hold !== undefined) return `${name}: ${hold.gate}`;
    return `${name}: ${after.applicable && after.differences.length === 0 ? 'nothing' : 'report'}`;
  });
}

describe('two policies on one path', () => {
  const wants = (want: string): Difference => ({ path: '/platform', have: 'al1', want });
  const hardening = (
    name: string,
    want: string | undefined,
    part: Partial<Policy> = {},
    extra: Difference[] = [],
  ): Judged => ({
    policy: policy({ kind: 'NotebookHardening', name, want: { platform: want ?? 'al2' }, ...part }),
    verdict: verdict(want === undefined ? extra : [wants(want), ...extra]),
  });
  /** Content with al2, which is what there is. */
  const content = (name: string, part: Partial<Policy> = {}): Judged => hardening(name, undefined, part);

  const tables: Readonly<Record<string, readonly [readonly Judged[], readonly string[], Partial<AdmitContext>?]>> = {
    'that want the same both count': [
      [hardening('a', 'al2'), hardening('b', 'al2')],
      ['a: /platform', 'b: /platform'],
    ],
    'that want different things: neither counts': [
      [hardening('a', 'al2'), hardening('b', 'al3')],
      ['a: conflict', 'b: conflict'],
    ],
    'of different kinds conflict as well': [
      [hardening('a', 'al2', { kind: 'NotebookImds' }), hardening('b', 'al3')],
      ['a: conflict', 'b: conflict'],
    ],
    'leave the other paths alone': [
      [hardening('a', 'al2', {}, [ROOT]), hardening('b', 'al3')],
      ['a: /rootAccess', 'b: conflict'],
    ],
    'an override says who gives way': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3')],
      ['a: /platform', 'b: nothing'],
    ],
    'who gives way keeps its other paths': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3', {}, [ROOT, REPORT_ONLY])],
      ['a: /platform', 'b: /rootAccess'],
    ],
    'two that override each other have said nothing': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3', { overrides: ['a'] })],
      ['a: conflict', 'b: conflict'],
    ],
    'who gives way to one contests nothing with a third': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3'), hardening('c', 'al2')],
      ['a: /platform', 'b: nothing', 'c: /platform'],
    ],
    'audit contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3', { mode: 'audit' })],
      ['a: /platform', 'b: auditMode'],
    ],
    'an override by a policy in audit overrides nothing': [
      [hardening('a', 'al2', { mode: 'audit', overrides: ['b'] }), hardening('b', 'al3')],
      ['a: auditMode', 'b: /platform'],
    ],
    'who is excused contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3')],
      ['a: /platform', 'b: exempt'],
      { exemptions: [exemption({ policies: ['b'] })] },
    ],
    'who enforces elsewhere contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3', { enforceIn: elsewhere })],
      ['a: /platform', 'b: auditMode'],
    ],
    'one that is content now, and would not be afterwards, conflicts': [
      [content('a'), hardening('b', 'al3')],
      ['a: nothing', 'b: conflict'],
    ],
    'one that is content and overrides makes the other give way': [
      [content('a', { overrides: ['b'] }), hardening('b', 'al3')],
      ['a: nothing', 'b: nothing'],
    ],
    'one that is content and gives way does not hold the other': [
      [content('a'), hardening('b', 'al3', { overrides: ['a'] })],
      ['a: nothing', 'b: /platform'],
    ],
    'one that does not look at the path contests nothing': [
      [content('a', { want: { rootAccess: 'Disabled' } }), hardening('b', 'al3')],
      ['a: nothing', 'b: /platform'],
    ],
    'one to which the resource does not matter contests nothing': [
      [{ ...content('a'), verdict: { applicable: false, why: 'no' } }, hardening('b', 'al3')],
      ['a: report', 'b: /platform'],
    ],
  };
  it.each(Object.entries(tables))('%s', (_, [judged, expected, part]) => {
    expect(settle(judged, part)).toEqual(expected);
    expect(settle(judged.toReversed(), part)).toEqual(expected.toReversed());
  });

  it('names the other one, and the way out', () => {
    const [consent] = admit([hardening('a', 'al2'), hardening('b', 'al3')], notebook(), context());
    expect(consent?.hold?.why).toBe('b wants something else at /platform; overrides says which one gives way');
  });
});
