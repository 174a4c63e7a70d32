/**
 * What is told of versions, executions and jobs of the past? Numbers, where somebody asks for them.
 */
import { describe, expect, it } from '@jest/globals';
import { judgePipelineJobPrefix } from '../../../src/policies/pipeline-job-prefix/judge.ts';
import type { PipelineJobPrefixWant } from '../../../src/policies/pipeline-job-prefix/want.ts';
import type { Pipeline } from '../../../src/resources/pipeline/shape.ts';
import { PLACE, WANT, one, pipeline } from './pipelines.ts';

function notes(want: Partial<PipelineJobPrefixWant>, rest: Partial<Pipeline>) {
  const text = one('Training', '"TrainingJobName": "mlp"');
  const verdict = judgePipelineJobPrefix({ ...WANT, ...want }, pipeline(text, rest), PLACE);
  return verdict.applicable ? verdict.notes : verdict.why;
}

describe('the past of a pipeline', () => {
  const bad = pipeline(one('Training')).definition;
  const good = pipeline(one('Training', '"TrainingJobName": "mlp"')).definition;
  const execution = (versionId: number | undefined, rest: object) => ({
    execution: 'e',
    versionId,
    running: true,
    definition: undefined,
    jobs: undefined,
    ...rest,
  });
  const history = [
    execution(4, { definition: bad }),
    execution(2, { definition: bad }),
    execution(4, { definition: bad }),
    execution(5, { definition: good }),
    execution(1, { definition: bad, running: false }),
    execution(undefined, {
      jobs: [
        { type: 'Training', name: 'pipelines-abc' },
        { type: 'Training', name: 'mlp-abc' },
        { type: 'Tuning', name: 'fraud-abc' },
        { type: 'Training', name: 'fraud-abc' },
        { type: 'Teleport', name: 'x' },
      ],
    }),
  ];
  const unread = [{ reason: 'ExecutionsNotRead', message: 'no' }];

  it('is told in numbers where somebody asks', () => {
    const rest = { history, historyUnread: unread, olderVersions: 4 };
    expect(notes({ oldVersions: 'report', startedJobs: 'report' }, rest)).toEqual([
      { reason: 'OlderVersionsStartable', message: '4 older versions can still be started, by number or by alias' },
      {
        reason: 'ExecutionsOnOldDefinition',
        message: '3 of 5 executions in progress run on a definition with other names (version 2: 1, version 4: 2)',
      },
      {
        reason: 'JobsWithOtherNames',
        message: '2 of 5 jobs that recent executions started have other names (a version that is not known: 2)',
      },
      ...unread,
    ]);
  });

  it('is nothing to tell where nobody asks, or all is well', () => {
    expect(notes({}, { history, historyUnread: unread, olderVersions: 4 })).toEqual([]);
    expect(notes({ oldVersions: 'report' }, { history: history.slice(3, 5), olderVersions: 0 })).toEqual([]);
  });
});
