/**
 * The networks of whole definitions: those that an SDK wrote, any text at all, and what a pipeline tells others of them.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_DEFINITION_CHARACTERS,
  readDefinition,
  readWithNetworks,
} from '../../../src/resources/pipeline/definition.ts';
import { networkOf } from '../../../src/resources/pipeline/networks.ts';
import { stepNetworks } from '../../../src/resources/pipeline/shape.ts';
import { nearlyJson, writtenDefinition } from './definition-arbitrary.ts';
import { FIXTURES, fixture, stepsOf } from './fixtures.ts';
import { pipelineOf } from './pipelines.ts';
import { PARAMETER, READ_VPC, VPC, definition, networks, one } from './step-networks.ts';

const isBelowArguments = (pointer: string, name: string): boolean =>
  `${pointer}/`.startsWith(name.slice(0, name.lastIndexOf('/') + 1));

describe('every definition that an SDK wrote', () => {
  it.each(FIXTURES)('%s: a network for each of its jobs, and nothing unclear but the models of others', (name) => {
    const text = fixture(name);
    const found = networks(text);
    const steps = stepsOf(text).filter(({ type }) => type !== 'RegisterModel');
    expect(found.map(({ step }) => step)).toEqual(steps.map(({ step }) => step));
    const own = found.filter(({ type }) => type !== 'Transform');
    expect(own.filter(({ settings }) => settings.vpc.is === 'unknown')).toEqual([]);
    expect(readWithNetworks(text).definition).toEqual(readDefinition(text));
  });

  it('abalone: which steps are in which network', () => {
    const inVpc = networks(fixture('abalone.on.json')).filter(({ settings }) => settings.vpc.is === 'literal');
    expect(inVpc.map(({ step }) => step)).toEqual([
      'PreprocessAbaloneData',
      'TrainAbaloneModel',
      'AbaloneMSECond/else/WorthTuning/if/HPTuning',
    ]);
  });
});

describe('whatever the text', () => {
  it('reading it ends, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearlyJson,
          nearlyJson.map((json) => `{"Steps": [{"Type": "Training", "Arguments": ${json}}]}`),
        ),
        (text) => {
          const { definition: read, networks: found } = readWithNetworks(text);
          expect(read.readable).toBe(found !== undefined);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('there are networks for each job, at or above the pointer of its name', () => {
    fc.assert(
      fc.property(writtenDefinition, ({ text }) => {
        const { definition: read, networks: found } = readWithNetworks(text);
        const steps = read.readable ? read.steps : [];
        expect(found?.map((those) => those.length > 0) ?? []).toEqual(
          steps.map(({ type }) => type !== 'RegisterModel'),
        );
        for (const { pointer } of stepNetworks({ definition: read, networks: found }) ?? [])
          expect(steps.some((step) => step.pointer === pointer || isBelowArguments(pointer, step.pointer))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('a literal network is found in it, whatever stands around', () => {
    const around = fc.dictionary(
      fc.constantFrom('A', 'NetworkConfig', '__proto__', 'VpcConfigs', 'Subnets'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        around,
        fc.array(fc.stringMatching(/^subnet-[0-9a-f]{8}$/), { minLength: 1, maxLength: 16 }),
        (rest, subnets) => {
          const args = { ...rest, VpcConfig: { Subnets: subnets, SecurityGroupIds: ['sg-1'] } };
          const text = JSON.stringify({ Steps: [{ Name: 'A', Type: 'Training', Arguments: args }] }, null, 1);
          expect(networks(text)[0]?.settings.vpc).toEqual({
            is: 'literal',
            value: { subnets, securityGroups: ['sg-1'] },
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('what is kept of it holds nothing of a long one', () => {
    const long = 'x'.repeat(100_000);
    const args = `"EnableNetworkIsolation": {"Get": "Parameters.${long}"}, "A": "s3://one-bucket/${long}", "VpcConfig": {"Subnets": ["${long}"], "SecurityGroupIds": ["sg"]}`;
    expect(JSON.stringify(networks(definition(one('Training', args)))).length).toBeLessThan(1_000);
  });

  it('steps that say the same share what is kept', () => {
    const text = definition(one('Training', `"VpcConfig": ${VPC}`, 'A'), one('Training', `"VpcConfig": ${VPC}`, 'B'));
    const { networks: found } = readWithNetworks(text);
    expect(found?.[0]).toBe(found?.[1]);
    expect(readWithNetworks(text.replace('"A"', '"C"')).networks).toBe(found);
  });

  it('the longest text of strings is read to its end', () => {
    const text = `{"Steps": [${one('Training', `"A": ["s3://x${'","s3://x'.repeat(100_000)}"]`)}]}`;
    expect(text.length).toBeLessThan(MAX_DEFINITION_CHARACTERS);
    expect(networks(text)[0]?.settings.buckets).toEqual([]);
  });
});

describe('what a pipeline says of networks', () => {
  const train = (name: string, count: number, vpc = VPC) =>
    one(
      'Training',
      `"VpcConfig": ${vpc}, "ResourceConfig": {"InstanceCount": ${count}}, "A": "s3://bucket-${name.toLowerCase()}/"`,
      name,
    );

  it('is one use for steps of the same network and size', () => {
    const read = networkOf(pipelineOf(definition(train('One', 1), train('Two', 2), train('Three', 1))));
    const use = { vpcId: undefined, ...READ_VPC };
    expect(read).toEqual({
      uses: [
        {
          by: 'pipeline/Nightly step One and 1 more',
          ...use,
          instances: 1,
          ofJobs: true,
          buckets: ['bucket-one', 'bucket-three'],
        },
        { by: 'pipeline/Nightly step Two', ...use, instances: 2, ofJobs: true, buckets: ['bucket-two'] },
      ],
      untold: [],
    });
  });

  it('leaves to the jobs that transform with it what network a model is in', () => {
    const model = one('Model', `"VpcConfig": ${VPC}`, 'Make');
    const score = one(
      'Transform',
      '"ModelName": {"Get": "Steps.Make.ModelName"}, "TransformResources": {"InstanceCount": 4}',
      'Score',
    );
    expect(networkOf(pipelineOf(definition(model, score))).uses).toMatchObject([
      { by: 'pipeline/Nightly step Score', instances: 4 },
    ]);
    expect(networkOf(pipelineOf(definition(model))).uses).toMatchObject([
      { by: 'pipeline/Nightly step Make', instances: 1 },
    ]);
  });

  it('is what is known of a network of which not everything is', () => {
    const vpcOf = (subnets: string, groups: string) => `{"Subnets": [${subnets}], "SecurityGroupIds": [${groups}]}`;
    const told = (vpc: string) => networkOf(pipelineOf(definition(train('Open', 1, vpc))));
    const use = {
      by: 'pipeline/Nightly step Open',
      vpcId: undefined,
      instances: 1,
      ofJobs: true,
      buckets: ['bucket-open'],
    };
    // A job in it would carry the other groups as well.
    expect(told(vpcOf('"subnet-1"', `"sg-1", ${PARAMETER}`))).toEqual({
      uses: [{ ...use, subnets: ['subnet-1'], securityGroups: [] }],
      untold: [],
    });
    expect(told(vpcOf(`${PARAMETER}, "subnet-1"`, '"sg-1"'))).toEqual({
      uses: [{ ...use, subnets: ['subnet-1'], securityGroups: ['sg-1'] }],
      untold: [expect.stringContaining('step Open: Subnets: ')],
    });
    expect(told(vpcOf(PARAMETER, '"sg-1"')).uses).toEqual([]);
  });

  it('is not all where something only shows when it runs, or cannot be read', () => {
    const open = train('Open', 1, `{"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`);
    expect(networkOf(pipelineOf(definition(open))).untold).toEqual([
      expect.stringContaining('pipeline/Nightly step Open: Subnets: '),
    ]);
    expect(networkOf(pipelineOf(definition(...Array<string>(9).fill(open)))).untold).toHaveLength(5);
    expect(networkOf(pipelineOf('{')).untold).toEqual([expect.stringContaining('cannot be read')]);
    expect(networkOf(pipelineOf('{', { status: 'Deleting' })).untold).toEqual([]);
  });
});
