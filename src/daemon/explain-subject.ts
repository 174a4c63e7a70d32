/**
 * What does somebody mean who asks about a resource: which kind it is, and where? ARNs of what is looked after, and of endpoints,
 * which are told with the VPC that they are in.
 */
import type { Resource, ResourceName } from '../model/resource.ts';
import type { Vpc } from '../resources/vpc/shape.ts';

const WHERE = '([a-z0-9-]+):(\\d{12})';
const ARN = new RegExp(
  [
    `^arn:[a-z-]+:sagemaker:${WHERE}:(?:(notebook-instance|pipeline|domain)|([a-z-]+-job))/[A-Za-z0-9-]{1,256}$`,
    `^arn:[a-z-]+:ec2:${WHERE}:(?:vpc|vpc-endpoint)/[A-Za-z0-9-]{1,64}$`,
  ].join('|'),
);

const NOUNS: Readonly<Record<ResourceName, string>> = {
  'notebook-instance': 'notebook instance',
  pipeline: 'pipeline',
  domain: 'domain',
  job: 'job',
  vpc: 'VPC',
};

export interface Subject {
  readonly account: string;
  readonly region: string;
  readonly kind: ResourceName;
  /** What people call it. */
  readonly noun: string;
}

/** What an ARN tells; undefined where it is none of a resource that is looked after. */
export function subjectOfArn(text: string): Subject | undefined {
  const found = ARN.exec(text);
  if (found === null) return undefined;
  const [, sagemakerRegion, sagemakerAccount, named, job, ec2Region, ec2Account] = found;
  const [region, account] = [sagemakerRegion ?? ec2Region ?? '', sagemakerAccount ?? ec2Account ?? ''];
  const kind = (named as ResourceName | undefined) ?? (job === undefined ? 'vpc' : 'job');
  return { account, region, kind, noun: text.includes(':vpc-endpoint/') ? 'endpoint for S3' : NOUNS[kind] };
}

/** Asked for by its ARN or name, or by those of an endpoint that is in it. SageMaker lower-cases names in its ARNs. */
export function isMeant(asked: string, arn: string, resource: Resource | undefined): boolean {
  const [wanted, told] = [asked.toLowerCase(), arn.toLowerCase()];
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  const isArn = wanted.startsWith('arn:');
  if (isArn ? told === wanted : told.slice(told.lastIndexOf('/') + 1) === wanted) return true;
  if (resource?.kind !== 'vpc' || (isArn && !wanted.includes(':vpc-endpoint/'))) return false;
  return (resource as Vpc).endpoints.some(({ id }) => id.toLowerCase() === name);
}
