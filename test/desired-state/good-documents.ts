/**
 * Good documents, by what is particular about them: they load, and editors must not complain about them.
 */
import { ACCESS, WANT, doc } from './writing.ts';

const EXEMPTION = 'policies: [imds]\nowner: o\nreason: r\nexpiresAt: 2027-03-31T00:00:00Z\n';
const WINDOW = 'effect: allow\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC\n';

const enforcing = (more: string): string => doc('NotebookImds', 'a', `mode: enforce\n${more}\n${WANT}`);
const imds = (more: string): string => doc('NotebookImds', 'a', `${more}\n${WANT}`);
const hardening = (want: string): string => doc('NotebookHardening', 'a', `want: ${want}`);
const organization = (more: string): string => doc('Organization', 'o', `${ACCESS}${more}`);
const window = (more: string): string => doc('MaintenanceWindow', 'opening', `${WINDOW}${more}`);
const exemption = (more: string): string => doc('Exemption', 'e', `${EXEMPTION}${more}`);
const lines = (...all: readonly string[]): string => all.join('\n');

export const GOOD: Readonly<Record<string, string>> = {
  'the least of an Organization': doc('Organization', 'o', ACCESS.trimEnd()),
  'an Organization with everything': organization(
    lines(
      'partition: aws-us-gov',
      'includeManagementAccount: true',
      'schedule: "0 */5 * * * *"',
      'schedules: {NotebookImds: "*/30 * * * *"}',
      'completeReadEvery: 31d',
      'settle: 1s',
      'freeze: true',
      'breakGlassRoles: [BreakGlass, path/to/Role]',
      'acceptRevision: 0123456789ab',
      'rates: {"*": off, "sagemaker:describe": {perSecond: 0.5, burst: 1}, "sts:*": off, "organizations:ListAccounts": {perSecond: 4, burst: 8}}',
    ).replace(', "sts:*": off', ''),
  ),
  'an Organization with every role': doc(
    'Organization',
    'o',
    lines(
      'access: {readRole: a/b/R+=.@-, writeRole: W, externalId: "a:b/c", managementRole: M, sourceIdentity: sagekeeper}',
      'regions: [us-gov-west-1]',
    ),
  ),
  'the least of a policy': doc('NotebookImds', 'a', WANT),
  'labels and annotations': doc('NotebookImds', 'a', WANT).replace(
    '{name: a}',
    '{name: a, labels: {team: x}, annotations: {a/b: "1"}}',
  ),
  'a name of digits': doc('NotebookImds', '"12"', WANT),
  'a name as long as can be': doc('NotebookImds', 'a'.repeat(63), WANT),
  'audit with a scope of nothing': imds('scope: {}'),
  'audit and enforceIn': imds('mode: audit\nenforceIn: {include: [ou/A]}'),
  enforcing: enforcing('scope: {include: [ou/A]}\ndisruption: {windows: anyTime}'),
  'enforcing with anyTime in a list': enforcing('scope: {include: [ou/A]}\ndisruption: {windows: [anyTime]}'),
  'enforcing in some regions': enforcing('scope: {regions: [eu-central-1]}\ndisruption: {windows: [w, v]}'),
  'every selector': imds(
    'scope: {include: [ou/A/B, ou/ou-ab12-34567890, ou/r-ab12, ou/A/, account/012345678901, "account/Data Team", tag/a=b, "tag/a="], exclude: [account/1a]}',
  ),
  'an empty exclude': imds('scope: {exclude: []}'),
  'every budget': imds(
    'disruption: {budgets: [{per: account, max: 1}, {per: organization, max: 10%}, {per: organization, max: 2.5%}, {per: account, max: 100%}, {per: account, max: 100000}, {per: organization, max: 0.1%}, {per: organization, max: 010%}]}',
  ),
  'halting at nothing': imds('disruption: {haltAbove: 0%}'),
  'halting at everything': imds('disruption: {haltAbove: 100%}'),
  'an empty list of overrides': imds('overrides: []'),
  overriding: imds('overrides: [b, c-1]'),
  migrating: doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: "2", retiredPlatforms: migrate}'),
  'root access only': hardening('{rootAccess: Disabled}'),
  'a platform only': hardening('{platformIdentifier: notebook-al2023-v1}'),
  'every list': hardening(
    '{subnets: [subnet-01234567], securityGroups: [sg-0123456789abcdef0], kmsKeys: [alias/a, "arn:aws:kms:eu-central-1:111122223333:key/1"], lifecycleConfigs: [a-b]}',
  ),
  'one list, another empty': hardening('{subnets: [subnet-01234567], kmsKeys: []}'),
  'a window': window(''),
  'a window with seconds': doc('MaintenanceWindow', 'opening', WINDOW.replace('0 22', '0 0 22').trimEnd()),
  'a window with names of days': doc(
    'MaintenanceWindow',
    'opening',
    WINDOW.replace('* * 5', '* jan-mar mon,fri').trimEnd(),
  ),
  'a window every day': doc('MaintenanceWindow', 'opening', WINDOW.replace('0 22 * * 5', '@daily').trimEnd()),
  'a window in Calcutta': window('').replace('UTC', 'Asia/Kolkata'),
  'a window in a zone of its old name': window('').replace('UTC', 'Asia/Calcutta'),
  'a window in an Etc zone': window('').replace('UTC', 'Etc/GMT+3'),
  'a window of a year': window('').replace('6h', '366d'),
  'a window that keeps clear of its end': window('minRemaining: 45m'),
  'a window with a scope': window('scope: {include: [ou/A]}'),
  'a window that denies': window('').replace('allow', 'deny'),
  'an exemption by scope': exemption('scope: {include: [account/Legacy]}'),
  'an exemption by ARN': exemption('resources: ["arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a"]'),
  'an exemption of a VPC': exemption('resources: ["arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0123456789abcdef0"]'),
  'an exemption by pattern': exemption(
    'resources: ["arn:aws*:sagemaker:*:*:notebook-instance/a-*"]\ncreatedBefore: 2026-11-01T00:00:00+01:00',
  ),
  'an exemption by a wide pattern': exemption(
    'resources: ["arn:*:*:*:1111*:*", "arn:aws:sage*:*:*:x:y"]\ncreatedBefore: 2024-02-29T00:00:00.123Z',
  ),
  'an exemption with everything': exemption(
    'resources: ["arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a"]\nscope: {regions: [eu-central-1]}\nticket: T-1',
  ),
  'an exemption that has ended': exemption('scope: {include: [ou/A]}').replace('2027-03-31', '2020-03-31'),
  'a reason of many lines': exemption('scope: {include: [ou/A]}').replace(
    'reason: r',
    'reason: |\n    first\n    second',
  ),
};
