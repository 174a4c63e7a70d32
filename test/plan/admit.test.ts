/**
 * Consent: each gate by name, in the order that is the documentation.
 */
import { describe, expect, it } from '@jest/globals';
import type { ConsentGate } from '../../src/model/decision.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { Difference, Verdict } from '../../src/model/verdict.ts';
import { admit, enforcesAt } from '../../src/plan/admit.ts';
import type { AdmitContext } from '../../src/plan/admit.ts';
import {
  ACCOUNT,
  admitContext,
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
      admitContext(given.context),
    );
    expect(consent?.differences).toEqual(counts);
    expect(consent?.hold?.gate).toBe(gate);
    expect(reason === undefined || consent?.hold?.reason === reason).toBe(true);
    const told = consent?.verdict.applicable === true ? consent.verdict.notes.map((note) => note.reason) : [];
    expect(told).toEqual(notes);
  });

  it('says until when an exemption and a refusal last', () => {
    const ask = (part: Partial<AdmitContext>) =>
      admit([{ policy: policy(), verdict: verdict([IMDS]) }], notebook(), admitContext(part))[0]?.hold?.until;
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
