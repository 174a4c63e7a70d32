/**
 * What do the control policies that we export deny, and what not? A table of requests with the decision that each must get, and
 * the proof that every part of every statement is needed for it.
 */
import { describe, expect, it } from '@jest/globals';
import { guardrails } from '../../src/permissions/guardrail.ts';
import type { GuardrailDocument } from '../../src/permissions/guardrail.ts';
import { doc, inOneFile, stateOf } from '../desired-state/writing.ts';
import { FULL_ACCESS, isAllowed } from './evaluator.ts';
import type { AskedRequest, JsonDocument } from './evaluator.ts';

const ORGANIZATION = doc(
  'Organization',
  'o',
  [
    'access: {readRole: R, writeRole: ops/SagekeeperWrite}',
    'regions: [eu-central-1, us-east-1]',
    'breakGlassRoles: [BreakGlass]',
  ].join('\n'),
);
const SCOPE = 'scope: {include: [ou/Workloads], exclude: ["account/444455556666"], regions: [eu-central-1]}\n';
const ENFORCED = `mode: enforce\n${SCOPE}disruption: {windows: anyTime}\n`;
const STATE = stateOf(
  inOneFile(
    doc('NotebookImds', 'imds', `${ENFORCED}want: {minimumInstanceMetadataServiceVersion: "2"}`),
    doc(
      'NotebookHardening',
      'hard',
      `${ENFORCED}want: {rootAccess: Disabled, directInternetAccess: Disabled, ` +
        'subnets: [subnet-aaaaaaaa, subnet-bbbbbbbb], securityGroups: [sg-aaaaaaaa, sg-bbbbbbbb]}',
    ),
  ),
  ORGANIZATION,
);

const IMDS = 'sagemaker:MinimumInstanceMetadataServiceVersion';
const ROOT = 'sagemaker:RootAccess';
const INTERNET = 'sagemaker:DirectInternetAccess';
const SUBNETS = 'sagemaker:VpcSubnets';
const GROUPS = 'sagemaker:VpcSecurityGroupIds';
const GOOD: AskedRequest['keys'] = {
  [IMDS]: '2',
  [ROOT]: 'Disabled',
  [INTERNET]: 'Disabled',
  [SUBNETS]: ['subnet-bbbbbbbb'],
  [GROUPS]: ['sg-aaaaaaaa', 'sg-bbbbbbbb'],
};
const AROUND: AskedRequest['keys'] = {
  'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/DataScientist',
  'aws:PrincipalAccount': '111122223333',
  'aws:RequestedRegion': 'eu-central-1',
};
const OURS = { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/ops/SagekeeperWrite' };
const BREAK_GLASS = { 'aws:PrincipalArn': 'arn:aws:iam::999900001111:role/BreakGlass' };

type Vector = readonly [what: string, operation: string, keys: AskedRequest['keys'], 'A' | 'D'];
const without = (key: string): AskedRequest['keys'] =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== key));

const VECTORS: readonly Vector[] = [
  ['as wanted', 'CreateNotebookInstance', GOOD, 'A'],
  ['no version', 'CreateNotebookInstance', without(IMDS), 'D'],
  ['version 1', 'CreateNotebookInstance', { ...GOOD, [IMDS]: '1' }, 'D'],
  ['no root access', 'CreateNotebookInstance', without(ROOT), 'D'],
  ['root access', 'CreateNotebookInstance', { ...GOOD, [ROOT]: 'Enabled' }, 'D'],
  ['no internet access', 'CreateNotebookInstance', without(INTERNET), 'D'],
  ['internet access', 'CreateNotebookInstance', { ...GOOD, [INTERNET]: 'Enabled' }, 'D'],
  ['no subnet', 'CreateNotebookInstance', without(SUBNETS), 'D'],
  ['the other subnet', 'CreateNotebookInstance', { ...GOOD, [SUBNETS]: ['subnet-aaaaaaaa'] }, 'A'],
  ['a foreign subnet', 'CreateNotebookInstance', { ...GOOD, [SUBNETS]: ['subnet-cccccccc'] }, 'D'],
  ['no group', 'CreateNotebookInstance', without(GROUPS), 'D'],
  ['a foreign group among ours', 'CreateNotebookInstance', { ...GOOD, [GROUPS]: ['sg-aaaaaaaa', 'sg-cccccccc'] }, 'D'],
  ['of something else', 'UpdateNotebookInstance', {}, 'A'],
  ['to version 1', 'UpdateNotebookInstance', { [IMDS]: '1' }, 'D'],
  ['to version 2', 'UpdateNotebookInstance', { [IMDS]: '2' }, 'A'],
  ['to root access', 'UpdateNotebookInstance', { [ROOT]: 'Enabled' }, 'D'],
  ['to no root access', 'UpdateNotebookInstance', { [ROOT]: 'Disabled' }, 'A'],
  ['and no other', 'StartNotebookInstance', {}, 'A'],
  ['a tag of theirs', 'AddTags', { 'aws:TagKeys': ['team'] }, 'A'],
  ['our tag', 'AddTags', { 'aws:TagKeys': ['team', 'sagekeeper:intent'] }, 'D'],
  ['a tag that only begins alike', 'AddTags', { 'aws:TagKeys': ['sagekeepers'] }, 'A'],
  ['no tag', 'AddTags', {}, 'A'],
  ['our tag', 'DeleteTags', { 'aws:TagKeys': ['sagekeeper:changed'] }, 'D'],
  ['a tag of theirs', 'DeleteTags', { 'aws:TagKeys': ['team'] }, 'A'],
  ['born with our tag', 'CreateNotebookInstance', { ...GOOD, 'aws:TagKeys': ['sagekeeper:intent'] }, 'D'],
  ['born with a tag', 'CreateNotebookInstance', { ...GOOD, 'aws:TagKeys': ['team'] }, 'A'],
  ['another thing, with our tag', 'CreateModel', { 'aws:TagKeys': ['sagekeeper:intent'] }, 'D'],
  ['another thing', 'CreateModel', {}, 'A'],
  ['an address, which knows no tags', 'CreatePresignedNotebookInstanceUrl', {}, 'A'],
];

