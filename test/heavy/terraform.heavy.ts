// Is the Terraform that we print Terraform, and laid out as its own formatter would? Asked of terraform or tofu where one is
// installed, otherwise of a parser of its language in Python.
import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guardrailTerraform } from '../../src/permissions/guardrail-terraform.ts';
import { guardrails } from '../../src/permissions/guardrail.ts';
import { STACK_PLACES, stackFor } from '../../src/permissions/stacks.ts';
import { terraform } from '../../src/permissions/terraform.ts';
import { GIVEN, stateWith } from '../permissions/documents.ts';
import { run } from './moto/environment.ts';

const PARSER = 'python-hcl2==8.1.4';
const ENVIRONMENT = join(import.meta.dirname, '../../node_modules/.cache/sagekeeper', PARSER.replaceAll('=', '-'));
const PARSE = 'import hcl2, json, sys; print(json.dumps(hcl2.loads(sys.stdin.read())))';

const STATE = stateWith(
  'readRole: ops/Read, writeRole: Write, managementRole: M, externalId: id/1, sourceIdentity: yy',
);
const exported = guardrails(STATE, { includeAudit: true, policies: [], maxCharacters: 10_240 });
const irsa = { runsOn: 'irsa', oidcProviderArn: 'arn:aws:iam::222233334444:oidc-provider/oidc.example/id/A' } as const;
const TEXTS: readonly (readonly [string, string])[] = [
  ...STACK_PLACES.map((place) => [place, terraform(stackFor(place, STATE, GIVEN))] as const),
  ['hub with irsa', terraform(stackFor('hub', STATE, { ...GIVEN, hub: irsa }))],
  ['control policies', guardrailTerraform(exported.documents, 'control-policy')],
  ['identity statements', guardrailTerraform(exported.documents, 'identity')],
];

async function formatter(): Promise<string | undefined> {
  for (const command of ['terraform', 'tofu']) {
    if ((await run(command, ['version'])).code === 0) return command;
  }
  return undefined;
}

/** The interpreter that has the parser; undefined where it cannot be had. */
async function parser(): Promise<string | undefined> {
  const path = join(ENVIRONMENT, 'bin/python');
  const made = join(ENVIRONMENT, 'made');
  if (existsSync(made)) return path;
  await mkdir(ENVIRONMENT, { recursive: true });
  if ((await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT])).code !== 0) return undefined;
  const installed = await run(path, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PARSER]);
  if (installed.code !== 0) return undefined;
  await writeFile(made, PARSER);
  return path;
}

const command = await formatter();
const python = await parser();

describe('the formatter of Terraform', () => {
  if (command === undefined) {
    console.warn('skipped: neither terraform nor tofu is on the PATH');
    it('skipped: neither terraform nor tofu is installed here', () => {
      expect(command).toBeUndefined();
    });
    return;
  }
  it.each(TEXTS)('%s: leaves it as it is', async (_what, text) => {
    const formatted = await run(command, ['fmt', '-no-color', '-'], { input: text });
    expect(formatted).toMatchObject({ code: 0, out: text });
  });
});

describe('a parser of its language', () => {
  if (python === undefined) {
    console.warn(`skipped: ${PARSER} cannot be installed here`);
    it(`skipped: ${PARSER} cannot be had here`, () => {
      expect(python).toBeUndefined();
    });
    return;
  }
  it.each(TEXTS)('%s: is understood', async (_what, text) => {
    const parsed = await run(python, ['-c', PARSE], { input: text });
    expect(parsed.err).toBe('');
    const { resource } = JSON.parse(parsed.out) as { readonly resource: readonly object[] };
    expect(resource).toHaveLength(text.match(/^resource /gm)?.length ?? 0);
  });
});
