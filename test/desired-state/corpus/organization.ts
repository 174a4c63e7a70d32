/**
 * Bad documents, each with every place, message and hint that people are to see: the Organization.
 */
import type { Corpus } from '../corpus.ts';
import { doc } from '../writing.ts';

export const ORGANIZATION: Corpus = {
  'no regions': {
    text: doc('Organization', 'o', 'access: {readRole: R}'),
    problems: ['4:1 spec.regions is missing -> write one such as regions: [eu-central-1, us-east-1]'],
  },
  'no access': { text: doc('Organization', 'o', 'regions: [eu-central-1]'), problems: ['4:1 spec.access is missing'] },
  'no read role': {
    text: doc('Organization', 'o', 'access: {writeRole: W}\nregions: [eu-central-1]'),
    problems: ['5:3 spec.access.readRole is missing -> write one such as readRole: SagekeeperRead'],
  },
  'an ARN as a role': {
    text: doc('Organization', 'o', 'access: {readRole: "arn:aws:iam::111122223333:role/R"}\nregions: [eu-central-1]'),
    problems: ['5:22 a role is named here, without account -> write what comes after role/ in the ARN'],
  },
  'a role with a blank': {
    text: doc('Organization', 'o', 'access: {readRole: "a b"}\nregions: [eu-central-1]'),
    problems: ['5:22 "a b" is not the name of a role'],
  },
  'an external id that is a number': {
    text: doc('Organization', 'o', 'access: {readRole: R, externalId: 0123}\nregions: [eu-central-1]'),
    problems: ['5:37 spec.access.externalId: expected text, found the number 123 (written 0123) -> quote it: "0123"'],
  },
  'an external id of one character': {
    text: doc('Organization', 'o', 'access: {readRole: R, externalId: x}\nregions: [eu-central-1]'),
    problems: ['5:37 an external id has 2 to 1224 of: letters, digits, _ + = , . @ : / -'],
  },
  'a source identity with a blank': {
    text: doc('Organization', 'o', 'access: {readRole: R, sourceIdentity: "a b"}\nregions: [eu-central-1]'),
    problems: ['5:41 a source identity has 2 to 64 of: letters, digits, _ + = , . @ -'],
  },
  'an unknown partition': {
    text: doc('Organization', 'o', 'partition: aws-us\naccess: {readRole: R}\nregions: [eu-central-1]'),
    problems: ['5:14 spec.partition: "aws-us" is not possible here -> did you mean aws-cn?'],
  },
  'a duration without a unit': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nsettle: 60'),
    problems: ['7:11 a duration needs a unit -> write 60s, 60m, 60h or 60d'],
  },
  'a duration that is none': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nsettle: 1 minute'),
    problems: ['7:11 "1 minute" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a duration out of bounds': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\ncompleteReadEvery: 1s'),
    problems: ['7:22 1s is out of bounds -> between 1m and 31d'],
  },
  'no settling': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nsettle: 0s'),
    problems: ['7:11 0s is out of bounds -> between 1s and 10m'],
  },
  'a schedule with too few fields': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nschedule: "*/15 *"'),
    problems: [
      '7:13 the schedule "*/15 *" is not a cron expression: expected 5 or 6 fields but got 2 -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a schedule out of bounds': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nschedule: "60 * * * *"'),
    problems: [
      '7:13 the schedule "60 * * * *" is not valid: minute (0-59) cannot be "60" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a schedule that never fires': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nschedule: "0 0 31 2 *"'),
    problems: [
      '7:13 the schedule "0 0 31 2 *" never opens: no such day exists -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'an unquoted schedule that YAML reads as an alias': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nschedule: */15 * * * *'),
    problems: ['7:13 text that begins with * must be quoted -> quote it'],
  },
  'a schedule of an unknown kind': {
    text: doc(
      'Organization',
      'o',
      'access: {readRole: R}\nregions: [eu-central-1]\nschedules: {NotebookImd: "*/5 * * * *"}',
    ),
    problems: ['7:28 there is no policy kind "NotebookImd" -> did you mean NotebookImds?'],
  },
  'a bad schedule of a kind': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nschedules: {NotebookImds: often}'),
    problems: [
      '7:29 the schedule "often" is not a cron expression: expected 5 or 6 fields but got 1 -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a truth value as text': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nfreeze: "true"'),
    problems: ['7:11 spec.freeze: expected true or false, found the text "true" -> write true, without quotes'],
  },
  'a truth value of YAML 1.1': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nfreeze: yes'),
    problems: ['7:11 spec.freeze: expected true or false, found the text "yes" -> write true, without quotes'],
  },
  'a revision that is none': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nacceptRevision: abc'),
    problems: ['7:19 a revision has 12 hexadecimal digits -> copy it from the message that asks for it'],
  },
  'a revision of digits, unquoted': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nacceptRevision: 012345678901'),
    problems: [
      '7:19 spec.acceptRevision: expected text, found the number 12345678901 (written 012345678901) -> quote it: "012345678901"',
    ],
  },
  'a rate of 0': {
    text: doc(
      'Organization',
      'o',
      'access: {readRole: R}\nregions: [eu-central-1]\nrates: {"sagemaker:list": {perSecond: 0, burst: 1}}',
    ),
    problems: ['7:41 spec.rates.sagemaker:list.perSecond: must be more than 0'],
  },
  'a rate without a burst': {
    text: doc(
      'Organization',
      'o',
      'access: {readRole: R}\nregions: [eu-central-1]\nrates: {"sagemaker:list": {perSecond: 1}}',
    ),
    problems: [
      '7:29 a rate has perSecond (above 0, at most 1000) and burst (from 1) -> write {perSecond: 5, burst: 10}, or off',
    ],
  },
  'a rate that is a number': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nrates: {"sagemaker:list": 5}'),
    problems: [
      '7:29 a rate has perSecond (above 0, at most 1000) and burst (from 1) -> write {perSecond: 5, burst: 10}, or off',
    ],
  },
  'a rate class that is none': {
    text: doc('Organization', 'o', 'access: {readRole: R}\nregions: [eu-central-1]\nrates: {sagemaker: off}'),
    problems: ['7:22 "sagemaker" is not a rate class -> write one such as "sagemaker:describe", or "*"'],
  },
};
