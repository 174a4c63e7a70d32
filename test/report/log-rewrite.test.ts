/** A definition that is rewritten may be a megabyte, and hold what nobody should log: what does its line say of it? */
import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../src/report/log.ts';
import { HOSTILE, NOW } from './world.ts';

const DEFINITION = '{"Steps":[{"Arguments":{"Environment":{"TOKEN":"hunter2"}}}]}';

describe('the line of a rewrite', () => {
  it('tells what finds the replaced definition again, each name that changes, and never the definition', () => {
    const written: string[] = [];
    const log = createLog({ destination: { write: (line) => written.push(line) }, now: () => NOW });
    log.tell({
      event: 'CallSent',
      arn: 'arn:aws:sagemaker:eu-central-1:111122223333:pipeline/fraud',
      account: '111122223333',
      region: 'eu-central-1',
      policies: ['prefixes'],
      change: 'c-1',
      call: { operation: 'UpdatePipeline', input: { PipelineName: 'fraud', PipelineDefinition: DEFINITION } },
      before: {
        replacedVersion: 7,
        replacedSha256: 'a'.repeat(64),
        names: ['Train: absent -> "mlp-train"', `Evil\u001b[2J: absent -> ${HOSTILE}`],
      },
      effect: 'change',
      outcome: 'accepted',
      message: undefined,
      why: '1 names of jobs differ: Train',
    });
    expect(written).toHaveLength(1);
    const line = JSON.parse(written[0] ?? '') as Readonly<Record<string, unknown>>;
    expect(line).toMatchObject({
      operation: 'UpdatePipeline',
      replacedVersion: 7,
      replacedSha256: 'a'.repeat(64),
      names: ['Train: absent -> "mlp-train"', expect.not.stringContaining('\u001b')],
      msg: 'rewriting fraud in 111122223333/eu-central-1: 1 names of jobs differ: Train',
    });
    expect(written[0]).not.toContain('hunter2');
  });
});
