/**
 * Tells every story there is, alone and in pairs, and prints what went wrong: `node test/crash/all.ts [situation] [every]`.
 * All of them take about a quarter of an hour on two processors; `every` tells one in so many of the pairs.
 */
import { singles, untroubled } from './enumerate.ts';
import { formatPlan } from './plan.ts';
import { SITUATIONS } from './situations.ts';
import { tellAll } from './telling.ts';
import type { Task } from './telling.ts';

const [only, every = '1'] = process.argv.slice(2);
const selection = { faults: 1, others: Number(every) };
let plans = 0;
let violations = 0;
for (const { name } of SITUATIONS) {
  if (only !== undefined && only !== 'all' && only !== name) continue;
  const alone = singles(name, await untroubled(name));
  const tasks = alone.map((plan): Task => ({ single: formatPlan(plan), selection, wrong: undefined }));
  const told = await tellAll(tasks, 2);
  plans += told.plans;
  violations += told.violations.length;
  process.stdout.write(
    `${name}: ${told.plans} plans, ${told.idle} without effect, ${told.violations.length} violations\n`,
  );
  for (const violation of told.violations.slice(0, 200)) process.stdout.write(`  ${violation}\n`);
}
process.stdout.write(`${plans} plans, ${violations} violations\n`);
