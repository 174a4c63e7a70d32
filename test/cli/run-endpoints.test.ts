/**
 * `run --once` over VPCs, with roles that have exactly the documents that `iam-policy` prints for this desired state: everything is
 * brought in line, nothing is denied, and each write is about one endpoint.
 */
import { describe, expect, it } from '@jest/globals';
import { planDocument } from '../../src/cli/plan-schema.ts';
import { stackFor } from '../../src/permissions/stacks.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { RequestEntry } from '../../src/simulator/journal.ts';
import type { Json } from '../../src/simulator/world-shape.ts';
import { doc, inOneFile, stateOf } from '../desired-state/writing.ts';
import { sagekeeper, worldOf, writeDesiredState } from './simulated.ts';

const ID = '111122223333';
const region = 'eu-central-1';
const ENFORCED = 'mode: enforce\nscope: {include: [ou/Workloads]}\ndisruption: {windows: anyTime}\n';
const POLICY = doc(
  'S3EndpointPolicy',
  'endpoints',
  `${ENFORCED}want: {presets: [DenyAmazonLinuxRepositories], missingEndpoint: create}`,
);
const AUDIT = doc('NotebookImds', 'imds-v2', 'mode: audit\nwant: {minimumInstanceMetadataServiceVersion: "2"}');
const ACCESS = '{readRole: SagekeeperRead, writeRole: SagekeeperWrite, externalId: example-external-id}';
const ORGANIZATION = doc('Organization', 'o', `access: ${ACCESS}\nregions: [${region}]`);

const vpc = (name: string, endpoints: readonly object[]) => ({
  id: `vpc-${name}`,
  region,
  subnets: [{ id: `subnet-${name}` }],
  routeTables: [{ id: `rtb-${name}`, main: true }],
  endpoints: endpoints.map((one, index) => ({ id: `vpce-${name}${index}`, routeTables: [`rtb-${name}`], ...one })),
});

/** Lines of the log, which is on standard error, as standard output is one document. */
function listenToErrors(): { readonly end: () => readonly Readonly<Record<string, unknown>>[] } {
  const { stderr } = process;
  const write = stderr.write.bind(stderr);
  let text = '';
  stderr.write = (part: Uint8Array | string) => {
    text += String(part);
    return true;
  };
  return {
    end: () => {
      stderr.write = write;
      const lines = text.split('\n').filter((line) => line.startsWith('{'));
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
  };
}

function roles() {
  const given = { hub: { runsOn: 'ec2', oidcProviderArn: undefined }, hubRoleName: 'hub', passableRoles: [] } as const;
  return stackFor('members', stateOf(inOneFile(POLICY, AUDIT), ORGANIZATION), given).roles.map(
    ({ name, permissions }) => ({ name, document: JSON.parse(JSON.stringify(permissions)) as Json }),
  );
}

describe('documents of endpoints', () => {
  it('are brought in line, and missing endpoints made, with just the permissions that are printed', async () => {
    const vpcs = [vpc('one', [{}]), vpc('two', [{ type: 'Interface', subnets: ['subnet-two'] }, {}]), vpc('none', [])];
    const notebooks = ['one', 'two', 'none'].map((name) => ({
      name,
      region,
      status: 'InService' as const,
      imds: '2' as const,
      subnet: `subnet-${name}`,
      securityGroups: ['sg-1'],
    }));
    const world = worldOf([{ id: ID, name: 'fraud', vpcs, notebooks, roles: roles() }], { regions: [region] });
    const simulator = await startSimulator({ world, rates: 'off', latencyScale: 0.001 });
    const desired = writeDesiredState({ policy: 'mode: audit', regions: [region], more: `---\n${POLICY}` });
    const own = ['run', '--once', '--deadline', '60s', '--output', 'json', '--listen', '127.0.0.1:0'];
    const where = ['--status-listen', '127.0.0.1:0', '--endpoint-url', simulator.url];
    const log = listenToErrors();
    const said = await sagekeeper([...own, ...where, '--desired-state', desired.directory]);
    const logged = log.end();
    const requests = simulator.journal.after(0).filter((one): one is RequestEntry => one.kind === 'request');
    await simulator.close();
    desired.remove();
    const denied = requests.filter(({ outcome }) => /Denied|Unauthorized/.test(outcome));
    expect(denied.map(({ operation, account }) => [operation, account])).toEqual([]);
    const writes = requests.filter(({ operation }) => operation.endsWith('VpcEndpoint'));
    expect(
      writes
        .map(({ operation, input }) => `${operation} ${String(input['VpcEndpointId'] ?? input['VpcId'])}`)
        .toSorted(),
    ).toEqual([
      'CreateVpcEndpoint vpc-none',
      'ModifyVpcEndpoint vpce-one0',
      'ModifyVpcEndpoint vpce-two0',
      'ModifyVpcEndpoint vpce-two1',
    ]);
    const plan = planDocument.parse(JSON.parse(said.out));
    expect([said.exitCode, plan.complete, plan.summary.states.converging]).toEqual([0, true, 0]);
    const before = logged.filter((line) => line['operation'] === 'ModifyVpcEndpoint').map((line) => line['document']);
    expect(before).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^\{.*"Effect":"Allow".*\}$/)));
  }, 90_000);
});
