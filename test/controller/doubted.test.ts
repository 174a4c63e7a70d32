/**
 * A call was sent, and what was read right after it may be older. Nothing that AWS tells by itself would have a pass read it again.
 */
import { expect, it } from '@jest/globals';
import { ARN, worldOf } from './one-notebook.ts';

it('a resource that waits for its call to show is due with every pass until a reading is young enough', async () => {
  const world = worldOf(true);
  await world.pass();
  await world.look();
  const sent = [...world.asked];
  const { due } = await world.pass();
  expect(sent).toEqual(['UpdateNotebookInstance']);
  expect(due).toMatchObject([{ arn: ARN, onItsWay: true }]);
  await world.look();
  world.later(10 * 60_000);
  await world.pass();
  await world.look();
  expect(world.asked).toHaveLength(2);
});
