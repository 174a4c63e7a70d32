/**
 * One thread that tells the stories it is asked for, one task at a time.
 */
import { parentPort } from 'node:worker_threads';
import { extended } from './enumerate.ts';
import { WRONG } from './mutants.ts';
import { judge } from './oracle.ts';
import { formatPlan, parsePlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { tellStory } from './story.ts';
import type { Mutant, Story } from './story.ts';
import { isSelected } from './telling.ts';
import type { Task, Told } from './telling.ts';

/** Half of the stories' errors are planned, and nobody reads where they came from. */
Error.stackTraceLimit = 0;

parentPort?.on('message', (task: Task) => {
  void tell(task).then((told) => parentPort?.postMessage(told));
});

async function tell({ single, selection, wrong }: Task): Promise<Told> {
  const mutant: Mutant = wrong === undefined ? {} : (WRONG[wrong]?.mutant ?? {});
  const plan = parsePlan(single);
  const violations: string[] = [];
  let plans = 0;
  let idle = 0;
  const take = (told: Plan, line: string, story: Story): void => {
    plans += 1;
    if (story.idle > 0) idle += 1;
    violations.push(...judge(told, story).map((what) => `${what}: node test/crash/replay.ts ${line}`));
  };
  const story = await tellStory(plan, mutant);
  take(plan, single, story);
  if (selection.faults === 0 && selection.others === 0) return { plans, idle, violations };
  for (const pair of extended(plan, story)) {
    const line = formatPlan(pair);
    if (isSelected(pair, line, selection)) take(pair, line, await tellStory(pair, mutant));
  }
  return { plans, idle, violations };
}
