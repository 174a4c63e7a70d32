/**
 * The one call that leads a pipeline on, or why there is none.
 */
import { describe, expect, it } from '@jest/globals';
import type { Difference } from '../../../src/model/verdict.ts';
import { nextStep } from '../../../src/resources/pipeline/converge.ts';
import { pipelines } from '../../../src/resources/pipeline/kind.ts';
import { DEFINITION_PATH, OVERWRITTEN_PATH } from '../../../src/resources/pipeline/shape.ts';
import { contextOf, NAME_POINTER, NOW, pipelineOf, predecessorOf, sentCall, SETTLE_MS, text } from './pipelines.ts';

const RENAME: Difference = {
  path: `${DEFINITION_PATH}${NAME_POINTER}`,
  have: undefined,
  want: 'mlp-train',
  step: 'Train',
};

describe('a pipeline whose names differ', () => {
  it('gets its own definition with nothing but the names changed, quietly', () => {
    const step = nextStep(pipelineOf(text('ml.m5.large')), [RENAME], contextOf());
    expect(step).toMatchObject({
      step: 'call',
      effect: 'change',
      call: {
        operation: 'UpdatePipeline',
        input: { PipelineName: 'Nightly', PipelineDefinition: text('ml.m5.large', 'mlp-train') },
      },
    });
    expect(step).not.toHaveProperty('unmet');
    expect(step).not.toHaveProperty('sketch');
  });

  it('has but a sketch of its call where only what is remembered is at hand', () => {
    const slim = pipelines.slim?.(pipelineOf(text('ml.m5.large')));
    expect(slim?.text).toBeUndefined();
    expect(pipelines.isWhole(slim ?? pipelineOf(''))).toBe(false);
    const step = nextStep(slim ?? pipelineOf(''), [RENAME], contextOf());
    expect(step).toMatchObject({ step: 'call', sketch: true, call: { input: { PipelineName: 'Nightly' } } });
    expect(JSON.stringify(step)).not.toContain('PipelineDefinition');
  });

  it('is not written to while nobody could tell afterwards what was replaced', () => {
    const unread = pipelineOf(text('ml.m5.large'), { newestVersion: undefined, versionsUnread: 'AccessDenied' });
    expect(pipelines.isWhole(unread)).toBe(true);
    expect(nextStep(unread, [RENAME], contextOf())).toMatchObject({ unmet: { reason: 'VersionsNotRead' } });
    const remembered = pipelines.slim?.(unread) ?? unread;
    expect(nextStep(remembered, [RENAME], contextOf())).toMatchObject({
      sketch: true,
      unmet: { reason: 'VersionsNotRead' },
    });
  });

  it('is written to where the service has no versions at all, and read back before it is written to again', () => {
    const none = pipelineOf(text('ml.m5.large'), { newestVersion: undefined, versionless: true });
    expect(pipelines.isWhole(none)).toBe(true);
    expect(pipelines.isWhole(pipelineOf(text('ml.m5.large'), { newestVersion: undefined }))).toBe(false);
    const step = nextStep(none, [RENAME], contextOf());
    expect(step).toMatchObject({ step: 'call', call: { operation: 'UpdatePipeline' } });
    expect(step).not.toHaveProperty('unmet');
    expect(nextStep(none, [RENAME], contextOf([sentCall()]))).toMatchObject({ step: 'wait' });
  });

  it('is left to its owner where its definition would be longer than AWS takes', () => {
    const padding = ' '.repeat(1_048_576 - text('ml.m5.large').length);
    const step = nextStep(pipelineOf(`${text('ml.m5.large')}${padding}`), [RENAME], contextOf());
    expect(step).toMatchObject({ unmet: { reason: 'DefinitionTooLong' } });
  });

  it('is left alone while it is being deleted, and when nothing differs', () => {
    expect(nextStep(pipelineOf(text('x'), { status: 'Deleting' }), [RENAME], contextOf())).toEqual({ step: 'none' });
    expect(nextStep(pipelineOf(text('x', 'mlp-train')), [], contextOf())).toEqual({ step: 'none' });
  });
});

describe('a reading that may be older than our write', () => {
  const stale = pipelineOf(text('ml.m5.large'));

  it.each(['accepted', 'ambiguous'] as const)('is waited for after an %s UpdatePipeline', (outcome) => {
    expect(nextStep(stale, [RENAME], contextOf([sentCall({ outcome })]))).toMatchObject({ step: 'wait' });
  });

  it('is believed after a settle, when it was refused, or when somebody has modified it since', () => {
    const late = contextOf([sentCall({ at: NOW - SETTLE_MS })]);
    expect(nextStep(stale, [RENAME], late)).toMatchObject({ step: 'call' });
    expect(nextStep(stale, [RENAME], contextOf([sentCall({ outcome: 'conflict' })]))).toMatchObject({ step: 'call' });
    const modified = pipelineOf(text('ml.m5.large'), { lastModifiedAt: NOW - 500 });
    expect(nextStep(modified, [RENAME], contextOf([sentCall()]))).toMatchObject({ step: 'call' });
  });
});

describe('a reading whose versions do not show our write yet', () => {
  const behind = pipelineOf(text('ml.m5.large', 'mlp-train'), { versionsBehind: true, lastModifiedAt: NOW });

  it('is waited for, though nothing differs: what our write replaced is seen with its version', () => {
    expect(nextStep(behind, [], contextOf([sentCall()]))).toMatchObject({ step: 'wait', reason: 'UpdateSent' });
    const edited = nextStep(behind, [RENAME], contextOf([sentCall({ outcome: 'ambiguous' })]));
    expect(edited).toMatchObject({ step: 'wait' });
  });

  it('is believed after a settle, and where we have written nothing', () => {
    const late = contextOf([sentCall({ at: NOW - SETTLE_MS })]);
    expect(nextStep(behind, [], late)).toEqual({ step: 'none' });
    expect(nextStep(behind, [], contextOf([sentCall({ outcome: 'denied' })]))).toEqual({ step: 'none' });
    expect(nextStep(behind, [], contextOf())).toEqual({ step: 'none' });
  });
});

describe('a version that ours replaced unseen', () => {
  const lost = predecessorOf(2, text('ml.c5.large'));
  const back = { operation: 'UpdatePipeline', input: { PipelineDefinition: text('ml.c5.large', 'mlp-train') } };

  it('is put back with its names mended, and that is never held', () => {
    const pipeline = pipelineOf(text('ml.m5.large', 'mlp-train'), { overwritten: 2, predecessors: [lost] });
    const step = nextStep(pipeline, [RENAME], contextOf());
    expect(step).toMatchObject({ step: 'call', effect: 'restore', reason: 'PutBack', call: back });
  });

  it('is put back as it was where its names no longer count', () => {
    const pipeline = pipelineOf(text('ml.m5.large', 'mlp-train'), { overwritten: 2, predecessors: [lost] });
    const step = nextStep(pipeline, [], contextOf());
    expect(step).toMatchObject({ effect: 'restore', call: { input: { PipelineDefinition: text('ml.c5.large') } } });
  });

  it('is put back where only a policy could tell', () => {
    const pipeline = pipelineOf(text('ml.c5.large', 'mlp-x'), { predecessors: [lost] });
    expect(nextStep(pipeline, [], contextOf())).toEqual({ step: 'none' });
    const told: Difference = { path: OVERWRITTEN_PATH, have: 3, want: 2 };
    expect(nextStep(pipeline, [told, RENAME], contextOf())).toMatchObject({ effect: 'restore', call: back });
  });
});
