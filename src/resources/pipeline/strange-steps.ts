/**
 * What does a step of a type that nobody knows say of networks? AWS adds types, and such a step may start jobs: its own settings
 * stand nobody knows where. What looks like a network in its arguments is enough to say that it may use one. Pure.
 */
import { isExpression } from './definition-settings.ts';
import type { FoundStep } from './definition-steps.ts';
import { isKnownType } from './job-types.ts';
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, members, membersNamed, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import type { Setting, StepNetwork, Stranger } from './shape.ts';

/** As many as a job can have: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html */
const MAX_SUBNETS = 16;
const MAX_TYPE_CHARACTERS = 64;

/** Members that name a network: `VpcConfig`, `SubnetIds`, `SecurityGroupIds`, `NetworkConfig`, … */
const NAMES_NETWORK = /vpc|subnet|security_?group|network_?(?:config|settings)/i;
const SUBNET = /^subnet-[0-9a-f]{1,17}$/;

/** One for each step of such a type, in their order. What a step of a known type says is not among it. */
export function networksOfStrangers(tape: JsonTape, steps: readonly FoundStep[]): readonly StepNetwork[] {
  return steps.flatMap((found): readonly StepNetwork[] => {
    if (found.is !== 'other' || isKnownType(found.type)) return [];
    const { step, pointer } = found;
    const type = found.type.length > MAX_TYPE_CHARACTERS ? `${found.type.slice(0, MAX_TYPE_CHARACTERS)}…` : found.type;
    const why = `what a step of the type ${type} starts, and in which network, is not known`;
    const unknown: Setting<never> = { is: 'unknown', why };
    const switches = { networkIsolation: unknown, interContainerEncryption: unknown };
    const settings = { vpc: unknown, ...switches, instances: unknown, buckets: [] };
    return [{ step, type, pointer, open: why, settings, stranger: strangerOf(tape, found.node) }];
  });
}

function strangerOf(tape: JsonTape, step: JsonNode): Stranger {
  const [args, ...more] = membersNamed(tape, step, 'Arguments');
  if (args === undefined) return { namesNetworks: false, subnets: [] };
  const subnets = new Set<string>();
  // Which of two the service reads, and what an expression becomes, nobody knows.
  let namesNetworks = more.length > 0 || isExpression(tape, args.value);
  const end = tape.nexts[args.value] ?? 0;
  for (let node = args.value; node < end; node += 1) {
    namesNetworks ||= isNetworkNamed(tape, node);
    if (subnets.size < MAX_SUBNETS && tape.text.startsWith('"subnet-', tape.starts[node])) {
      const text = textOf(tape, node) ?? '';
      if (SUBNET.test(text)) subnets.add(text);
    }
  }
  return { namesNetworks: namesNetworks || subnets.size > 0, subnets: [...subnets] };
}

/** Has this object a member that names networks, and any? */
function isNetworkNamed(tape: JsonTape, object: JsonNode): boolean {
  for (const { key, value } of members(tape, object))
    if (NAMES_NETWORK.test(textOf(tape, key) ?? '') && isSomething(tape, value)) return true;
  return false;
}

/** Neither null, nor a switch or a number, nor an empty list. */
function isSomething(tape: JsonTape, value: JsonNode): boolean {
  const kind = tape.kinds[value];
  if (kind === JSON_KIND.array) return elements(tape, value).next().done !== true;
  return kind === JSON_KIND.object || kind === JSON_KIND.string;
}
