/**
 * What is known of AWS behind S3EndpointPolicy.
 */
import type { PolicyFact } from '../facts.ts';

const SERVICE_OWNED =
  'https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md';
const PRIVATE_LINK = 'https://docs.aws.amazon.com/vpc/latest/privatelink';

export const S3_ENDPOINT_POLICY_FACTS: readonly PolicyFact[] = [
  {
    fact: 'The document of an endpoint is the most that anybody can do through it: one without an Allow blocks all of S3. The statements against package repositories in the guide are documents of their own, and have to be merged into one with an Allow.',
    source: `${PRIVATE_LINK}/vpc-endpoints-access.html`,
  },
  {
    fact: 'The guide names the buckets of Amazon Linux 1 and of Amazon Linux 2 before 2021; packages of Amazon Linux 2 come from amazonlinux-2-repos-* since, those of 2023 from al2023-repos-*-de612dc2 and al2023-*.',
    source: SERVICE_OWNED,
  },
  {
    fact: 'Package managers do not sign their requests: no condition on who asks ever meets them.',
    source: SERVICE_OWNED,
  },
  {
    fact: 'Container images of Amazon Linux 2023 fetch packages from a CDN (cdn.amazonlinux.com), which no endpoint policy reaches.',
    source: 'nobody has documented it: the repositories file of the images names it',
  },
  {
    fact: 'A document has at most 20,480 characters, white space included; a wildcard of a string operator needs six characters before or after it, and ids that AWS makes take none.',
    source: `${PRIVATE_LINK}/vpc-endpoints-access.html`,
  },
  {
    fact: 'At a gateway endpoint an account or its root as a principal is its root user only: who may is said with aws:PrincipalArn in a condition, the principal stays "*".',
    source: `${PRIVATE_LINK}/vpc-endpoints-access.html#vpc-endpoint-policies-gateway`,
  },
  {
    fact: 'Changes of endpoints drink from a bucket of 4 that fills by 0.3 a second, and from one of the whole organization; what was changed takes minutes to hold.',
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    fact: 'Of a shared VPC only its owner can change endpoints; those that a service made for somebody (RequesterManaged) are not to be touched.',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html',
  },
];
