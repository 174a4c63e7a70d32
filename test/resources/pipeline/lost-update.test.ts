/**
 * Whose versions are which, where a pipeline was deleted and made anew between our reading and our write: ours is then of a text that
 * none of the others is. What was put back is not replaced by it again.
 */
import { describe, expect, it } from '@jest/globals';
import { predecessorsOf, replacedVersion } from '../../../src/resources/pipeline/lost-update.ts';
import { replacedEdit } from '../../../src/policies/pipeline-job-prefix/replaced.ts';
import type { PipelineJobPrefixWant } from '../../../src/policies/pipeline-job-prefix/want.ts';
import { POLICIES } from '../../races/pipelines.ts';
import { pipelineOf, text } from './pipelines.ts';

const WANT = POLICIES[0]?.want as PipelineJobPrefixWant;
const ANYWHERE = { is: 'rule', rule: { prefix: 'mlp' } } as const;
const ANEW = { id: 1, text: text('ml.c5.large', 'mlp-anew'), author: 'somebody' } as const;
const OF_THE_OLD = { id: 2, text: text('ml.m5.large', 'mlp-train'), author: 'we' } as const;

describe('a pipeline that was made anew under our write', () => {
  it('gets back what its owner made', () => {
    const predecessors = predecessorsOf([OF_THE_OLD, ANEW]);
    const pipeline = pipelineOf(OF_THE_OLD.text, { predecessors, overwritten: replacedVersion(predecessors) });
    expect(replacedEdit(WANT, pipeline, ANYWHERE)?.versionId).toBe(1);
  });

  it('keeps it', () => {
    const back = { ...ANEW, id: 3, author: 'we' } as const;
    const predecessors = predecessorsOf([back, OF_THE_OLD, ANEW]);
    expect(replacedVersion(predecessors)).toBeUndefined();
    const pipeline = pipelineOf(back.text, { predecessors });
    expect(replacedEdit(WANT, pipeline, ANYWHERE)).toBeUndefined();
  });

  it('is not taken for ours because AWS tells one author for all versions', () => {
    const all = [
      { ...ANEW, id: 3, author: 'we' },
      { ...OF_THE_OLD, author: 'we' },
      { ...ANEW, author: 'we' },
    ] as const;
    expect(predecessorsOf(all).map(({ byUs }) => byUs)).toEqual([false, false]);
  });
});
