/**
 * Bad documents, each with every place, message and hint that people are to see: windows, enforcing and wants of policies.
 */
import type { Corpus } from '../corpus.ts';
import { doc, WANT } from '../writing.ts';

export const POLICIES: Corpus = {
  'no budget': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: []}\n' + WANT),
    problems: [
      '5:25 an empty list of budgets is no answer -> leave it out for the default: 1 per account, 10% per organization',
    ],
  },
  'no window': {
    text: doc('NotebookImds', 'a', 'disruption: {windows: []}\n' + WANT),
    problems: ['5:25 without any window nothing could ever begin -> name one, or write anyTime'],
  },
  'a window as text': {
    text: doc('NotebookImds', 'a', 'disruption: {windows: nights}\n' + WANT),
    problems: ['5:25 windows is a list of names of MaintenanceWindow documents -> write [nights], or anyTime'],
  },
  'anyTime among other windows': {
    text: doc('NotebookImds', 'a', 'disruption: {windows: [anyTime, nights]}\n' + WANT),
    problems: [
      '5:26 anyTime is no name: it stands alone, and means that no window is waited for -> choose another, or write windows: anyTime',
      '5:35 there is no MaintenanceWindow named "nights" -> none is defined',
    ],
  },
  'a share without a percent sign': {
    text: doc('NotebookImds', 'a', 'disruption: {haltAbove: 5}\n' + WANT),
    problems: ['5:27 a share is written in percent -> write 5%'],
  },
  'a share above 100 %': {
    text: doc('NotebookImds', 'a', 'disruption: {haltAbove: 500%}\n' + WANT),
    problems: ['5:27 more than 100% is not possible'],
  },
  'a share that is none': {
    text: doc('NotebookImds', 'a', 'disruption: {haltAbove: few}\n' + WANT),
    problems: ['5:27 "few" is not a percentage -> write one such as 5%'],
  },
  'enforcing without scope and windows': {
    text: doc('NotebookImds', 'a', 'mode: enforce\n' + WANT),
    problems: [
      '5:9 enforcing NotebookImds disturbs people, so it must say when -> add disruption: {windows: [<name>]}, or windows: anyTime',
      '5:9 enforcing NotebookImds disturbs people, so it must say where -> add scope, such as scope: {include: [ou/Workloads/Sandbox]}',
    ],
  },
  'enforcing without windows': {
    text: doc('NotebookImds', 'a', 'mode: enforce\nscope: {include: [ou/A]}\ndisruption: {haltAbove: 5%}\n' + WANT),
    problems: [
      '7:15 enforcing NotebookImds disturbs people, so it must say when -> add disruption: {windows: [<name>]}, or windows: anyTime',
    ],
  },
  'enforcing with a scope that says nothing': {
    text: doc('NotebookImds', 'a', 'mode: enforce\nscope: {}\ndisruption: {windows: anyTime}\n' + WANT),
    problems: [
      '6:10 enforcing NotebookImds disturbs people, so it must say where -> add scope, such as scope: {include: [ou/Workloads/Sandbox]}',
    ],
  },
  'enforcing with other mistakes as well': {
    text: doc('NotebookImds', 'a', 'mode: enforce\nscope: {inclde: [ou/A]}\n' + WANT),
    problems: [
      '5:9 enforcing NotebookImds disturbs people, so it must say when -> add disruption: {windows: [<name>]}, or windows: anyTime',
      '6:11 spec.scope.inclde: unknown key -> did you mean include?',
    ],
  },
  'version 1': {
    text: doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: "1"}'),
    problems: [
      '5:49 minimum version 1 also allows version 2, so there is nothing that this could mend -> write "2", or delete the document: absence never writes',
    ],
  },
  'an unquoted version': {
    text: doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: 2}'),
    problems: ['5:49 the version is text, as in the API of AWS -> quote it: "2"'],
  },
  'a version that is none': {
    text: doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: v2}'),
    problems: ['5:49 spec.want.minimumInstanceMetadataServiceVersion: "v2" is not possible here -> write "2"'],
  },
  'no version': {
    text: doc('NotebookImds', 'a', 'want: {retiredPlatforms: hold}'),
    problems: ['5:3 spec.want.minimumInstanceMetadataServiceVersion is missing -> write "2"'],
  },
  'an unknown answer to retired platforms': {
    text: doc('NotebookImds', 'a', 'want: {minimumInstanceMetadataServiceVersion: "2", retiredPlatforms: migrated}'),
    problems: ['5:72 spec.want.retiredPlatforms: "migrated" is not possible here -> did you mean migrate?'],
  },
  'a want of another kind': {
    text: doc('NotebookImds', 'a', 'want: {rootAccess: Disabled}'),
    problems: [
      '5:3 spec.want.minimumInstanceMetadataServiceVersion is missing -> write "2"',
      '5:10 spec.want.rootAccess: unknown key -> choose among minimumInstanceMetadataServiceVersion, retiredPlatforms',
    ],
  },
  'a want that looks at nothing': {
    text: doc('NotebookHardening', 'a', 'want: {}'),
    problems: [
      '5:9 this want looks at nothing -> name at least one of rootAccess, platformIdentifier, directInternetAccess, …',
    ],
  },
  'a want with nothing but an empty list': {
    text: doc('NotebookHardening', 'a', 'want: {subnets: []}'),
    problems: [
      '5:9 this want looks at nothing -> name at least one of rootAccess, platformIdentifier, directInternetAccess, …',
    ],
  },
  'root access that stays': {
    text: doc('NotebookHardening', 'a', 'want: {rootAccess: Enabled}'),
    problems: [
      '5:22 rootAccess: Enabled asks for nothing -> write Disabled, or leave the key out: then it is not looked at',
    ],
  },
  'root access as a truth value': {
    text: doc('NotebookHardening', 'a', 'want: {rootAccess: false}'),
    problems: ['5:22 rootAccess: the API has a word for this, and no truth value -> write Disabled'],
  },
  'a retired platform': {
    text: doc('NotebookHardening', 'a', 'want: {platformIdentifier: notebook-al2-v3}'),
    problems: ['5:30 this platform is retired: a notebook on it cannot start again -> write notebook-al2023-v1'],
  },
  'a platform that is none': {
    text: doc('NotebookHardening', 'a', 'want: {platformIdentifier: al2023}'),
    problems: ['5:30 this is not a platform identifier -> write one such as notebook-al2023-v1'],
  },
  'a subnet that is none': {
    text: doc('NotebookHardening', 'a', 'want: {subnets: [subnet-0123456789abcdef0, vpc-1]}'),
    problems: ['5:46 this is not a subnet id such as subnet-0123456789abcdef0'],
  },
  'a list without a value': {
    text: doc('NotebookHardening', 'a', 'want: {rootAccess: Disabled, kmsKeys: }'),
    problems: ['5:41 spec.want.kmsKeys has no value -> give it one, or delete the key'],
  },
  'a nested key given to another level': {
    text: doc('NotebookHardening', 'a', 'windows: anyTime\nwant: {rootAccess: Disabled}'),
    problems: ['5:3 spec.windows: unknown key -> it belongs in spec.disruption'],
  },
  'a network with several mistakes': {
    text: doc('JobNetwork', 'a', 'want: {vpc: {subnets: [subnet-x], securityGroups: sg-1}}'),
    problems: [
      '5:26 this is not a subnet id such as subnet-0123456789abcdef0',
      '5:53 securityGroups: expected a list, found the text "sg-1" -> write [sg-1]',
    ],
  },
  'a network with an unknown key and a mistake': {
    text: doc('JobNetwork', 'a', 'want: {vpc: {subnet: [subnet-0123456789abcdef0], securityGroups: sg-1}}'),
    problems: [
      '5:16 spec.want.vpc.subnet: unknown key -> did you mean subnets?',
      '5:68 securityGroups: expected a list, found the text "sg-1" -> write [sg-1]',
    ],
  },
  'a network that is a list': {
    text: doc('JobNetwork', 'a', 'want: {vpc: []}'),
    problems: ['5:15 this is no network -> write required, any, or which: {subnets: [...], securityGroups: [...]}'],
  },
  'a network and what it is not': {
    text: doc('JobNetwork', 'a', 'want: {vpc: {subnets: subnet-0123456789abcdef0}}'),
    problems: [
      '5:25 subnets: expected a list, found the text "subnet-0123456789abcdef0" -> write [subnet-0123456789abcdef0]',
    ],
  },
};
