/**
 * In which network will the instances be that a step has serve a model? The configuration of an endpoint may name one, as a model does.
 * Such a step starts no job, and is judged as none; but what it names is used. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
import { bucketsOf } from './definition-networks.ts';
import { ABSENT, objectAt, vpcOf } from './definition-settings.ts';
import type { FoundStep } from './definition-steps.ts';
import type { JsonTape } from './json-tape.ts';
import type { StepNetwork } from './shape.ts';

/** One for each such step that names a network, or of which nobody can tell; in their order. */
export function networksOfServing(tape: JsonTape, steps: readonly FoundStep[]): readonly StepNetwork[] {
  return steps.flatMap((found): readonly StepNetwork[] => {
    if (found.is !== 'other' || found.type !== 'EndpointConfig') return [];
    const { step, type } = found;
    const args = objectAt(tape, { at: found.node, pointer: found.pointer }, 'Arguments');
    const vpc = vpcOf(tape, args);
    if (vpc.is === 'absent') return [];
    const buckets = 'why' in args || args.at === undefined ? [] : bucketsOf(tape, args.at);
    const switches = { networkIsolation: undefined, interContainerEncryption: undefined };
    return [{ step, type, pointer: args.pointer, settings: { vpc, ...switches, instances: ABSENT, buckets } }];
  });
}
