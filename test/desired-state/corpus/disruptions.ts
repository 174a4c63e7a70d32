/**
 * Bad documents, each with every place, message and hint that people are to see: slips of the pen in disruption and wants.
 */
import type { Corpus } from '../corpus.ts';
import { WANT, doc } from '../writing.ts';

const imds = (more: string): string => doc('NotebookImds', 'a', more + '\n' + WANT);
const disruption = (more: string): string => doc('NotebookImds', 'a', 'disruption: {' + more + '}\n' + WANT);
const budget = (max: string): string =>
  doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: ' + max + '}]}\n' + WANT);
const version = (written: string): string =>
  doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: ' + written + '}');
const want = (written: string): string => doc('NotebookHardening', 'a', 'want: ' + written);
const enforcing = (more: string): string =>
  doc('NotebookHardening', 'a', 'mode: enforce\n' + more + '\nwant: {rootAccess: Disabled}');

export const DISRUPTIONS: Corpus = {
  'windows beside disruption': {
    text: imds('windows: anyTime'),
    problems: ['5:3 spec.windows: unknown key -> it belongs in spec.disruption'],
  },
  'budgets beside disruption': {
    text: imds('budgets: [{per: account, max: 1}]'),
    problems: ['5:3 spec.budgets: unknown key -> it belongs in spec.disruption'],
  },
  'a disruption without a value': {
    text: imds('disruption:'),
    problems: ['5:14 spec.disruption has no value -> give it one, or delete the key'],
  },
  'a disruption that is text': {
    text: imds('disruption: anyTime'),
    problems: ['5:15 spec.disruption: expected a mapping, found the text "anyTime"'],
  },
  'windows without a value': {
    text: disruption('windows: '),
    problems: ['5:25 windows is a list of names of MaintenanceWindow documents -> write [weekend-nights], or anyTime'],
  },
  'windows that are a mapping': {
    text: disruption('windows: {name: w}'),
    problems: ['5:25 windows is a list of names of MaintenanceWindow documents -> write [weekend-nights], or anyTime'],
  },
  'a window that is a number': {
    text: disruption('windows: [1]'),
    problems: ['5:25 windows is a list of names of MaintenanceWindow documents -> write [weekend-nights], or anyTime'],
  },
  'anyTime in small letters': {
    text: disruption('windows: anytime'),
    problems: ['5:25 "anytime" is not possible here -> write anyTime'],
  },
  'a window by its title': {
    text: disruption('windows: [Weekend Nights]'),
    problems: [
      '5:26 "Weekend Nights" is not a name -> lower-case letters, digits and dashes, with a letter or digit at both ends',
    ],
  },
  'budgets that are a mapping': {
    text: disruption('budgets: {per: account, max: 1}'),
    problems: [
      '5:25 spec.disruption.budgets: expected a list, found a mapping -> write a list, such as [first, second]',
    ],
  },
  'a budget that is a number': {
    text: disruption('budgets: [1]'),
    problems: ['5:26 spec.disruption.budgets[0]: expected a mapping, found the number 1'],
  },
  'a budget without per': {
    text: disruption('budgets: [{max: 1}]'),
    problems: ['5:26 spec.disruption.budgets[0].per is missing -> write account or organization'],
  },
  'a budget with one key too many': {
    text: disruption('budgets: [{per: account, max: 1, of: 10}]'),
    problems: ['5:49 spec.disruption.budgets[0].of: unknown key -> choose among per, max'],
  },
  'a budget in quotes': {
    text: budget('"1"'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget of 0.0 %': {
    text: budget('0.0%'),
    problems: ['5:46 a budget of 0 would never let anything begin -> write mode: audit to change nothing'],
  },
  'a budget of a share below 0': {
    text: budget('-5%'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget with a blank before its sign': {
    text: budget('5 %'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget beyond all bounds': {
    text: budget('1000000000'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget without end': {
    text: budget('.inf'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget that is no number': {
    text: budget('.nan'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget of a truth value': {
    text: budget('true'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget that is a list': {
    text: budget('[1]'),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget without a value': {
    text: budget(''),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a share below 0': {
    text: disruption('haltAbove: -1%'),
    problems: ['5:27 "-1%" is not a percentage -> write one such as 5%'],
  },
  'halting after a number of changes': {
    text: disruption('haltAbove: "3"'),
    problems: ['5:27 "3" is not a percentage -> write one such as 5%'],
  },
  'halting at no number': {
    text: disruption('haltAbove: .nan'),
    problems: [
      '5:27 spec.disruption.haltAbove: expected text, found .nan, which is not a number to count with -> quote it: ".nan"',
    ],
  },
  'overrides that are text': {
    text: imds('overrides: imds'),
    problems: ['5:14 spec.overrides: expected a list, found the text "imds" -> write [imds]'],
  },
  'an override of nothing': {
    text: imds('overrides: [""]'),
    problems: ['5:15 "" is not a name -> lower-case letters, digits and dashes, with a letter or digit at both ends'],
  },
  'an override of null': {
    text: imds('overrides: [null]'),
    problems: ['5:15 spec.overrides[0] has no value -> give it one, or delete the key'],
  },
  'a version as a number with a point': {
    text: version('2.0'),
    problems: ['5:49 the version is text, as in the API of AWS -> quote it: "2"'],
  },
  'a version as a truth value': {
    text: version('true'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: expected "2", found the value true'],
  },
  'a version in a list': {
    text: version('["2"]'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: expected "2", found a list'],
  },
  'a version to come': {
    text: version('"3"'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: "3" is not possible here -> write "2"'],
  },
  'a version with a v': {
    text: version('v2'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: "v2" is not possible here -> write "2"'],
  },
  'a version of 0': {
    text: version('0'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: expected "2", found the number 0'],
  },
  'no version, but its value': {
    text: version(''),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion has no value -> write "2"'],
  },
  'a want that is text': {
    text: want('Disabled'),
    problems: ['5:9 spec.want: expected a mapping, found the text "Disabled"'],
  },
  'a want without a value': {
    text: want(''),
    problems: ['5:9 spec.want has no value -> give it one, or delete the key'],
  },
  'root access in small letters': {
    text: want('{rootAccess: disabled}'),
    problems: ['5:22 spec.want.rootAccess: "disabled" is not possible here -> write Disabled'],
  },
  'root access in a list': {
    text: want('{rootAccess: [Disabled]}'),
    problems: ['5:22 spec.want.rootAccess: expected Disabled, found a list'],
  },
  'internet access that stays': {
    text: want('{directInternetAccess: Enabled}'),
    problems: [
      '5:32 directInternetAccess: Enabled asks for nothing -> write Disabled, or leave the key out: then it is not looked at',
    ],
  },
  'internet access as a truth value': {
    text: want('{directInternetAccess: no}'),
    problems: ['5:32 directInternetAccess: the API has a word for this, and no truth value -> write Disabled'],
  },
  'the first platform': {
    text: want('{platformIdentifier: notebook-al1-v1}'),
    problems: ['5:30 this platform is retired: a notebook on it cannot start again -> write notebook-al2023-v1'],
  },
  'a platform as a number': {
    text: want('{platformIdentifier: 2023}'),
    problems: ['5:30 spec.want.platformIdentifier: expected text, found the number 2023 -> quote it: "2023"'],
  },
  'a misspelt platform': {
    text: want('{platformIdentifier: notebook-al2032v1}'),
    problems: ['5:30 this is not a platform identifier -> write one such as notebook-al2023-v1'],
  },
  'a subnet that is text': {
    text: want('{subnets: subnet-01234567}'),
    problems: ['5:19 spec.want.subnets: expected a list, found the text "subnet-01234567" -> write [subnet-01234567]'],
  },
  'a subnet in capitals': {
    text: want('{subnets: [SUBNET-01234567]}'),
    problems: ['5:20 this is not a subnet id such as subnet-0123456789abcdef0'],
  },
  'a security group by its name': {
    text: want('{securityGroups: [default]}'),
    problems: ['5:27 this is not a security group id such as sg-0123456789abcdef0'],
  },
  'a key with a blank': {
    text: want('{kmsKeys: ["alias/my key"]}'),
    problems: ['5:20 this is not a KMS key as the notebook names it: key id, key ARN, alias or alias ARN'],
  },
  'a lifecycle configuration with an underscore': {
    text: want('{lifecycleConfigs: [my_setup]}'),
    problems: ['5:29 this is not the name of a notebook lifecycle configuration'],
  },
  'a key of the API': {
    text: want('{RootAccess: Disabled}'),
    problems: ['5:10 spec.want.RootAccess: unknown key -> did you mean rootAccess?'],
  },
  'a want of the other kind': {
    text: want('{minimumInstanceMetadataServiceVersion: "2"}'),
    problems: [
      '5:10 spec.want.minimumInstanceMetadataServiceVersion: unknown key -> choose among rootAccess, platformIdentifier, directInternetAccess, subnets, securityGroups, kmsKeys, lifecycleConfigs',
    ],
  },
  'enforcing everywhere at any time': {
    text: enforcing('scope: {}\ndisruption: {windows: []}'),
    problems: [
      '6:10 enforcing NotebookHardening disturbs people, so it must say where -> add scope, such as scope: {include: [ou/Workloads/Sandbox]}',
      '7:25 without any window nothing could ever begin -> name one, or write anyTime',
    ],
  },
  'enforcing with enforceIn alone': {
    text: enforcing('enforceIn: {include: [ou/A]}\ndisruption: {windows: anyTime}'),
    problems: [
      '5:9 enforcing NotebookHardening disturbs people, so it must say where -> add scope, such as scope: {include: [ou/Workloads/Sandbox]}',
    ],
  },
  'enforcing with a scope without a value': {
    text: enforcing('scope:\ndisruption: {windows: anyTime}'),
    problems: ['6:9 spec.scope has no value -> give it one, or delete the key'],
  },
};
