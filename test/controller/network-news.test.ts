/**
 * Which of several networks a reading is about, whom it is news to, and who waits for whom.
 */
import { describe, expect, it } from '@jest/globals';
import { NetworkIndex } from '../../src/controller/network-index.ts';
import type { Place, PlaceKey } from '../../src/controller/memory.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import type { NetworkReading, NetworkUse } from '../../src/model/network.ts';
import type { Resource, ResourceName } from '../../src/model/resource.ts';

const S3 = {
  name: 's3',
  kind: 'S3EndpointPolicy',
  want: { vpcs: 'usedBySageMaker', missingEndpoint: 'report' },
} as unknown as Policy;
const JOBS = { name: 'net', kind: 'JobNetwork', want: {} } as unknown as Policy;
const [HERE, THERE] = ['111122223333', '444455556666'];

interface Said extends Resource {
  readonly says: NetworkReading;
}

function placeOf(
  name: ResourceName,
  more: Partial<Place> = {},
  account = HERE,
  policies: readonly Policy[] = [],
): Place {
  const target = { account, region: 'eu-central-1' };
  return {
    key: `${account}/eu-central-1 ${name}`,
    kind: { name, network: ({ says }: Said) => says },
    selection: { target, policies },
    status: { message: undefined, reason: undefined },
    listed: true,
    informs: true,
    entries: new Map(),
    unread: 0,
    ...more,
  } as unknown as Place;
}

function indexOf(...places: readonly Place[]): NetworkIndex {
  return new NetworkIndex(new Map<PlaceKey, Place>(places.map((place) => [place.key, place])));
}

function use(by: string, vpcId: string | undefined, ...subnets: readonly string[]): NetworkUse {
  return { by, vpcId, subnets, securityGroups: [], instances: undefined };
}

function saying(arn: string, ...uses: readonly NetworkUse[]): Said {
  return { arn, says: { uses, untold: [] } } as unknown as Said;
}

const vpcHere = placeOf('vpc', { informs: false }, HERE, [S3]);

describe('a reading that is about several networks', () => {
  it('tells of each network only what is in it', () => {
    const jobs = placeOf('job');
    const index = indexOf(vpcHere, jobs);
    index.note(
      jobs,
      saying('t', use('tuning/1', 'vpc-1', 'subnet-1'), use('tuning/2', undefined, 'subnet-2', 'subnet-3')),
    );
    const facts = index.factsFor(vpcHere);
    const by = (...ids: readonly string[]) => facts.usesOf(ids).map((one) => one.by);
    expect([by('vpc-1'), by('subnet-1'), by('subnet-2'), by('subnet-3')]).toEqual([
      ['tuning/1'],
      ['tuning/1'],
      ['tuning/2'],
      ['tuning/2'],
    ]);
    expect(by('vpc-1', 'subnet-1', 'subnet-2')).toEqual(['tuning/1', 'tuning/2']);
  });
});

describe('news of a network', () => {
  const jobsThere = placeOf('job', {}, THERE);
  const jobsHere = placeOf('job');

  function told() {
    const index = indexOf(vpcHere, jobsHere, jobsThere);
    index.factsFor(vpcHere).usesOf(['subnet-1']);
    return index;
  }

  it('is told once, to whoever asked about it from another account', () => {
    const index = told();
    index.note(jobsThere, saying('a', use('job/a', undefined, 'subnet-1')));
    expect(index.takeOutdated()).toEqual([vpcHere.key]);
    expect(index.takeOutdated()).toEqual([]);
  });

  it('is none where it was said before', () => {
    const index = told();
    index.note(jobsThere, saying('a', use('job/a', undefined, 'subnet-1')));
    index.takeOutdated();
    index.note(jobsThere, saying('a', use('job/a', undefined, 'subnet-1')));
    expect(index.takeOutdated()).toEqual([]);
  });

  it('is none of the own account, of networks that nobody asked about, nor of what informs nobody', () => {
    const index = told();
    index.note(jobsHere, saying('a', use('job/a', undefined, 'subnet-1')));
    index.note(jobsThere, saying('b', use('job/b', undefined, 'subnet-9')));
    index.note({ ...jobsThere, informs: false }, saying('c', use('job/c', undefined, 'subnet-1')));
    expect(index.takeOutdated()).toEqual([]);
  });
});

describe('whom a kind informs', () => {
  it('is those of its account and region whose policies are told by it, and never itself', () => {
    const [notebooks, jobs] = [placeOf('notebook-instance'), placeOf('job', {}, HERE, [JOBS])];
    const onlyJobs = placeOf('vpc', { informs: false }, HERE, [JOBS]);
    const informed = (index: NetworkIndex, place: Place) => index.informedBy(place).map(({ key }) => key);
    const both = indexOf(vpcHere, notebooks, jobs, placeOf('vpc', { informs: false }, THERE, [S3]));
    expect(informed(both, notebooks)).toEqual([vpcHere.key]);
    expect(informed(both, jobs)).toEqual([vpcHere.key]);
    expect(informed(indexOf(onlyJobs, notebooks, jobs), notebooks)).toEqual([]);
    expect(informed(indexOf(onlyJobs, notebooks, jobs), jobs)).toEqual([onlyJobs.key]);
    expect(informed(both, { ...notebooks, informs: false })).toEqual([]);
  });
});

describe('a place that is judged by what others tell', () => {
  const unread = { status: { reason: 'NotYetRead' } } as unknown as Partial<Place>;

  it('waits until somebody has looked at them, and then begins once', () => {
    const index = indexOf(vpcHere, placeOf('job', unread));
    expect(index.postpones(vpcHere)).toBe(true);
    expect([index.resumes(vpcHere), index.resumes(vpcHere)]).toEqual([true, false]);
    const read = indexOf(vpcHere, placeOf('job'));
    expect([read.postpones(vpcHere), read.resumes(vpcHere)]).toEqual([false, false]);
  });

  it('waits for nobody where it tells others itself', () => {
    const teller = { ...vpcHere, informs: true } as Place;
    expect(indexOf(teller, placeOf('job', unread)).isUninformed(teller)).toBe(false);
  });
});

describe('what is not told', () => {
  it('is told in one order and up to five reasons, of all accounts together', () => {
    const status = { message: 'AccessDenied' } as Place['status'];
    const sharers = ['999999999999', THERE];
    const places = [HERE, ...sharers].map((account) => placeOf('job', { listed: false, status }, account));
    const index = indexOf(vpcHere, ...places);
    const asked = index.factsFor(vpcHere, [JOBS]).untold(sharers);
    expect(asked).toEqual([
      expect.stringMatching(/^jobs of this account and region: AccessDenied$/),
      expect.stringMatching(/^pipelines of this account and region: /),
      expect.stringMatching(new RegExp(`^jobs of account ${THERE}, `)),
      expect.stringMatching(new RegExp(`^pipelines of account ${THERE}, `)),
      expect.stringMatching(/^jobs of account 999999999999, /),
    ]);
  });
});
