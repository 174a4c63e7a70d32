/**
 * Exemptions: whom they excuse, until which instant, and how they are told.
 */
import { describe, expect, it } from '@jest/globals';
import type { Exemption } from '../../src/model/desired-state.ts';
import type { Resource } from '../../src/model/resource.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import { exemptionFor, exemptionStates } from '../../src/plan/exemptions.ts';
import { ACCOUNT, DAY, exemption, notebook, NOW, REGIONS } from './documents.ts';

const ARN = 'arn:aws:sagemaker:*:111122223333:notebook-instance';

interface Case {
  readonly exemption?: Partial<Exemption>;
  readonly resource?: Partial<Resource>;
  readonly policy?: string;
  readonly now?: number;
  readonly excused: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  'everything in scope without a pattern': { excused: true },
  'not another policy': { policy: 'other', excused: false },
  'a pattern with stars': { exemption: { resources: [`${ARN}/legacy-*`] }, excused: true },
  'a pattern of another name': { exemption: { resources: [`${ARN}/new-*`] }, excused: false },
  'any of several patterns': { exemption: { resources: [`${ARN}/new-*`, '*'] }, excused: true },
  'whatever the case': { exemption: { resources: [`${ARN}/Legacy-A`] }, excused: true },
  'the exact ARN': {
    exemption: { resources: ['arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/legacy-a'] },
    excused: true,
  },
  'not the beginning of an ARN': { exemption: { resources: [`${ARN}/legacy-`] }, excused: false },
  'not the end of an ARN': { exemption: { resources: ['notebook-instance/legacy-a'] }, excused: false },
  'not what overlaps its own end': { exemption: { resources: ['*legacy-a*acy-a'] }, excused: false },
  'other signs mean themselves': { exemption: { resources: [`${ARN}/legacy-?`, `${ARN}/legacy-.`] }, excused: false },
  'no pattern at all': { exemption: { resources: [] }, excused: false },
  'created before': { exemption: { createdBefore: NOW }, resource: { createdAt: NOW - 1 }, excused: true },
  'not created at that instant': { exemption: { createdBefore: NOW }, resource: { createdAt: NOW }, excused: false },
  'until the last millisecond': { exemption: { expiresAt: NOW + 1 }, excused: true },
  'not at the instant at which it ends': { exemption: { expiresAt: NOW }, excused: false },
  'only in its scope': {
    exemption: { scope: { ...EVERYWHERE, exclude: [{ by: 'account', account: ACCOUNT.id }] } },
    excused: false,
  },
  'only in its regions': { exemption: { scope: { ...EVERYWHERE, regions: ['us-east-1'] } }, excused: false },
  'pattern and scope': {
    exemption: { resources: ['*'], scope: { ...EVERYWHERE, regions: ['us-east-1'] } },
    excused: false,
  },
};

describe('exemptionFor', () => {
  it.each(Object.entries(cases))('%s', (_, { exemption: part, resource, policy = 'imds', now = NOW, excused }) => {
    const found = exemptionFor(policy, notebook(resource), ACCOUNT, [exemption(part)], now, REGIONS);
    expect(found?.name).toBe(excused ? 'legacy' : undefined);
  });

  it('gives the one that lasts longest', () => {
    const short = exemption({ name: 'short', expiresAt: NOW + DAY });
    const long = exemption({ name: 'long' });
    for (const exemptions of [
      [short, long],
      [long, short],
    ]) {
      expect(exemptionFor('imds', notebook(), ACCOUNT, exemptions, NOW, REGIONS)?.name).toBe('long');
    }
  });

  it('is quick with a pattern of a thousand stars', () => {
    const resource = notebook({ arn: 'a'.repeat(2_000) });
    const hostile = exemption({ resources: [`${'*a'.repeat(1_000)}*b`] });
    const began = process.cpuUsage().user;
    expect(exemptionFor('imds', resource, ACCOUNT, [hostile], NOW, REGIONS)).toBeUndefined();
    // What tries every way that the stars can go takes longer than anybody lives.
    expect(process.cpuUsage().user - began).toBeLessThan(5_000_000);
  });
});

describe('exemptionStates', () => {
  it('counts each exemption once, and tells all that are not simply active', () => {
    const all = [
      exemption({ name: 'fine' }),
      exemption({ name: 'fortnight', expiresAt: NOW + 14 * DAY + 1 }),
      exemption({ name: 'ending', expiresAt: NOW + 14 * DAY }),
      exemption({ name: 'ended', expiresAt: NOW }),
      exemption({ name: 'idle' }),
      exemption({ name: 'idle-and-ended', expiresAt: NOW - 1 }),
    ];
    const { counts, told } = exemptionStates(all, new Set(['fine', 'fortnight', 'ending', 'ended']), NOW);
    expect(counts).toEqual({ active: 2, ending: 1, ended: 2, unused: 1 });
    expect(told.map(({ exemption: { name }, state }) => `${name} ${state}`)).toEqual([
      'ending ending',
      'ended ended',
      'idle unused',
      'idle-and-ended ended',
    ]);
  });
});
