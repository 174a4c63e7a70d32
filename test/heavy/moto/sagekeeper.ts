// sagekeeper as a stranger starts it: the command as a process, with a desired state in a directory and credentials in the
// environment, and nothing else.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanDocument } from '../../../src/cli/plan-schema.ts';
import { type Ran, run } from './environment.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');
/** moto believes any key; what it never gave out is the account 123456789012. */
export const HUB = { AWS_ACCESS_KEY_ID: 'AKIAHUB', AWS_SECRET_ACCESS_KEY: 'any' } as const;
export const REGIONS = ['eu-central-1', 'us-east-1'] as const;
/** A run that has not ended by itself after this is hung. */
const ENDS_WITHIN_MS = 280_000;

const ORGANIZATION = `apiVersion: sagekeeper.dev/v1alpha1
kind: Organization
metadata: {name: moto}
spec:
  partition: aws
  access: {readRole: SagekeeperRead, writeRole: SagekeeperWrite, externalId: example-external-id}
  regions: [${REGIONS.join(', ')}]
  settle: 1s
  rates: {"*": "off"}
`;

export interface PolicyText {
  readonly kind?: 'JobNetwork' | 'NotebookHardening' | 'NotebookImds' | 'PipelineJobPrefix' | 'S3EndpointPolicy';
  readonly name?: string;
  readonly mode?: 'audit' | 'enforce';
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly want?: string;
}

/** The YAML of a policy that may begin at any time. */
export function policy(text: PolicyText): string {
  const { kind = 'NotebookImds', name = 'imds-v2', mode = 'enforce', include, exclude = [] } = text;
  const { want = '{minimumInstanceMetadataServiceVersion: "2"}' } = text;
  const scope = { ...(include === undefined ? {} : { include }), exclude };
  return `---
apiVersion: sagekeeper.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec:
  mode: ${mode}
  scope: ${JSON.stringify(scope)}
  disruption: {windows: anyTime, budgets: [{per: organization, max: 100%}]}
  want: ${want}
`;
}

export interface Desired {
  readonly directory: string;
  remove(): Promise<void>;
}

export async function desired(...policies: readonly string[]): Promise<Desired> {
  const directory = await mkdtemp(join(tmpdir(), 'sagekeeper-moto-'));
  await writeFile(join(directory, 'all.yaml'), ORGANIZATION + policies.join(''));
  return { directory, remove: async () => rm(directory, { recursive: true }) };
}

export async function sagekeeper(
  args: readonly string[],
  env: Readonly<Record<string, string>> = HUB,
  cwd?: string,
): Promise<Ran> {
  return run(process.execPath, [MAIN, ...args], {
    env,
    timeoutMs: ENDS_WITHIN_MS,
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** `plan` or `run --once` with JSON, for these policies; the desired state is gone afterwards. */
export async function sagekeeperJson(
  verb: readonly string[],
  url: string,
  ...policies: readonly string[]
): Promise<Ran & { readonly document: PlanDocument }> {
  const state = await desired(...policies);
  try {
    const args = [...verb, '--output', 'json', '--desired-state', state.directory, '--endpoint-url', url];
    const ran = await sagekeeper(args);
    if (!ran.out.startsWith('{')) throw new Error(`${verb.join(' ')} ended with ${ran.code}: ${ran.err}${ran.out}`);
    return { ...ran, document: JSON.parse(ran.out) as PlanDocument };
  } finally {
    await state.remove();
  }
}
