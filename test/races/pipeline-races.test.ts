/**
 * UpdatePipeline has no precondition: an owner's edit can fall between our last reading and our write. Whatever falls
 * between any two of our requests, and whenever the process dies, the owner's last edit is what is stored in the end, with
 * approved names. Every pair of edits is in the heavy suite.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { AUTHORS, complaintsAbout, definitionOf, EDITS, FIRST, POLICIES } from './pipelines.ts';
import { tellPipelineStory } from './pipeline-story.ts';
import type { Authors, Happening } from './pipeline-story.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

async function requestsOfCalmStory(): Promise<readonly number[]> {
  return (await tellPipelineStory(FIRST, POLICIES, [])).requests.map(({ at }) => at);
}

async function complaints(happenings: readonly Happening[], authors?: Authors): Promise<readonly string[]> {
  return complaintsAbout(await tellPipelineStory(FIRST, POLICIES, happenings, authors));
}

describe('a pipeline without names', () => {
  it('gets them in one write, and is then left alone', async () => {
    const story = await tellPipelineStory(FIRST, POLICIES, []);
    expect(complaintsAbout(story)).toEqual([]);
    expect(story.ours).toEqual([definitionOf('ml.m5.large', 'mlp-train')]);
  });

  it.each(['crash', 'crash-after', 'lost', 'dropped', 'stale'] as const)(
    'gets them whatever request meets: %s',
    async (what) => {
      for (const at of await requestsOfCalmStory()) {
        const story = await tellPipelineStory(FIRST, POLICIES, [{ at, what }]);
        expect({ at, complaints: complaintsAbout(story) }).toEqual({ at, complaints: [] });
        expect(story.ours.length).toBeLessThanOrEqual(2);
      }
    },
  );
});

describe.each(AUTHORS)('where AWS tells the author %s', (authors, names) => {
  it.each(names)("an owner's edit %s is what is stored in the end, whenever it comes", async (name) => {
    const text = EDITS[name];
    for (const at of await requestsOfCalmStory()) {
      expect({ at, complaints: await complaints([{ at, what: 'edit', text }], authors) }).toEqual({
        at,
        complaints: [],
      });
    }
  });

  it.each(names)(
    "an owner's edit %s is what is stored in the end, also when the process dies around it",
    async (name) => {
      const text = EDITS[name];
      for (const at of await requestsOfCalmStory()) {
        for (const what of ['crash', 'crash-after', 'lost'] as const) {
          for (const later of [0, 1, 2]) {
            const happenings: Happening[] = [
              { at, what: 'edit', text },
              { at: at + later, what },
            ];
            const found = await complaints(happenings, authors);
            expect({ at, what, later, complaints: found }).toEqual({ at, what, later, complaints: [] });
          }
        }
      }
    },
  );
});
