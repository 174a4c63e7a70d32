/**
 * Which operations follow from what policies want: what only some of them ask for is in nobody else's documents.
 */
import { describe, expect, it } from '@jest/globals';
import { operationsOf } from '../../src/permissions/access.ts';
import { doc } from '../desired-state/writing.ts';
import { actionsOf, rolesAt, stateWith } from './documents.ts';

const ROLES = 'readRole: R, writeRole: W';
const endpoints = (want: string) => stateWith(ROLES, '', doc('S3EndpointPolicy', 'endpoints', `want: {${want}}`));
const PRESET = 'presets: [DenyAmazonLinuxRepositories]';
const VPCS = ['DescribeVpcs', 'DescribeVpcEndpoints', 'DescribeSubnets', 'DescribeRouteTables'];

describe('documents of endpoints', () => {
  it('are read with who else lives there, and nothing else of VPCs', () => {
    const reads = operationsOf('read', endpoints(`vpcs: all, ${PRESET}`));
    expect(reads).toEqual(['ListRegions', ...VPCS, 'DescribeNetworkInterfaces']);
  });

  it('of VPCs that SageMaker uses need those that tell which', () => {
    const reads = operationsOf('read', endpoints(PRESET));
    const telling = [
      'ListNotebookInstances',
      'DescribePipeline',
      'DescribeDomain',
      'DescribeProcessingJob',
      'DescribeModel',
    ];
    expect(reads).toEqual(expect.arrayContaining([...VPCS, ...telling]));
    expect(reads).not.toContain('SimulatePrincipalPolicy');
    expect(reads).not.toContain('GetBucketPolicy');
    expect(reads).not.toContain('DescribeFlowLogs');
  });

  it('are written, and nothing of those who only tell', () => {
    expect(operationsOf('write', endpoints(PRESET))).toEqual(['ModifyVpcEndpoint']);
    expect(actionsOf(rolesAt('members', endpoints(PRESET))[1])).toEqual(['ec2:ModifyVpcEndpoint']);
  });

  it('need more where an endpoint that is missing is made', () => {
    const state = endpoints(`${PRESET}, missingEndpoint: create`);
    const [, write] = rolesAt('members', state);
    expect(actionsOf(write)).toEqual(['ec2:CreateTags', 'ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint']);
    const tags = write?.permissions.Statement.find(({ Action }) => [Action].flat().includes('ec2:CreateTags'));
    expect(tags).toMatchObject({
      Resource: 'arn:aws:ec2:*:*:vpc-endpoint/*',
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } },
    });
  });
});

describe('networks of jobs', () => {
  const networks = (want: string) =>
    stateWith(ROLES, '', doc('JobNetwork', 'networks', `want: {vpc: required${want}}`));

  it('are read, and nothing of them is written unless somebody says so', () => {
    const state = networks('');
    expect(operationsOf('write', state)).toEqual([]);
    const reads = operationsOf('read', state);
    expect(reads).toEqual(expect.arrayContaining(['DescribeTrainingJob', 'DescribePipeline', 'DescribeFlowLogs']));
    expect(reads).not.toContain('GetBucketPolicy');
    expect(reads).not.toContain('DescribeNetworkInterfaces');
  });

  it('are written where somebody does, each by itself', () => {
    expect(operationsOf('write', networks(', selfReference: ensure'))).toEqual(['AuthorizeSecurityGroupIngress']);
    const stops = operationsOf('write', networks(', onViolation: stop'));
    expect(stops.map((name) => name.replace(/^Stop|Job$/g, ''))).toEqual([
      'Processing',
      'Training',
      'Transform',
      'HyperParameterTuning',
      'AutoML',
    ]);
    expect(operationsOf('read', networks(', bucketPolicies: report'))).toContain('GetBucketPolicy');
  });
});

describe('kinds of policy that say nothing of it', () => {
  it('may lead to every write of their resources, and ask IAM about what they would change', () => {
    const state = stateWith(ROLES, '', doc('PipelineJobPrefix', 'p', 'want: {approved: [mlp]}'));
    expect(operationsOf('write', state)).toEqual(['UpdatePipeline']);
    expect(operationsOf('read', state)).toContain('SimulatePrincipalPolicy');
  });
});