/** Whoever is excepted, and wherever the scope does not reach: every request but those about our tags is allowed. */
const EXCEPTED: readonly (readonly [who: string, keys: AskedRequest['keys'], tagsToo: boolean])[] = [
  ['our role', OURS, true],
  ['a break-glass role', BREAK_GLASS, true],
  ['an excluded account', { 'aws:PrincipalAccount': '444455556666' }, false],
  ['another region', { 'aws:RequestedRegion': 'us-west-2' }, false],
];

function allVectors(): readonly Vector[] {
  const more = EXCEPTED.flatMap(([who, keys, tagsToo]) =>
    VECTORS.map(([what, operation, own, decision]): Vector => [
      `${who}: ${what}`,
      operation,
      { ...own, ...keys },
      tagsToo || own['aws:TagKeys'] === undefined ? 'A' : decision,
    ]),
  );
  const alike = { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/SagekeeperWrite' };
  return [
    ...VECTORS,
    ...more,
    ['a role that has our name elsewhere: version 1', 'UpdateNotebookInstance', { ...alike, [IMDS]: '1' }, 'D'],
  ];
}

function decide(documents: readonly JsonDocument[], [, operation, keys]: Vector): 'A' | 'D' {
  const request = {
    action: `sagemaker:${operation}`,
    resource: 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/x',
    keys: { ...AROUND, ...keys },
  };
  return isAllowed([[FULL_ACCESS, ...documents]], [FULL_ACCESS], request) ? 'A' : 'D';
}

const exported = guardrails(STATE, { includeAudit: false, policies: [], maxCharacters: 10_240 });
const [guardrail] = exported.documents as [GuardrailDocument];

describe('the exported control policy', () => {
  it.each(allVectors())('%s: %s with %j is %s', (...vector) => {
    expect(decide([guardrail.document], vector)).toBe(vector[3]);
  });

  it('denies only, and names each statement', () => {
    const sids = guardrail.document.Statement.map(({ Effect, Sid }) => `${Effect} ${Sid ?? ''}`);
    expect(sids).toEqual([
      'Deny SagekeeperRootAccessOnCreate',
      'Deny SagekeeperRootAccessOnUpdate',
      'Deny SagekeeperInternetOnCreate',
      'Deny SagekeeperWithoutSubnetOnCreate',
      'Deny SagekeeperOtherSubnetOnCreate',
      'Deny SagekeeperWithoutSecurityGroupOnCreate',
      'Deny SagekeeperOtherSecurityGroupOnCreate',
      'Deny SagekeeperImdsOnCreate',
      'Deny SagekeeperImdsOnUpdate',
      'Deny SagekeeperTags',
    ]);
  });

  it('would decide otherwise without any one part of any one statement', () => {
    const vectors = allVectors();
    const statements = guardrail.document.Statement;
    const unnoticed = statements.flatMap((statement, at) =>
      mutants(statement).flatMap(([what, mutant]) => {
        const mutated = {
          Version: '2012-10-17',
          Statement: [...statements.slice(0, at), ...mutant, ...statements.slice(at + 1)],
        };
        return vectors.some((vector) => decide([mutated], vector) !== vector[3])
          ? []
          : [`${statement.Sid ?? ''} ${what}`];
      }),
    );
    expect(unnoticed).toEqual([]);
  });
});

type Loose = Readonly<Record<string, unknown>>;

/** The statement gone, allowing, without one action, one condition key or one value, or with one condition turned round. */
function mutants(statement: object): readonly (readonly [string, readonly object[]])[] {
  const loose = statement as Loose;
  const actions = [loose['Action']].flat() as readonly string[];
  const conditions = (loose['Condition'] ?? {}) as Readonly<Record<string, Loose>>;
  const withCondition = (operator: string, keys: Loose): readonly object[] => [
    { ...loose, Condition: { ...conditions, [operator]: keys } },
  ];
  return [
    ['gone', []],
    ['allowing', [{ ...loose, Effect: 'Allow' }]],
    ...(actions.length < 2
      ? []
      : actions.map(
          (_, at) => [`without ${actions[at] ?? ''}`, [{ ...loose, Action: actions.toSpliced(at, 1) }]] as const,
        )),
    ...Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, value]) => {
        const { [key]: _gone, ...rest } = keys;
        const values = [value].flat() as readonly string[];
        const fewer =
          values.length < 2
            ? []
            : values.map(
                (one, at) =>
                  [`without ${one}`, withCondition(operator, { ...keys, [key]: values.toSpliced(at, 1) })] as const,
              );
        const turned =
          operator === 'Null'
            ? [[`Null turned`, withCondition(operator, { [key]: value === 'true' ? 'false' : 'true' })] as const]
            : [];
        return [[`without ${operator} ${key}`, withCondition(operator, rest)] as const, ...fewer, ...turned];
      }),
    ),
  ];
}
