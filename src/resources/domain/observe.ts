/**
 * Which Studio domains are there, and in which network? The list tells neither, but when each was last modified.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListDomains.html
 */
import type { DescribeOptions, Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer, unlessGone } from '../answer.ts';
import type { Domain } from './shape.ts';

/** The most that ListDomains gives a page. */
const PAGE_SIZE = 100;

export async function* listDomains(aws: Reader, target: Target): AsyncIterable<Sighting> {
  for await (const page of aws.pages('ListDomains', { MaxResults: PAGE_SIZE }))
    for (const item of page) yield readSighting(new Answer('ListDomains', target, item), target);
}

export async function describeDomain(
  aws: Reader,
  sighting: Sighting,
  { now }: DescribeOptions,
): Promise<Domain | undefined> {
  const target = { account: sighting.account, region: sighting.region };
  const raw = await unlessGone(aws.read('DescribeDomain', { DomainId: sighting.name }));
  if (raw === undefined) return undefined;
  const answer = new Answer('DescribeDomain', target, raw);
  const seen = readSighting(answer, target);
  if (seen.name !== sighting.name) throw answer.unexpected('DomainId');
  return {
    ...seen,
    kind: 'domain',
    observedAt: now,
    running: true,
    tags: undefined,
    intent: { is: 'none' },
    provenance: undefined,
    vpcId: answer.optional('VpcId'),
    subnets: answer.texts('SubnetIds'),
    securityGroups: [
      ...(answer.member('DefaultUserSettings')?.texts('SecurityGroups') ?? []),
      ...(answer.member('DomainSettings')?.texts('SecurityGroupIds') ?? []),
    ],
  };
}

function readSighting(answer: Answer, target: Target): Sighting {
  const arn = answer.text('DomainArn');
  const [, , service, region, account] = arn.split(':');
  if (service !== 'sagemaker' || region !== target.region || account !== target.account)
    throw answer.unexpected('DomainArn');
  return {
    arn,
    // People give domains names as they like, several the same.
    name: answer.text('DomainId'),
    account: target.account,
    region: target.region,
    status: answer.text('Status'),
    createdAt: answer.time('CreationTime'),
    lastModifiedAt: answer.time('LastModifiedTime'),
  };
}
