/**
 * UpdatePipeline has no precondition: an owner's edit can fall between our last reading and our write. Whatever falls
 * between any two of our requests, and whenever the process dies, the owner's last edit is what is stored in the end, with
 * approved names.
 */
import { describe, expect, it } from '@jest/globals';
import { definitionOf, complaintsAbout, POLICIES } from './pipelines.ts';
import { tellPipelineStory } from './pipeline-story.ts';
import type { Happening } from './pipeline-story.ts';

const FIRST = definitionOf('ml.m5.large');
const EDITS = {
  'without a name': definitionOf('ml.c5.large'),
  'with an approved name': definitionOf('ml.c5.large', 'risk-night'),
  'with another name': definitionOf('ml.c5.large', 'sagemaker-xgboost'),
  'of nothing but an approved name': definitionOf('ml.m5.large', 'risk-night'),
  'of nothing but another name': definitionOf('ml.m5.large', 'sagemaker-xgboost'),
};

async function calmStory() {
  return tellPipelineStory(FIRST, POLICIES, []);
}

describe('a pipeline without names', () => {
  it('gets them in one write, and is then left alone', async () => {
    const story = await calmStory();
    expect(complaintsAbout(story)).toEqual([]);
    expect(story.ours).toEqual([definitionOf('ml.m5.large', 'mlp-train')]);
  });

  it.each(['crash', 'crash-after', 'lost', 'dropped', 'stale'] as const)(
    'gets them whatever request meets: %s',
    async (what) => {
      const { requests } = await calmStory();
      for (const { at } of requests) {
        const story = await tellPipelineStory(FIRST, POLICIES, [{ at, what }]);
        expect({ at, complaints: complaintsAbout(story) }).toEqual({ at, complaints: [] });
        expect(story.ours.length).toBeLessThanOrEqual(2);
      }
    },
  );
});

describe("an owner's edit at any moment", () => {
  it.each(Object.entries(EDITS))('%s is what is stored in the end', async (_, text) => {
    const { requests } = await calmStory();
    for (const { at } of requests) {
      const story = await tellPipelineStory(FIRST, POLICIES, [{ at, what: 'edit', text }]);
      expect({ at, complaints: complaintsAbout(story) }).toEqual({ at, complaints: [] });
    }
  });

  it.each(Object.entries(EDITS))(
    '%s is what is stored in the end, also when the process dies around it',
    async (_, text) => {
      const { requests } = await calmStory();
      for (const { at } of requests) {
        for (const what of ['crash', 'crash-after', 'lost'] as const) {
          for (const later of [0, 1, 2]) {
            const happenings: Happening[] = [
              { at, what: 'edit', text },
              { at: at + later, what },
            ];
            const story = await tellPipelineStory(FIRST, POLICIES, happenings);
            expect({ at, what, later, complaints: complaintsAbout(story) }).toEqual({
              at,
              what,
              later,
              complaints: [],
            });
          }
        }
      }
    },
  );

  it('and another right after it are what is stored in the end', async () => {
    const { requests } = await calmStory();
    const texts = Object.values(EDITS);
    for (const { at } of requests) {
      for (const later of [0, 1, 2, 3, 4, 5]) {
        for (const first of texts) {
          for (const second of texts) {
            const happenings: Happening[] = [
              { at, what: 'edit', text: first },
              { at: at + later, what: 'edit', text: second },
            ];
            const story = await tellPipelineStory(FIRST, POLICIES, happenings);
            expect({ at, later, first, second, complaints: complaintsAbout(story) }).toEqual({
              ...{ at, later, first, second },
              complaints: [],
            });
          }
        }
      }
    }
  });
});
