// Organizations whose pipelines have jobs to be renamed, the desired state that asks for it, and what must be true in the end,
// read from the simulator's own records and from nothing that the daemon says.
import type { PipelineRecord } from '../../../src/simulator/pipeline-record.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { PipelineSeed } from '../../../src/simulator/world-shape.ts';
import { complaintsAbout, definitionOf } from '../../races/pipelines.ts';
import { requests } from './oracle.ts';
import { organizationOf, type OrganizationWishes, REGION, writeDocuments } from './places.ts';

/** Who we are in the records: the session names of our writing role. */
const OURS = /:assumed-role\/SagekeeperWrite\//;

export function pipeline(name: string, seed: Partial<PipelineSeed> = {}): PipelineSeed {
  const createdAt = '2026-01-01T00:00:00Z';
  return { name, region: REGION, definition: definitionOf('ml.m5.large'), createdAt, ...seed };
}

export interface PipelineWishes extends OrganizationWishes {
  /** Default off. */
  readonly preflight?: 'iam' | 'off';
  /** Default: mlp for everybody. */
  readonly assign?: string;
  readonly budgets?: string;
  /** Mend notebooks as well. */
  readonly notebooks?: boolean;
}

export async function writePipelineState(wishes: PipelineWishes = {}): Promise<string> {
  const disruption = `{windows: anyTime, budgets: ${wishes.budgets ?? '[{per: account, max: 5}, {per: organization, max: 100%}]'}}`;
  const spec = `  mode: enforce
  scope: {include: [ou/Workloads]}
  disruption: ${disruption}`;
  const notebooks = `apiVersion: sagekeeper.dev/v1alpha1
kind: NotebookImds
metadata: {name: imds-v2}
spec:
${spec}
  want: {minimumInstanceMetadataServiceVersion: "2"}
`;
  const pipelines = `apiVersion: sagekeeper.dev/v1alpha1
kind: PipelineJobPrefix
metadata: {name: job-names}
spec:
${spec}
  want:
    approved: [mlp, risk]
    assign: ${wishes.assign ?? '[{prefix: mlp}]'}
    preflight: "${wishes.preflight ?? 'off'}"
    contestedAfter: 30
`;
  return writeDocuments(organizationOf(wishes), pipelines, ...(wishes.notebooks === true ? [notebooks] : []));
}

export function nameIn(text: string | undefined): string | undefined {
  return /"TrainingJobName": "([^"]*)"/.exec(text ?? '')?.[1];
}

export function isMended({ versions }: Pick<PipelineRecord, 'versions'>): boolean {
  return /^(mlp|risk)-/.test(nameIn(versions.at(-1)?.definition) ?? '');
}

export function ourVersions({ versions }: PipelineRecord): readonly string[] {
  return versions.filter(({ by }) => OURS.test(by.arn)).map(({ definition }) => definition);
}

/** What is wrong with pipelines that are left alone by now; empty: each holds its owner's last edit, with an approved name. */
export function astray(simulator: Simulator): readonly string[] {
  return simulator.cloud.pipelines().flatMap((record) => {
    const owners = record.versions.filter(({ by }) => !OURS.test(by.arn)).map(({ definition }) => definition);
    const ours = ourVersions(record);
    const final = record.versions.at(-1)?.definition ?? '';
    const story = { cloud: simulator.cloud, requests: [], told: [], owners, ours, final, atRest: true };
    return complaintsAbout(story).map((why) => `${record.account}/${record.name}: ${why}\n${historyOf(record)}`);
  });
}

function historyOf({ versions }: PipelineRecord): string {
  const lines = versions.map(({ id, by, createdAt, definition }) => {
    const what = definition.slice(definition.indexOf('"Arguments"'), definition.indexOf(', "VolumeSizeInGB"'));
    return `  ${id} at ${createdAt} by ${by.arn.slice(by.arn.lastIndexOf('/') + 1)}: ${what}`;
  });
  return lines.join('\n');
}

/** Pipelines are told by their names, each of which is used once in a world. */
export function updatesOf(simulator: Simulator, name: string): number {
  const own = requests(simulator).filter(({ operation }) => operation === 'UpdatePipeline');
  return own.filter(({ input }) => String(input['PipelineName']).toLowerCase() === name.toLowerCase()).length;
}
