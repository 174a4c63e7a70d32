/**
 * `sagekeeper iam-policy` on the command line: what goes to standard output, what beside it, and what is refused.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { POLICIES } from '../permissions/documents.ts';
import { doc } from '../desired-state/writing.ts';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

function stateIn(access: string, policies = POLICIES): string {
  const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-iam-policy-'));
  directories.push(directory);
  writeFileSync(join(directory, 'o.yaml'), doc('Organization', 'o', `access: {${access}}\nregions: [eu-central-1]`));
  writeFileSync(join(directory, 'p.yaml'), policies);
  return directory;
}

const STATE = stateIn('readRole: R, writeRole: W, externalId: some-id');

async function say(directory: string, ...argv: readonly string[]) {
  const said = { out: '', err: '' };
  const exitCode = await main(['iam-policy', '--desired-state', directory, ...argv], {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  });
  return { exitCode, ...said };
}

describe('as JSON', () => {
  it('is the permissions of one role, as AWS takes them', async () => {
    const { exitCode, out, err } = await say(STATE, '--role', 'read');
    expect(exitCode).toBe(0);
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['Version', 'Statement']);
    expect(out).toContain('sagemaker:DescribeNotebookInstance');
    expect(out).not.toContain('"Principal"');
    expect(err).toContain('R: in one region (IAM is global), by a StackSet with automatic deployment to the root');
  });

  it('is its trust policy, with the places filled that were given', async () => {
    const { out, err } = await say(STATE, '--role', 'write', '--trust', '--organization-id', 'o-abcdefghij');
    expect(out).toContain('"aws:PrincipalOrgID": "o-abcdefghij"');
    expect(out).toContain('"sts:ExternalId": "some-id"');
    expect(out).toContain('"AWS": "${HubRoleArn}"');
    expect(err).toContain('${HubRoleArn} is to be filled in: --hub-role-arn\n');
    expect(err).not.toContain('${OrganizationId}');
  });

  it('is all roles by the place that they belong to', async () => {
    const { out } = await say(STATE, '--hub-role-arn', 'arn:aws:iam::222233334444:role/team/Hub');
    const places = JSON.parse(out) as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    expect(Object.entries(places).map(([place, roles]) => [place, roles.map(({ roleName }) => roleName)])).toEqual([
      ['hub', ['Hub']],
      ['members', ['R', 'W']],
    ]);
    expect(places['hub']?.[0]).toMatchObject({ path: '/team/', maxSessionDurationSeconds: 3_600, uses: ['hub'] });
    expect(JSON.stringify(places['members'])).toContain('"AWS":"arn:aws:iam::222233334444:role/team/Hub"');
  });
});

describe('as templates', () => {
  it.each([
    ['cloudformation', [], ['ReadRole', 'WriteRole']],
    ['cloudformation', ['--role', 'read'], ['ReadRole']],
    ['cloudformation', ['--role', 'hub'], ['HubRole']],
  ])('%s %j', async (format, more, resources) => {
    const { out, err } = await say(STATE, '--format', format, ...more);
    expect(Object.keys((JSON.parse(out) as { Resources: object }).Resources)).toEqual(resources);
    expect(err).toContain('CAPABILITY_NAMED_IAM');
  });

  it('terraform', async () => {
    const { out } = await say(STATE, '--format', 'terraform', '--role', 'write');
    expect(out.match(/^resource .*/gm)).toEqual([
      'resource "aws_iam_role" "sagekeeper_write" {',
      'resource "aws_iam_role_policy" "sagekeeper_write" {',
    ]);
  });

  it('of the management account, with the roles that members have where it is included', async () => {
    const directory = stateIn('readRole: R, managementRole: M}\nincludeManagementAccount: true\nrates: {');
    const { out } = await say(directory, '--format', 'cloudformation', '--role', 'management');
    expect(Object.keys((JSON.parse(out) as { Resources: object }).Resources)).toEqual(['ManagementRole', 'ReadRole']);
  });
});

describe('what is refused', () => {
  it.each([
    [['--role', 'management'], 'names no managementRole: the hub reads the organization itself'],
    [['--role', 'hub', '--runs-on', 'irsa'], '--runs-on irsa needs --oidc-provider-arn'],
    [['--hub-role-arn', 'arn:aws:iam::2222:role/x'], 'It must be a role ARN.'],
    [['--organization-id', 'o-'], 'It must be an id such as o-a1b2c3d4e5.'],
    [['--notebook-role', 'Admin'], 'It must be a role ARN, * allowed.'],
    [['--role', 'reader'], 'Allowed choices are hub, read, write, management.'],
    [['--format', 'yaml'], 'Allowed choices are json, cloudformation, terraform.'],
  ])('%j', async (argv, why) => {
    const { exitCode, out, err } = await say(STATE, ...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(why);
  });

  it('a writing role that nobody names', async () => {
    const { exitCode, err } = await say(stateIn('readRole: R'), '--role', 'write');
    expect(exitCode).toBe(2);
    expect(err).toContain('names no writeRole: nothing is ever enforced');
  });

  it('a desired state with problems, where they are', async () => {
    const { exitCode, out, err } = await say(stateIn('readRol: R'));
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/o\.yaml:5:\d+: .*readRol/);
  });

  it('roles that fill more than AWS takes', async () => {
    const many = Array.from({ length: 300 }, (_, at) => [
      '--notebook-role',
      `arn:aws:iam::*:role/${'x'.repeat(40)}${at}`,
    ]);
    const { exitCode, err } = await say(STATE, '--role', 'write', ...many.flat());
    expect(exitCode).toBe(2);
    expect(err).toMatch(/the permissions of W have \d{5} characters, and a role's inline policies at most 10240/);
  });
});
