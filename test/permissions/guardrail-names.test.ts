/**
 * What do the exported documents about names of jobs decide, for whom, and in which places? By AWS's rules of evaluation: the
 * control policy as it is exported, with its exceptions, and what each team is allowed.
 */
import { describe, expect, it } from '@jest/globals';
import { guardrails } from '../../src/permissions/guardrail.ts';
import { teamGuardrails } from '../../src/permissions/guardrail-teams.ts';
import { doc, inOneFile, stateOf } from '../desired-state/writing.ts';
import { FULL_ACCESS, isAllowed } from './evaluator.ts';
import type { JsonDocument } from './evaluator.ts';

const ORGANIZATION = doc(
  'Organization',
  'o',
  'access: {readRole: R, writeRole: ops/fleet-controller}\nregions: [eu-central-1]\nbreakGlassRoles: [Glass]',
);
const prefixes = (name: string, spec: string, want: string): string =>
  doc('PipelineJobPrefix', name, `mode: enforce\n${spec}want: ${want}`);
const SCOPE = 'scope: {include: [ou/A], exclude: ["account/444455556666"], regions: [eu-central-1]}\n';
const STATE = stateOf(prefixes('a', SCOPE, '{approved: [teama, teamb]}'), ORGANIZATION);
const OPTIONS = { includeAudit: false, policies: [], maxCharacters: 10_240 };

const exported = guardrails(STATE, OPTIONS);
const CONTROL = exported.documents.map(({ document }) => document as JsonDocument);
const TEAMS = new Map(
  teamGuardrails(STATE, { ...OPTIONS, maxCharacters: 6_144 }).documents.map(({ team, document }) => [team, document]),
);

const SOMEBODY = 'arn:aws:iam::111122223333:role/DataScientist';
const keys = {
  'aws:PrincipalArn': SOMEBODY,
  'aws:PrincipalAccount': '111122223333',
  'aws:RequestedRegion': 'eu-central-1',
};

function decide(resource: string, more: Readonly<Record<string, string>> = {}, identity = FULL_ACCESS): 'A' | 'D' {
  const request = {
    action: 'sagemaker:CreateTrainingJob',
    resource: `arn:aws:sagemaker:eu-central-1:111122223333:training-job/${resource}`,
    keys: { ...keys, ...more },
  };
  return isAllowed([[FULL_ACCESS, ...CONTROL]], [identity], request) ? 'A' : 'D';
}

describe('the control policy about names of jobs', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, 'A' | 'D']>([
    ['pipelines-p4jn9xou8a8s-train-tmgxry49ug-0', {}, 'D'],
    ['teama-p4jn9xou8a8s-tmgxry49ug-0', {}, 'A'],
    ['teamb-x', {}, 'A'],
    ['TeamA-p4jn9xou8a8s-tmgxry49ug-0', {}, 'D'],
    ['teama', {}, 'D'],
    ['pipelines-x', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/ops/fleet-controller' }, 'A'],
    ['pipelines-x', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/fleet-controller' }, 'D'],
    ['pipelines-x', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/Glass' }, 'A'],
    ['pipelines-x', { 'aws:PrincipalAccount': '444455556666' }, 'A'],
    ['pipelines-x', { 'aws:RequestedRegion': 'us-east-1' }, 'A'],
  ])('%s %j: %s', (name, more, decision) => {
    expect(decide(name, more)).toBe(decision);
  });

  it('says what has to come first, and protects no tags, as pipelines carry none of ours', () => {
    expect(exported.rollout).toEqual([expect.stringMatching(/^a: attach it only when every definition is rewritten/)]);
    expect(exported.notPrevented.some((what) => what.includes('rollout'))).toBe(false);
    expect(JSON.stringify(CONTROL)).not.toContain('SagekeeperTags');
  });

  it('protects them beside a policy of notebooks, in the same document', () => {
    const text = inOneFile(
      prefixes('a', '', '{approved: [teama]}'),
      doc('NotebookImds', 'i', 'want: {minimumInstanceMetadataServiceVersion: "2"}'),
    );
    const { documents } = guardrails(stateOf(text, ORGANIZATION), { ...OPTIONS, includeAudit: true });
    expect(documents).toHaveLength(1);
    expect(documents[0]?.document.Statement.at(-1)?.Sid).toBe('SagekeeperTags');
  });
});

describe('what a team is allowed', () => {
  it.each([
    ['teama', 'teama-x', 'A'],
    ['teama', 'teamb-x', 'D'],
    ['teamb', 'teamb-x', 'A'],
    ['teama', 'pipelines-x', 'D'],
  ] as const)('%s: %s is %s', (team, name, decision) => {
    expect(decide(name, {}, TEAMS.get(team))).toBe(decision);
  });

  it('is one document a team, whatever policies approve it, each Sid once and nobody excepted', () => {
    const text = inOneFile(
      prefixes('a', 'scope: {include: [ou/A]}\n', '{approved: [mlp]}'),
      prefixes('b', 'scope: {include: [ou/B]}\n', '{approved: [mlp], assign: [{prefix: mlp, shortPrefix: m}]}'),
      prefixes('c', 'scope: {include: [ou/C]}\n', '{approved: [mlp]}'),
    );
    const { documents } = teamGuardrails(stateOf(text, ORGANIZATION), { ...OPTIONS, maxCharacters: 6_144 });
    expect(documents.map(({ team, policies, name }) => [team, policies, name])).toEqual([
      ['mlp', ['a', 'b', 'c'], 'sagekeeper-team-mlp'],
    ]);
    const sids = documents[0]?.document.Statement.map(({ Sid }) => Sid) ?? [];
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids).toContain('SagekeeperTrainingJob2');
    expect(sids).not.toContain('SagekeeperTrainingJob3');
    expect(JSON.stringify(documents)).not.toContain('Condition');
  });

  it('is of policies that enforce, unless told otherwise, and never too long', () => {
    const audit = stateOf(doc('PipelineJobPrefix', 'p', 'want: {approved: [mlp]}'), ORGANIZATION);
    expect(teamGuardrails(audit, OPTIONS)).toMatchObject({ documents: [], auditOnly: ['p'] });
    expect(teamGuardrails(audit, { ...OPTIONS, includeAudit: true }).documents).toHaveLength(1);
    expect(teamGuardrails(audit, { ...OPTIONS, includeAudit: true, policies: ['q'] }).documents).toEqual([]);
    const short = teamGuardrails(audit, { ...OPTIONS, includeAudit: true, maxCharacters: 100 });
    expect(short.documents).toEqual([]);
    expect(short.notPrevented).toEqual([expect.stringMatching(/^mlp: its statements alone are longer/)]);
  });
});
