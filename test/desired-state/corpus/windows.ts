/**
 * Bad documents, each with every place, message and hint that people are to see: maintenance windows.
 */
import type { Corpus } from '../corpus.ts';
import { doc } from '../writing.ts';

export const WINDOWS: Corpus = {
  'no effect': {
    text: doc('MaintenanceWindow', 'w', 'schedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC'),
    problems: ['4:1 spec.effect is missing -> write allow or deny'],
  },
  'an unknown effect': {
    text: doc('MaintenanceWindow', 'w', 'effect: permit\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC'),
    problems: ['5:11 spec.effect: "permit" is not possible here -> choose among allow, deny'],
  },
  'an unknown time zone': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: Europe/Berln'),
    problems: ['8:13 "Europe/Berln" is not a time zone -> did you mean Europe/Berlin?'],
  },
  'an offset as a time zone': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: "+01:00"'),
    problems: ['8:13 "+01:00" is not a time zone -> write an IANA name such as Europe/Berlin or UTC'],
  },
  'a schedule that never opens': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 30 2 *"\nduration: 6h\ntimeZone: UTC'),
    problems: [
      '6:13 the schedule "0 22 30 2 *" never opens: no such day exists -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a weekday that is none': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 * * 9"\nduration: 6h\ntimeZone: UTC'),
    problems: [
      '6:13 the schedule "0 22 * * 9" is not valid: day of week (0-7) cannot be "9" -> minute, hour, day of month, month, day of week, such as "0 22 * * 5"',
    ],
  },
  'a window without a length': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 * * 5"\nduration: 0s\ntimeZone: UTC'),
    problems: ['7:13 0s is out of bounds -> between 1m and 366d'],
  },
  'a window of years': {
    text: doc('MaintenanceWindow', 'w', 'effect: deny\nschedule: "0 22 * * 5"\nduration: 1000d\ntimeZone: UTC'),
    problems: ['7:13 1000d is out of bounds -> between 1m and 366d'],
  },
  'a remainder longer than the window': {
    text: doc(
      'MaintenanceWindow',
      'w',
      'effect: allow\nschedule: "0 22 * * 5"\nduration: 1h\ntimeZone: UTC\nminRemaining: 60m',
    ),
    problems: ['9:17 nothing could ever begin: the window is open for 1h only -> make it shorter than duration'],
  },
  'a remainder of a denial': {
    text: doc(
      'MaintenanceWindow',
      'w',
      'effect: deny\nschedule: "0 22 * * 5"\nduration: 1h\ntimeZone: UTC\nminRemaining: 10m',
    ),
    problems: ['9:17 a window that denies has no end to keep clear of -> delete minRemaining'],
  },
  'the name anyTime': {
    text: doc('MaintenanceWindow', 'anyTime', 'effect: deny\nschedule: "0 22 * * 5"\nduration: 1h\ntimeZone: UTC'),
    problems: [
      '3:18 anyTime is no name: it stands alone, and means that no window is waited for -> choose another, or write windows: anyTime',
    ],
  },
};
