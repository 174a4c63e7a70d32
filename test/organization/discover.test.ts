/** Is the organization read with as few calls as possible, and is nothing believed that has the wrong shape? */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../src/model/aws-error.ts';
import type { Organization } from '../../src/model/organization.ts';
import { discover } from '../../src/organization/discover.ts';
import { type Needs, needs } from '../../src/organization/needs.ts';
import {
  accountRows,
  answers,
  type Answers,
  desiredState,
  EMPTY,
  exemption,
  maintenanceWindow,
  MANAGEMENT,
  policy,
  readerOf,
  ROOT,
  type Row,
  SANDBOX,
  scope,
  SECURITY,
  WORKLOADS,
} from './world.ts';

const NOTHING: Needs = { unitNames: false, accountTags: false, partition: 'aws' };
const NOW = 1_790_000_000_000;

function account(organization: Organization, id: string) {
  return organization.accounts.find((each) => each.id === id);
}

describe('calls', () => {
  it('needs one call and one list where accounts tell their paths and nobody asks for names', async () => {
    const { reader, calls } = readerOf(answers());
    const organization = await discover(reader, NOTHING, NOW);
    expect(calls).toEqual(['DescribeOrganization', 'ListAccounts']);
    expect(organization).toMatchObject({ rootId: ROOT, managementAccount: MANAGEMENT, readAt: NOW });
    expect(account(organization, '111122223333')).toEqual({
      id: '111122223333',
      name: 'research',
      state: 'ACTIVE',
      units: [
        { id: WORKLOADS, path: undefined },
        { id: SANDBOX, path: undefined },
      ],
      tags: undefined,
      management: false,
    });
    expect(organization.units.map((unit) => unit.id).toSorted()).toEqual([SANDBOX, SECURITY, WORKLOADS].toSorted());
  });

  it('walks the tree once for names, and asks no parent for its accounts', async () => {
    const { reader, calls } = readerOf(answers());
    const organization = await discover(reader, { ...NOTHING, unitNames: true }, NOW);
    expect(calls.filter((call) => call === 'ListOrganizationalUnitsForParent')).toHaveLength(5);
    expect(calls).not.toContain('ListAccountsForParent');
    expect(account(organization, '111122223333')?.units).toEqual([
      { id: WORKLOADS, path: 'Workloads' },
      { id: SANDBOX, path: 'Workloads/Sandbox' },
    ]);
    expect(organization.units).toContainEqual({ id: EMPTY, path: 'Security/Empty' });
  });

  it('walks for the sake of a unit that is named by id and that no account shows', async () => {
    const seen = readerOf(answers());
    await discover(seen.reader, { ...NOTHING, unitIds: [SANDBOX] }, NOW);
    expect(seen.calls).not.toContain('ListRoots');
    const unseen = readerOf(answers());
    const organization = await discover(unseen.reader, { ...NOTHING, unitIds: [EMPTY] }, NOW);
    expect(organization.units.map((unit) => unit.id)).toContain(EMPTY);
  });

  it('reads tags of active accounts only', async () => {
    const { reader, calls } = readerOf(answers());
    const organization = await discover(reader, { ...NOTHING, accountTags: true }, NOW);
    expect(calls.filter((call) => call === 'ListTagsForResource')).toHaveLength(4);
    expect(account(organization, '222233334444')?.tags).toEqual({ team: 'team-of-222233334444' });
    expect(account(organization, '333344445555')?.tags).toBeUndefined();
  });
});

