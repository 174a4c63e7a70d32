/**
 * Bad documents of the corpus that JSON Schema lets pass: their titles. Loading refuses them for what a schema cannot tell (other
 * documents, calendars, clocks, comparisons). A shorter list is a better schema.
 */
export const BEYOND_SCHEMA: ReadonlySet<string> = new Set([
  'a duration out of bounds',
  'a remainder longer than the window',
  'a retired platform',
  'a schedule out of bounds',
  'a schedule that never fires',
  'a schedule that never opens',
  'a want with nothing but an empty list',
  'a weekday that is none',
  'a window of years',
  'a window without a length',
  'an end more than a year away',
  'an unknown time zone',
  'no settling',
]);
