/**
 * In which network does a step transform with a model that no step of its pipeline makes? It is asked for, where that helps anybody.
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { Need } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { JOB_NETWORK_EXAMPLE } from '../../../src/policies/job-network/want.ts';
import { judgeJobNetworkOfPipeline } from '../../../src/policies/job-network/pipeline-judge.ts';
import { networkOf } from '../../../src/resources/pipeline/networks.ts';
import { describePipeline } from '../../../src/resources/pipeline/observe.ts';
import { stepNetworks } from '../../../src/resources/pipeline/shape.ts';
import { MAX_MODELS } from '../../../src/resources/pipeline/transform-models.ts';
import { ARN, NOW, TARGET } from './pipelines.ts';
import { READ_VPC, definition, one } from './step-networks.ts';

const AT = NOW - 30 * 86_400_000;
const SIGHTING = { ...TARGET, arn: ARN, name: 'Nightly', status: 'Active', createdAt: AT, lastModifiedAt: AT };
const VPC_CONFIG = { Subnets: READ_VPC.subnets, SecurityGroupIds: READ_VPC.securityGroups };
const ASKED_FOR: ReadonlySet<Need> = new Set(['jobNetworks']);
const WANT = { ...JOB_NETWORK_EXAMPLE, vpc: 'required', networkIsolation: 'required' } as const;

const score = (model: string, name = 'Score') =>
  one('Transform', `"ModelName": ${model}, "TransformResources": {"InstanceCount": 2}`, name);

const failure = (reason: 'denied' | 'throttled' | 'invalid', code: string, message: string) =>
  new AwsError({ reason, code, message, operation: 'DescribeModel', target: TARGET, delivery: 'answered' });
const GONE = failure('invalid', 'ValidationException', 'Could not find model "x".');

/** The pipeline with these steps, where DescribeModel answers so, and the names of the models that were asked for. */
async function described(steps: readonly string[], answer: unknown, needs = ASKED_FOR) {
  const asked: unknown[] = [];
  const text = definition(...steps);
  const aws: Reader = {
    read: async (operation, { ModelName: name }) => {
      if (operation === 'DescribeModel') {
        asked.push(name);
        if (answer instanceof Error) throw answer;
        return Promise.resolve({ ModelName: name, ...(answer as object) });
      }
      const times = { CreationTime: AT / 1_000, LastModifiedTime: AT / 1_000 };
      const names = { PipelineArn: ARN, PipelineName: 'Nightly', PipelineStatus: 'Active' };
      return Promise.resolve({ ...names, ...times, PipelineDefinition: text });
    },
    async *pages() {
      yield [];
    },
  };
  const pipeline = await describePipeline(aws, SIGHTING, { tags: false, close: false, needs, now: NOW });
  if (pipeline === undefined) throw new Error('gone');
  const verdict = judgeJobNetworkOfPipeline(WANT, pipeline);
  if (!verdict.applicable) throw new Error(verdict.why);
  return { pipeline, asked, verdict };
}

describe('a transform step whose model no step makes', () => {
  it('runs in the network of that model, and uses it', async () => {
    const model = { VpcConfig: VPC_CONFIG, EnableNetworkIsolation: true };
    const { pipeline, asked, verdict } = await described([score('"m"')], model);
    expect(asked).toEqual(['m']);
    expect(verdict).toMatchObject({ differences: [], unknown: [] });
    const use = {
      by: 'pipeline/Nightly step Score',
      vpcId: undefined,
      ...READ_VPC,
      instances: 2,
      ofJobs: true,
      buckets: [],
    };
    expect(networkOf(pipeline)).toEqual({ uses: [use], untold: [] });
  });

  it('is told where its model is in another, with the model to replace', async () => {
    const { verdict, pipeline } = await described([score('"m"')], {});
    expect(verdict.differences.map(({ step, path }) => `${step} ${path}`)).toEqual([
      'Score /definition/Steps/0/Arguments/ModelName/VpcConfig',
      'Score /definition/Steps/0/Arguments/ModelName/EnableNetworkIsolation',
    ]);
    expect(verdict.notes).toContainEqual({
      reason: 'NetworkOfModel',
      message: expect.stringMatching(/^Score: .* model m/),
      path: '/definition/Steps/0/Arguments/ModelName',
    });
    expect(networkOf(pipeline)).toEqual({ uses: [], untold: [] });
  });

  it.each([
    ['does not exist', GONE, /model m, which does not exist$/],
    [
      'may not be read',
      failure('denied', 'AccessDeniedException', 'not you'),
      /model m, which could not be read: .*not you$/,
    ],
  ])('is unknown where that %s', async (_what, answer, why) => {
    const { verdict, pipeline } = await described([score('"m"')], answer);
    expect(verdict.differences).toEqual([]);
    expect(verdict.unknown).toEqual([
      {
        reason: 'JobNetworkUnknown',
        message: expect.stringMatching(why),
        path: '/definition/Steps/0/Arguments/ModelName',
      },
    ]);
    expect(networkOf(pipeline).untold).toEqual([expect.stringMatching(why)]);
  });

  it('leaves its pipeline unread where AWS does not answer, or about another', async () => {
    const busy = failure('throttled', 'ThrottlingException', 'Rate exceeded');
    await expect(described([score('"m"')], busy)).rejects.toThrow('Rate exceeded');
    await expect(described([score('"m"')], { ModelName: 'n' })).rejects.toThrow('ModelName');
  });

  it('asks for each model once, and for no more than there may be', async () => {
    const steps = Array.from({ length: MAX_MODELS + 5 }, (_, index) => score(`"m${index}"`, `S${index}`));
    const { asked, verdict, pipeline } = await described([...steps, ...steps], { VpcConfig: VPC_CONFIG });
    expect(asked).toHaveLength(MAX_MODELS);
    expect(new Set(asked).size).toBe(MAX_MODELS);
    expect(verdict.unknown).toHaveLength(10);
    expect(stepNetworks(pipeline)?.filter(({ settings }) => settings.vpc.is === 'literal')).toHaveLength(
      2 * MAX_MODELS,
    );
  });

  it.each([
    ['a name that only shows when it runs', ['{"Get": "Parameters.M"}'], ASKED_FOR],
    ['a name that is none', ['"m/../n"'], ASKED_FOR],
    ['a name that stands twice', ['"m", "ModelName": "m"'], ASKED_FOR],
    ['a policy that asks for no network', ['"m"'], new Set<Need>(['tags'])],
  ])('asks for no model: %s', async (_what, [model = ''], needs) => {
    const { asked, verdict } = await described([score(model)], {}, needs);
    expect(asked).toEqual([]);
    expect(verdict.unknown).toHaveLength(1);
  });

  it('asks for none that the pipeline makes itself', async () => {
    const make = one('Model', `"VpcConfig": ${JSON.stringify(VPC_CONFIG)}, "EnableNetworkIsolation": true`, 'Make');
    const { asked, verdict } = await described([make, score('{"Get": "Steps.Make.ModelName"}')], {});
    expect(asked).toEqual([]);
    expect(verdict).toMatchObject({ differences: [], unknown: [] });
  });
});
