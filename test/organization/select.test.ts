/** Does each policy reach exactly the accounts and regions that its scope names, and is everybody else told about? */
import { describe, expect, it } from '@jest/globals';
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { Organization } from '../../src/model/organization.ts';
import { discover } from '../../src/organization/discover.ts';
import {
  type Filters,
  heldPolicies,
  NO_FILTERS,
  selectTargets,
  skippedTargets,
  unmatchedFilters,
} from '../../src/organization/select.ts';
import { answers, desiredState, exemption, maintenanceWindow, policy, readerOf, SANDBOX, scope } from './world.ts';

const organization: Organization = await discover(
  readerOf(answers()).reader,
  { unitNames: true, accountTags: true, partition: 'aws' },
  0,
);

function selected(state: DesiredState, filters?: Filters): string[] {
  return selectTargets(organization, state, filters).map(
    ({ target, policies }) => `${target.account}/${target.region}: ${policies.map((each) => each.name).join(' ')}`,
  );
}

const NOBODY = [
  '111122223333/eu-central-1: ',
  '111122223333/us-east-1: ',
  '222233334444/eu-central-1: ',
  '222233334444/us-east-1: ',
  '444455556666/eu-central-1: ',
  '444455556666/us-east-1: ',
];

describe('selectTargets', () => {
  it('visits every active account in every region, also where no policy applies', () => {
    expect(selected(desiredState())).toEqual(NOBODY);
  });

  it('visits the management account only when asked to', () => {
    expect(selected(desiredState({}, true))).toContain('000000000001/us-east-1: ');
  });

  const scopes: Readonly<Record<string, [scope: ReturnType<typeof scope>, reached: readonly string[]]>> = {
    'a unit by path, and all below': [scope(['ou/Workloads']), ['111122223333', '222233334444']],
    'a nested unit': [scope(['ou/Workloads/Sandbox']), ['111122223333']],
    'a unit by id': [scope([`ou/${SANDBOX}`]), ['111122223333']],
    'the root': [scope(['ou/r-ab12']), ['111122223333', '222233334444', '444455556666']],
    'an account by name': [scope(['account/audit']), ['444455556666']],
    'an account tag': [scope(['tag/team=team-of-222233334444']), ['222233334444']],
    'entries add up': [scope(['account/audit', 'ou/Workloads/Sandbox']), ['111122223333', '444455556666']],
    'exclude wins': [scope(['ou/Workloads'], { exclude: [{ by: 'ou', ou: 'Workloads/Sandbox' }] }), ['222233334444']],
  };
  it.each(Object.entries(scopes))('%s', (_, [given, reached]) => {
    const targets = selectTargets(organization, desiredState({ policies: [policy('p', { scope: given })] }));
    const accounts = targets.filter(({ policies }) => policies.length > 0).map(({ target }) => target.account);
    expect(new Set(accounts)).toEqual(new Set(reached));
    expect(targets).toHaveLength(6);
  });

  it('adds the regions of a policy where it applies, and only there', () => {
    const far = policy('far', { scope: scope(['account/audit'], { regions: ['ap-south-1', 'us-east-1'] }) });
    expect(selected(desiredState({ policies: [far, policy('all')] }))).toEqual([
      '111122223333/eu-central-1: all',
      '111122223333/us-east-1: all',
      '222233334444/eu-central-1: all',
      '222233334444/us-east-1: all',
      '444455556666/ap-south-1: far',
      '444455556666/eu-central-1: all',
      '444455556666/us-east-1: far all',
    ]);
  });

  it('still visits the regions of a policy that is held or filtered away', () => {
    const far = policy('far', { scope: scope(['ou/Nowhere'], { regions: ['ap-south-1'] }) });
    expect(selected(desiredState({ policies: [far] }))).toContain('222233334444/ap-south-1: ');
    const near = policy('near', { scope: scope(undefined, { regions: ['ap-south-1'] }) });
    const state = desiredState({ policies: [near, policy('other')] });
    expect(selected(state, { ...NO_FILTERS, policies: ['other'] })).toContain('222233334444/ap-south-1: ');
  });

  it('narrows down to accounts (by id or name), regions and policies', () => {
    const state = desiredState({ policies: [policy('a'), policy('b')] });
    const filters = { accounts: ['research', '444455556666'], regions: ['us-east-1'], policies: ['b'] };
    expect(selected(state, filters)).toEqual(['111122223333/us-east-1: b', '444455556666/us-east-1: b']);
    expect(unmatchedFilters(organization, state, filters)).toEqual(NO_FILTERS);
    const wrong = { accounts: ['reserach'], regions: ['us-west-9'], policies: ['c'] };
    expect(unmatchedFilters(organization, state, wrong)).toEqual(wrong);
  });
});

