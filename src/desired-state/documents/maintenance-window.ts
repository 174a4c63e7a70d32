/**
 * When disruptive steps may begin, or must not.
 */
import { z } from 'zod';
import type { MaintenanceWindow } from '../../model/desired-state.ts';
import { parseDuration } from '../../model/duration.ts';
import { whoever } from './document-kind.ts';
import type { DocumentKind } from './document-kind.ts';
import { DAY_MS, duration, durationMs, schedule, timeZone } from './fields.ts';
import { resolveScope, scopeSchema } from './scope.ts';

const LONGEST_MS = 366 * DAY_MS;

const spec = z.strictObject({
  effect: z
    .enum(['allow', 'deny'])
    .describe(
      'allow: policies that name it begin only while it is open. deny: holds by itself for all in its scope, and wins.',
    ),
  schedule: schedule.describe('When it opens. Five cron fields; day of month and day of week must both match.'),
  duration: duration(60_000, LONGEST_MS, 'between 1m and 366d').describe('How long it stays open, in elapsed time.'),
  timeZone: timeZone.describe('IANA name of the zone that the schedule is written in.'),
  minRemaining: duration(0, LONGEST_MS, 'at most 366d')
    .optional()
    .describe('Nothing begins in the last part of an opening, so that what began can end in it. Left out: 0s.'),
  scope: scopeSchema.optional().describe('Whom it is about. Left out: the whole organization.'),
});

export const MAINTENANCE_WINDOW: DocumentKind<z.infer<typeof spec>, MaintenanceWindow> = {
  kind: 'MaintenanceWindow',
  description: 'When disruptive steps may begin (allow) or must not (deny).',
  spec,
  example: {
    effect: 'allow',
    schedule: '0 22 * * 5,6',
    duration: '6h',
    timeZone: 'Europe/Berlin',
    minRemaining: '45m',
  },
  rules: [
    whoever(
      { properties: { effect: { const: 'deny' } }, required: ['effect'] },
      { properties: { minRemaining: false } },
    ),
  ],
  check: (written, complain) => {
    const { effect, duration: length, minRemaining } = written;
    if (minRemaining === undefined) return;
    if (effect === 'deny') {
      complain(['minRemaining'], 'a window that denies has no end to keep clear of\ndelete minRemaining');
    } else if (typeof length === 'string' && typeof minRemaining === 'string') {
      const [lengthMs, remainingMs] = [parseDuration(length), parseDuration(minRemaining)];
      if (lengthMs === undefined || remainingMs === undefined || remainingMs < lengthMs) return;
      complain(
        ['minRemaining'],
        `nothing could ever begin: the window is open for ${length} only\nmake it shorter than duration`,
      );
    }
  },
  resolve: ({ effect, schedule: opens, duration: length, timeZone: zone, minRemaining, scope }, name, source) => ({
    name,
    effect,
    schedule: opens,
    durationMs: durationMs(length),
    timeZone: zone,
    minRemainingMs: durationMs(minRemaining ?? '0s'),
    scope: resolveScope(scope),
    source,
  }),
};
