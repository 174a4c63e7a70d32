/**
 * Which networks will the jobs of a pipeline and the endpoints that it configures use, and what of that cannot be told before they run?
 */
import type { NetworkReading, NetworkUse } from '../../model/network.ts';
import type { VpcConfig } from '../job/shape.ts';
import { stepNetworks } from './shape.ts';
import type { Pipeline, StepNetwork } from './shape.ts';

/** Of reasons why not everything is known, and of buckets of one use. */
const MAX_UNTOLD = 5;
const MAX_BUCKETS = 20;

export function networkOf(pipeline: Pipeline): NetworkReading {
  const { name, status, definition } = pipeline;
  if (status === 'Deleting') return { uses: [], untold: [] };
  const by = `pipeline/${name}`;
  if (!definition.readable) return { uses: [], untold: [`${by}: its definition cannot be read: ${definition.why}`] };
  const ofJobs = stepNetworks(pipeline) ?? [];
  const { serving = [] } = pipeline;
  const untold = [...ofJobs, ...serving].flatMap(({ step, settings: { vpc }, stranger }) => {
    // Of each that names none it would be said of every VPC.
    if (stranger?.namesNetworks === false) return [];
    const why = vpc.is === 'present' ? vpc.subnets.why : vpc.is === 'unknown' ? vpc.why : undefined;
    return why === undefined ? [] : [`${by} step ${step}: ${why}`];
  });
  const uses = [...usesOf(by, ofJobs).map((use): NetworkUse => ({ ...use, ofJobs: true })), ...usesOf(by, serving)];
  return { uses, untold: untold.slice(0, MAX_UNTOLD) };
}

/** One for all steps of the same network and number of instances. A model is in one with the jobs that transform with it. */
function usesOf(by: string, networks: readonly StepNetwork[]): readonly NetworkUse[] {
  const transformed = new Set(networks.flatMap(({ model }) => model ?? []));
  const alike = new Map<
    string,
    { readonly vpc: VpcConfig; readonly first: StepNetwork; readonly steps: StepNetwork[] }
  >();
  for (const one of networks) {
    const vpc = knownVpc(one);
    if (vpc === undefined || (one.type === 'Model' && transformed.has(one.step))) continue;
    const key = JSON.stringify([vpc, instancesOf(one)]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { vpc, first: one, steps: [one] });
    else known.steps.push(one);
  }
  return [...alike.values()].map(({ vpc, first, steps }): NetworkUse => {
    const more = steps.length === 1 ? '' : ` and ${steps.length - 1} more`;
    const buckets = [...new Set(steps.flatMap(({ settings }) => settings.buckets))].slice(0, MAX_BUCKETS);
    const use = { vpcId: undefined, ...vpc, instances: instancesOf(first) };
    return { by: `${by} step ${first.step}${more}`, ...use, buckets };
  });
}

/** Undefined: none of its subnets is known. Some of its groups are none: what is wrong with these may be right with the others. */
function knownVpc({ settings: { vpc }, stranger }: StepNetwork): VpcConfig | undefined {
  if (stranger !== undefined && stranger.subnets.length > 0) return { subnets: stranger.subnets, securityGroups: [] };
  if (vpc.is === 'literal') return vpc.value;
  if (vpc.is !== 'present' || vpc.subnets.ids.length === 0) return undefined;
  const { subnets, securityGroups } = vpc;
  return { subnets: subnets.ids, securityGroups: securityGroups.why === undefined ? securityGroups.ids : [] };
}

/** Undefined: nobody knows. Instances that serve a model do not talk to each other. */
function instancesOf({ type, settings: { instances } }: StepNetwork): number | undefined {
  if (type === 'Model') return 1;
  return instances.is === 'literal' ? instances.value : undefined;
}
