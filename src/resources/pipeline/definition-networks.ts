/**
 * In which network will the jobs of a definition run? Read of the same table of offsets as their names, and as warily: what is an
 * expression shows only when it runs, and what stands twice nobody knows. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html
 */
import { MAX_BUCKETS, bucketOf } from '../job/buckets.ts';
import type { FoundStep } from './definition-steps.ts';
import { ABSENT, flagOf, instancesOf, objectAt, sumOfGroups, vpcOf } from './definition-settings.ts';
import type { Where } from './definition-settings.ts';
import { JSON_KIND } from './json-tape.ts';
import type { JsonTape } from './json-tape.ts';
import { elements, isText, members, membersNamed, textOf } from './json-value.ts';
import type { JsonNode } from './json-value.ts';
import type { Setting, StepNetwork, StepSettings } from './shape.ts';

/** Settings that are kept once; beyond that each step carries its own. */
const SHARED_SETTINGS = 20_000;
/** The most training definitions of one tuning job. */
const MAX_DEFINITIONS = 10;
/** Between a key's colon and its value, so much white space is looked through. */
const LOOKED_BACK = 32;

type JobStepFound = Extract<FoundStep, { readonly is: 'job' }>;

/** Types of steps whose jobs run in no network that a definition says anything of. */
const WITHOUT = new Set(['RegisterModel']);

/** One for each job step, more for tuning; what cannot be told is among it. */
export function networksOf(tape: JsonTape, steps: readonly FoundStep[]): readonly StepNetwork[] {
  const models = new Map<string, StepNetwork | undefined>();
  for (const step of steps) {
    if (step.is !== 'job' || step.type !== 'Model') continue;
    // Of two with one name nobody knows whose model it is.
    models.set(step.ownName, models.has(step.ownName) ? undefined : ofStep(tape, step)[0]);
  }
  return steps.flatMap((step): readonly StepNetwork[] => {
    if (step.is === 'other' || WITHOUT.has(step.type)) return [];
    if (step.is === 'unclear') return [unknownOf(step, step.why, [])];
    return step.type === 'Transform' ? [ofTransform(tape, step, models)] : ofStep(tape, step);
  });
}

function ofStep(tape: JsonTape, step: JobStepFound): readonly StepNetwork[] {
  const { type } = step;
  const args: Where = { at: step.arguments, pointer: pointerOf(step) };
  const buckets = bucketsOf(tape, step.arguments);
  if (type === 'Training') return [trainingOf(tape, step, args, buckets)];
  if (type === 'Tuning') return tuningOf(tape, step, args, buckets);
  if (type === 'Processing' || type === 'QualityCheck' || type === 'ClarifyCheck') {
    const cluster = objectAt(tape, objectAt(tape, args, 'ProcessingResources'), 'ClusterConfig');
    const where = objectAt(tape, args, 'NetworkConfig');
    return [network(step, where, { ...switchesOf(tape, where), instances: instancesOf(tape, cluster), buckets })];
  }
  if (type === 'AutoML') {
    const where = objectAt(tape, objectAt(tape, args, 'AutoMLJobConfig'), 'SecurityConfig');
    const { vpc, interContainerEncryption } = switchesOf(tape, where);
    const settings = { vpc, networkIsolation: undefined, interContainerEncryption, instances: ABSENT, buckets };
    return [network(step, where, settings)];
  }
  if (type === 'Model') {
    const { vpc, networkIsolation } = switchesOf(tape, args);
    const settings = { vpc, networkIsolation, interContainerEncryption: undefined, instances: ABSENT, buckets };
    return [network(step, args, settings)];
  }
  return [unknownOf(step, 'where a step of this type says its network is not known', buckets)];
}

function trainingOf(tape: JsonTape, step: JobStepFound, where: Where, buckets: readonly string[]): StepNetwork {
  const resources = objectAt(tape, where, 'ResourceConfig');
  const groups = sumOfGroups(tape, resources);
  const ofTuning = instancesOf(tape, objectAt(tape, where, 'HyperParameterTuningResourceConfig'));
  const own = instancesOf(tape, resources);
  const instances = groups.is !== 'absent' ? groups : own.is !== 'absent' ? own : ofTuning;
  return network(step, where, { ...switchesOf(tape, where), instances, buckets });
}

function tuningOf(tape: JsonTape, step: JobStepFound, args: Where, buckets: readonly string[]): readonly StepNetwork[] {
  const one = objectAt(tape, args, 'TrainingJobDefinition');
  if ('why' in one) return [unknownOf(step, one.why, buckets)];
  if (one.at !== undefined) return [trainingOf(tape, step, one, buckets)];
  const [several, ...more] = membersNamed(tape, step.arguments, 'TrainingJobDefinitions');
  const nodes = several === undefined || more.length > 0 ? [] : [...elements(tape, several.value)];
  if (nodes.length === 0 || nodes.length > MAX_DEFINITIONS)
    return [unknownOf(step, 'its TrainingJobDefinitions cannot be read', buckets)];
  return nodes.map((at, index) => {
    const pointer = `${args.pointer}/TrainingJobDefinitions/${index}`;
    if (tape.kinds[at] !== JSON_KIND.object) return unknownOf(step, 'a training definition is an object', buckets);
    return trainingOf(tape, step, { at, pointer }, buckets);
  });
}

/** The network of a transform job is that of its model: known where a step of the same pipeline makes it. */
function ofTransform(
  tape: JsonTape,
  step: JobStepFound,
  models: ReadonlyMap<string, StepNetwork | undefined>,
): StepNetwork {
  const args: Where = { at: step.arguments, pointer: pointerOf(step) };
  const buckets = bucketsOf(tape, step.arguments);
  const instances = instancesOf(tape, objectAt(tape, args, 'TransformResources'));
  const made = models.get(makerOf(tape, step.arguments) ?? '');
  if (made === undefined) {
    const why = 'its network is that of its model, which no step of this pipeline makes';
    const unknown: Setting<never> = { is: 'unknown', why };
    const settings = { vpc: unknown, networkIsolation: unknown, interContainerEncryption: undefined };
    return network(step, { at: undefined, pointer: `${args.pointer}/ModelName` }, { ...settings, instances, buckets });
  }
  const where = { at: undefined, pointer: made.pointer };
  return { ...network(step, where, { ...made.settings, instances, buckets }), model: made.step };
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

function network({ step, type }: FoundStep, { pointer }: Where, settings: StepSettings): StepNetwork {
  return { step, type, pointer, settings: shared(settings) };
}

function unknownOf({ step, type, pointer }: FoundStep, why: string, buckets: readonly string[]): StepNetwork {
  const unknown: Setting<never> = { is: 'unknown', why };
  const settings = { networkIsolation: unknown, interContainerEncryption: unknown, instances: unknown, buckets };
  return { step, type, pointer, settings: shared({ vpc: unknown, ...settings }) };
}

/** Of its Arguments. */
function pointerOf({ pointer }: JobStepFound): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** Those that texts anywhere in the arguments begin with. What a join may put something behind is none. */
function bucketsOf(tape: JsonTape, args: JsonNode): readonly string[] {
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

const sharedSettings = new Map<string, StepSettings>();

/** One object for all steps that say the same: tens of thousands of pipelines say a few hundred things. */
function shared(settings: StepSettings): StepSettings {
  const key = JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const known = sharedSettings.get(key);
  if (known !== undefined) return known;
  if (sharedSettings.size < SHARED_SETTINGS) sharedSettings.set(key, settings);
  return settings;
}
