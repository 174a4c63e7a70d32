/**
 * What does the wall clock of a time zone show, and at which instant does it show a given time? Offsets come from Intl,
 * once a zone and year; everything after that is arithmetic, so that asking costs no formatting.
 */
import { DAY_MS } from './calendar.ts';

/** From this instant on (milliseconds since the epoch) the wall clock is ahead of UTC by this much. */
interface Piece {
  readonly from: number;
  readonly offsetMs: number;
}

export interface Zone {
  readonly name: string;
  readonly format: Intl.DateTimeFormat;
  readonly years: Map<number, readonly Piece[]>;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Both caches only save work: a full one is emptied. Some 400 zones exist; a search reaches nine years ahead. */
const REMEMBERED_ZONES = 512;
const REMEMBERED_YEARS = 64;
const zones = new Map<string, Zone>();

/** The zone of an IANA name; undefined where there is none. Fixed offsets such as `+01:00` are no names. */
export function zoneNamed(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const zone = { name, format, years: new Map<number, readonly Piece[]>() };
    if (zones.size >= REMEMBERED_ZONES) zones.clear();
    zones.set(name, zone);
    return zone;
  } catch (error) {
    // RangeError is Intl's only way to say that it does not know the name.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** How far the wall clock is ahead of UTC at this instant, in milliseconds. */
export function offsetAt(zone: Zone, instant: number): number {
  const pieces = piecesOf(zone, new Date(instant).getUTCFullYear());
  let offsetMs = 0;
  for (const piece of pieces) {
    if (piece.from > instant) break;
    offsetMs = piece.offsetMs;
  }
  return offsetMs;
}

/**
 * The offset that holds all through a day of the wall clock and the days around it, in milliseconds; undefined where the
 * clock is changed in that time. `day` counts from 1970-01-01.
 */
export function steadyOffset(zone: Zone, day: number): number | undefined {
  const before = offsetAt(zone, (day - 1) * DAY_MS);
  return before === offsetAt(zone, (day + 2) * DAY_MS) ? before : undefined;
}

/**
 * The instant at which the wall clock first shows this time (`wall`: milliseconds as if the zone were UTC). A time that
 * comes twice in autumn is its first coming; one that spring leaves out is the instant at which the clock jumps over it.
 * No zone changes its clock twice within two days.
 */
export function instantOf(zone: Zone, wall: number): number {
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  const earlier = wall - Math.max(before, after);
  const later = wall - Math.min(before, after);
  if (earlier + offsetAt(zone, earlier) === wall) return earlier;
  if (later + offsetAt(zone, later) === wall) return later;
  return firstWhere((instant) => offsetAt(zone, instant) === after, wall - DAY_MS, wall + DAY_MS);
}

/** A local time as people read it: `Sat 2026-03-28 22:00 Europe/Berlin`. */
export function formatLocal(zone: Zone, instant: number): string {
  const local = new Date(instant + offsetAt(zone, instant));
  const text = local.toISOString();
  const time = local.getUTCSeconds() === 0 ? text.slice(11, 16) : text.slice(11, 19);
  return `${WEEKDAYS[local.getUTCDay()]} ${text.slice(0, 10)} ${time} ${zone.name}`;
}

function piecesOf(zone: Zone, year: number): readonly Piece[] {
  const known = zone.years.get(year);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0, 1);
  const pieces: Piece[] = [];
  let previous: Piece | undefined;
  for (let instant = Date.UTC(year, 0, 1); instant < end; instant += DAY_MS) {
    previous = nextPiece(zone, previous, instant);
    if (previous !== pieces.at(-1)) pieces.push(previous);
  }
  // The last evening of the year lies behind the last sample.
  const last = nextPiece(zone, previous, end - 1);
  if (last !== previous) pieces.push(last);
  if (zone.years.size >= REMEMBERED_YEARS) zone.years.clear();
  zone.years.set(year, pieces);
  return pieces;
}

/** The piece that holds at `instant`: the previous one (which held up to a day ago), or the one that has begun since. */
function nextPiece(zone: Zone, previous: Piece | undefined, instant: number): Piece {
  const offsetMs = readOffset(zone, instant);
  if (previous === undefined) return { from: instant, offsetMs };
  if (previous.offsetMs === offsetMs) return previous;
  const from = firstWhere((between) => readOffset(zone, between) === offsetMs, instant - DAY_MS, instant);
  return { from, offsetMs };
}

/** The first whole second after `no` and up to `yes` at which the condition holds; once true, it must stay true. */
function firstWhere(holds: (instant: number) => boolean, no: number, yes: number): number {
  let [outside, inside] = [Math.floor(no / 1_000), Math.floor(yes / 1_000)];
  while (inside - outside > 1) {
    const middle = Math.floor((outside + inside) / 2);
    if (holds(middle * 1_000)) inside = middle;
    else outside = middle;
  }
  return inside * 1_000;
}

function readOffset(zone: Zone, instant: number): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(zone.format.format(instant));
  if (match === null || match[1] === undefined) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -size : size;
}
