/**
 * Tags that a reading carries may be those of an earlier one. What is decided right before a write hangs on them, and so they are
 * read then, however new the rest is.
 */
import { expect, it } from '@jest/globals';
import { worldOf } from './one-notebook.ts';

it('are read right before a write, also where a pass has just read everything else', async () => {
  const world = worldOf();
  await world.pass();
  await world.look();
  const known = world.tagReads();
  world.later(600_000);
  await world.pass();
  const carried = world.tagReads();
  await world.look();
  expect(world.asked).toEqual(['UpdateNotebookInstance', 'UpdateNotebookInstance']);
  expect(known).toBeGreaterThan(0);
  expect(world.tagReads()).toBeGreaterThan(carried);
});
