/**
 * In which network will the jobs of a definition run? Read of the same table of offsets as their names, and as warily: what is an
 * expression shows only when it runs, and what stands twice nobody knows. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html
 */
import { MAX_BUCKETS, bucketOf } from '../job/buckets.ts';
import type { FoundStep } from './definition-steps.ts';
import {
  ABSENT,
  flagOf,
  instancesOf,
  isExpression,
  mostOfChoices,
  objectAt,
  sumOfGroups,
  vpcOf,
  whyNot,
} from './definition-settings.ts';
import type { Where } from './definition-settings.ts';
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, isText, members, membersNamed, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import type { Setting, SharedNetwork, StepSettings } from './shape.ts';

/** Settings of steps, and lists of them, that are kept once; beyond that each definition carries its own. */
const MAX_SHARED = 20_000;
/** The most training definitions of one tuning job. */
const MAX_DEFINITIONS = 10;
/** Between a key's colon and its value, so much white space is looked through. */
const LOOKED_BACK = 32;

type JobStepFound = Extract<FoundStep, { readonly is: 'job' }>;

/** Types of steps whose jobs run in no network that a definition says anything of. */
const WITHOUT = new Set(['RegisterModel']);

/** For each step that creates jobs, or that is unclear, in their order; what cannot be told is among it. */
export function networksOf(tape: JsonTape, steps: readonly FoundStep[]): readonly (readonly SharedNetwork[])[] {
  const models = new Map<string, Model | undefined>();
  for (const step of steps) {
    if (step.is !== 'job' || step.type !== 'Model') continue;
    const [made] = ofStep(tape, step);
    // Of two with one name nobody knows whose model it is.
    const isTwice = made === undefined || models.has(step.ownName);
    models.set(step.ownName, isTwice ? undefined : { step: step.step, settings: made.settings });
  }
  const found = steps.flatMap((step): readonly (readonly SharedNetwork[])[] => {
    if (step.is === 'other') return [];
    if (WITHOUT.has(step.type)) return [NONE];
    if (step.is === 'unclear') return [shared([unknownOf(step.why, [])])];
    return [shared(step.type === 'Transform' ? [ofTransform(tape, step, models)] : ofStep(tape, step))];
  });
  return sharedList(found);
}

interface Model {
  readonly step: string;
  readonly settings: StepSettings;
}

const NONE: readonly SharedNetwork[] = [];

function ofStep(tape: JsonTape, step: JobStepFound): readonly SharedNetwork[] {
  const { type } = step;
  const args: Where = { at: step.arguments, pointer: '' };
  const buckets = bucketsOf(tape, step.arguments);
  if (type === 'Training') return [trainingOf(tape, args, buckets)];
  if (type === 'Tuning') return tuningOf(tape, step, args, buckets);
  if (type === 'Processing' || type === 'QualityCheck' || type === 'ClarifyCheck') {
    const cluster = objectAt(tape, objectAt(tape, args, 'ProcessingResources'), 'ClusterConfig');
    const where = objectAt(tape, args, 'NetworkConfig');
    return [network(where, { ...switchesOf(tape, where), instances: instancesOf(tape, cluster), buckets })];
  }
  if (type === 'AutoML') {
    const where = objectAt(tape, objectAt(tape, args, 'AutoMLJobConfig'), 'SecurityConfig');
    const { vpc, interContainerEncryption } = switchesOf(tape, where);
    const settings = { vpc, networkIsolation: undefined, interContainerEncryption, instances: ABSENT, buckets };
    return [network(where, settings)];
  }
  if (type === 'Model') {
    const { vpc, networkIsolation } = switchesOf(tape, args);
    const settings = { vpc, networkIsolation, interContainerEncryption: undefined, instances: ABSENT, buckets };
    return [network(args, settings)];
  }
  return [unknownOf('where a step of this type says its network is not known', buckets)];
}

function trainingOf(tape: JsonTape, where: Where, buckets: readonly string[]): SharedNetwork {
  const resources = objectAt(tape, where, 'ResourceConfig');
  const ofTuning = objectAt(tape, where, 'HyperParameterTuningResourceConfig');
  const said = [
    sumOfGroups(tape, resources),
    instancesOf(tape, resources),
    mostOfChoices(tape, ofTuning),
    instancesOf(tape, ofTuning),
  ];
  const instances = said.find(({ is }) => is !== 'absent') ?? ABSENT;
  return network(where, { ...switchesOf(tape, where), instances, buckets });
}

function tuningOf(
  tape: JsonTape,
  step: JobStepFound,
  args: Where,
  buckets: readonly string[],
): readonly SharedNetwork[] {
  const one = objectAt(tape, args, 'TrainingJobDefinition');
  if ('why' in one) return [unknownOf(one.why, buckets)];
  if (one.at !== undefined) return [trainingOf(tape, one, buckets)];
  const [several, ...more] = membersNamed(tape, step.arguments, 'TrainingJobDefinitions');
  const nodes = several === undefined || more.length > 0 ? [] : [...elements(tape, several.value)];
  if (nodes.length === 0 || nodes.length > MAX_DEFINITIONS)
    return [unknownOf('its TrainingJobDefinitions cannot be read', buckets)];
  return nodes.map((at, index) => {
    const pointer = `/TrainingJobDefinitions/${index}`;
    if (tape.kinds[at] !== JSON_KIND.object) return unknownOf('a training definition is an object', buckets);
    if (isExpression(tape, at)) return unknownOf(whyNot(tape, at), buckets);
    return trainingOf(tape, { at, pointer }, buckets);
  });
}

