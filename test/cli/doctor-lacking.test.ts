/**
 * What the doctor finds in accounts that lack something, with the way out of each, through the real SDK over HTTP.
 */
import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/daemon/diagnosis.ts';
import type { AccountSeed, World } from '../../src/simulator/world-shape.ts';
import { REGIONS } from './simulated.ts';
import type { Wishes } from './simulated.ts';
import { consult, bad, ID } from './consultation.ts';

interface Case {
  readonly account: Partial<AccountSeed>;
  readonly world?: Partial<World>;
  readonly wishes?: Wishes;
  readonly exitCode: number;
  /** What is found in the account besides what is fine: check, place, what, state, and the way out. */
  readonly finds: readonly (readonly [Finding['check'], string | null, string, Finding['state'], RegExp])[];
}

const OPT_IN = 'eu-south-2';
const NOT_ASSUMED =
  /role\/SagekeeperRead must exist, trust arn:aws:iam::444455556666:user\/hub, and take the external id example-external-id; .*--role read/;

const lacking: Readonly<Record<string, Case>> = {
  'the read role is missing': {
    account: { withoutRoles: ['SagekeeperRead'] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the role wants another external id': {
    account: { roles: [{ name: 'SagekeeperRead', externalId: 'somebody-elses' }] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the role trusts somebody else': {
    account: { roles: [{ name: 'SagekeeperRead', trusts: ['999999999999'] }] },
    exitCode: 3,
    finds: [
      ['readRole', null, 'SagekeeperRead', 'missing', NOT_ASSUMED],
      ['writeRole', null, 'SagekeeperWrite', 'unclear', /mend the read role first/],
    ],
  },
  'the write role is missing': {
    account: { withoutRoles: ['SagekeeperWrite'] },
    exitCode: 3,
    finds: [['writeRole', null, 'SagekeeperWrite', 'missing', /role\/SagekeeperWrite must exist.*--role write/]],
  },
  'a read is denied': {
    account: { roles: [{ name: 'SagekeeperRead', deny: ['tag:GetResources'] }] },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'tag:GetResources',
      'missing',
      /allow tag:GetResources to the role SagekeeperRead in account 111122223333/,
    ]),
  },
  'a write is denied': {
    account: { roles: [{ name: 'SagekeeperWrite', deny: ['sagemaker:StartNotebookInstance'] }] },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'sagemaker:StartNotebookInstance',
      'missing',
      /allow sagemaker:StartNotebookInstance to the role SagekeeperWrite in account 111122223333/,
    ]),
  },
  'nobody may ask for regions': {
    account: { roles: [{ name: 'SagekeeperRead', deny: ['account:ListRegions'] }] },
    exitCode: 3,
    finds: [['action', null, 'account:ListRegions', 'missing', /allow account:ListRegions to the role SagekeeperRead/]],
  },
  'a region is not enabled, which is no fault': {
    account: {},
    world: { optInRegions: [OPT_IN] },
    wishes: { regions: ['eu-central-1', OPT_IN] },
    exitCode: 0,
    finds: [
      ['region', OPT_IN, OPT_IN, 'told', /enable eu-south-2 in account 111122223333, or leave it out of regions/],
    ],
  },
  'a control policy denies a write': {
    account: {
      controlPolicies: [{ Statement: { Effect: 'Deny', Action: 'sagemaker:StopNotebookInstance', Resource: '*' } }],
    },
    exitCode: 3,
    finds: REGIONS.map((region) => [
      'action',
      region,
      'sagemaker:StopNotebookInstance',
      'missing',
      /control policy denies sagemaker:StopNotebookInstance in 111122223333, .*: let SagekeeperWrite pass it/,
    ]),
  },
  'a control policy denies a region': {
    account: {
      controlPolicies: [
        {
          Statement: {
            Effect: 'Deny',
            NotAction: ['sts:*', 'account:*'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          },
        },
      ],
    },
    exitCode: 3,
    finds: [
      'sagemaker:ListNotebookInstances',
      'sagemaker:DescribeNotebookInstance',
      'sagemaker:ListTags',
      'tag:GetResources',
    ].map((what) => [
      'action',
      'us-east-1',
      what,
      'missing',
      /let SagekeeperRead pass it .*or leave the place out of the scope/,
    ]),
  },
  'no policy enforces there': {
    account: {},
    wishes: { policy: 'mode: audit' },
    exitCode: 0,
    finds: [['writeRole', null, 'SagekeeperWrite', 'told', /^$/]],
  },
  'the account is suspended': {
    account: { state: 'SUSPENDED' },
    exitCode: 0,
    finds: [['account', null, 'a visit', 'told', /^$/]],
  },
};

describe('an account in which', () => {
  it.each(Object.entries(lacking))('%s', async (_name, { account, world, wishes, exitCode, finds }) => {
    const consulted = await consult(
      [
        { id: ID, name: 'lacking', ...account },
        { id: '222233334444', name: 'other' },
      ],
      {
        ...(world === undefined ? {} : { world }),
        ...(wishes === undefined ? {} : { wishes }),
      },
    );
    const findings = consulted.diagnosis.findings.filter((one) => one.account === ID && one.state !== 'ok');
    const shape = findings.map(({ check, region, what, state }) => [check, region, what, state]);
    expect(shape).toEqual(finds.map((row) => row.slice(0, 4)));
    for (const [index, row] of finds.entries()) expect(findings[index]?.wayOut ?? '').toMatch(row[4]);
    expect(consulted.exitCode).toBe(exitCode);
    // What one account lacks is not laid at another's door.
    expect(bad(consulted).filter(({ account: of }) => of === '222233334444')).toEqual([]);
  });
});
