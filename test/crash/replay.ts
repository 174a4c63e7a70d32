/**
 * Tells one story again, request by request: `node test/crash/replay.ts running:stop@12+crash@15`.
 */
import { judge } from './oracle.ts';
import { parsePlan } from './plan.ts';
import { tellStory } from './story.ts';

const plan = parsePlan(process.argv[2] ?? 'running:');
const story = await tellStory(plan);
const lines: string[] = [];
let count = 0;
for (const entry of story.cloud.journal.after(0)) {
  for (const at of story.crashes) if (at === entry.seq - 1) lines.push('             the process dies');
  const time = new Date(entry.at).toISOString().slice(11, 23);
  if (entry.kind === 'change')
    lines.push(`${time}   ${entry.from ?? ''} -> ${entry.to ?? 'gone'} by ${entry.by}: ${entry.changed.join(' ')}`);
  else if (story.restedAt === undefined || entry.seq <= story.restedAt) {
    count += 1;
    const fault = `${entry.fault ?? ''}${story.lost.has(entry.seq) ? ' answer lost' : ''}`;
    const tags = JSON.stringify(entry.input['Tags'] ?? entry.input['TagKeys'] ?? '');
    lines.push(`${time} ${entry.operation} ${entry.outcome} ${fault} ${tags}`);
  }
}
const numbered = story.boundaries.map(({ at, operation, status, phase }) => `${at} ${operation} ${status} ${phase}`);
process.stdout.write(
  `${lines.slice(0, 400).join('\n')}\n\n${numbered.slice(0, 140).join('\n')}\n\n${count} requests; ${judge(plan, story).join('; ') || 'nobody was harmed'}\n`,
);
