/**
 * In which network will a step transform whose model no step of the pipeline makes? In that of the model as it is now: it is asked
 * for by its name, where the definition says it.
 */
import { AwsError } from '../../model/aws-error.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { readModel } from '../job/model.ts';
import type { JobNetworkSettings } from '../job/shape.ts';
import type { SharedNetwork, StepSettings } from './shape.ts';

/** Models of one pipeline that are asked for; what is beyond stays unknown. */
export const MAX_MODELS = 20;

type Networks = readonly (readonly SharedNetwork[])[];
/** Text: why nobody can tell. */
type Read = JobNetworkSettings | string;

/** The same networks, with those of models that AWS tells. Rejects with an AwsError where it tells nothing but for want of permission. */
export async function withModels(aws: Reader, networks: Networks, target: Target): Promise<Networks> {
  const names = new Set(networks.flatMap((those) => those.flatMap(({ modelName }) => modelName ?? [])));
  if (names.size === 0) return networks;
  const read = new Map<string, Read>();
  for (const name of [...names].slice(0, MAX_MODELS)) read.set(name, await readOrWhyNot(aws, name, target));
  return networks.map((those) => those.map((one) => settled(one, read.get(one.modelName ?? ''))));
}

async function readOrWhyNot(aws: Reader, name: string, target: Target): Promise<Read> {
  try {
    const model = await readModel(aws, name, target);
    return model === undefined ? `its network is that of its model ${name}, which does not exist` : model.settings;
  } catch (error) {
    if (!(error instanceof AwsError) || error.reason !== 'denied') throw error;
    return `its network is that of its model ${name}, which could not be read: ${error.message}`;
  }
}

function settled(one: SharedNetwork, read: Read | undefined): SharedNetwork {
  if (read === undefined) return one;
  if (typeof read === 'string') {
    const unknown = { is: 'unknown', why: read } as const;
    return { ...one, open: read, settings: { ...one.settings, vpc: unknown, networkIsolation: unknown } };
  }
  const { vpc, networkIsolation } = read;
  const said: Pick<StepSettings, 'vpc' | 'networkIsolation'> = {
    vpc: vpc === undefined ? { is: 'absent' } : { is: 'literal', value: vpc },
    networkIsolation: { is: 'literal', value: networkIsolation === true },
  };
  const { open: _settled, ...rest } = one;
  return { ...rest, settings: { ...one.settings, ...said } };
}
