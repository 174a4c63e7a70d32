/**
 * Bad documents, each with every place, message and hint that people are to see: documents that do not fit together.
 */
import type { Corpus } from '../corpus.ts';
import { doc, POLICY, WANT } from '../writing.ts';

const MIGRATE = 'want: {minimumInstanceMetadataServiceVersion: "2", retiredPlatforms: migrate}';
function enforcing(name: string, more: string, want = WANT): string {
  return doc('NotebookImds', name, `mode: enforce\ndisruption: {windows: anyTime}\n${more}\n${want}`);
}
function window(name: string, effect: string): string {
  return doc('MaintenanceWindow', name, `effect: ${effect}\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC`);
}
export const REFERENCES: Corpus = {
  'a second Organization': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]'),
    problems: [
      'organization.yaml:2:7 there is another Organization at case.yaml:1:1 -> there must be exactly one: delete one of the two',
    ],
  },
  'a policy twice': {
    text: POLICY + '---\n' + POLICY,
    problems: ['9:18 the name "imds" is taken by the NotebookImds at case.yaml:1:1 -> choose another'],
  },
  'one name for policies of two kinds': {
    text: POLICY + '---\n' + doc('NotebookHardening', 'imds', 'want: {rootAccess: Disabled}'),
    problems: ['9:18 the name "imds" is taken by the NotebookImds at case.yaml:1:1 -> choose another'],
  },
  'a window twice': {
    text: window('w', 'deny') + '---\n' + window('w', 'deny'),
    problems: ['12:18 the name "w" is taken by the MaintenanceWindow at case.yaml:1:1 -> choose another'],
  },
  'an unknown window': {
    text:
      window('nights', 'deny').replace('deny', 'allow') +
      '---\n' +
      doc('NotebookImds', 'a', 'disruption: {windows: [night]}\n' + WANT),
    problems: ['14:26 there is no MaintenanceWindow named "night" -> did you mean nights?'],
  },
  'an unknown window where there is none': {
    text: doc('NotebookImds', 'a', 'disruption: {windows: [night]}\n' + WANT),
    problems: ['5:26 there is no MaintenanceWindow named "night" -> none is defined'],
  },
  'a window that denies': {
    text: window('freeze', 'deny') + '---\n' + doc('NotebookImds', 'a', 'disruption: {windows: [freeze]}\n' + WANT),
    problems: [
      '14:26 the window freeze denies -> name windows that allow; one that denies holds by itself for all in its scope',
    ],
  },
  'a policy that overrides nothing': {
    text: POLICY + '---\n' + doc('NotebookImds', 'a', 'overrides: [imsd]\n' + WANT),
    problems: ['11:15 there is no policy named "imsd" -> did you mean imds?'],
  },
  'a policy that overrides itself': {
    text: doc('NotebookImds', 'a', 'overrides: [a]\n' + WANT),
    problems: ['5:15 a policy cannot override itself -> delete it from overrides'],
  },
  'a policy that overrides another kind': {
    text: POLICY + '---\n' + doc('NotebookHardening', 'h', 'overrides: [imds]\nwant: {rootAccess: Disabled}'),
    problems: [
      '11:15 imds is of kind NotebookImds: only policies of one kind can override each other -> delete it from overrides',
    ],
  },
  'policies that override each other': {
    text:
      doc('NotebookImds', 'a', 'overrides: [b]\n' + WANT) +
      '---\n' +
      doc('NotebookImds', 'b', 'overrides: [a]\n' + WANT),
    problems: [
      '12:15 these policies override each other in a circle: a > b > a -> all but one of them must give way: delete this override, or another of the circle',
    ],
  },
  'policies that override each other in a ring': {
    text: ['a', 'b', 'c'].map((n, i) => doc('NotebookImds', n, `overrides: [${'bca'[i]}]\n` + WANT)).join('---\n'),
    problems: [
      '19:15 these policies override each other in a circle: a > b > c > a -> all but one of them must give way: delete this override, or another of the circle',
    ],
  },
  'two wants for one scope': {
    text: enforcing('a', 'scope: {include: [ou/W]}') + '---\n' + enforcing('b', 'scope: {include: [ou/W]}', MIGRATE),
    problems: [
      '17:72 retiredPlatforms: a (case.yaml:1:1) enforces something else on the same resources -> let them agree, part their scopes, or add overrides: [a]',
    ],
  },
  'two wants, one scope within the other': {
    text:
      enforcing('a', 'scope: {include: [ou/W/Sandbox]}') +
      '---\n' +
      enforcing('b', 'scope: {include: [ou/X, ou/W]}', MIGRATE),
    problems: [
      '17:72 retiredPlatforms: a (case.yaml:1:1) enforces something else on the same resources -> let them agree, part their scopes, or add overrides: [a]',
    ],
  },
  'two wants, one for everybody': {
    text:
      enforcing('a', 'scope: {regions: [eu-central-1]}') +
      '---\n' +
      enforcing('b', 'scope: {include: [tag/a=b]}', MIGRATE),
    problems: [
      '17:72 retiredPlatforms: a (case.yaml:1:1) enforces something else on the same resources -> let them agree, part their scopes, or add overrides: [a]',
    ],
  },
  'two wants, an exclusion elsewhere': {
    text:
      enforcing('a', 'scope: {include: [ou/W], exclude: [ou/X]}') +
      '---\n' +
      enforcing('b', 'scope: {include: [ou/W]}', MIGRATE),
    problems: [
      '17:72 retiredPlatforms: a (case.yaml:1:1) enforces something else on the same resources -> let them agree, part their scopes, or add overrides: [a]',
    ],
  },
  'two wants where both enforce': {
    text:
      enforcing('a', 'scope: {include: [ou/W]}\nenforceIn: {include: [ou/W/A]}') +
      '---\n' +
      enforcing('b', 'scope: {include: [ou/W/A]}', MIGRATE),
    problems: [
      '18:72 retiredPlatforms: a (case.yaml:1:1) enforces something else on the same resources -> let them agree, part their scopes, or add overrides: [a]',
    ],
  },
  'a reference from a document with other mistakes': {
    text: doc('NotebookImds', 'a', 'mode: enforced\noverrides: [nope]\n' + WANT),
    problems: [
      '5:9 spec.mode: "enforced" is not possible here -> did you mean enforce?',
      '6:15 there is no policy named "nope" -> none is defined',
    ],
  },
  'kinds that want different platforms': {
    text:
      enforcing('a', 'scope: {include: [ou/W]}', MIGRATE) +
      '---\n' +
      doc(
        'NotebookHardening',
        'b',
        'mode: enforce\ndisruption: {windows: anyTime}\nscope: {include: [ou/W/A]}\nwant: {platformIdentifier: notebook-al2023-v9}',
      ),
    problems: [
      '17:30 platformIdentifier: this would set notebook-al2023-v9 where NotebookImds a (case.yaml:1:1) sets notebook-al2023-v1 by retiredPlatforms -> let the two agree, or part their scopes: as it is, neither would be acted on',
    ],
  },
  'kinds that want different platforms, the other way round': {
    text:
      doc(
        'NotebookHardening',
        'b',
        'mode: enforce\ndisruption: {windows: anyTime}\nscope: {regions: [eu-central-1]}\nwant: {platformIdentifier: notebook-al2023-v9}',
      ) +
      '---\n' +
      enforcing('a', 'scope: {include: [ou/W]}', MIGRATE),
    problems: [
      '17:72 retiredPlatforms: this would set notebook-al2023-v1 where NotebookHardening b (case.yaml:1:1) sets notebook-al2023-v9 by platformIdentifier -> let the two agree, or part their scopes: as it is, neither would be acted on',
    ],
  },
  'a circle of four with a tail, and another': {
    text: ['ab', 'bc', 'cd', 'de', 'eb', 'xy', 'yx', 'zx']
      .map(([n = '', to]) => doc('NotebookImds', n, `overrides: [${to}]\n` + WANT))
      .join('---\n'),
    problems: [
      '33:15 these policies override each other in a circle: b > c > d > e > b -> all but one of them must give way: delete this override, or another of the circle',
      '47:15 these policies override each other in a circle: x > y > x -> all but one of them must give way: delete this override, or another of the circle',
    ],
  },
  'two circles through one policy': {
    text: ['ab', 'bac', 'cb']
      .map(([n = '', ...to]) => doc('NotebookImds', n, `overrides: [${to.join(', ')}]\n` + WANT))
      .join('---\n'),
    problems: [
      '12:15 these policies override each other in a circle: a > b > a -> all but one of them must give way: delete this override, or another of the circle',
      '19:15 these policies override each other in a circle: b > c > b -> all but one of them must give way: delete this override, or another of the circle',
    ],
  },
};
