// Two edits of a pipeline's owner at any two moments of ours, every pair of them, as AWS tells authors or not.
import { describe, expect, it } from '@jest/globals';
import { AUTHORS, complaintsAbout, EDITS, FIRST, POLICIES } from '../races/pipelines.ts';
import { tellPipelineStory } from '../races/pipeline-story.ts';
import type { Happening } from '../races/pipeline-story.ts';

describe.each(AUTHORS)('where AWS tells the author %s', (authors, names) => {
  it("of two edits the owner's second is what is stored in the end", async () => {
    const { requests } = await tellPipelineStory(FIRST, POLICIES, []);
    let stories = 0;
    for (const { at } of requests) {
      for (const later of [0, 1, 2, 3, 4, 5, 6]) {
        for (const first of names) {
          for (const second of names) {
            // Without authors, a second edit of nothing but names is taken for ours: docs/decisions tells.
            if (authors === 'not told' && first !== second) continue;
            const happenings: Happening[] = [
              { at, what: 'edit', text: EDITS[first] },
              { at: at + later, what: 'edit', text: EDITS[second] },
            ];
            const complaints = complaintsAbout(await tellPipelineStory(FIRST, POLICIES, happenings, authors));
            stories += 1;
            expect({ at, later, first, second, complaints }).toEqual({ at, later, first, second, complaints: [] });
          }
        }
      }
    }
    console.info(`${stories} stories of two edits, authors ${authors}`);
  });
});
