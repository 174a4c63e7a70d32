/**
 * Which networks do Studio domains tell of, and is an answer that is not about the domain believed?
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { ListContext, Sighting } from '../../../src/model/resource.ts';
import { NO_NETWORK_FACTS } from '../../../src/model/network.ts';
import type { Reader } from '../../../src/model/world.ts';
import { domains } from '../../../src/resources/domain/kind.ts';
import type { Domain } from '../../../src/resources/domain/shape.ts';

const NOW = Date.parse('2026-11-02T12:00:00Z');
const TARGET = { account: '111122223333', region: 'eu-central-1' };
const OPTIONS = { tags: true, close: true, needs: new Set<never>(), now: NOW };
const CONTEXT: ListContext<Domain> = {
  now: NOW,
  needs: new Set(),
  known: new Map(),
  notes: new Map(),
  network: NO_NETWORK_FACTS,
};

const arnOf = (id: string): string => `arn:aws:sagemaker:eu-central-1:111122223333:domain/${id}`;

const summaryOf = (id: string, part: Readonly<Record<string, unknown>> = {}) => ({
  DomainArn: arnOf(id),
  DomainId: id,
  DomainName: 'Studio',
  Status: 'InService',
  CreationTime: NOW / 1_000 - 60,
  LastModifiedTime: NOW / 1_000 - 30,
  ...part,
});

function readerOf(answers: readonly unknown[]): Reader {
  return {
    read: async (operation, { DomainId: id }) => {
      const [found] = answers;
      if (operation === 'DescribeDomain' && id === 'd-1' && found !== undefined) return Promise.resolve(found);
      const facts = { code: 'ResourceNotFound', message: 'Domain not found', operation, target: TARGET } as const;
      throw new AwsError({ ...facts, reason: 'not-found', delivery: 'answered' });
    },
    async *pages() {
      yield answers;
      yield [];
    },
  };
}

async function listed(answers: readonly unknown[]): Promise<readonly Sighting[]> {
  const found: Sighting[] = [];
  for await (const sighting of domains.list(readerOf(answers), TARGET, CONTEXT)) found.push(sighting);
  return found;
}

async function described(part: Readonly<Record<string, unknown>>): Promise<Domain | undefined> {
  const [sighting] = await listed([summaryOf('d-1')]);
  if (sighting === undefined) throw new Error('not listed');
  return domains.describe(readerOf([summaryOf('d-1', part)]), sighting, OPTIONS);
}

const INSIDE = {
  VpcId: 'vpc-1',
  SubnetIds: ['subnet-1', 'subnet-2'],
  DefaultUserSettings: { SecurityGroups: ['sg-1'] },
  DomainSettings: { SecurityGroupIds: ['sg-2'] },
};

describe('a Studio domain', () => {
  it('is listed by its id, as several may have one name', async () => {
    expect(await listed([summaryOf('d-1'), summaryOf('d-2')])).toEqual(
      ['d-1', 'd-2'].map((id) => ({
        ...TARGET,
        arn: arnOf(id),
        name: id,
        status: 'InService',
        createdAt: NOW - 60_000,
        lastModifiedAt: NOW - 30_000,
      })),
    );
  });

  it('tells the network that its apps are in', async () => {
    const domain = await described(INSIDE);
    if (domain === undefined) throw new Error('gone');
    expect(domains.network?.(domain)).toEqual({
      uses: [
        {
          by: 'domain/d-1',
          vpcId: 'vpc-1',
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1', 'sg-2'],
          instances: undefined,
        },
      ],
      untold: [],
    });
  });

  it('is in none where it was made without one', async () => {
    const domain = await described({ DefaultUserSettings: {} });
    expect(domain).toMatchObject({ vpcId: undefined, subnets: [], securityGroups: [] });
  });

  it('that is gone is undefined', async () => {
    const [sighting] = await listed([summaryOf('d-1')]);
    if (sighting === undefined) throw new Error('not listed');
    expect(await domains.describe(readerOf([]), sighting, OPTIONS)).toBeUndefined();
  });

  it('is never touched', async () => {
    const domain = await described(INSIDE);
    if (domain === undefined) throw new Error('gone');
    const recollection = { sent: [], wrote: undefined, policies: [] };
    const context = { now: NOW, settleMs: 60_000, changeId: 'c1', recollection, satisfied: [] };
    expect(domains.nextStep(domain, [{ path: '/vpcId', have: 'vpc-1', want: 'vpc-2' }], context)).toEqual({
      step: 'none',
    });
    expect([domains.writes, domains.drives]).toEqual([[], []]);
  });

  it.each([
    ['of another account', { DomainArn: 'arn:aws:sagemaker:eu-central-1:999999999999:domain/d-1' }],
    ['of another region', { DomainArn: 'arn:aws:sagemaker:us-east-1:111122223333:domain/d-1' }],
    ['of another service', { DomainArn: 'arn:aws:es:eu-central-1:111122223333:domain/d-1' }],
    ['about another domain', { DomainId: 'd-2' }],
    ['without a status', { Status: undefined }],
    ['with subnets that are none', { SubnetIds: 'subnet-1' }],
  ])('is not read from an answer %s', async (_what, part) => {
    await expect(described(part)).rejects.toThrow('another form than documented');
  });

  it.each([
    ['of another account', { DomainArn: 'arn:aws:sagemaker:eu-central-1:999999999999:domain/d-1' }],
    ['without a time', { LastModifiedTime: 'yesterday' }],
  ])('is not listed from an answer %s', async (_what, part) => {
    await expect(listed([summaryOf('d-1', part)])).rejects.toThrow('another form than documented');
  });
});
