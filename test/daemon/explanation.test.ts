/**
 * An explanation says of every gate what the gate itself says, and names the one that decides.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consider } from '../../src/controller/consider.ts';
import { explanationOf, unreadExplanation } from '../../src/controller/explanation.ts';
import { CONSENT_GATES, TIMING_GATES } from '../../src/model/decision.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { TargetStatus } from '../../src/model/snapshot.ts';
import { ACCOUNT, DAY, intent, NOW, policy } from '../plan/documents.ts';
import {
  IMDS_PATH,
  READ,
  CALM,
  siteOf,
  rememberedOf,
  explain,
  RIVAL,
  SHUT,
  GATES,
  told,
  CONFIGURATION,
} from './situations.ts';

describe('the explanation of a resource', () => {
  it('names every gate in the order in which they are asked, all open where nothing holds', () => {
    const [standing] = explain(CALM).policies;
    expect(standing?.gates.map(({ gate }) => gate)).toEqual([...CONSENT_GATES, 'incompleteList', ...TIMING_GATES]);
    expect(standing?.gates.filter(({ answer }) => answer !== 'open')).toEqual([]);
    expect(standing?.state).toBe('converging');
    expect(explain(CALM).due).toMatchObject({ operation: 'UpdateNotebookInstance', effect: 'probe' });
  });

  it.each(GATES)('%s: closed, why, until when, what opens it, and that it is the one that holds', (gate) => {
    const explanation = explain(SHUT[gate](CALM));
    const [standing] = explanation.policies;
    const found = standing?.gates.find((one) => one.gate === gate);
    const [until, why] = told[gate];
    expect(found).toMatchObject({ answer: 'closed', holds: true, until: until && new Date(until).toISOString() });
    expect(found?.why).toMatch(why);
    expect(found?.opens).toMatch(/^(when|with|by) /);
    expect(standing?.gates.filter(({ holds }) => holds)).toHaveLength(1);
    expect(explanation.due).toBeNull();
  });

  it('conflict: both sides are told, and how to end it', () => {
    const situation = { ...CALM, policies: [...CALM.policies, RIVAL] };
    const site = siteOf(situation);
    const other = {
      applicable: true,
      differences: [{ path: IMDS_PATH, have: '1', want: '3' }],
      unknown: [],
      notes: [],
    } as const;
    const [mine] = site.policies;
    if (mine === undefined) throw new Error('no policy');
    const torn = {
      ...site,
      policies: [mine, { policy: RIVAL, judge: () => other, accepts: undefined, contested: undefined }],
    };
    const explanation = explanationOf(situation.resource, torn, rememberedOf(situation), READ, true, NOW);
    for (const { gates } of explanation.policies) {
      const conflict = gates.find(({ gate }) => gate === 'conflict');
      expect(conflict).toMatchObject({ answer: 'closed', holds: true, reason: 'PoliciesDisagree' });
      expect(conflict?.opens).toContain('overrides');
    }
  });

  it('agrees with what is decided, whatever is shut together', () => {
    const seed = 20_260_610;
    fc.assert(
      fc.property(fc.subarray(GATES), (shut) => {
        const situation = shut.reduce((from, gate) => SHUT[gate](from), CALM);
        const considered = consider(situation.resource, siteOf(situation), rememberedOf(situation), NOW);
        const [standing] = explain(situation).policies;
        const holding = standing?.gates.find(({ holds }) => holds)?.gate;
        expect(holding).toBe(considered.standings[0]?.hold?.gate);
        // The first that is closed decides.
        expect(standing?.gates.find(({ answer }) => answer === 'closed')?.gate).toBe(holding);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('tells what would hold next, not only what holds', () => {
    const { policies } = explain(SHUT.window(SHUT.auditMode(CALM)));
    const closed = policies[0]?.gates.filter(({ answer }) => answer === 'closed');
    expect(closed?.map(({ gate, holds }) => [gate, holds])).toEqual([
      ['auditMode', true],
      ['window', false],
    ]);
  });

  it('asks no gate of timing of what gives back, and names the change that is under way', () => {
    const resource = { ...CALM.resource, status: 'Stopped', intent: intent('start') };
    const explanation = explain({ ...CALM, resource });
    expect(explanation.due).toMatchObject({ operation: 'StartNotebookInstance', effect: 'restore' });
    expect(explanation.history.intent).toEqual({ phase: 'start', at: '2026-06-10T11:59:00.000Z', change: 'c1' });
    const timing = explanation.policies[0]?.gates.filter(({ gate }) =>
      (TIMING_GATES as readonly string[]).includes(gate),
    );
    expect(timing?.every(({ answer, why }) => answer === 'notAsked' && why === 'what gives back is never held')).toBe(
      true,
    );
  });

  it('asks only what a quiet change is asked, of a notebook that is off', () => {
    const explanation = explain({ ...CALM, resource: { ...CALM.resource, status: 'Stopped', running: false } });
    expect(explanation.due).toMatchObject({ operation: 'UpdateNotebookInstance', effect: 'change' });
    const asked = explanation.policies[0]?.gates.filter(({ answer }) => answer !== 'notAsked').map(({ gate }) => gate);
    expect(asked).toEqual([...CONSENT_GATES, 'incompleteList', 'prerequisite', 'halted']);
  });

  it('does not say that nothing was mended before where the tags were not read', () => {
    const explanation = explain({ ...CALM, resource: { ...CALM.resource, tags: undefined } });
    const contested = explanation.policies[0]?.gates.find(({ gate }) => gate === 'contested');
    expect(contested).toMatchObject({
      answer: 'notAsked',
      why: expect.stringContaining('tags were not read'),
    });
    expect(explanation.history.tagsRead).toBe(false);
  });

  it('says what was observed and when, and leaves nothing out that AWS did not tell', () => {
    expect(explain(CALM).observed).toEqual({
      at: new Date(NOW).toISOString(),
      status: 'InService',
      running: true,
      createdAt: new Date(NOW - 100 * DAY).toISOString(),
      lastModifiedAt: new Date(NOW - 50 * DAY).toISOString(),
      configuration: { ...CONFIGURATION, subnetId: null, kmsKeyId: null, lifecycleConfigName: null },
      failureReason: null,
    });
  });

  it('tells who does not look at it, and why', () => {
    const site = siteOf(CALM);
    const elsewhere = policy({ name: 'elsewhere', scope: { ...EVERYWHERE, include: [{ by: 'ou', ou: 'Security' }] } });
    const excluding = policy({
      name: 'excluding',
      scope: { ...EVERYWHERE, exclude: [{ by: 'account', account: ACCOUNT.id }] },
    });
    const abroad = policy({ name: 'abroad', scope: { ...EVERYWHERE, regions: ['us-east-1'] } });
    const state = { ...site.state, policies: [...site.state.policies, elsewhere, excluding, abroad] };
    const { notCovering } = explanationOf(CALM.resource, { ...site, state }, rememberedOf(CALM), READ, true, NOW);
    expect(notCovering).toEqual([
      { policy: 'elsewhere', why: 'its scope includes ou/Security, and the account is in none of them' },
      { policy: 'excluding', why: `its scope excludes account/${ACCOUNT.id}` },
      { policy: 'abroad', why: 'it looks at us-east-1 only' },
    ]);
  });

  it('calls nothing known that was read before, when the place cannot be read', () => {
    const place: TargetStatus = { ...READ, state: 'refused', reason: 'ControlPolicyDenies', message: 'an SCP' };
    const explanation = explain({ ...SHUT.incompleteList(CALM), place });
    expect(explanation.policies.map(({ state }) => state)).toEqual(['unknown']);
    expect(explanation.place).toMatchObject({ state: 'refused', reason: 'ControlPolicyDenies', message: 'an SCP' });
    expect(explanation.due).toBeNull();
  });

  it('has something to say of what was listed and never described', () => {
    const explanation = unreadExplanation(CALM.resource.arn, siteOf(CALM), READ);
    expect(explanation).toMatchObject({ name: 'legacy-a', observed: null, due: null });
    expect(explanation.policies).toMatchObject([{ policy: 'imds', state: 'unknown' }]);
  });

  it('hands over in the words that a person was told', () => {
    const resource = { ...CALM.resource, status: 'Failed', failureReason: 'no capacity', intent: intent('start') };
    const ours = {
      is: 'ours' as const,
      intent: { phase: 'start' as const, at: NOW - DAY, of: 0, change: 'c1', platform: undefined },
    };
    const explanation = explain({ ...CALM, resource: { ...resource, intent: ours } });
    expect(explanation.next.step).toBe('impossible');
    expect(explanation.handedOver?.why).toMatch(/does not start again: no capacity/);
    expect(explanation.policies[0]?.state).toBe('failed');
  });
});
