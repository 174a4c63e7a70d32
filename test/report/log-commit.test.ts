/** From which commit came the desired state under which this was done? */
import { expect, it } from '@jest/globals';
import type { Event } from '../../src/model/event.ts';
import { createLog } from '../../src/report/log.ts';
import { NOW } from './world.ts';

const [ONE, OTHER] = ['a1'.repeat(20), 'b2'.repeat(20)];
const LOADED = { event: 'DesiredStateLoaded', revision: 'abc', policies: 1, warnings: [] } as const;
const CALL: Event = {
  event: 'CallSent',
  arn: 'arn:aws:sagemaker:eu-central-1:111122223333:pipeline/fraud',
  account: '111122223333',
  region: 'eu-central-1',
  policies: ['prefixes'],
  change: 'c-1',
  call: { operation: 'UpdatePipeline', input: {} },
  effect: 'change',
  outcome: 'accepted',
  message: undefined,
  why: 'x',
};

it('is in the line of each change, as long as it is known; a refused one is told apart', () => {
  const written: string[] = [];
  const log = createLog({ destination: { write: (line) => written.push(line) }, now: () => NOW });
  log.tell({ ...LOADED, commit: ONE });
  log.tell(CALL);
  log.tell({ event: 'DesiredStateRefused', problems: [], commit: OTHER });
  log.tell(LOADED);
  log.tell(CALL);
  const lines = written.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(lines.map((line) => line['commit'])).toEqual([ONE, ONE, ONE, undefined, undefined]);
  expect(lines[1]).toMatchObject({ event: 'CallSent', change: 'c-1', revision: 'abc' });
  expect(lines[2]).toMatchObject({ refusedCommit: OTHER });
});
