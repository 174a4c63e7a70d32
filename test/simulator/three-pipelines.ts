// Three pipelines, of which an owner edited one, and an administrator's session, in a time that goes only where the test moves it.
import { type Cloud, createCloud } from '../../src/simulator/cloud.ts';
import type { World } from '../../src/simulator/world-shape.ts';
import { sessionIn } from './ask.ts';
import { caller, pipelineWorld, START, training } from './pipelines-world.ts';

export const ADMIN = 'OrganizationAccountAccessRole';
export const WORLD = pipelineWorld([
  {
    name: 'Fraud-Daily',
    definition: training('mlp'),
    versions: [{ definition: training(), displayName: 'first' }],
    tags: { team: 'fraud' },
    createdAt: '2024-01-02T00:00:00Z',
    modifiedAt: '2025-01-02T00:00:00Z',
  },
  { name: 'search', definition: training(), createdAt: '2024-03-01T00:00:00Z' },
  { name: 'aws-quickstart', definition: training(), managed: true, createdAt: '2024-02-01T00:00:00Z' },
]);

type Ask = ReturnType<typeof caller>;

export interface Begun {
  readonly cloud: Cloud;
  /** The administrator asks. */
  readonly as: Ask;
  readonly wait: (ms: number) => void;
  readonly described: (name: string, more?: object) => ReturnType<Ask>;
  readonly update: (name: string, more: object) => ReturnType<Ask>;
}

export function begun(world: World = WORLD): Begun {
  let now = START;
  const cloud = createCloud({ world, now: () => now });
  const as = caller(cloud, sessionIn(cloud, ADMIN));
  return {
    cloud,
    as,
    wait: (ms) => void (now += ms),
    described: (name, more = {}) => as('DescribePipeline', { PipelineName: name, ...more }),
    update: (name, more) => as('UpdatePipeline', { PipelineName: name, ...more }),
  };
}
