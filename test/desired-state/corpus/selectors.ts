/**
 * Bad documents, each with every place, message and hint that people are to see: slips of the pen in scopes and modes.
 */
import type { Corpus } from '../corpus.ts';
import { WANT, doc } from '../writing.ts';

const imds = (more: string): string => doc('NotebookImds', 'a', more + '\n' + WANT);
const scope = (more: string): string => doc('NotebookImds', 'a', 'scope: {' + more + '}\n' + WANT);

export const SELECTORS: Corpus = {
  'a mode with a capital': {
    text: imds('mode: Enforce'),
    problems: ['5:9 spec.mode: "Enforce" is not possible here -> did you mean enforce?'],
  },
  'a mode of another tool': {
    text: imds('mode: dryrun'),
    problems: ['5:9 spec.mode: "dryrun" is not possible here -> choose among audit, enforce'],
  },
  'a mode in a list': {
    text: imds('mode: [enforce]'),
    problems: ['5:9 spec.mode: expected audit or enforce, found a list'],
  },
  'a mode without a value': {
    text: imds('mode:'),
    problems: ['5:8 spec.mode has no value -> write audit or enforce'],
  },
  'a key with a capital': {
    text: imds('Mode: enforce'),
    problems: ['5:3 spec.Mode: unknown key -> did you mean mode?'],
  },
  'a key with a dash': {
    text: imds('enforce-in: {include: [ou/A]}'),
    problems: ['5:3 spec.enforce-in: unknown key -> did you mean enforceIn?'],
  },
  'a key in the plural': {
    text: imds('scopes: {include: [ou/A]}'),
    problems: ['5:3 spec.scopes: unknown key -> did you mean scope?'],
  },
  'regions beside a scope': {
    text: imds('regions: [eu-central-1]'),
    problems: ['5:3 spec.regions: unknown key -> it belongs in spec.scope'],
  },
  'accounts in a scope': {
    text: scope('accounts: ["111122223333"]'),
    problems: ['5:11 spec.scope.accounts: unknown key -> write include: [account/<id or name>]'],
  },
  'units in a scope': {
    text: scope('ous: [Workloads]'),
    problems: ['5:11 spec.scope.ous: unknown key -> write include: [ou/<path or id>]'],
  },
  'an include of a mapping': {
    text: scope('include: {ou: A}'),
    problems: ['5:20 spec.scope.include: expected a list, found a mapping -> write a list, such as [first, second]'],
  },
  'an include of mappings': {
    text: scope('include: [{ou: A}]'),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found a mapping -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'an include of null': {
    text: scope('include: [ou/A, null]'),
    problems: ['5:27 spec.scope.include[1] has no value -> give it one, or delete the key'],
  },
  'an include within an include': {
    text: scope('include: [[ou/A]]'),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found a list -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'an include without a value': {
    text: scope('include: '),
    problems: ['5:20 spec.scope.include has no value -> give it one, or delete the key'],
  },
  'an include of a truth value': {
    text: scope('include: [true]'),
    problems: ['5:21 spec.scope.include[0]: expected text, found the value true -> quote it: "true"'],
  },
  'an exclude that is text': {
    text: scope('exclude: ou/A'),
    problems: ['5:20 spec.scope.exclude: expected a list, found the text "ou/A" -> write [ou/A]'],
  },
  'an unquoted account id to exclude': {
    text: scope('exclude: [111122223333]'),
    problems: [
      '5:21 spec.scope.exclude[0]: expected text, found the number 111122223333 -> quote it, and say what it is: "account/111122223333"',
    ],
  },
  'an account id that YAML 1.1 reads as octal': {
    text: scope('include: [012345670123]'),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found the number 12345670123 (written 012345670123) -> quote it, and say what it is: "account/012345670123"',
    ],
  },
  'an account id in hexadecimal': {
    text: scope('include: [0x1234567890]'),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found the number 78187493520 (written 0x1234567890) -> quote it, and say what it is: "account/<twelve digits>"',
    ],
  },
  'an account id with a point': {
    text: scope('include: [111122223333.0]'),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found the number 111122223333 (written 111122223333.0) -> quote it, and say what it is: "account/<twelve digits>"',
    ],
  },
  'an account id of thirteen digits': {
    text: scope('include: [account/1111222233334]'),
    problems: [
      '5:21 an account id has 12 digits, and 1111222233334 has 13 -> an id that begins with zeros loses them where it is not quoted: look it up again',
    ],
  },
  'an account id with dashes': {
    text: scope('exclude: [1111-2222-3333]'),
    problems: [
      '5:21 "1111-2222-3333" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a form with a capital': {
    text: scope('include: [Account/111122223333]'),
    problems: [
      '5:21 "Account/111122223333" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'no account': {
    text: scope('include: [account/]'),
    problems: [
      '5:21 "account/" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'no unit': {
    text: scope('include: [ou/]'),
    problems: [
      '5:21 "ou/" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'nothing but slashes': {
    text: scope('include: [ou//]'),
    problems: ['5:21 "ou//" has an empty part -> write the names below the root, such as ou/Workloads/Sandbox'],
  },
  'a unit that begins with a slash': {
    text: scope('include: [ou//Workloads]'),
    problems: [
      '5:21 "ou//Workloads" has an empty part -> write the names below the root, such as ou/Workloads/Sandbox',
    ],
  },
  'a bare root id': {
    text: scope('include: [r-ab12]'),
    problems: ['5:21 "r-ab12" does not say what it selects -> write ou/r-ab12'],
  },
  'a tag without a key': {
    text: scope('include: [tag/=dev]'),
    problems: [
      '5:21 "tag/=dev" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a tag with a colon': {
    text: scope('include: ["tag/env:dev"]'),
    problems: [
      '5:21 "tag/env:dev" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a region as a selector': {
    text: scope('include: [region/eu-central-1]'),
    problems: [
      '5:21 "region/eu-central-1" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'everything by an asterisk': {
    text: scope('include: ["*"]'),
    problems: ['5:21 "*" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>'],
  },
  'an unquoted asterisk': {
    text: scope('include: [*]'),
    problems: ['5:21 text that begins with * must be quoted -> quote it'],
  },
  'a selector with a blank before it': {
    text: scope('include: [" ou/A"]'),
    problems: [
      '5:21 " ou/A" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a selector too long': {
    text: scope(
      'include: [ou/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]',
    ),
    problems: ['5:21 a selector has at most 512 characters'],
  },
  'regions that are text': {
    text: scope('regions: eu-central-1'),
    problems: ['5:20 spec.scope.regions: expected a list, found the text "eu-central-1" -> write [eu-central-1]'],
  },
  'an availability zone': {
    text: scope('regions: [eu-central-1a]'),
    problems: ['5:21 "eu-central-1a" is not a region -> write one such as eu-central-1'],
  },
  'a region in capitals': {
    text: scope('regions: [EU-CENTRAL-1]'),
    problems: ['5:21 "EU-CENTRAL-1" is not a region -> write one such as eu-central-1'],
  },
  'every region': {
    text: scope('regions: ["*"]'),
    problems: ['5:21 "*" is not a region -> write one such as eu-central-1'],
  },
  'a region that is null': {
    text: scope('regions: [~]'),
    problems: ['5:21 spec.scope.regions[0] has no value -> give it one, or delete the key'],
  },
  'enforceIn that is text': {
    text: imds('enforceIn: ou/A'),
    problems: ['5:14 spec.enforceIn: expected a mapping, found the text "ou/A"'],
  },
  'enforceIn that selects nothing': {
    text: imds('enforceIn: {include: []}'),
    problems: [
      '5:24 an empty include selects nothing -> name somebody, or leave include out: that is the whole organization',
    ],
  },
};
