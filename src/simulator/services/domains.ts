/**
 * SageMaker's ListDomains, DescribeDomain and CreateDomain, for the networks that Studio domains stand in.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeDomain.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { list, nested, num, oneOf, str, strings, structure, text, whole } from '../input-shape.ts';
import { domainArn, type DomainRecord, domainUrl, newDomain } from '../model-record.ts';
import { digest } from '../organization-tree.ts';
import { pageOf } from '../pages.ts';
import { Refusal } from '../refusal.ts';
import { tagKeys } from './job-request.ts';
import { checkedTags } from './tag-rules.ts';

const DEFAULT_PAGE = 10;
/** AWS's default quota is one, which hardly any organization still has. */
const MAX_DOMAINS = 100;

const listDomains: Operation = {
  service: 'sagemaker',
  name: 'ListDomains',
  family: 'sagemaker:list',
  members: { NextToken: text({ max: 8192 }), MaxResults: whole(1, 100) },
  run: (call) => {
    const { principal, region, now, stale } = call;
    authorize(call, 'sagemaker:ListDomains', '*', {}, domainArn(principal.account, region, '*'));
    const found = [...call.workloads.domains.seenIn(principal.account, region, now, stale)];
    return pageOf(
      call,
      found.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ({ name }) => name,
      summary,
      {
        tokenMember: 'NextToken',
        sizeMember: 'MaxResults',
        answerToken: 'NextToken',
        answerItems: 'Domains',
        size: num(call.input, 'MaxResults') ?? DEFAULT_PAGE,
        invalidToken: () => new Refusal('ValidationException', 'The NextToken is not valid.'),
      },
    );
  },
};

const describeDomain: Operation = {
  service: 'sagemaker',
  name: 'DescribeDomain',
  family: 'sagemaker:describe',
  members: { DomainId: text({ required: true, max: 63, pattern: /^d-(-*[a-z0-9]){1,61}$/ }) },
  run: (call) => {
    const { principal, region, now, stale } = call;
    const id = str(call.input, 'DomainId') ?? '';
    authorize(call, 'sagemaker:DescribeDomain', domainArn(principal.account, region, id));
    const record = call.workloads.domains.seen(principal.account, region, id, now, stale);
    if (record === undefined || call.fault?.fault === 'vanish') {
      throw new Refusal('ResourceNotFound', `Domain [${id}] does not exist.`);
    }
    const efs = { HomeEfsFileSystemId: `fs-${digest(record.arn, 17)}` };
    return { ...record.settings, ...efs, ...summary(record) };
  },
};

const createDomain: Operation = {
  service: 'sagemaker',
  name: 'CreateDomain',
  family: 'sagemaker:write',
  members: {
    DomainName: text({ required: true, max: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/ }),
    AuthMode: { ...oneOf('SSO', 'IAM'), required: true },
    DefaultUserSettings: structure({ required: true }),
    DomainSettings: structure(),
    SubnetIds: list({ min: 1, max: 16 }),
    VpcId: text({ max: 32, pattern: /^[-0-9a-zA-Z]+$/ }),
    Tags: list({ max: 50 }),
    AppNetworkAccessType: oneOf('PublicInternetOnly', 'VpcOnly'),
  },
  run: create,
};

export const DOMAIN_OPERATIONS: readonly Operation[] = [listDomains, describeDomain, createDomain];

function create(call: Call): Output {
  const { input, principal, region, now } = call;
  const { account } = principal;
  const domainName = str(input, 'DomainName') ?? '';
  const users = nested(input, 'DefaultUserSettings') ?? {};
  const access = str(input, 'AppNetworkAccessType') ?? 'PublicInternetOnly';
  authorize(call, 'sagemaker:CreateDomain', domainArn(account, region, '*'), {
    'sagemaker:AppNetworkAccessType': access,
    'sagemaker:AuthMode': str(input, 'AuthMode'),
    'sagemaker:VpcSubnets': strings(input, 'SubnetIds'),
    'sagemaker:VpcSecurityGroupIds': strings(users, 'SecurityGroups'),
    ...tagKeys(input),
  });
  const role = str(users, 'ExecutionRole');
  if (role !== undefined) {
    authorize(call, 'iam:PassRole', role, { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
  }
  const tags = checkedTags(new Map(), input);
  const present = [...call.workloads.domains.seenIn(account, region, now, {})];
  if (present.some((other) => other.domainName === domainName)) {
    throw new Refusal('ResourceInUse', `Domain with name [${domainName}] already exists.`);
  }
  if (present.length >= MAX_DOMAINS || call.fault?.fault === 'resource-limit') {
    throw new Refusal('ResourceLimitExceeded', 'The account-level service limit for domains is reached.');
  }
  const { DomainName: _name, Tags: _tags, ...settings } = input;
  const name = `d-${digest(`${account} ${region} ${domainName} ${now}`, 12)}`;
  const place = { name, account, region, domainName, tags, settings: { ...settings, AppNetworkAccessType: access } };
  const due = { at: now + call.jobTimes.domainMs, changes: { status: 'InService' } };
  const record = newDomain({ ...place, status: 'Pending', due }, now);
  call.workloads.domains.put(record, now, 'request');
  return { DomainArn: record.arn, DomainId: name, Url: domainUrl(record) };
}

function summary(record: DomainRecord): Output {
  return {
    DomainArn: record.arn,
    DomainId: record.name,
    DomainName: record.domainName,
    Status: record.status,
    CreationTime: record.createdAt / 1000,
    LastModifiedTime: record.modifiedAt / 1000,
    Url: domainUrl(record),
  };
}