describe('skippedTargets', () => {
  it('tells each account that is not active, with its reason', () => {
    expect(skippedTargets(organization, desiredState())).toEqual(
      ['eu-central-1', 'us-east-1'].map((region) => ({
        target: { account: '333344445555', region },
        reason: 'AccountSuspended',
        message: 'account 333344445555 is SUSPENDED, and only ACTIVE accounts are visited',
      })),
    );
    expect(skippedTargets(organization, desiredState(), { ...NO_FILTERS, accounts: ['audit'] })).toEqual([]);
  });
});

describe('heldPolicies', () => {
  const lost = scope(['ou/Nowhere']);
  const excluding = scope(undefined, { exclude: [{ by: 'ou', ou: 'Nowhere' }] });
  const enforcing = policy('p', {
    mode: 'enforce',
    disruption: { windows: ['nights'], budgets: [], haltAbove: 5 },
  });
  const cases: Readonly<Record<string, [state: DesiredState, where: string | undefined]>> = {
    'its scope': [desiredState({ policies: [policy('p', { scope: lost })] }), 'its scope names ou/Nowhere'],
    'what its scope excludes': [desiredState({ policies: [policy('p', { scope: excluding })] }), 'its scope names'],
    'its enforceIn': [desiredState({ policies: [policy('p', { enforceIn: lost })] }), 'its enforceIn names'],
    'another root': [desiredState({ policies: [policy('p', { scope: scope(['ou/r-zz99']) })] }), 'ou/r-zz99'],
    'a deny window': [
      desiredState({ policies: [enforcing], windows: [maintenanceWindow('freeze', { effect: 'deny', scope: lost })] }),
      'MaintenanceWindow freeze names ou/Nowhere',
    ],
    'a window of its own': [
      desiredState({ policies: [enforcing], windows: [maintenanceWindow('nights', { scope: excluding })] }),
      'MaintenanceWindow nights',
    ],
    "a window of somebody else's": [
      desiredState({ policies: [enforcing], windows: [maintenanceWindow('days', { scope: lost })] }),
      undefined,
    ],
    'an exemption from it': [
      desiredState({ policies: [enforcing], exemptions: [exemption('e', { policies: ['p'], scope: lost })] }),
      'Exemption e names ou/Nowhere',
    ],
    'a deny window, while it only audits': [
      desiredState({
        policies: [policy('p')],
        windows: [maintenanceWindow('freeze', { effect: 'deny', scope: lost })],
      }),
      undefined,
    ],
  };
  it.each(Object.entries(cases))('%s', (_, [state, where]) => {
    const held = heldPolicies(organization, state);
    expect(held.map((hold) => hold.reason)).toEqual(where === undefined ? [] : ['OrganizationalUnitNotFound']);
    expect(held[0]?.why ?? '').toContain(where ?? '');
    const reached = selectTargets(organization, state).filter(({ policies }) => policies.length > 0);
    expect(reached).toHaveLength(where === undefined ? 6 : 0);
  });

  it('lets the others go on, also one of another kind with the same name', () => {
    const state = desiredState({
      policies: [policy('p', { scope: lost }), policy('p', { kind: 'NotebookHardening' }), policy('q')],
    });
    expect(selected(state)[0]).toBe('111122223333/eu-central-1: p q');
    expect(heldPolicies(organization, state)).toHaveLength(1);
  });

  it('does not take a unit whose name begins like a root for the whole organization', () => {
    const units = [...organization.units, { id: 'ou-ab12-research', path: 'r-and-d' }];
    const state = desiredState({ policies: [policy('p', { scope: scope(['ou/r-and-d']) })] });
    expect(heldPolicies({ ...organization, units }, state)).toHaveLength(1);
  });
});
