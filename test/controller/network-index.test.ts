/** Who is in which network, as far as it was told; and what is not known of it? */
import { describe, expect, it } from '@jest/globals';
import { NetworkIndex } from '../../src/controller/network-index.ts';
import type { Place, PlaceKey } from '../../src/controller/memory.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { NetworkReading } from '../../src/model/network.ts';
import type { Resource, ResourceName } from '../../src/model/resource.ts';

const POLICY = {
  name: 's3',
  kind: 'S3EndpointPolicy',
  want: { vpcs: 'usedBySageMaker', missingEndpoint: 'report' },
} as unknown as Policy;

interface Said extends Resource {
  readonly says: NetworkReading;
}

function placeOf(name: ResourceName, more: Partial<Place> = {}, account = '111122223333'): Place {
  const target = { account, region: 'eu-central-1' };
  return {
    key: `${account}/eu-central-1 ${name}`,
    kind: { name, network: ({ says }: Said) => says },
    selection: { target, policies: name === 'vpc' ? [POLICY] : [] },
    status: { message: undefined },
    listed: true,
    informs: name !== 'vpc',
    entries: new Map(),
    unread: 0,
    ...more,
  } as unknown as Place;
}

function saying(arn: string, says: Partial<NetworkReading>): Said {
  return { arn, says: { uses: [], untold: [], ...says } } as unknown as Said;
}

function use(by: string, vpcId: string | undefined, ...subnets: readonly string[]): NetworkReading['uses'][number] {
  return { by, vpcId, subnets, securityGroups: [], instances: undefined };
}

function all(more: Partial<Record<ResourceName, Partial<Place>>> = {}) {
  const kinds: readonly ResourceName[] = ['notebook-instance', 'domain', 'job', 'pipeline', 'vpc'];
  const places = new Map<PlaceKey, Place>(
    kinds.map((name) => placeOf(name, more[name])).map((place) => [place.key, place]),
  );
  const index = new NetworkIndex(places);
  const at = (name: ResourceName): Place => places.get(`111122223333/eu-central-1 ${name}`) as Place;
  const ask = (...ids: readonly string[]) =>
    index
      .factsFor(at('vpc'))
      .usesOf(ids)
      .map(({ by }) => by);
  return {
    index,
    places,
    at,
    ask,
    untold: (...sharers: readonly string[]) => index.factsFor(at('vpc')).untold(sharers),
  };
}

