/**
 * How much of each sort of work may be under way at once?
 */
import type { Lane } from './work-queue.ts';

/** Passes under way at once; those of targets that did not answer last time have fewer workers, and cannot take these. */
export const PASSES: Lane = { name: 'passes', workers: 64 };
export const SUSPECTS: Lane = { name: 'suspects', workers: 16 };
export const LEFTOVERS: Lane = { name: 'leftovers', workers: 4 };
export const ORGANIZATION: Lane = { name: 'organization', workers: 1 };
export const RECONSIDERATION: Lane = { name: 'reconsider', workers: 1 };
export const LOOKS_PER_TARGET = 4;