describe('services that know neither Paths nor State', () => {
  it('finds the parents by asking each of them', async () => {
    const { reader, calls } = readerOf(answers(accountRows({ paths: false, oldStatus: true })));
    const organization = await discover(reader, NOTHING, NOW);
    expect(calls.filter((call) => call === 'ListAccountsForParent')).toHaveLength(5);
    expect(organization.rootId).toBe(ROOT);
    expect(account(organization, '111122223333')?.units.map((unit) => unit.path)).toEqual([
      'Workloads',
      'Workloads/Sandbox',
    ]);
    expect(account(organization, '333344445555')?.state).toBe('SUSPENDED');
    expect(account(organization, MANAGEMENT)).toMatchObject({ management: true, units: [] });
  });

  it('believes State where both are told, and calls unknown what it does not know', async () => {
    const rows = accountRows().map((row) => (row['Id'] === '222233334444' ? { ...row, State: 'DREAMING' } : row));
    const organization = await discover(readerOf(answers(rows)).reader, NOTHING, NOW);
    expect(account(organization, '333344445555')?.state).toBe('SUSPENDED');
    expect(account(organization, '222233334444')?.state).toBe('UNKNOWN');
  });
});

describe('answers that are not what the API promises', () => {
  const withAccount = (over: Row): Answers =>
    answers(accountRows().map((row) => (row['Id'] === '222233334444' ? { ...row, ...over } : row)));
  const hostile: Readonly<Record<string, [answers: Answers, says: RegExp, needs?: Partial<Needs>]>> = {
    'an empty object': [
      { ...answers(), DescribeOrganization: () => ({}) },
      /DescribeOrganization.*Organization is not/,
    ],
    'no organization id': [
      { ...answers(), DescribeOrganization: () => ({ Organization: { Id: 1, MasterAccountId: MANAGEMENT } }) },
      /Organization\.Id/,
    ],
    'an empty list of accounts': [answers([]), /ListAccounts.*management account/],
    'a list without the management account': [answers(accountRows().slice(1)), /management account/],
    'a null row': [answers([...accountRows(), null as unknown as Row]), /Accounts\[\]/],
    'an account id with a lost zero': [withAccount({ Id: 22233334444 }), /Accounts\[\]\.Id/],
    'an account id with a path in it': [withAccount({ Id: '22223333444/' }), /Accounts\[\]\.Id/],
    'a name that is a number': [withAccount({ Name: 5 }), /Accounts\[\]\.Name/],
    'a state that is a list': [withAccount({ State: ['ACTIVE'] }), /Accounts\[\]\.State/],
    'paths that are text': [withAccount({ Paths: 'o-x/r-y' }), /Accounts\[\]\.Paths/],
    'the path of another account': [
      withAccount({ Paths: [`o-exampleorg1/${ROOT}/${WORKLOADS}/999999999999/`] }),
      /Accounts\[\]\.Paths\[\]/,
    ],
    'a path of another organization': [withAccount({ Paths: [`o-otherorgan1/${ROOT}/222233334444/`] }), /Paths/],
    'a path that is too deep': [
      withAccount({ Paths: [`o-exampleorg1/${ROOT}/${`${WORKLOADS}/`.repeat(11)}222233334444/`] }),
      /Paths/,
    ],
    'a path through a unit that the tree does not have': [
      withAccount({ Paths: [`o-exampleorg1/${ROOT}/ou-ab12-newcomer/222233334444/`] }),
      /tree around account 222233334444/,
      { unitNames: true },
    ],
    'two roots': [
      { ...answers(), ListRoots: () => [{ Id: ROOT }, { Id: 'r-cd34' }] },
      /ListRoots.*exactly one/,
      { unitNames: true },
    ],
    'a unit without a name': [
      { ...answers(), ListOrganizationalUnitsForParent: () => [{ Id: WORKLOADS }] },
      /OrganizationalUnits\[\]\.Name/,
      { unitNames: true },
    ],
    'a tree that bites its tail': [
      { ...answers(), ListOrganizationalUnitsForParent: () => [{ Id: WORKLOADS, Name: 'again' }] },
      /one place of the tree only/,
      { unitNames: true },
    ],
    'a tag without a value': [
      { ...answers(), ListTagsForResource: () => [{ Key: 'team' }] },
      /Tags\[\]\.Value/,
      { accountTags: true },
    ],
  };

  it.each(Object.entries(hostile))('%s', async (_, [given, says, asked]) => {
    const reading = discover(readerOf(given).reader, { ...NOTHING, ...asked }, NOW);
    await expect(reading).rejects.toThrow(says);
    await expect(reading).rejects.toBeInstanceOf(AwsError);
    await expect(reading).rejects.toMatchObject({ reason: 'unavailable', facts: { code: 'UnexpectedAnswer' } });
  });

  it('refuses a tree without end', async () => {
    let made = 0;
    const chain = () => [{ Id: `ou-ab12-${String(made++).padStart(8, '0')}`, Name: 'deeper' }];
    const { reader } = readerOf({ ...answers(), ListOrganizationalUnitsForParent: chain });
    await expect(discover(reader, { ...NOTHING, unitNames: true }, NOW)).rejects.toThrow(/10 levels/);
    expect(made).toBe(11);
  });

  it('keeps a tag called __proto__ a tag', async () => {
    const given = { ...answers(), ListTagsForResource: () => [{ Key: '__proto__', Value: 'x' }] };
    const organization = await discover(readerOf(given).reader, { ...NOTHING, accountTags: true }, NOW);
    expect(Object.entries(account(organization, MANAGEMENT)?.tags ?? {})).toEqual([['__proto__', 'x']]);
  });

  it('gives no path to a unit whose name looks like two', async () => {
    const units: Readonly<Record<string, unknown>> = {
      [ROOT]: [
        { Id: WORKLOADS, Name: 'Work/loads' },
        { Id: SECURITY, Name: 'Security' },
      ],
      [WORKLOADS]: [{ Id: SANDBOX, Name: 'Sandbox' }],
    };
    const given = {
      ...answers(),
      ListOrganizationalUnitsForParent: (input: Row) => units[String(input['ParentId'])] ?? [],
    };
    const organization = await discover(readerOf(given).reader, { ...NOTHING, unitNames: true }, NOW);
    expect(organization.units.map((unit) => unit.path)).toEqual([undefined, 'Security', undefined]);
  });

  it('passes on what a call threw, and begins nothing more', async () => {
    let asked = 0;
    const given = {
      ...answers(accountRows().concat(manyAccounts(200))),
      ListTagsForResource: () => {
        asked++;
        throw new Error('denied');
      },
    };
    await expect(discover(readerOf(given).reader, { ...NOTHING, accountTags: true }, NOW)).rejects.toThrow('denied');
    expect(asked).toBeLessThanOrEqual(8);
  });
});

