/**
 * Durations as people write them: `90s`, `10m`, `6h`, `7d`. Inside the program they are milliseconds.
 */
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, or undefined where the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** The shortest exact-enough form of a length of time: `45s`, `10m`, `1h 30m`, `2d 4h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const units: readonly [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [major = 's', majorSize = 1] = units[first] ?? [];
  const [minor, minorSize = 1] = units[first + 1] ?? [];
  const rest = Math.floor((seconds % majorSize) / minorSize);
  const head = `${Math.floor(seconds / majorSize)}${major}`;
  return minor === undefined || rest === 0 ? head : `${head} ${rest}${minor}`;
}
