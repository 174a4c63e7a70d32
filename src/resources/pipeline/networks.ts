/**
 * Which networks will the jobs of a pipeline use, and what of that cannot be told before they run?
 */
import type { NetworkReading, NetworkUse } from '../../model/network.ts';
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
  const networks = stepNetworks(pipeline) ?? [];
  const untold = networks.flatMap(({ step, settings: { vpc } }) =>
    vpc.is === 'present' || vpc.is === 'unknown' ? [`${by} step ${step}: ${vpc.why}`] : [],
  );
  return { uses: usesOf(by, networks), untold: untold.slice(0, MAX_UNTOLD) };
}

/** One for all steps of the same network and number of instances. A model is in one with the jobs that transform with it. */
function usesOf(by: string, networks: readonly StepNetwork[]): readonly NetworkUse[] {
  const transformed = new Set(networks.flatMap(({ model }) => model ?? []));
  const alike = new Map<string, StepNetwork[]>();
  for (const one of networks) {
    const { type, step, settings } = one;
    if (settings.vpc.is !== 'literal' || (type === 'Model' && transformed.has(step))) continue;
    const key = JSON.stringify([settings.vpc.value, instancesOf(one)]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [one]);
    else known.push(one);
  }
  return [...alike.values()].flatMap((steps): readonly NetworkUse[] => {
    const [first] = steps;
    if (first === undefined || first.settings.vpc.is !== 'literal') return [];
    const { subnets, securityGroups } = first.settings.vpc.value;
    const more = steps.length === 1 ? '' : ` and ${steps.length - 1} more`;
    const buckets = [...new Set(steps.flatMap(({ settings }) => settings.buckets))].slice(0, MAX_BUCKETS);
    const use = { vpcId: undefined, subnets, securityGroups, instances: instancesOf(first) };
    return [{ by: `${by} step ${first.step}${more}`, ...use, buckets }];
  });
}

/** Undefined: nobody knows. Instances that serve a model do not talk to each other. */
function instancesOf({ type, settings: { instances } }: StepNetwork): number | undefined {
  if (type === 'Model') return 1;
  return instances.is === 'literal' ? instances.value : undefined;
}
