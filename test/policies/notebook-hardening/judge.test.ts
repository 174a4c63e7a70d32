/**
 * How does a notebook differ from the hardening that is wanted? What is left out, or an empty list, is not looked at.
 */
import { describe, expect, it } from '@jest/globals';
import { judgeNotebookHardening } from '../../../src/policies/notebook-hardening/judge.ts';
import type { NotebookHardeningWant } from '../../../src/policies/notebook-hardening/judge.ts';
import type { NotebookConfiguration } from '../../../src/resources/notebook-instance/shape.ts';
import { configured, notebook } from '../../resources/notebook-instance/notebooks.ts';

interface Case {
  readonly want: NotebookHardeningWant;
  readonly have: Partial<NotebookConfiguration>;
  readonly differences: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing where nothing is wanted': { want: {}, have: {}, differences: [] },
  'root access': { want: { rootAccess: 'Disabled' }, have: {}, differences: ['/rootAccess'] },
  'root access that is not told': {
    want: { rootAccess: 'Disabled' },
    have: { rootAccess: undefined },
    differences: ['/rootAccess'],
  },
  'no root access': { want: { rootAccess: 'Disabled' }, have: { rootAccess: 'Disabled' }, differences: [] },
  'another platform': {
    want: { platformIdentifier: 'notebook-al2023-v1' },
    have: { platformIdentifier: 'notebook-al2-v3' },
    differences: ['/platformIdentifier'],
  },
  'a platform that is not told': {
    want: { platformIdentifier: 'notebook-al2023-v1' },
    have: { platformIdentifier: undefined },
    differences: ['/platformIdentifier'],
  },
  'direct internet access': {
    want: { directInternetAccess: 'Disabled' },
    have: {},
    differences: ['/directInternetAccess'],
  },
  'no subnet where one is wanted': { want: { subnets: ['subnet-1'] }, have: {}, differences: ['/subnets'] },
  'one of the subnets': {
    want: { subnets: ['subnet-1', 'subnet-2'] },
    have: { subnetId: 'subnet-2' },
    differences: [],
  },
  'an empty list, which asks for nothing': {
    want: { subnets: [], securityGroups: [], kmsKeys: [], lifecycleConfigs: [] },
    have: {},
    differences: [],
  },
  'one security group too many': {
    want: { securityGroups: ['sg-1'] },
    have: { securityGroups: ['sg-1', 'sg-2'] },
    differences: ['/securityGroups'],
  },
  'no security group at all': { want: { securityGroups: ['sg-1'] }, have: {}, differences: ['/securityGroups'] },
  'some of the security groups': {
    want: { securityGroups: ['sg-1', 'sg-2'] },
    have: { securityGroups: ['sg-2'] },
    differences: [],
  },
  'another key': { want: { kmsKeys: ['alias/a'] }, have: { kmsKeyId: 'alias/b' }, differences: ['/kmsKeys'] },
  'another lifecycle configuration': {
    want: { lifecycleConfigs: ['hardened'] },
    have: { lifecycleConfigName: 'own' },
    differences: ['/lifecycleConfigs'],
  },
  'everything at once': {
    want: { rootAccess: 'Disabled', platformIdentifier: 'notebook-al2023-v1', kmsKeys: ['k'] },
    have: { platformIdentifier: 'notebook-al2-v1' },
    differences: ['/rootAccess', '/platformIdentifier', '/kmsKeys'],
  },
};

describe('NotebookHardening', () => {
  it.each(Object.entries(CASES))('finds %s', (_name, { want, have, differences }) => {
    const verdict = judgeNotebookHardening(want, notebook({ configuration: configured(have) }));
    expect(verdict.applicable && verdict.differences.map(({ path }) => path)).toEqual(differences);
  });

  it('says what it has and what it wants', () => {
    expect(judgeNotebookHardening({ rootAccess: 'Disabled' }, notebook())).toMatchObject({
      differences: [{ path: '/rootAccess', have: 'Enabled', want: 'Disabled' }],
    });
  });

  it('does not apply to what is being deleted', () => {
    const verdict = judgeNotebookHardening({ rootAccess: 'Disabled' }, notebook({ status: 'Deleting' }));
    expect(verdict).toMatchObject({ applicable: false });
  });
});
