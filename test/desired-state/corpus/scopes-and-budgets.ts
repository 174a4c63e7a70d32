/**
 * Bad documents, each with every place, message and hint that people are to see: scopes, budgets and keys of policies.
 */
import type { Corpus } from '../corpus.ts';
import { doc, WANT } from '../writing.ts';

export const SCOPES_AND_BUDGETS: Corpus = {
  'a misspelt key': {
    text: doc('NotebookImds', 'a', 'mod: enforce\n' + WANT),
    problems: ['5:3 spec.mod: unknown key -> did you mean mode?'],
  },
  'an unknown key that resembles nothing': {
    text: doc('NotebookImds', 'a', 'zzzzzz: 1\n' + WANT),
    problems: ['5:3 spec.zzzzzz: unknown key -> choose among mode, scope, enforceIn, disruption, overrides, want'],
  },
  'a misspelt mode': {
    text: doc('NotebookImds', 'a', 'mode: enforced\n' + WANT),
    problems: ['5:9 spec.mode: "enforced" is not possible here -> did you mean enforce?'],
  },
  'a mode that is a truth value': {
    text: doc('NotebookImds', 'a', 'mode: true\n' + WANT),
    problems: ['5:9 spec.mode: expected audit or enforce, found the value true'],
  },
  'no want': { text: doc('NotebookImds', 'a', 'mode: audit'), problems: ['4:1 spec.want is missing'] },
  'an unquoted account id': {
    text: doc('NotebookImds', 'a', 'scope:\n  include: [111122223333]\n' + WANT),
    problems: [
      '6:15 spec.scope.include[0]: expected text, found the number 111122223333 -> quote it, and say what it is: "account/111122223333"',
    ],
  },
  'an unquoted account id with a leading zero': {
    text: doc('NotebookImds', 'a', 'scope:\n  exclude:\n    - 012345678901\n' + WANT),
    problems: [
      '7:9 spec.scope.exclude[0]: expected text, found the number 12345678901 (written 012345678901) -> quote it, and say what it is: "account/012345678901"',
    ],
  },
  'an account id that YAML reads as octal': {
    text: doc('NotebookImds', 'a', 'scope: {include: [0o12345670123]}\n' + WANT),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found the number 1402433619 (written 0o12345670123) -> quote it, and say what it is: "account/<twelve digits>"',
    ],
  },
  'an account id in exponent form': {
    text: doc('NotebookImds', 'a', 'scope: {include: [1e11]}\n' + WANT),
    problems: [
      '5:21 spec.scope.include[0]: expected text, found the number 100000000000 (written 1e11) -> quote it, and say what it is: "account/<twelve digits>"',
    ],
  },
  'a bare account id, quoted': {
    text: doc('NotebookImds', 'a', 'scope: {include: ["012345678901"]}\n' + WANT),
    problems: ['5:21 "012345678901" does not say what it selects -> write account/012345678901'],
  },
  'an account id of eleven digits': {
    text: doc('NotebookImds', 'a', 'scope: {include: [account/12345678901]}\n' + WANT),
    problems: [
      '5:21 an account id has 12 digits, and 12345678901 has 11 -> an id that begins with zeros loses them where it is not quoted: look it up again',
    ],
  },
  'a selector without a form': {
    text: doc('NotebookImds', 'a', 'scope: {include: [Workloads]}\n' + WANT),
    problems: [
      '5:21 "Workloads" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a selector of an unknown form': {
    text: doc('NotebookImds', 'a', 'scope: {include: [team/Workloads]}\n' + WANT),
    problems: [
      '5:21 "team/Workloads" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'a bare OU id': {
    text: doc('NotebookImds', 'a', 'scope: {include: [ou-ab12-abcdefgh]}\n' + WANT),
    problems: ['5:21 "ou-ab12-abcdefgh" does not say what it selects -> write ou/ou-ab12-abcdefgh'],
  },
  'an OU path with an empty part': {
    text: doc('NotebookImds', 'a', 'scope: {include: [ou/Workloads//Sandbox]}\n' + WANT),
    problems: [
      '5:21 "ou/Workloads//Sandbox" has an empty part -> write the names below the root, such as ou/Workloads/Sandbox',
    ],
  },
  'a tag selector without a value': {
    text: doc('NotebookImds', 'a', 'scope: {include: [tag/team]}\n' + WANT),
    problems: [
      '5:21 "tag/team" does not select anything -> write ou/<path or id>, account/<id or name> or tag/<key>=<value>',
    ],
  },
  'an empty include': {
    text: doc('NotebookImds', 'a', 'scope: {include: []}\n' + WANT),
    problems: [
      '5:20 an empty include selects nothing -> name somebody, or leave include out: that is the whole organization',
    ],
  },
  'an include that is text': {
    text: doc('NotebookImds', 'a', 'scope: {include: ou/Workloads}\n' + WANT),
    problems: ['5:20 spec.scope.include: expected a list, found the text "ou/Workloads" -> write [ou/Workloads]'],
  },
  'a scope that is a list': {
    text: doc('NotebookImds', 'a', 'scope: [ou/Workloads]\n' + WANT),
    problems: ['5:10 spec.scope: expected a mapping, found a list'],
  },
  'a misspelt key of a scope': {
    text: doc('NotebookImds', 'a', 'scope: {includes: [ou/Workloads]}\n' + WANT),
    problems: ['5:11 spec.scope.includes: unknown key -> did you mean include?'],
  },
  'an unknown form of region': {
    text: doc('NotebookImds', 'a', 'scope: {regions: [Frankfurt]}\n' + WANT),
    problems: ['5:21 "Frankfurt" is not a region -> write one such as eu-central-1'],
  },
  'no region': {
    text: doc('NotebookImds', 'a', 'scope: {regions: []}\n' + WANT),
    problems: ['5:20 an empty list of regions reaches nothing -> name at least one'],
  },
  'a region twice': {
    text: doc('NotebookImds', 'a', 'scope: {regions: [eu-central-1, eu-central-1]}\n' + WANT),
    problems: ['5:20 a region is named twice'],
  },
  'a budget of 0': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: 0}]}\n' + WANT),
    problems: ['5:46 a budget of 0 would never let anything begin -> write mode: audit to change nothing'],
  },
  'a budget of 0 %': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: 0%}]}\n' + WANT),
    problems: ['5:46 a budget of 0 would never let anything begin -> write mode: audit to change nothing'],
  },
  'a budget below 0': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: -1}]}\n' + WANT),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget of one and a half': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: 1.5}]}\n' + WANT),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget above 100 %': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account, max: 101%}]}\n' + WANT),
    problems: [
      '5:46 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget without a bound': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: account}]}\n' + WANT),
    problems: [
      '5:26 a budget is a whole number from 1 to 100000, or a share such as 10% -> write the number without quotes, the share at most 100%',
    ],
  },
  'a budget per something else': {
    text: doc('NotebookImds', 'a', 'disruption: {budgets: [{per: acount, max: 1}]}\n' + WANT),
    problems: ['5:32 spec.disruption.budgets[0].per: "acount" is not possible here -> did you mean account?'],
  },
};
