/**
 * Studio domains as a kind of resource: so far they only tell which networks SageMaker uses.
 */
import type { ResourceKind } from '../../model/resource.ts';
import { describeDomain, listDomains } from './observe.ts';
import type { Domain } from './shape.ts';

export const domains: ResourceKind<Domain> = {
  name: 'domain',
  reads: ['ListDomains', 'DescribeDomain'],
  writes: [],
  mends: [],
  drives: [],
  quietChangesAreFree: false,
  list: listDomains,
  describe: describeDomain,
  isWhole: () => true,
  isBack: () => true,
  network: ({ name, vpcId, subnets, securityGroups }) => ({
    uses: [{ by: `domain/${name}`, vpcId, subnets, securityGroups, instances: undefined }],
    untold: [],
  }),
  nextStep: () => ({ step: 'none' }),
  arns: ({ arn }) => [arn],
};
