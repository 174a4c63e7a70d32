/**
 * Who counts as somebody else in a VPC: everybody who is not surely SageMaker's or part of the network.
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import { ACCOUNT, ANSWERS, OTHER, awsError, contextOf, networkInterface, pass, readerOf } from './ec2.ts';

type Members = Readonly<Record<string, unknown>>;

async function neighboursOf(interfaces: readonly Members[] | Error) {
  const whole = interfaces instanceof Error ? interfaces : interfaces.map(networkInterface);
  const reader = readerOf({ ...ANSWERS, DescribeNetworkInterfaces: whole });
  const [listed] = await pass(reader, contextOf({ needs: ['neighbours'] }));
  return listed?.reading?.neighbours;
}

const NOTEBOOK =
  '[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook Instance a';
const STUDIO = '[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-abc) - 946a4c21';
const onInstance = (owner: string): Members => ({ Attachment: { InstanceId: 'i-1', InstanceOwnerId: owner } });

describe('nobody else', () => {
  it.each<[string, Members]>([
    ["a notebook's", { Description: NOTEBOOK }],
    ["a notebook's, on an instance of AWS", { Description: NOTEBOOK, ...onInstance('999999999999') }],
    ["a Studio domain's", { Description: STUDIO, RequesterManaged: true }],
    ["a job's, by its role", { RequesterId: 'AROAEXAMPLEID:SageMaker' }],
    ['an endpoint', { InterfaceType: 'vpc_endpoint', RequesterManaged: true }],
    ['a NAT gateway', { InterfaceType: 'nat_gateway' }],
    ['a NAT gateway as the reference spells it', { InterfaceType: 'natGateway' }],
    ['a transit gateway', { InterfaceType: 'transit_gateway' }],
    ['an endpoint of a gateway load balancer', { InterfaceType: 'gateway_load_balancer_endpoint' }],
    ['a mount target', { Description: 'EFS mount target for fs-1 (fsmt-1)', RequesterManaged: true }],
  ])('is %s', async (_what, one) => {
    expect(await neighboursOf([one])).toEqual({ is: 'counted', count: 0, owners: [], sharers: [] });
  });

  it('is in a VPC without interfaces', async () => {
    expect(await neighboursOf([{ VpcId: 'vpc-2' }])).toEqual({ is: 'counted', count: 0, owners: [], sharers: [] });
  });
});

describe('another account with interfaces in the VPC', () => {
  it('is known to share it, also by those of SageMaker alone', async () => {
    const interfaces = [
      { OwnerId: OTHER, Description: NOTEBOOK },
      { OwnerId: '123456789012' },
      { OwnerId: OTHER },
      { OwnerId: 'amazon' },
    ];
    expect(await neighboursOf(interfaces)).toMatchObject({ count: 3, sharers: ['123456789012', OTHER].toSorted() });
  });
});

describe('somebody else', () => {
  it.each<[Members, string]>([
    [onInstance(ACCOUNT), `EC2 i-1 of ${ACCOUNT}`],
    [{ ...onInstance(ACCOUNT), Description: NOTEBOOK }, `EC2 i-1 of ${ACCOUNT}`],
    [{ ...onInstance(ACCOUNT), RequesterId: 'AROAEXAMPLEID:SageMaker' }, `EC2 i-1 of ${ACCOUNT}`],
    [{ OwnerId: OTHER, ...onInstance(OTHER), Description: STUDIO }, `EC2 i-1 of ${OTHER}`],
    [{ Attachment: { InstanceId: 'i-2' } }, `EC2 i-2 of ${ACCOUNT}`],
    [{ InterfaceType: 'lambda' }, 'Lambda'],
    [{ Description: 'AWS Lambda VPC ENI-x-1' }, 'Lambda'],
    [{ InterfaceType: 'network_load_balancer' }, 'load balancer'],
    [{ Description: 'ELB app/x/1', RequesterId: 'amazon-elb' }, 'load balancer'],
    [{ Description: 'RDSNetworkInterface' }, 'RDS'],
    [{ Description: 'EFS mount target for fs-1' }, 'EFS mount target for fs-1'],
    [{ Description: 'for SageMaker' }, 'for SageMaker'],
    [{ Description: ' ', RequesterId: '123456789012' }, '123456789012'],
    [{ RequesterId: 'AIDAEXAMPLE:SageMaker' }, 'AIDAEXAMPLE:SageMaker'],
    [{}, 'eni-0'],
    [{ Description: `a\nb\u001b[31m${'x'.repeat(200)}` }, `a b [31m${'x'.repeat(71)}…`],
  ])('%j', async (one, owner) => {
    expect(await neighboursOf([one])).toMatchObject({ is: 'counted', count: 1, owners: [owner] });
  });

  it('is told once, and of many only some', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ Description: `app ${index % 30}` }));
    const neighbours = await neighboursOf(many);
    expect(neighbours).toMatchObject({ is: 'counted', count: 60 });
    expect(neighbours?.is === 'counted' ? new Set(neighbours.owners).size : 0).toBe(20);
  });
});

describe('where interfaces are not told', () => {
  it('nobody knows who lives there, and all else is known', async () => {
    const denied = awsError('DescribeNetworkInterfaces', { message: 'not authorized' });
    expect(await neighboursOf(denied)).toEqual({ is: 'unknown', why: 'UnauthorizedOperation: not authorized' });
  });

  it('for another reason, nothing is', async () => {
    const lost = awsError('DescribeNetworkInterfaces', { reason: 'unavailable' });
    await expect(neighboursOf(lost)).rejects.toThrow(AwsError);
  });
});
