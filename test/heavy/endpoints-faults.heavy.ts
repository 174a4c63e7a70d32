// Everything that can befall the calls about endpoints, each in an account of its own: nothing that was not read is told as
// compliant or changed, the exit codes of `plan` and `run --once` say so, and all of it ends with its cause.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import type { AccountSeed } from '../../src/simulator/world-shape.ts';
import {
  documentOfEndpoint,
  hasOurs,
  ranOnce,
  vpc,
  WITH_FOREIGN,
  writeEndpointState,
  writesOf,
} from './support/endpoints-world.ts';
import { EVERYWHERE } from './support/fault-world.ts';
import { accountId, notebook, REGION, removeDesiredStates, worldOf } from './support/places.ts';

const READS = [
  'DescribeVpcEndpoints',
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeNetworkInterfaces',
  'ListDomains',
] as const;
const DENIALS: ReadonlySet<string> = new Set(['access-denied', 'control-policy-denied', 'region-disabled']);
/** EC2 carries out what is asked, and the answer is lost: the next reading shows it. */
const CARRIED_OUT: ReadonlySet<string> = new Set(['reset-after', 'truncated-json', 'empty-200']);
const GARBAGE: Readonly<Record<string, string>> = {
  'no JSON': 'not json',
  'no document': '[]',
  'a statement of nobody': '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*"}]}',
  'two members of one name': '{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}',
  nothing: '',
};

interface Case {
  readonly operation: string;
  readonly trouble: string;
  readonly account: string;
  readonly mark: string;
}

const CASES: readonly Case[] = [
  ...[...READS, 'ModifyVpcEndpoint'].flatMap((operation) => EVERYWHERE.map((trouble) => ({ operation, trouble }))),
  ...Object.keys(GARBAGE).map((trouble) => ({ operation: 'document', trouble })),
  { operation: 'none', trouble: 'nothing' },
].map((one, index) => ({ ...one, account: accountId(index), mark: `v${index}` }));

function seedOf({ operation, trouble, mark }: Case): Omit<AccountSeed, 'id' | 'name' | 'unit'> {
  const policy = operation === 'document' ? (GARBAGE[trouble] ?? '') : WITH_FOREIGN;
  return {
    vpcs: [vpc(mark, [{ policy }])],
    notebooks: [notebook(`in-${mark}`, { subnet: `subnet-${mark}`, imds: '2' })],
  };
}

function rulesFor(cases: readonly Case[]): readonly FaultRule[] {
  return cases.flatMap(({ operation, trouble, account }): FaultRule[] =>
    operation === 'document' || operation === 'none'
      ? []
      : [{ match: { operation, account }, fault: trouble as FaultRule['fault'] }],
  );
}

const label = ({ operation, trouble }: Case): string => `${operation} ${trouble}`;

afterAll(removeDesiredStates);

