/**
 * What a Studio domain is to us: the network that its apps run in.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeDomain.html
 */
import type { Resource } from '../../model/resource.ts';

export interface Domain extends Resource {
  readonly kind: 'domain';
  readonly vpcId: string | undefined;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}