describe('who is in which network', () => {
  it('is found by VPC and by subnet, each once, and follows the newest reading', () => {
    const { index, at, ask } = all();
    index.note(at('notebook-instance'), saying('a', { uses: [use('notebook-instance/a', undefined, 'subnet-1')] }));
    index.note(at('domain'), saying('d', { uses: [use('domain/d', 'vpc-1', 'subnet-1', 'subnet-2')] }));
    expect(ask('vpc-1')).toEqual(['domain/d']);
    expect(ask('vpc-1', 'subnet-1', 'subnet-2').toSorted()).toEqual(['domain/d', 'notebook-instance/a']);
    index.note(at('notebook-instance'), saying('a', { uses: [use('notebook-instance/a', undefined, 'subnet-9')] }));
    expect([ask('subnet-1'), ask('subnet-9')]).toEqual([['domain/d'], ['notebook-instance/a']]);
    index.note(at('notebook-instance'), saying('a', {}));
    index.forget(at('domain'), 'd');
    expect(ask('vpc-1', 'subnet-1', 'subnet-2', 'subnet-9')).toEqual([]);
  });

  it('is told whole only of the account and region that asks', () => {
    const { index, at } = all();
    index.note(
      at('job'),
      saying('a', { uses: [use('job/a', 'vpc-1', 'subnet-1'), use('job/a', undefined, 'subnet-1')] }),
    );
    index.note(at('notebook-instance'), saying('n', { uses: [use('notebook-instance/n', undefined, 'subnet-2')] }));
    index.note(placeOf('job', {}, '444455556666'), saying('b', { uses: [use('job/b', undefined, 'subnet-9')] }));
    expect(index.factsFor(at('vpc')).idsHere().toSorted()).toEqual(['subnet-1', 'subnet-2', 'vpc-1']);
  });

  it('knows no border between accounts, as a VPC may be shared', () => {
    const { index, ask } = all();
    const other = placeOf('notebook-instance', {}, '444455556666');
    index.note(other, saying('b', { uses: [use('notebook-instance/b', undefined, 'subnet-1')] }));
    expect(ask('subnet-1')).toEqual(['notebook-instance/b']);
    index.forgetPlace(other);
    expect(ask('subnet-1')).toEqual([]);
  });

  it('is not known of an account that shares the network and could not be read, unless nobody wants it looked at', () => {
    const { places, untold } = all();
    expect(untold('444455556666')).toEqual([]);
    const status = { state: 'unreachable', message: 'AccessDenied' } as Place['status'];
    const other = placeOf('job', { listed: false, status }, '444455556666');
    places.set(other.key, other);
    expect(untold()).toEqual([]);
    expect(untold('111122223333', '444455556666')).toContain(
      'jobs of account 444455556666, which it is shared with: AccessDenied',
    );
  });

  it('is asked of what is remembered when it begins to matter, and forgotten when it no longer does', () => {
    const { index, at, ask } = all({ 'notebook-instance': { informs: false } });
    const place = at('notebook-instance');
    const resource = saying('a', { uses: [use('notebook-instance/a', undefined, 'subnet-1')] });
    place.entries.set('a', { resource } as never);
    index.note(place, resource);
    expect(ask('subnet-1')).toEqual([]);
    index.listen(place, true);
    expect(ask('subnet-1')).toEqual(['notebook-instance/a']);
    index.listen(place, false);
    expect(ask('subnet-1')).toEqual([]);
  });
});

describe('what is not known of it', () => {
  it('is nothing where all that tells has been read', () => {
    expect(all().untold()).toEqual([]);
  });

  it.each<[string, Partial<Record<ResourceName, Partial<Place>>>, RegExp]>([
    ['has not been read', { domain: { listed: false } }, /^domains .*have not been read yet$/],
    [
      'could not be listed',
      { job: { listed: false, status: { message: 'AccessDenied' } as never } },
      /^jobs .*AccessDenied$/,
    ],
    ['could not all be described', { 'notebook-instance': { unread: 2 } }, /^2 of the notebook-instances could not/],
  ])('is a kind that %s', (_what, more, why) => {
    expect(all(more).untold()).toEqual([expect.stringMatching(why)]);
  });

  it('is none of what another policy of the place is told by', () => {
    const { index, at } = all({ 'notebook-instance': { unread: 2 }, job: { unread: 1 } });
    const jobs = { name: 'net', kind: 'JobNetwork', want: {} } as unknown as Policy;
    expect(index.factsFor(at('vpc'), [jobs]).untold()).toEqual([expect.stringMatching(/^1 of the jobs /)]);
    expect(index.factsFor(at('vpc'), [jobs, POLICY]).untold()).toHaveLength(2);
  });

  it('is a kind that nobody looks at', () => {
    const { places, untold } = all();
    places.delete('111122223333/eu-central-1 pipeline');
    expect(untold()).toEqual([expect.stringMatching(/^pipelines /)]);
  });

  it('is what a resource cannot tell, a few of the reasons', () => {
    const { index, at, untold } = all();
    for (let count = 0; count < 9; count += 1)
      index.note(at('pipeline'), saying(`p${count}`, { untold: [`pipeline/p${count}: an expression`] }));
    expect(untold()).toHaveLength(5);
    expect(untold()[0]).toBe('pipeline/p0: an expression');
    for (let count = 0; count < 9; count += 1) index.forget(at('pipeline'), `p${count}`);
    expect(untold()).toEqual([]);
  });
});