/** The network of a transform job is that of its model: known where a step of the same pipeline makes it. */
function ofTransform(
  tape: JsonTape,
  step: JobStepFound,
  models: ReadonlyMap<string, Model | undefined>,
): SharedNetwork {
  const args: Where = { at: step.arguments, pointer: '' };
  const buckets = bucketsOf(tape, step.arguments);
  const instances = instancesOf(tape, objectAt(tape, args, 'TransformResources'));
  const model = models.get(makerOf(tape, step.arguments) ?? '');
  if (model !== undefined)
    return { below: MODEL_NAME, settings: { ...model.settings, instances, buckets }, model: model.step };
  const why = 'its network is that of its model, which no step of this pipeline makes: each job is judged when it runs';
  const unknown: Setting<never> = { is: 'unknown', why };
  const settings = { vpc: unknown, networkIsolation: unknown, interContainerEncryption: undefined, instances, buckets };
  const modelName = literalAt(tape, step.arguments, 'ModelName');
  return { below: MODEL_NAME, open: why, settings, ...(modelName === undefined ? {} : { modelName }) };
}

const MODEL_NAME = '/ModelName';
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html */
const MODEL_NAMED = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/;

/** Undefined: it is no text, or longer than a name can be. */
function literalAt(tape: JsonTape, args: JsonNode, key: string): string | undefined {
  const [found, ...more] = membersNamed(tape, args, key);
  const text = found === undefined || more.length > 0 ? undefined : textOf(tape, found.value);
  return text === undefined || !MODEL_NAMED.test(text) ? undefined : text;
}

/** The name of the step in `"ModelName": {"Get": "Steps.<name>.ModelName"}`. */
function makerOf(tape: JsonTape, args: JsonNode): string | undefined {
  const [name, ...more] = membersNamed(tape, args, 'ModelName');
  if (name === undefined || more.length > 0) return undefined;
  const [get, ...others] = [...members(tape, name.value)];
  if (get === undefined || others.length > 0 || !isText(tape, get.key, 'Get')) return undefined;
  return /^Steps\.([A-Za-z0-9_-]{1,64})\.ModelName$/.exec(textOf(tape, get.value) ?? '')?.[1];
}

function switchesOf(tape: JsonTape, where: Where) {
  return {
    vpc: vpcOf(tape, where),
    networkIsolation: flagOf(tape, where, 'EnableNetworkIsolation'),
    interContainerEncryption: flagOf(tape, where, 'EnableInterContainerTrafficEncryption'),
  };
}

function network({ pointer }: Where, settings: StepSettings): SharedNetwork {
  return { below: pointer, settings };
}

function unknownOf(why: string, buckets: readonly string[]): SharedNetwork {
  const unknown: Setting<never> = { is: 'unknown', why };
  const switches = { networkIsolation: unknown, interContainerEncryption: unknown };
  return { below: undefined, open: why, settings: { vpc: unknown, ...switches, instances: unknown, buckets } };
}

/** Those that texts anywhere in the arguments begin with. What a join may put something behind is none. */
export function bucketsOf(tape: JsonTape, args: JsonNode): readonly string[] {
  const found = new Set<string>();
  const end = tape.nexts[args] ?? 0;
  for (let node = args + 1; node < end && found.size < MAX_BUCKETS; node += 1) {
    const start = tape.starts[node] ?? 0;
    if (tape.kinds[node] !== JSON_KIND.string || !tape.text.startsWith('"s3:', start)) continue;
    const named = bucketOf(textOf(tape, node) ?? '');
    // A text of its own, as a part of one keeps all of it alive.
    if (named !== undefined && (named.whole || isMember(tape, start)))
      found.add(JSON.parse(JSON.stringify(named.bucket)) as string);
  }
  return [...found];
}

/** Behind a colon stands the value of a key, all of it; elsewhere an element of a list, which may be of a join. */
function isMember({ text }: JsonTape, start: number): boolean {
  return text
    .slice(Math.max(0, start - LOOKED_BACK), start)
    .trimEnd()
    .endsWith(':');
}

const sharedNetworks = new Map<string, { readonly id: number; readonly networks: readonly SharedNetwork[] }>();
const sharedIds = new WeakMap<readonly SharedNetwork[], number>([[NONE, 0]]);
const sharedLists = new Map<string, readonly (readonly SharedNetwork[])[]>();

/** One object for all steps that say the same: tens of thousands of pipelines say a few hundred things. */
function shared(networks: readonly SharedNetwork[]): readonly SharedNetwork[] {
  const key = JSON.stringify(networks.map(({ settings, ...rest }) => [rest, Object.entries(settings)]));
  const known = sharedNetworks.get(key);
  if (known !== undefined) return known.networks;
  if (sharedNetworks.size < MAX_SHARED) {
    const id = sharedNetworks.size + 1;
    sharedNetworks.set(key, { id, networks });
    sharedIds.set(networks, id);
  }
  return networks;
}

/** One list for all definitions whose steps say the same one after another. */
function sharedList(list: readonly (readonly SharedNetwork[])[]): readonly (readonly SharedNetwork[])[] {
  const ids = list.map((networks) => sharedIds.get(networks));
  if (ids.includes(undefined)) return list;
  const key = ids.join();
  const known = sharedLists.get(key);
  if (known !== undefined) return known;
  if (sharedLists.size < MAX_SHARED) sharedLists.set(key, list);
  return list;
}
