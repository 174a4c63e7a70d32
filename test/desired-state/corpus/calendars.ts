/**
 * Bad documents, each with every place, message and hint that people are to see: schedules, zones, lengths and ends.
 */
import type { Corpus } from '../corpus.ts';
import { POLICY, doc, inOneFile } from '../writing.ts';

const schedule = (cron: string): string =>
  doc('MaintenanceWindow', 'w', 'effect: allow\nduration: 1h\ntimeZone: UTC\nschedule: ' + cron);
const zone = (name: string): string =>
  doc('MaintenanceWindow', 'w', 'effect: deny\nduration: 1h\nschedule: 0 0 * * *\ntimeZone: ' + name);
const lasting = (duration: string): string =>
  doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: 0 0 * * *\ntimeZone: UTC\nduration: ' + duration);
const until = (expiresAt: string): string =>
  inOneFile(POLICY, doc('Exemption', 'e', 'policies: [imds]\nowner: o\nreason: r\nscope: {}\nexpiresAt: ' + expiresAt));
const excusing = (more: string): string =>
  inOneFile(
    POLICY,
    doc('Exemption', 'e', 'policies: [imds]\nowner: o\nreason: r\nexpiresAt: 2027-03-31T00:00:00Z\n' + more),
  );

export const CALENDARS: Corpus = {
  'a schedule of six fields too many': {
    text: schedule('"* * * * * * *"'),
    problems: [
      '8:13 the schedule "* * * * * * *" is not a cron expression: expected 5 or 6 fields but got 7 -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a schedule of four fields': {
    text: schedule('"0 22 * *"'),
    problems: [
      '8:13 the schedule "0 22 * *" is not a cron expression: expected 5 or 6 fields but got 4 -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a schedule without a value': {
    text: schedule(''),
    problems: ['8:13 spec.schedule has no value -> give it one, or delete the key'],
  },
  'a schedule in words': {
    text: schedule('every friday'),
    problems: [
      '8:13 the schedule "every friday" is not a cron expression: expected 5 or 6 fields but got 2 -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'an unknown nickname': {
    text: schedule('"@dayly"'),
    problems: [
      '8:13 the schedule "@dayly" is not a cron expression: pattern includes illegal characters -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'the 30th of February': {
    text: schedule('"0 0 30 2 *"'),
    problems: [
      '8:13 the schedule "0 0 30 2 *" never opens: no such day exists -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'the 31st of short months': {
    text: schedule('"0 0 31 4,6,9,11 *"'),
    problems: [
      '8:13 the schedule "0 0 31 4,6,9,11 *" never opens: no such day exists -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'the 29th of February on a Monday': {
    text: schedule('"0 0 29 2 1"'),
    problems: [
      '8:13 the schedule "0 0 29 2 1" can stay silent for 28 years: day of month and day of week must both match -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'an hour of 24': {
    text: schedule('"0 24 * * *"'),
    problems: [
      '8:13 the schedule "0 24 * * *" is not valid: hour (0-23) cannot be "24" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a minute of 60': {
    text: schedule('"60 * * * *"'),
    problems: [
      '8:13 the schedule "60 * * * *" is not valid: minute (0-59) cannot be "60" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a month of 13': {
    text: schedule('"0 0 1 13 *"'),
    problems: [
      '8:13 the schedule "0 0 1 13 *" is not valid: month (1-12) cannot be "13" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a day of 0': {
    text: schedule('"0 0 0 * *"'),
    problems: [
      '8:13 the schedule "0 0 0 * *" is not valid: day of month (1-31) cannot be "0" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a weekday of 8': {
    text: schedule('"0 0 * * 8"'),
    problems: [
      '8:13 the schedule "0 0 * * 8" is not valid: day of week (0-7) cannot be "8" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a step of 0': {
    text: schedule('"*/0 * * * *"'),
    problems: [
      '8:13 the schedule "*/0 * * * *" is not valid: minute (0-59) cannot be "*/0" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a number that is too long': {
    text: schedule('"0 0-999999999 * * *"'),
    problems: [
      '8:13 the schedule "0 0-999999999 * * *" holds a number of more than two digits -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'an unquoted asterisk first': {
    text: schedule('*/5 * * * *'),
    problems: ['8:13 text that begins with * must be quoted -> quote it'],
  },
  'a schedule that is a number': {
    text: schedule('5'),
    problems: [
      '8:13 a schedule has five fields -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a schedule that is a list': {
    text: schedule('[0, 22]'),
    problems: ['8:13 spec.schedule: expected text, found a list'],
  },
  'a zone by its abbreviation': {
    text: zone('CEST'),
    problems: ['8:13 "CEST" is not a time zone -> write an IANA name such as Europe/Berlin or UTC'],
  },
  'a zone by its city': {
    text: zone('Berlin'),
    problems: ['8:13 "Berlin" is not a time zone -> did you mean Europe/Berlin?'],
  },
  'a misspelt zone': {
    text: zone('Europe/Berlni'),
    problems: ['8:13 "Europe/Berlni" is not a time zone -> did you mean Europe/Berlin?'],
  },
  'a zone that is an offset with a name': {
    text: zone('UTC+2'),
    problems: ['8:13 "UTC+2" is not a time zone -> write an IANA name such as Europe/Berlin or UTC'],
  },
  'a zone that is an offset': {
    text: zone('"+01:00"'),
    problems: ['8:13 "+01:00" is not a time zone -> write an IANA name such as Europe/Berlin or UTC'],
  },
  'a zone that is a number': {
    text: zone('1'),
    problems: ['8:13 spec.timeZone: expected text, found the number 1 -> quote it: "1"'],
  },
  'a zone without a value': {
    text: zone(''),
    problems: ['8:13 spec.timeZone has no value -> give it one, or delete the key'],
  },
  'a zone with a blank': {
    text: zone('America/New York'),
    problems: ['8:13 "America/New York" is not a time zone -> did you mean America/New_York?'],
  },
  'a length without a unit': {
    text: lasting('6'),
    problems: ['8:13 a duration needs a unit -> write 6s, 6m, 6h or 6d'],
  },
  'a length in words': {
    text: lasting('6 hours'),
    problems: ['8:13 "6 hours" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length in two units': {
    text: lasting('1h30m'),
    problems: ['8:13 "1h30m" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length in ISO 8601': {
    text: lasting('PT6H'),
    problems: ['8:13 "PT6H" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length below 0': {
    text: lasting('-1h'),
    problems: ['8:13 "-1h" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length of half an hour': {
    text: lasting('0.5h'),
    problems: ['8:13 "0.5h" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length in weeks': {
    text: lasting('2w'),
    problems: ['8:13 "2w" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length of an unknown case': {
    text: lasting('6H'),
    problems: ['8:13 "6H" is not a duration -> write one such as 90s, 10m, 6h or 7d'],
  },
  'a length of seconds': {
    text: lasting('59s'),
    problems: ['8:13 59s is out of bounds -> between 1m and 366d'],
  },
  'an end of never': {
    text: until('never'),
    problems: ['15:14 "never" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an end without a value': {
    text: until(''),
    problems: ['15:14 spec.expiresAt has no value -> give it one, or delete the key'],
  },
  'an end of a bare day': {
    text: until('2027-03-31'),
    problems: ['15:14 "2027-03-31" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an end without seconds': {
    text: until('2027-03-31T00:00Z'),
    problems: ['15:14 "2027-03-31T00:00Z" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an end with a blank': {
    text: until('2027-03-31 00:00:00Z'),
    problems: [
      '15:14 "2027-03-31 00:00:00Z" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z',
    ],
  },
  'an end as seconds since 1970': {
    text: until('1806451200'),
    problems: ['15:14 "1806451200" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an end of the 30th of February': {
    text: until('2027-02-30T00:00:00Z'),
    problems: [
      '15:14 "2027-02-30T00:00:00Z" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z',
    ],
  },
  'an end in the year 9999': {
    text: until('9999-12-31T23:59:59Z'),
    problems: [
      '15:14 an exemption lasts at most a year -> write 2027-11-22T00:00:00Z or earlier, and renew it when it ends',
    ],
  },
  'an end of a length': {
    text: until('90d'),
    problems: ['15:14 "90d" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an exemption with a misspelt key': {
    text: excusing('scope: {}\ncreatedbefore: 2026-01-01T00:00:00Z'),
    problems: ['16:3 spec.createdbefore: unknown key -> did you mean createdBefore?'],
  },
  'an exemption of an empty list': {
    text: excusing('resources: []'),
    problems: ['15:14 an empty list excuses nobody -> name resources, or leave the key out and give a scope'],
  },
  'an exemption for one ARN that is text': {
    text: excusing('resources: "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a"'),
    problems: [
      '15:14 spec.resources: expected a list, found the text "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a" -> write [arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a]',
    ],
  },
  'an exemption by name': {
    text: excusing('resources: [legacy-notebook]'),
    problems: [
      '15:15 "legacy-notebook" is not an ARN -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'an ARN without a resource': {
    text: excusing('resources: ["arn:aws:sagemaker:eu-central-1:111122223333:"]'),
    problems: [
      '15:15 "arn:aws:sagemaker:eu-central-1:111122223333:" is not an ARN -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'an ARN of a bucket': {
    text: excusing('resources: ["arn:aws:s3:::bucket"]'),
    problems: [
      '15:15 "arn:aws:s3:::bucket" is no resource of SageMaker -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'a second pattern without createdBefore': {
    text: excusing(
      'resources: ["arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a", "arn:aws:sagemaker:*:*:*"]',
    ),
    problems: [
      '15:82 a pattern needs createdBefore: without it a new resource can name itself into the exemption -> add createdBefore, or name the ARNs',
    ],
  },
  'an exemption for all by an unquoted asterisk': {
    text: excusing('resources: [*]'),
    problems: ['15:15 text that begins with * must be quoted -> quote it'],
  },
};
