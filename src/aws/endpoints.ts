/**
 * Which region answers for services that have one endpoint in a partition? (The addresses themselves are the SDK's to know.)
 * https://docs.aws.amazon.com/general/latest/gr/ao.html https://docs.aws.amazon.com/general/latest/gr/rande.html#account-service
 */
import type { Region } from '../model/target.ts';

/** Services with one endpoint in a partition. */
type HomeService = 'organizations' | 'account' | 'iam';

const HOME_REGIONS: Readonly<Record<string, Readonly<Record<HomeService, Region>>>> = {
  aws: { organizations: 'us-east-1', account: 'us-east-1', iam: 'us-east-1' },
  'aws-cn': { organizations: 'cn-northwest-1', account: 'cn-northwest-1', iam: 'cn-north-1' },
  'aws-us-gov': { organizations: 'us-gov-west-1', account: 'us-gov-west-1', iam: 'us-gov-west-1' },
};

/** Throws for a partition that nobody has entered here: a guess would be a request to somebody else's AWS. */
export function homeRegion(service: HomeService, partition: string): Region {
  const region = HOME_REGIONS[partition]?.[service];
  if (region === undefined) throw new Error(`no ${service} endpoint is known for partition ${partition}`);
  return region;
}
