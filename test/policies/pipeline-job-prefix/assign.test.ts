/**
 * Whose prefix does a pipeline get? Rules in their order, and what was not read decides nothing.
 */
import { describe, expect, it } from '@jest/globals';
import { assign } from '../../../src/policies/pipeline-job-prefix/assign.ts';
import type { AssignFacts } from '../../../src/policies/pipeline-job-prefix/assign.ts';
import type { AssignRule } from '../../../src/policies/pipeline-job-prefix/want.ts';
import { PLACE } from './pipelines.ts';

const { account } = PLACE;
const KNOWN: AssignFacts = { tags: { team: 'fraud', a: 'b=c' }, account, units: account.units };
const REST: AssignRule = { prefix: 'rest' };

const CASES: Readonly<Record<string, readonly [rules: readonly AssignRule[], facts: AssignFacts, found: string]>> = {
  'no rules': [[], KNOWN, 'none'],
  'a rule for all': [[REST], KNOWN, 'rest'],
  'a tag that is there': [[{ tag: 'team=fraud', prefix: 'f' }, REST], KNOWN, 'f'],
  'a tag with an equals sign in its value': [[{ tag: 'a=b=c', prefix: 'f' }, REST], KNOWN, 'f'],
  'a tag with another value': [[{ tag: 'team=risk', prefix: 'f' }, REST], KNOWN, 'rest'],
  'a tag that is not there': [[{ tag: 'constructor=', prefix: 'f' }, REST], KNOWN, 'rest'],
  'tags that were not read': [[{ tag: 'team=fraud', prefix: 'f' }, REST], { ...KNOWN, tags: undefined }, 'tags'],
  'tags that were not read, behind a rule that fits': [
    [REST, { tag: 'a=b', prefix: 'f' }],
    { ...KNOWN, tags: undefined },
    'rest',
  ],
  'tags that were not read, and another account': [
    [{ tag: 'team=fraud', account: '999999999999', prefix: 'f' }, REST],
    { ...KNOWN, tags: undefined },
    'rest',
  ],
  'an account by id': [[{ account: account.id, prefix: 'f' }, REST], KNOWN, 'f'],
  'an account by name': [[{ account: account.name, prefix: 'f' }, REST], KNOWN, 'f'],
  'another account': [[{ account: '999999999999', prefix: 'f' }], KNOWN, 'none'],
  'an account that nobody knows': [
    [{ account: account.id, prefix: 'f' }, REST],
    { ...KNOWN, account: undefined },
    'account',
  ],
  'the unit by path': [[{ ou: 'Workloads/Sandbox/', prefix: 'f' }, REST], KNOWN, 'f'],
  'a unit above': [[{ ou: 'Workloads', prefix: 'f' }, REST], KNOWN, 'f'],
  'a unit by id': [[{ ou: 'ou-abcd-11111111', prefix: 'f' }, REST], KNOWN, 'f'],
  'the root': [[{ ou: 'r-abcd', prefix: 'f' }, REST], { ...KNOWN, units: undefined }, 'f'],
  'another unit': [[{ ou: 'Sandbox', prefix: 'f' }, REST], KNOWN, 'rest'],
  'units without names': [
    [{ ou: 'Workloads', prefix: 'f' }, REST],
    { ...KNOWN, units: [{ id: 'ou-abcd-11111111', path: undefined }] },
    'units',
  ],
  'another unit by id, where names are not known': [
    [{ ou: 'ou-abcd-99999999', prefix: 'f' }, REST],
    { ...KNOWN, units: [{ id: 'ou-abcd-11111111', path: undefined }] },
    'rest',
  ],
  'units that nobody knows': [[{ ou: 'ou-abcd-11111111', prefix: 'f' }, REST], { ...KNOWN, units: undefined }, 'units'],
  'all conditions of a rule': [[{ tag: 'team=fraud', account: 'other', prefix: 'f' }, REST], KNOWN, 'rest'],
};

describe('a pipeline gets its prefix by', () => {
  it.each(Object.entries(CASES))('%s', (_what, [rules, facts, found]) => {
    const assignment = assign(rules, facts);
    const told =
      assignment.is === 'rule' ? assignment.rule.prefix : assignment.is === 'undecided' ? assignment.lacking : 'none';
    expect(told).toBe(found);
  });
});
