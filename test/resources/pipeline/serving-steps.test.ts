/**
 * A step that configures an endpoint uses the network that it names, and starts no job: it counts for who is in a VPC, and is never
 * judged as a job.
 */
import { describe, expect, it } from '@jest/globals';
import { judgeJobNetworkOfPipeline } from '../../../src/policies/job-network/pipeline-judge.ts';
import { JOB_NETWORK_WANT } from '../../../src/policies/job-network/want.ts';
import { readDefinition } from '../../../src/resources/pipeline/definition.ts';
import { networkOf } from '../../../src/resources/pipeline/networks.ts';
import { pipelineOf } from './pipelines.ts';
import { PARAMETER, READ_VPC, VPC, definition, one } from './step-networks.ts';

const serve = (args: string, name = 'Serve') => one('EndpointConfig', args, name);
const told = (...steps: readonly string[]) => networkOf(pipelineOf(definition(...steps)));
const USE = { vpcId: undefined, ...READ_VPC, instances: undefined, buckets: [] };

describe('a step that configures an endpoint', () => {
  it('uses the network that it names, as no job', () => {
    const args = `"VpcConfig": ${VPC}, "DataCaptureConfig": {"DestinationS3Uri": "s3://captured/here"}`;
    expect(told(serve(args))).toEqual({
      uses: [{ ...USE, by: 'pipeline/Nightly step Serve', buckets: ['captured'] }],
      untold: [],
    });
  });

  it('is told apart from jobs of the same network', () => {
    const train = one('Training', `"VpcConfig": ${VPC}`);
    expect(told(serve(`"VpcConfig": ${VPC}`), train)).toEqual({
      uses: [
        { ...USE, by: 'pipeline/Nightly step Train', ofJobs: true },
        { ...USE, by: 'pipeline/Nightly step Serve' },
      ],
      untold: [],
    });
  });

  it('is found within branches', () => {
    const branch = `{"Name": "If", "Type": "Condition", "Arguments": {"IfSteps": [${serve(`"VpcConfig": ${VPC}`)}]}}`;
    expect(told(branch).uses).toEqual([{ ...USE, by: 'pipeline/Nightly step If/if/Serve' }]);
  });

  it.each<readonly [what: string, step: string, why: string]>([
    ['a VPC by parameter', serve(`"VpcConfig": ${PARAMETER}`), 'the parameter P'],
    [
      'subnets by parameter',
      serve(`"VpcConfig": {"Subnets": ${PARAMETER}, "SecurityGroupIds": ["sg-1"]}`),
      'Subnets: ',
    ],
    ['a VPC that stands twice', serve(`"VpcConfig": ${VPC}, "VpcConfig": ${VPC}`), 'VpcConfig stands twice'],
    ['arguments that are an expression', serve('"Get": "Parameters.P"'), 'the parameter P'],
    ['arguments that are a list', '{"Name": "Serve", "Type": "EndpointConfig", "Arguments": []}', 'it is a list'],
  ])('leaves open who uses VPCs with %s', (_what, step, why) => {
    expect(told(step)).toEqual({
      uses: [],
      untold: [expect.stringMatching(new RegExp(`^pipeline/Nightly step Serve: .*${why}`))],
    });
  });

  it.each<readonly [what: string, step: string]>([
    ['without a network', serve('"ProductionVariants": [{"ModelName": "m"}]')],
    ['with null for one', serve('"VpcConfig": null')],
    ['without arguments', '{"Name": "Serve", "Type": "EndpointConfig"}'],
  ])('says nothing %s', (_what, step) => {
    expect(told(step)).toEqual({ uses: [], untold: [] });
  });

  it('is no job that anybody judges or names', () => {
    const text = definition(serve(`"VpcConfig": ${VPC}`), serve(`"VpcConfig": ${PARAMETER}`, 'Other'));
    const want = JOB_NETWORK_WANT.parse({ vpc: { subnets: ['subnet-0123456789abcdef0'] } });
    expect(judgeJobNetworkOfPipeline(want, pipelineOf(text))).toMatchObject({ applicable: false });
    expect(readDefinition(text)).toEqual({ readable: true, steps: [] });
  });
});
