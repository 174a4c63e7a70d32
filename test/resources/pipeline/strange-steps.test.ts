/**
 * Steps of types that nobody knows: what they may start counts where it may matter, and no known step is taken for one.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readWithNetworks } from '../../../src/resources/pipeline/definition.ts';
import { networkOf } from '../../../src/resources/pipeline/networks.ts';
import { nearlyJson } from './definition-arbitrary.ts';
import { PARAMETER, VPC, definition, networks, one } from './step-networks.ts';
import { pipelineOf } from './pipelines.ts';

const said = (args: string) => networks(definition(one('Quantum', args)))[0]?.stranger;
const NOTHING = { namesNetworks: false, subnets: [] };

describe('a step of a type that nobody knows', () => {
  it('is unknown in all its settings, and points at itself', () => {
    const [found, ...more] = networks(definition(one('Training', ''), one('Quantum', '', 'Leap')));
    expect([found?.step, found?.stranger, more.length]).toEqual(['Train', undefined, 1]);
    expect(more[0]).toMatchObject({
      step: 'Leap',
      type: 'Quantum',
      pointer: '/Steps/1',
      open: 'what a step of the type Quantum starts, and in which network, is not known',
      settings: {
        vpc: { is: 'unknown' },
        networkIsolation: { is: 'unknown' },
        interContainerEncryption: { is: 'unknown' },
      },
      stranger: NOTHING,
    });
  });

  it('is found within branches and loops, and creates no job that we could name', () => {
    const loop = `{"Name": "Each", "Type": "ForEach", "Arguments": {"ForEachBody": [${one('Quantum', '', 'Leap')}]}}`;
    const text = definition(`{"Name": "If", "Type": "Condition", "Arguments": {"ElseSteps": [${loop}]}}`);
    expect(networks(text)).toMatchObject([
      { step: 'If/else/Each/body/Leap', pointer: '/Steps/0/Arguments/ElseSteps/0/Arguments/ForEachBody/0' },
    ]);
    expect(readWithNetworks(text).definition).toEqual({ readable: true, steps: [] });
  });

  it.each([
    ['Fail', 'Lambda', 'Callback', 'Cleanup', 'EMR', 'EMRServerless', 'Athena', 'Endpoint', 'EndpointConfig'],
    ['InferenceComponent', 'Lineage', 'HubContent', 'BedrockCustomModel', 'BedrockModelImport', 'Condition', 'ForEach'],
    ['BedrockCustomModelDeployment', 'BedrockProvisionedModelThroughput'],
  ])('is none of %s and others, which start no job', (...types) => {
    expect(networks(definition(...types.map((type) => one(type, `"VpcConfig": ${VPC}`))))).toEqual([]);
  });

  it.each(['training', 'Condition2', '__proto__', 'constructor'])('may be called %s', (type) => {
    expect(networks(definition(one(type, '')))).toMatchObject([{ type, stranger: NOTHING }]);
  });

  it.each<readonly [what: string, args: string, subnets: readonly string[]]>([
    ['a VPC', `"VpcConfig": ${VPC}`, ['subnet-1', 'subnet-2']],
    ['one far within', `"A": [{"B": {"VpcConfig": ${VPC}}}]`, ['subnet-1', 'subnet-2']],
    ['one by parameter', `"VpcConfig": ${PARAMETER}`, []],
    ['subnets by parameter', `"SubnetIds": [${PARAMETER}, "subnet-0a"]`, ['subnet-0a']],
    ['no subnet but by parameter', `"SubnetIds": [${PARAMETER}]`, []],
    ['a VPC by its id', '"VpcId": "vpc-1"', []],
    ['groups alone', '"SecurityGroupIds": ["sg-1"]', []],
    ['a network', '"NetworkConfig": {}', []],
    ['a network under a longer name', `"JobNetworkConfig": ${PARAMETER}`, []],
    ['an escaped key', '"Vpc\\u0043onfig": {}', []],
    ['a subnet where nobody looks for one', '"Where": "subnet-0abc"', ['subnet-0abc']],
    ['arguments that are an expression', '"Get": "Parameters.P"', []],
  ])('may use a network with %s', (_what, args, subnets) => {
    expect(said(args)).toEqual({ namesNetworks: true, subnets });
  });

  it.each([
    ['nothing', ''],
    ['null', '"VpcConfig": null, "Subnets": []'],
    ['a switch', '"EnableNetworkIsolation": true, "InVpc": false'],
    ['text about networks', '"Description": "VpcConfig", "Script": "describe-subnets subnet-0abc"'],
    ['an id that is none', '"Name": "subnet-of-mine"'],
  ])('names none with %s', (_what, args) => {
    expect(said(args)).toEqual(NOTHING);
  });

  it('names some where nobody knows which arguments are read, and none where it has none', () => {
    const step = (args: string) => networks(definition(`{"Name": "S", "Type": "Quantum"${args}}`))[0]?.stranger;
    expect(step(', "Arguments": {}, "Arguments": {}')).toEqual({ namesNetworks: true, subnets: [] });
    expect(step('')).toEqual(NOTHING);
  });

  it('is read to its end, whatever its arguments are', () => {
    fc.assert(
      fc.property(nearlyJson, (json) => {
        const { definition: read, strangers } = readWithNetworks(
          `{"Steps": [{"Name": "S", "Type": "Quantum", "Arguments": ${json}}]}`,
        );
        expect(strangers.length > 0).toBe(read.readable);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is kept in few words, however long it is', () => {
    const subnets = Array.from({ length: 20_000 }, (_, at) => `"subnet-${at.toString(16)}"`).join();
    const found = networks(definition(one('Q'.repeat(100_000), `"Subnets": [${subnets}]`)));
    expect(found[0]?.stranger?.subnets).toHaveLength(16);
    expect(JSON.stringify(found).length).toBeLessThan(2_000);
  });
});

describe('what a pipeline with such a step says of networks', () => {
  const told = (...steps: readonly string[]) => networkOf(pipelineOf(definition(...steps)));
  const OPEN =
    'pipeline/Nightly step Train: what a step of the type Quantum starts, and in which network, is not known';

  it('is that it may be in others, and is in those that it names', () => {
    expect(told(one('Quantum', `"VpcConfig": ${VPC}`))).toEqual({
      uses: [
        {
          by: 'pipeline/Nightly step Train',
          vpcId: undefined,
          subnets: ['subnet-1', 'subnet-2'],
          // Which of them its jobs carry together nobody knows.
          securityGroups: [],
          instances: undefined,
          ofJobs: true,
          buckets: [],
        },
      ],
      untold: [OPEN],
    });
    expect(told(one('Quantum', `"VpcConfig": ${PARAMETER}`))).toEqual({ uses: [], untold: [OPEN] });
  });

  it('is nothing where it names none', () => {
    expect(told(one('Quantum', '"A": "s3://bucket-one/"'))).toEqual({ uses: [], untold: [] });
  });
});
