/**
 * Is a maintenance window open, and when does one next let something begin? Allow and deny windows, each with its own
 * schedule and zone. The only file of this room that knows node-cron, of which it uses the parser alone: its matcher skips
 * an opening that the spring change swallows, and fires twice in autumn.
 */
import { validateDetailed } from 'node-cron';
import { longestSilenceDays } from './calendar.ts';

/** node-cron expands `0-999999999` before it checks the bounds; no legal schedule comes near either limit. */
const MAX_SCHEDULE_LENGTH = 256;
const TOO_LONG_NUMBER = /\d{3}/;
/** An opening that stays away longer than this is a mistake rather than a plan. */
const MAX_SILENCE_DAYS = 5 * 366;

const FIELD_NAMES: Readonly<Record<string, string>> = {
  second: 'second (0-59)',
  minute: 'minute (0-59)',
  hour: 'hour (0-23)',
  dayOfMonth: 'day of month (1-31)',
  month: 'month (1-12)',
  dayOfWeek: 'day of week (0-7)',
};

/**
 * What is wrong with a schedule in a zone, for people; undefined: nothing. The answer hangs on no clock: a schedule that
 * can stay silent for more than five years is refused whenever it is asked about.
 */
export function checkSchedule(schedule: string, timeZone: string): string | undefined {
  return scheduleProblem(schedule) ?? zoneProblem(timeZone);
}

function scheduleProblem(schedule: string): string | undefined {
  if (schedule.length > MAX_SCHEDULE_LENGTH) return `the schedule is longer than ${MAX_SCHEDULE_LENGTH} characters`;
  if (TOO_LONG_NUMBER.test(schedule)) return `the schedule "${schedule}" holds a number of more than two digits`;
  const { errors, fields } = validateDetailed(schedule);
  const [error] = errors;
  if (error !== undefined) {
    const field = FIELD_NAMES[error.field];
    if (field === undefined) return `the schedule "${schedule}" is not a cron expression: ${error.message}`;
    return `the schedule "${schedule}" is not valid: ${field} cannot be "${error.value ?? ''}"`;
  }
  if (fields === undefined) return `the schedule "${schedule}" is not a cron expression`;
  const silence = longestSilenceDays(fields);
  if (silence <= MAX_SILENCE_DAYS) return undefined;
  return silence === Infinity
    ? `the schedule "${schedule}" never opens: no such day exists`
    : `the schedule "${schedule}" can stay silent for ${Math.floor(silence / 365)} years: ` +
        'day of month and day of week must both match';
}

function zoneProblem(timeZone: string): string | undefined {
  const problem = `the time zone "${timeZone}" is not known: write an IANA name such as Europe/Berlin or UTC`;
  if (!/^[A-Za-z]/.test(timeZone)) return problem;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }) instanceof Intl.DateTimeFormat ? undefined : problem;
  } catch (error) {
    // RangeError is Intl's only way to say that it does not know the name.
    if (error instanceof RangeError) return problem;
    throw error;
  }
}