describe('endpoints of accounts in which something is wrong', () => {
  let simulator: Simulator;
  let desiredState: string;
  const isMended = ({ mark }: Case): boolean => hasOurs(documentOfEndpoint(simulator, `vpce-${mark}-0`));
  const rowOf = ({ account }: Case, { resources }: PlanDocument) => resources.find((one) => one.account === account);
  const stateOf = (one: Case, document: PlanDocument): string => {
    const row = rowOf(one, document);
    const target = document.targets.find(({ account }) => account === one.account);
    return row === undefined ? `${target?.state} ${target?.reason}` : `${row.state} ${row.gate ?? ''}`.trim();
  };
  const told = (document: PlanDocument): Readonly<Record<string, string>> =>
    Object.fromEntries(CASES.map((one) => [label(one), stateOf(one, document)]));
  const expected = (verb: 'plan' | 'run'): Readonly<Record<string, unknown>> =>
    Object.fromEntries(CASES.map((one) => [label(one), expect.stringMatching(expectedOf(one, verb))]));
  /** Only the names of what was changed, of which each has its own account. */
  const changed = (): readonly string[] => [...new Set(writesOf(simulator).map(({ account }) => account))];
  const mendable = CASES.filter(({ operation }) => ['ListDomains', 'ModifyVpcEndpoint', 'none'].includes(operation));

  beforeAll(async () => {
    simulator = await startSimulator({ world: worldOf(CASES.map(seedOf)), rates: 'off' });
    desiredState = await writeEndpointState({ budgets: '[{per: account, max: 1}, {per: organization, max: 1000}]' });
    simulator.cloud.setFaults(rulesFor(CASES.filter(({ trouble }) => trouble !== 'hang')));
  });
  afterAll(async () => simulator.close());

  it('are planned where they could be read, and not known where not', async () => {
    const { code, document } = await ranOnce(['plan', '--exit-code'], simulator, desiredState);
    expect(told(document)).toEqual(expected('plan'));
    expect([code, document.complete, changed()]).toEqual([3, false, []]);
  });

  it('are changed where they could be read, each once at the most, and told as compliant where they are', async () => {
    simulator.cloud.setFaults(rulesFor(CASES));
    const { code, document } = await ranOnce(['run', '--once', '--deadline', '45s'], simulator, desiredState);
    expect(told(document)).toEqual(expected('run'));
    expect([code, document.complete]).toEqual([3, false]);
    const falsely = CASES.filter((one) => stateOf(one, document) === 'compliant' && !isMended(one));
    expect(falsely.map(label)).toEqual([]);
    const strangers = changed().filter((account) => !mendable.some((one) => one.account === account));
    expect(strangers).toEqual([]);
    const accepted = Map.groupBy(
      writesOf(simulator).filter(({ outcome, fault }) => outcome === 'ok' || fault === 'reset-after'),
      ({ account }) => account,
    );
    expect([...accepted.values()].filter((one) => one.length > 1)).toEqual([]);
  });

  it('are all brought in line once nothing is wrong any more, but for what is no document', async () => {
    simulator.cloud.setFaults([]);
    const { code, document } = await ranOnce(['run', '--once'], simulator, desiredState);
    const left = CASES.filter((one) => !isMended(one));
    expect(left.map(({ operation }) => operation)).toEqual(Object.keys(GARBAGE).map(() => 'document'));
    expect([...new Set(left.map((one) => stateOf(one, document)))]).toEqual(['unknown unknown']);
    expect([code, document.complete]).toEqual([3, false]);
    for (const { trouble, mark } of left)
      expect(documentOfEndpoint(simulator, `vpce-${mark}-0`)).toBe(GARBAGE[trouble]);
  });

  it('end with 0 where all is well, and with 1 where somebody else came to live there before all was', async () => {
    const person = (one: Case, action: 'policy'): string =>
      simulator.cloud.personDoes({
        kind: 'vpc-endpoint',
        account: one.account,
        region: REGION,
        name: `vpce-${one.mark}-0`,
        action,
      });
    for (const one of CASES.filter(({ operation }) => operation === 'document'))
      expect(person(one, 'policy')).toBe('ok');
    const mended = await ranOnce(['run', '--once'], simulator, desiredState);
    expect([mended.code, mended.document.complete]).toEqual([0, true]);
    expect((await ranOnce(['plan', '--exit-code'], simulator, desiredState)).code).toBe(0);
    const last = CASES.at(-1) ?? CASES[0];
    if (last === undefined) throw new Error('there is no case');
    const place = { account: last.account, region: REGION, name: `vpc-${last.mark}` };
    const interfaceOf = { id: 'eni-stranger', subnet: `subnet-${last.mark}`, instance: 'i-0123456789abcdef0' };
    expect(simulator.cloud.personDoes({ kind: 'vpc', ...place, action: 'attach', interface: interfaceOf })).toBe('ok');
    expect(person(last, 'policy')).toBe('ok');
    const held = await ranOnce(['run', '--once'], simulator, desiredState);
    expect([held.code, stateOf(last, held.document), isMended(last)]).toEqual([1, 'held prerequisite', false]);
    expect((await ranOnce(['plan', '--exit-code'], simulator, desiredState)).code).toBe(1);
  });
});

/** How the VPC stands, or where nothing is known of it the account in that region. */
function expectedOf({ operation, trouble }: Case, verb: 'plan' | 'run'): RegExp {
  const isRead = READS.some((one) => one === operation);
  if (operation === 'document') return /^unknown unknown$/;
  if (operation === 'DescribeNetworkInterfaces' && DENIALS.has(trouble)) return /^held prerequisite$/;
  // Known to be used, whatever domains there may be.
  const isMendable = !isRead || operation === 'ListDomains';
  if (isMendable && verb === 'plan') return /^converging$/;
  if (operation === 'ListDomains' || operation === 'none')
    return trouble === 'hang' ? /^skipped NotYetRead$/ : /^compliant$/;
  if (operation === 'ModifyVpcEndpoint' && DENIALS.has(trouble)) return /^held refused$/;
  if (operation === 'ModifyVpcEndpoint') return CARRIED_OUT.has(trouble) ? /^compliant$/ : /^converging$/;
  if (trouble === 'hang' && verb === 'run') return /^skipped NotYetRead$|^unreachable TimeoutError$/;
  // `plan` meets no call that hangs: it would wait for a minute.
  if (trouble === 'hang') return /^converging$/;
  if (trouble === 'region-disabled') return /^unreachable SessionNotAccepted$/;
  return DENIALS.has(trouble) ? /^refused / : /^unreachable /;
}
