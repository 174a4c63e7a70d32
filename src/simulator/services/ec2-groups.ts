/**
 * EC2's security groups: their rules one by one and together, and new rules for what comes in.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { idOf, type SecurityGroupRecord } from '../ec2-records.ts';
import type { SecurityGroupRuleSeed } from '../ec2-seed.ts';
import { flag, type Input, list, num, str, structures, text } from '../input-shape.ts';
import { Refusal } from '../refusal.ts';
import { describing, refuseDryRun, tagSet } from './ec2-describe.ts';

const NO_TAGS: ReadonlyMap<string, string> = new Map();
const ANY = '-1';

interface RuleOf {
  readonly group: SecurityGroupRecord;
  readonly rule: SecurityGroupRuleSeed;
}

function groupsOf(call: Call): readonly SecurityGroupRecord[] {
  return [...call.networks.groups.seenIn(call.principal.account, call.region, call.now, call.stale)];
}

export const describeSecurityGroups: Operation = describing<SecurityGroupRecord>({
  name: 'DescribeSecurityGroups',
  ids: 'GroupIds',
  items: 'SecurityGroups',
  notFound: ['InvalidGroup.NotFound', 'security group'],
  all: groupsOf,
  idOf: ({ name }) => name,
  tagsOf: ({ tags }) => tags,
  filters: {
    'group-id': ({ name }) => [name],
    'group-name': ({ groupName }) => [groupName],
    'vpc-id': ({ vpcId }) => [vpcId],
    'owner-id': ({ account }) => [account],
    'ip-permission.group-id': ({ rules }) =>
      rules.flatMap(({ egress, group }) => (egress === true ? [] : (group ?? []))),
  },
  show: (group) => ({
    GroupId: group.name,
    GroupName: group.groupName,
    Description: group.groupName,
    OwnerId: group.account,
    VpcId: group.vpcId,
    IpPermissions: group.rules.filter(({ egress }) => egress !== true).map((rule) => permissionOf(group, rule)),
    IpPermissionsEgress: group.rules.filter(({ egress }) => egress === true).map((rule) => permissionOf(group, rule)),
    Tags: tagSet(group.tags),
  }),
});

export const describeSecurityGroupRules: Operation = describing<RuleOf>({
  name: 'DescribeSecurityGroupRules',
  ids: 'SecurityGroupRuleIds',
  items: 'SecurityGroupRules',
  notFound: ['InvalidSecurityGroupRuleId.NotFound', 'security group rule'],
  all: (call) => groupsOf(call).flatMap((group) => group.rules.map((rule) => ({ group, rule }))),
  idOf: ruleId,
  tagsOf: () => NO_TAGS,
  filters: {
    'group-id': ({ group }) => [group.name],
    'security-group-rule-id': (one) => [ruleId(one)],
  },
  show: (one) => ruleOutput(one),
});

export const authorizeSecurityGroupIngress: Operation = {
  service: 'ec2',
  name: 'AuthorizeSecurityGroupIngress',
  family: 'ec2:authorize',
  members: {
    GroupId: text({ required: true }),
    IpPermissions: list({ required: true, min: 1, max: 60 }),
    TagSpecifications: list(),
    DryRun: flag(),
  },
  run: (call) => {
    const id = str(call.input, 'GroupId') ?? '';
    const { account } = call.principal;
    const group = call.networks.groups.find(account, call.region, id, call.now);
    const arn = `arn:aws:ec2:${call.region}:${account}:security-group/${id}`;
    const tags = [...(group?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    authorize(call, 'ec2:AuthorizeSecurityGroupIngress', arn, Object.fromEntries(tags) as Record<string, string>);
    refuseDryRun(call);
    if (group === undefined) {
      throw new Refusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    }
    const added = structures(call.input, 'IpPermissions').flatMap(rulesIn);
    for (const rule of added) {
      if (group.rules.some((known) => spelled(known) === spelled(rule))) {
        const text_ = `the specified rule "peer: ${rule.group ?? rule.cidr ?? ''}, ALL, ALLOW" already exists`;
        throw new Refusal('InvalidPermission.Duplicate', text_);
      }
    }
    const next = { ...group, rules: [...group.rules, ...added], modifiedAt: call.now };
    call.networks.groups.put(next, call.now, 'request');
    return { Return: true, SecurityGroupRules: added.map((rule) => ruleOutput({ group: next, rule })) };
  },
};

/** One rule for each other side that the permission names. */
function rulesIn(permission: Input): readonly SecurityGroupRuleSeed[] {
  const rule = {
    protocol: str(permission, 'IpProtocol') ?? ANY,
    fromPort: num(permission, 'FromPort'),
    toPort: num(permission, 'ToPort'),
  };
  const groups = structures(permission, 'UserIdGroupPairs').map((pair) => ({ ...rule, group: str(pair, 'GroupId') }));
  const ranges = structures(permission, 'IpRanges').map((range) => ({ ...rule, cidr: str(range, 'CidrIp') }));
  if (groups.length + ranges.length === 0) {
    throw new Refusal('MissingParameter', 'The request must contain a source of the traffic.');
  }
  return [...groups, ...ranges];
}

function spelled({ egress, protocol, fromPort, toPort, group, cidr }: SecurityGroupRuleSeed): string {
  const ports = (protocol ?? ANY) === ANY ? [] : [fromPort ?? -1, toPort ?? -1];
  return JSON.stringify([egress ?? false, protocol ?? ANY, ports, group ?? null, cidr ?? null]);
}

function ruleId({ group, rule }: RuleOf): string {
  return idOf('sgr', group.name, spelled(rule));
}

function ruleOutput({ group, rule }: RuleOf): Output {
  return {
    SecurityGroupRuleId: ruleId({ group, rule }),
    GroupId: group.name,
    GroupOwnerId: group.account,
    IsEgress: rule.egress ?? false,
    IpProtocol: rule.protocol ?? ANY,
    FromPort: rule.fromPort ?? -1,
    ToPort: rule.toPort ?? -1,
    CidrIpv4: rule.cidr,
    ReferencedGroupInfo: rule.group === undefined ? undefined : { GroupId: rule.group, UserId: group.account },
  };
}

function permissionOf({ account }: SecurityGroupRecord, rule: SecurityGroupRuleSeed): Output {
  return {
    IpProtocol: rule.protocol ?? ANY,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    UserIdGroupPairs: rule.group === undefined ? [] : [{ GroupId: rule.group, UserId: account }],
    IpRanges: rule.cidr === undefined ? [] : [{ CidrIp: rule.cidr }],
  };
}
