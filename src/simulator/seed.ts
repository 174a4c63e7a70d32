/**
 * A world of any size from a seed: the same seed gives the same accounts, names, versions and states, on any machine.
 */
import { definitionText } from './pipeline-definition.ts';
import { jobSeed, type NetworkSize, vpcSeed } from './seed-networks.ts';
import type { AccountSeed, Json, NotebookSeed, PipelineSeed, World } from './world-shape.ts';

export interface WorldSize extends NetworkSize {
  readonly seed: number;
  /** Member accounts; the management account and the hub's come on top. */
  readonly accounts: number;
  /** How many, from the list below, or which. */
  readonly regions: number | readonly string[];
  /** In each account and region. */
  readonly notebooks: number;
  /** Shares between 0 and 1. */
  readonly imdsV1Share?: number;
  readonly runningShare?: number;
  readonly oldPlatformShare?: number;
  /** In each account and region. Default none. */
  readonly pipelines?: number;
  /** Of pipelines whose jobs have no prefix; the others have `mlp`. Default 0.5. */
  readonly unprefixedShare?: number;
  /** Characters of a definition, about. Default 2,000. */
  readonly definitionLength?: number;
}

export const REGIONS = [
  'eu-central-1',
  'us-east-1',
  'eu-west-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-northeast-1',
  'eu-north-1',
  'us-east-2',
];

const UNITS = ['Workloads/Sandbox', 'Workloads/Production'];
const TEAMS = ['fraud', 'search', 'pricing', 'vision', 'forecast'];
const INSTANCE_TYPES = ['ml.t3.medium', 'ml.t3.xlarge', 'ml.m5.xlarge', 'ml.g4dn.xlarge'];
const OLD_PLATFORMS = ['notebook-al1-v1', 'notebook-al2-v1', 'notebook-al2-v2', 'notebook-al2-v3'];
const MANAGEMENT_ACCOUNT = '000000000001';
const HUB_ACCOUNT = '000000000002';

/** Notebooks are InService or Stopped; on an old platform they are on version 1 with the share of all. */
export function generateWorld(size: WorldSize): World {
  const random = randomOf(size.seed);
  const regions = typeof size.regions === 'number' ? REGIONS.slice(0, size.regions) : size.regions;
  const members = Array.from({ length: size.accounts }, (_, index): AccountSeed => {
    const team = pick(TEAMS, random);
    const unit = UNITS[index % UNITS.length] ?? 'Workloads/Sandbox';
    return {
      id: accountId(size.seed, index),
      name: `${team}-${String(index).padStart(4, '0')}`,
      unit,
      tags: { team, environment: unit.endsWith('Production') ? 'production' : 'sandbox' },
      notebooks: regions.flatMap((region) =>
        Array.from({ length: size.notebooks }, (__, serial) => notebookSeed(size, region, serial, random)),
      ),
      pipelines: regions.flatMap((region) =>
        Array.from({ length: size.pipelines ?? 0 }, (__, serial) => pipelineSeed(size, region, serial, random)),
      ),
      vpcs: regions.flatMap((region) =>
        Array.from({ length: size.vpcs ?? 0 }, (__, serial) => vpcSeed(size, region, serial, random)),
      ),
      jobs: regions.flatMap((region) =>
        Array.from({ length: size.jobs ?? 0 }, (__, serial) => jobSeed(size, region, serial, random)),
      ),
    };
  });
  return {
    managementAccount: MANAGEMENT_ACCOUNT,
    hubAccount: HUB_ACCOUNT,
    externalId: 'example-external-id',
    regions,
    units: ['Workloads', 'Security'],
    accounts: [
      { id: MANAGEMENT_ACCOUNT, name: 'management' },
      { id: HUB_ACCOUNT, name: 'security-tooling', unit: 'Security', tags: { team: 'security' } },
      ...members,
    ],
  };
}

function notebookSeed(size: WorldSize, region: string, serial: number, random: () => number): NotebookSeed {
  const old = random() < (size.oldPlatformShare ?? 0);
  const imds = random() < (size.imdsV1Share ?? 0.1) ? '1' : '2';
  return {
    name: `notebook-${String(serial).padStart(4, '0')}`,
    region,
    status: random() < (size.runningShare ?? 0.6) ? 'InService' : 'Stopped',
    imds,
    platform: old ? pick(OLD_PLATFORMS, random) : 'notebook-al2023-v1',
    instanceType: pick(INSTANCE_TYPES, random),
  };
}

/** Definitions of one length that say the same are one text, so that tens of thousands of them cost little. */
function pipelineSeed(size: WorldSize, region: string, serial: number, random: () => number): PipelineSeed {
  const prefixed = random() >= (size.unprefixedShare ?? 0.5);
  return {
    name: `pipeline-${String(serial).padStart(4, '0')}`,
    region,
    definition: definitionOf(prefixed, size.definitionLength ?? 2_000),
  };
}

const definitions = new Map<string, string>();
const MAX_DEFINITIONS = 100;

function definitionOf(prefixed: boolean, length: number): string {
  const key = `${prefixed} ${length}`;
  const known = definitions.get(key);
  if (known !== undefined) {
    return known;
  }
  const steps: Json[] = [];
  for (let written = 0; steps.length === 0 || written < length;) {
    const name = prefixed ? { ProcessingJobName: 'mlp' } : {};
    const step = {
      Name: `Prepare-${steps.length}`,
      Type: 'Processing',
      Arguments: {
        ...name,
        ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 } },
        AppSpecification: { ImageUri: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/prepare:1' },
      },
    };
    steps.push(step);
    written += definitionText(step).length;
  }
  const text = definitionText({ Version: '2020-12-01', Steps: steps });
  if (definitions.size < MAX_DEFINITIONS) {
    definitions.set(key, text);
  }
  return text;
}

/** Twelve digits, distinct by their last six; every tenth begins with zeros, which a number would lose. */
function accountId(seed: number, index: number): string {
  const head = index % 10 === 3 ? '000' : String(111 + ((seed + index * 7) % 888));
  return `${head}${String((seed * 31) % 1000).padStart(3, '0')}${String(index).padStart(6, '0')}`;
}

/** mulberry32: small, fast, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly T[], random: () => number): T {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) {
    throw new RangeError('nothing to pick from');
  }
  return picked;
}
