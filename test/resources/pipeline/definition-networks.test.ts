/**
 * What does a definition prove of the networks that its jobs will run in? Each setting as it may be written, also to mislead.
 */
import { describe, expect, it } from '@jest/globals';
import { PARAMETER, READ_VPC, VPC, definition, networks, one } from './step-networks.ts';

const absent = { is: 'absent' };
const literal = (value: unknown) => ({ is: 'literal', value });
const unknown = (why: string) => ({ is: 'unknown', why: expect.stringContaining(why) });
const settingsOf = (type: string, args: string) => networks(definition(one(type, args)))[0]?.settings;

describe('the network of a step', () => {
  it.each<readonly [what: string, type: string, args: string, settings: object]>([
    [
      'Processing',
      'Processing',
      `"NetworkConfig": {"EnableNetworkIsolation": true, "EnableInterContainerTrafficEncryption": false, "VpcConfig": ${VPC}}, "ProcessingResources": {"ClusterConfig": {"InstanceCount": 2}}`,
      {
        vpc: literal(READ_VPC),
        networkIsolation: literal(true),
        interContainerEncryption: literal(false),
        instances: literal(2),
      },
    ],
    ['a check', 'QualityCheck', `"NetworkConfig": {"VpcConfig": ${VPC}}`, { vpc: literal(READ_VPC) }],
    ['another check', 'ClarifyCheck', `"NetworkConfig": {"VpcConfig": ${VPC}}`, { vpc: literal(READ_VPC) }],
    [
      'Training',
      'Training',
      `"VpcConfig": ${VPC}, "EnableNetworkIsolation": true, "ResourceConfig": {"InstanceCount": 3}`,
      {
        vpc: literal(READ_VPC),
        networkIsolation: literal(true),
        interContainerEncryption: absent,
        instances: literal(3),
      },
    ],
    [
      'Training on groups',
      'Training',
      '"ResourceConfig": {"InstanceGroups": [{"InstanceCount": 1}, {"InstanceCount": 4}]}',
      { vpc: absent, instances: literal(5) },
    ],
    [
      'AutoML',
      'AutoML',
      `"AutoMLJobConfig": {"SecurityConfig": {"VpcConfig": ${VPC}, "EnableInterContainerTrafficEncryption": true}}`,
      {
        vpc: literal(READ_VPC),
        networkIsolation: undefined,
        interContainerEncryption: literal(true),
        instances: absent,
      },
    ],
    [
      'Model',
      'Model',
      `"VpcConfig": ${VPC}, "EnableNetworkIsolation": false`,
      { vpc: literal(READ_VPC), networkIsolation: literal(false), interContainerEncryption: undefined },
    ],
    ['a network elsewhere', 'Processing', `"VpcConfig": ${VPC}`, { vpc: absent }],
    [
      'null',
      'Training',
      '"VpcConfig": null, "EnableNetworkIsolation": null',
      { vpc: absent, networkIsolation: absent },
    ],
    [
      'subnets by parameter',
      'Training',
      `"VpcConfig": {"Subnets": [${PARAMETER}], "SecurityGroupIds": ["sg-1"]}`,
      {
        vpc: {
          is: 'present',
          subnets: { ids: [], why: expect.stringMatching(/^Subnets: .*the parameter P/) },
          securityGroups: { ids: ['sg-1'], why: undefined },
        },
      },
    ],
    [
      'groups by parameter',
      'Training',
      `"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": [${PARAMETER}]}`,
      {
        vpc: {
          is: 'present',
          subnets: { ids: ['subnet-1'], why: undefined },
          securityGroups: { ids: [], why: expect.stringMatching(/^SecurityGroupIds: .*the parameter P/) },
        },
      },
    ],
    [
      'one of its subnets by parameter',
      'Training',
      `"VpcConfig": {"Subnets": [${PARAMETER}, "subnet-1"], "SecurityGroupIds": ${PARAMETER}}`,
      {
        vpc: {
          is: 'present',
          subnets: { ids: ['subnet-1'], why: expect.stringContaining('the parameter P') },
          securityGroups: { ids: [], why: expect.stringContaining('the parameter P') },
        },
      },
    ],
    ['a VPC by parameter', 'Training', `"VpcConfig": ${PARAMETER}`, { vpc: unknown('the parameter P') }],
    [
      'a network by parameter',
      'Processing',
      `"NetworkConfig": ${PARAMETER}`,
      { vpc: unknown('parameter P'), networkIsolation: unknown('parameter P') },
    ],
    [
      'a result',
      'Training',
      '"EnableNetworkIsolation": {"Get": "Steps.A.B"}',
      { networkIsolation: unknown('Steps.A.B is only known when it runs') },
    ],
    [
      'a join',
      'Training',
      '"EnableNetworkIsolation": {"Std:Join": {"On": "", "Values": []}}',
      { networkIsolation: unknown('Std:Join is only known when it runs') },
    ],
    [
      'text for a truth value',
      'Training',
      '"EnableNetworkIsolation": "true"',
      { networkIsolation: unknown('it is text') },
    ],
    [
      'a key that stands twice',
      'Training',
      '"EnableNetworkIsolation": true, "EnableNetworkIsolation": false',
      { networkIsolation: unknown('stands twice') },
    ],
    ['a VPC that stands twice', 'Training', `"VpcConfig": ${VPC}, "VpcConfig": null`, { vpc: unknown('stands twice') }],
    ['an escaped key', 'Training', '"Enable\\u004eetworkIsolation": true', { networkIsolation: literal(true) }],
    [
      'no subnets',
      'Training',
      '"VpcConfig": {"Subnets": [], "SecurityGroupIds": ["sg-1"]}',
      { vpc: unknown('names Subnets') },
    ],
    [
      'endless subnets',
      'Training',
      `"VpcConfig": {"Subnets": [${Array(17).fill('"s"').join()}], "SecurityGroupIds": ["sg-1"]}`,
      { vpc: { subnets: { ids: Array(16).fill('s'), why: expect.stringContaining('longer than') } } },
    ],
    [
      'a subnet that is none',
      'Training',
      `"VpcConfig": {"Subnets": ["s", "${'s'.repeat(65)}", "t"], "SecurityGroupIds": ["sg-1"]}`,
      { vpc: { subnets: { ids: ['s'], why: expect.stringContaining('longer than') } } },
    ],
    [
      'a number that is none',
      'Training',
      '"ResourceConfig": {"InstanceCount": 1.5}',
      { instances: unknown('no number of instances') },
    ],
    [
      'a number by parameter',
      'Training',
      `"ResourceConfig": {"InstanceCount": ${PARAMETER}}`,
      { instances: unknown('parameter P') },
    ],
    ['a job of the newest SDK', 'Job', '"JobConfigDocument": "{}"', { vpc: unknown('not known') }],
  ])('%s', (_what, type, args, settings) => {
    expect(settingsOf(type, args)).toMatchObject(settings);
  });

  it.each<readonly [what: string, resources: string, instances: object]>([
    ['as many as it says', '{"InstanceCount": 2}', literal(2)],
    [
      'the most that AWS may choose',
      '{"InstanceConfigs": [{"InstanceCount": 1}, {"InstanceCount": 4}, {"InstanceCount": 2}]}',
      literal(4),
    ],
    ['one in any case', '{"InstanceConfigs": [{"InstanceCount": 1}, {"InstanceCount": 1}]}', literal(1)],
    [
      'nobody knows how many',
      `{"InstanceConfigs": [{"InstanceCount": 1}, {"InstanceCount": ${PARAMETER}}]}`,
      unknown('the parameter P'),
    ],
    ['choices that are none', '{"InstanceConfigs": [{}]}', unknown('InstanceConfigs cannot be counted')],
    ['no choice', '{"InstanceConfigs": []}', absent],
  ])('of a tuning step has instances: %s', (_what, resources, instances) => {
    const training = `"TrainingJobDefinition": {"HyperParameterTuningResourceConfig": ${resources}}`;
    expect(settingsOf('Tuning', training)?.instances).toEqual(instances);
  });

  it('of a tuning step is that of each of its training definitions', () => {
    const training = `{"VpcConfig": ${VPC}, "ResourceConfig": {"InstanceCount": 2}}`;
    expect(networks(definition(one('Tuning', `"TrainingJobDefinition": ${training}`)))).toMatchObject([
      {
        pointer: '/Steps/0/Arguments/TrainingJobDefinition',
        settings: { vpc: literal(READ_VPC), instances: literal(2) },
      },
    ]);
    expect(networks(definition(one('Tuning', `"TrainingJobDefinitions": [{}, ${training}]`)))).toMatchObject([
      { pointer: '/Steps/0/Arguments/TrainingJobDefinitions/0', settings: { vpc: absent } },
      { pointer: '/Steps/0/Arguments/TrainingJobDefinitions/1', settings: { vpc: literal(READ_VPC) } },
    ]);
    for (const args of [
      '',
      '"TrainingJobDefinitions": []',
      `"TrainingJobDefinition": ${PARAMETER}`,
      `"TrainingJobDefinitions": [${Array(11).fill('{}').join()}]`,
    ])
      expect(networks(definition(one('Tuning', args)))).toMatchObject([{ settings: { vpc: { is: 'unknown' } } }]);
    expect(networks(definition(one('Tuning', '"TrainingJobDefinitions": [1]')))).toMatchObject([
      { settings: { vpc: unknown('is an object') } },
    ]);
  });

  it('of a transform step is that of the model which the pipeline makes', () => {
    const model = one('Model', `"VpcConfig": ${VPC}`, 'Make-It');
    const transform = (name: string) =>
      one('Transform', `"ModelName": ${name}, "TransformResources": {"InstanceCount": 2}`, 'Score');
    const made = transform('{"Get": "Steps.Make-It.ModelName"}');
    expect(networks(definition(made, model))[0]).toMatchObject({
      step: 'Score',
      model: 'Make-It',
      pointer: '/Steps/0/Arguments/ModelName',
      settings: { vpc: literal(READ_VPC), instances: literal(2), interContainerEncryption: undefined },
    });
    const elsewhere = [
      '"m"',
      '{"Get": "Parameters.M"}',
      '{"Get": "Steps.Other.ModelName"}',
      '{"Get": "Steps.Make-It.ModelArn"}',
    ];
    for (const name of elsewhere)
      expect(networks(definition(model, transform(name)))[1]).toMatchObject({
        pointer: '/Steps/1/Arguments/ModelName',
        settings: { vpc: unknown('no step of this pipeline makes') },
      });
    expect(networks(definition(model, made, model))[1]?.settings.vpc).toMatchObject({ is: 'unknown' });
  });

  it('is looked for in every branch, and in nothing that only looks like one', () => {
    const train = one('Training', `"VpcConfig": ${VPC}`);
    const each = `{"Name": "Each", "Type": "ForEach", "Arguments": {"ForEachBody": [${train}]}}`;
    const check = `{"Name": "C", "Type": "Condition", "Arguments": {"IfSteps": [${each}], "ElseSteps": [${train}]}}`;
    const lambda = `{"Name": "L", "Type": "Lambda", "Arguments": {"IfSteps": [${train}], "VpcConfig": ${VPC}}}`;
    expect(networks(definition(check, lambda)).map(({ step, pointer }) => `${step} ${pointer}`)).toEqual([
      'C/if/Each/body/Train /Steps/0/Arguments/IfSteps/0/Arguments/ForEachBody/0/Arguments',
      'C/else/Train /Steps/0/Arguments/ElseSteps/0/Arguments',
    ]);
  });

  it('is not known where the step itself is unclear', () => {
    expect(networks(`{"Steps": [{"Name": "A", "Type": "Training"}, 7]}`)).toMatchObject([
      { step: 'A', settings: { vpc: unknown('no Arguments') } },
      { step: '#2', settings: { vpc: unknown('a step is an object') } },
    ]);
  });
});
