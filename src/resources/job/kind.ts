/**
 * Jobs as a kind of resource: each is described once, as nothing about it changes but whether it still runs.
 */
import type { NetworkReading } from '../../model/network.ts';
import type { ResourceKind } from '../../model/resource.ts';
import { nextStep } from './converge.ts';
import { describeJob } from './describe.ts';
import { listJobs } from './observe.ts';
import { JOB_DRIVES, JOB_STOPS, JOB_TYPES } from './shape.ts';
import type { Job } from './shape.ts';
import { JOB_APIS } from './types.ts';

const APIS = JOB_TYPES.map((type) => JOB_APIS[type]);
const STOPS = Object.values(JOB_STOPS);

export const jobs: ResourceKind<Job> = {
  name: 'job',
  reads: [...APIS.map(({ list }) => list), ...APIS.map(({ describe }) => describe), 'DescribeModel'],
  writes: STOPS,
  mends: STOPS,
  drives: JOB_DRIVES,
  quietChangesAreFree: false,
  readsByList: true,
  list: listJobs,
  describe: describeJob,
  isWhole: () => true,
  isBack: () => true,
  network: networkOf,
  nextStep,
  arns: ({ arn }) => [arn],
};

function networkOf({ type, name, settings, settingsUnread, buckets }: Job): NetworkReading {
  const by = `${type} job ${name}`;
  return {
    uses: settings.flatMap(({ vpc, instances }) =>
      vpc === undefined ? [] : [{ by, vpcId: undefined, ...vpc, instances, ofJobs: true, buckets }],
    ),
    untold: settingsUnread === undefined ? [] : [`${by}: ${settingsUnread}`],
  };
}
