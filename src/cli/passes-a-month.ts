/**
 * How often a schedule fires in a month of 30 days: for the estimate of calls that a plan prints, never for acting. Counts
 * what each field of the cron expression admits; day of month and day of week must both match, as everywhere here.
 */
const MONTH_DAYS = 30;
const YEAR_DAYS = 365;
const DAY_MS = 86_400_000;
/** Any year serves; this one begins on a Friday and is no leap year. */
const YEAR_START = Date.UTC(2027, 0, 1);
const NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Undefined where the expression uses something that is not counted here. Five fields, or six with seconds first. */
export function passesAMonth(schedule: string): number | undefined {
  const fields = schedule.trim().split(/\s+/);
  const [seconds, minutes, hours, days, months, weekdays] = fields.length === 5 ? ['0', ...fields] : fields;
  if (fields.length < 5 || fields.length > 6) return undefined;
  const sets = {
    seconds: numbers(seconds, 0, 59),
    minutes: numbers(minutes, 0, 59),
    hours: numbers(hours, 0, 23),
    days: numbers(days, 1, 31),
    months: numbers(named(months, NAMES, 1), 1, 12),
    weekdays: numbers(named(weekdays, DAYS, 0), 0, 7),
  };
  if (Object.values(sets).some((set) => set === undefined)) return undefined;
  const size = (set: ReadonlySet<number> | undefined): number => set?.size ?? 0;
  let matching = 0;
  for (let day = 0; day < YEAR_DAYS; day += 1) {
    const date = new Date(YEAR_START + day * DAY_MS);
    const weekday = date.getUTCDay();
    const onWeekday = sets.weekdays?.has(weekday) === true || (weekday === 0 && sets.weekdays?.has(7) === true);
    if (onWeekday && sets.days?.has(date.getUTCDate()) === true && sets.months?.has(date.getUTCMonth() + 1) === true) {
      matching += 1;
    }
  }
  return (size(sets.seconds) * size(sets.minutes) * size(sets.hours) * matching * MONTH_DAYS) / YEAR_DAYS;
}

function named(field: string | undefined, names: readonly string[], first: number): string | undefined {
  return field?.replace(/[a-z]{3,}/gi, (name) => {
    const index = names.indexOf(name.slice(0, 3).toLowerCase());
    return index < 0 ? name : String(index + first);
  });
}

function numbers(field: string | undefined, low: number, high: number): ReadonlySet<number> | undefined {
  const set = new Set<number>();
  for (const part of (field ?? '').split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return undefined;
    const [, from, to, every] = match;
    const start = from === undefined ? low : Number(from);
    const end = to === undefined ? (from === undefined || every !== undefined ? high : start) : Number(to);
    for (let at = start; at <= Math.min(end, high); at += Math.max(1, Number(every ?? 1))) set.add(at);
  }
  return set.size === 0 ? undefined : set;
}