describe('needs', () => {
  it('asks for nothing where no scope names a unit or a tag', () => {
    const state = desiredState({ policies: [policy('a', { scope: scope(['account/research']) })] });
    expect(needs(state)).toEqual({ unitNames: false, accountTags: false, partition: 'aws', unitIds: [] });
  });

  it('looks into every document', () => {
    const names = { scope: scope(undefined, { exclude: [{ by: 'ou', ou: 'Workloads' }] }) } as const;
    const tags = { scope: scope(['tag/team=fraud']) } as const;
    expect(needs(desiredState({ windows: [maintenanceWindow('w', names)] })).unitNames).toBe(true);
    expect(needs(desiredState({ exemptions: [exemption('e', tags)] })).accountTags).toBe(true);
    expect(needs(desiredState({ policies: [policy('p', { enforceIn: names.scope })] })).unitNames).toBe(true);
    const ids = desiredState({ policies: [policy('p', { scope: scope([`ou/${SANDBOX}`, `ou/${ROOT}`]) })] });
    expect(needs(ids)).toMatchObject({ unitNames: false, unitIds: [SANDBOX] });
  });
});

function manyAccounts(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const Id = String(500_000_000_000 + index);
    return { Id, Name: `a-${index}`, State: 'ACTIVE', Paths: [`o-exampleorg1/${ROOT}/${Id}/`] };
  });
}
