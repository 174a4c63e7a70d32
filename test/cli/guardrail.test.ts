/**
 * `sagekeeper guardrail export` on the command line: documents on standard output, what to know about them beside it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli/index.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { doc, inOneFile } from '../desired-state/writing.ts';

const directory = mkdtempSync(join(tmpdir(), 'sagekeeper-guardrail-'));
afterAll(() => rmSync(directory, { recursive: true }));
writeFileSync(
  join(directory, 'all.yaml'),
  inOneFile(
    doc('Organization', 'o', 'access: {readRole: R, writeRole: W}\nregions: [eu-central-1]\nbreakGlassRoles: [Glass]'),
    doc(
      'NotebookImds',
      'imds',
      'mode: enforce\nscope: {include: [ou/A]}\ndisruption: {windows: anyTime}\nwant: {minimumInstanceMetadataServiceVersion: "2"}',
    ),
    doc('NotebookHardening', 'hard', 'scope: {include: [ou/B]}\nwant: {rootAccess: Disabled}'),
  ),
);

const pipelines = mkdtempSync(join(tmpdir(), 'sagekeeper-guardrail-'));
afterAll(() => rmSync(pipelines, { recursive: true }));
writeFileSync(
  join(pipelines, 'all.yaml'),
  inOneFile(
    doc('Organization', 'o', 'access: {readRole: R, writeRole: W}\nregions: [eu-central-1]'),
    doc('PipelineJobPrefix', 'prefixes', 'mode: enforce\nwant: {approved: [mlp, fraud]}'),
  ),
);

async function say(...argv: readonly string[]) {
  const said = { out: '', err: '' };
  const exitCode = await main(['guardrail', 'export', '--desired-state', directory, ...argv], {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    paint: PLAIN,
  });
  return { exitCode, ...said };
}

describe('guardrail export', () => {
  it('prints one minified document, ready for Organizations, and its size against the quota', async () => {
    const { exitCode, out, err } = await say();
    expect(exitCode).toBe(0);
    const text = out.trimEnd();
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(err).toContain(`  ${text.length} of 10240 characters\n  attach to: ou/A (and so all below it)\n`);
    expect(err).toContain('left out, as it only audits: hard (--include-audit exports it as well)\n');
    expect(err).toContain('excepted in every account: W, Glass;');
    expect(err).not.toContain('$ aws');
  });

  it('prints one a line where policies reach different places', async () => {
    const { out } = await say('--include-audit');
    const lines = out.trimEnd().split('\n');
    expect(
      lines.map((line) => (JSON.parse(line) as { Statement: readonly { Sid: string }[] }).Statement[0]?.Sid),
    ).toEqual(['SagekeeperRootAccessOnCreate', 'SagekeeperImdsOnCreate']);
  });

  it('says the commands that create and attach it', async () => {
    const { err } = await say('--attach-hint');
    expect(err).toContain('  $ aws organizations create-policy --type SERVICE_CONTROL_POLICY --name sagekeeper-imds ');
    expect(err).toContain('  $ aws organizations attach-policy --policy-id <p-...> --target-id <id of ou/A');
  });

  it('prints statements for roles, which a managed policy must have room for', async () => {
    const { out, err } = await say('--for', 'identity', '--attach-hint');
    expect(out).toContain('"Sid":"SagekeeperImdsOnUpdate"');
    expect(err).toContain('of 6144 characters\n  attach to: the roles and users that it shall bind\n');
    expect(err).not.toContain('organizations');
  });

  it('prints Terraform', async () => {
    const { out } = await say('--format', 'terraform');
    expect(out).toContain('resource "aws_organizations_policy" "sagekeeper_imds" {');
  });

  it('warns of definitions that still break the names of jobs, and says where the other half is', async () => {
    const { exitCode, out, err } = await say('--desired-state', pipelines);
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(out).not.toContain('SagekeeperTags');
    expect(err).toMatch(
      /^warning: prefixes: attach it only when every definition is rewritten .*plan --policy prefixes says/m,
    );
    expect(err).toContain("what each team's roles need in turn: --for team\n");
    expect(err).not.toContain('tags of notebooks');
  });

  it('prints what each team needs, one document a team', async () => {
    const { exitCode, out, err } = await say('--desired-state', pipelines, '--for', 'team');
    expect(exitCode).toBe(0);
    const documents = out.trimEnd().split('\n');
    expect(documents).toHaveLength(2);
    for (const text of documents) expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(err).toContain('sagekeeper-team-fraud:\n  policies: prefixes\n');
    expect(err).toContain("  attach to: the roles that this team's pipelines run with, ");
    expect(err).toContain('these only allow: ');
    expect(err).not.toMatch(/excepted|control policies, FullAWSAccess/);
    const terraform = await say('--desired-state', pipelines, '--for', 'team', '--format', 'terraform');
    expect(terraform.out).toContain('resource "aws_iam_policy" "sagekeeper_team_mlp" {');
    expect(terraform.out).toContain('description = "sagekeeper: allows what prefixes approves"');
  });

  it('has nothing for teams where nobody approves a name', async () => {
    expect(await say('--for', 'team')).toMatchObject({ exitCode: 2, out: '' });
  });

  it.each([
    [['--policy', 'hard'], 'nothing to export'],
    [['--policy', 'nobody'], 'no such policy: nobody'],
  ])('refuses %j', async (argv, why) => {
    const { exitCode, out, err } = await say(...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(`sagekeeper: ${why}\n`);
  });
});
