/**
 * By what neighbours are told apart from SageMaker's own interfaces, and what people call those that AWS describes.
 */
import { describe, expect, it } from '@jest/globals';
import { readNeighbours } from '../../../src/resources/vpc/neighbours.ts';
import { OTHER, TARGET, networkInterface, readerOf } from './ec2.ts';

type Members = Readonly<Record<string, unknown>>;

async function ownersOf(...interfaces: readonly Members[]): Promise<readonly string[]> {
  const reader = readerOf({ DescribeNetworkInterfaces: interfaces.map(networkInterface) });
  const neighbours = (await readNeighbours({ aws: reader, target: TARGET, vpcId: undefined }))('vpc-1');
  return neighbours.is === 'counted' ? neighbours.owners : [];
}

describe('an interface', () => {
  it.each<[string, string]>([
    ['AWS Lambda VPC ENI-x', 'Lambda'],
    ['ELB app/x/1', 'load balancer'],
    ['RDSNetworkInterface', 'RDS'],
    ['RedshiftNetworkInterface', 'Redshift'],
    ['ElastiCache x', 'ElastiCache'],
    ['ElastiCache+x', 'ElastiCache'],
    ['arn:aws:ecs:eu-central-1:111122223333:attachment/x', 'ECS'],
    ['arn:aws-cn:ecs:cn-north-1:111122223333:attachment/x', 'ECS'],
    ['Amazon EKS x', 'EKS control plane'],
    ['Attached to Glue using role: arn:aws:iam::111122223333:role/x', 'Glue'],
  ])('that AWS describes as %j is of %s', async (Description, owner) => {
    expect(await ownersOf({ Description })).toEqual([owner]);
  });

  it.each([
    'not arn:aws:ecs:eu-central-1:111122223333:attachment/x',
    'my Amazon EKS x',
    'my ELB x',
    'my AWS Lambda VPC ENI',
    'my RDSNetworkInterface',
    'my RedshiftNetworkInterface',
    'my ElastiCache',
    'not Attached to Glue',
  ])('that somebody describes as %j is theirs', async (Description) => {
    expect(await ownersOf({ Description })).toEqual([Description]);
  });

  it.each(['AROAEXAMPLEID:SageMakerish', 'xAROAEXAMPLEID:SageMaker', 'AROAEXAMPLEID:x:SageMaker', 'AROA:SageMaker'])(
    'that %s asked for is not SageMaker’s',
    async (RequesterId) => {
      expect(await ownersOf({ RequesterId })).toEqual([RequesterId]);
    },
  );

  it('on an instance of which no account is told is told without', async () => {
    expect(await ownersOf({ OwnerId: undefined, Attachment: { InstanceId: 'i-3', InstanceOwnerId: OTHER } })).toEqual([
      `EC2 i-3 of ${OTHER}`,
    ]);
    const untold = { OwnerId: undefined, Attachment: { InstanceId: 'i-3' } };
    expect(await ownersOf(untold)).toEqual(['EC2 i-3']);
  });

  it('is told in one order, however AWS answers', async () => {
    const described = ['c', 'a', 'b'].map((Description) => ({ Description }));
    expect(await ownersOf(...described)).toEqual(['a', 'b', 'c']);
  });
});
