// Every edit of a document's owner, before each request of ours, with each trouble at that one and the next; and stories with any
// number of both, while readings are up to five minutes old. SAGEKEEPER_SEED tells them again.
import { describe, expect, it } from '@jest/globals';
import { complaintsAbout } from '../races/endpoint-complaints.ts';
import { LAG_MS } from '../races/endpoint-story.ts';
import type { Happening } from '../races/endpoint-story.ts';
import { after, AROUND, edit, EDIT_NAMES, MANY_END, moments, tellMany, tellOne } from '../races/endpoints.ts';
import { randomOf } from './support/kill-points.ts';

const SEED = Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122);
const STORIES = Number(process.env['SAGEKEEPER_STORIES'] ?? 500);
const MOST_AT_ONCE = 4;
const ANYHOW = {
  standings: { ...MANY_END.standings, a: /^compliant$|^contested|^unknown/, c: /^compliant$|^unknown/ },
};

describe("an owner's edit with a death, a lost answer or an old reading around it", () => {
  it.each(EDIT_NAMES)('%s', async (name) => {
    for (const at of await moments(tellOne)) {
      for (const what of AROUND) {
        for (const later of [0, 1, 2]) {
          const story = await tellOne([edit(at, name), { at: at + later, what }]);
          const complaints = complaintsAbout(story, after(name));
          expect({ at, what, later, complaints }).toEqual({ at, what, later, complaints: [] });
        }
      }
    }
  });
});

describe('several VPCs', () => {
  it.each(AROUND)('are brought in line, and one endpoint is made, whatever request meets: %s', async (what) => {
    for (const at of await moments(tellMany)) {
      const complaints = complaintsAbout(await tellMany([{ at, what }]), MANY_END);
      expect({ at, complaints }).toEqual({ at, complaints: [] });
    }
  });

  it('end well in any story', async () => {
    const random = randomOf(SEED);
    const below = (count: number): number => Math.floor(random() * count);
    const endpoints = ['vpce-a', 'vpce-b', 'vpce-c'];
    let writes = 0;
    for (let number = 0; number < STORIES; number += 1) {
      const happenings = Array.from({ length: 1 + below(MOST_AT_ONCE) }, (): Happening => {
        const at = 1 + below(60);
        const what = AROUND[below(AROUND.length)];
        const name = EDIT_NAMES[below(EDIT_NAMES.length)];
        if (what === undefined || name === undefined || random() < 0.5)
          return edit(at, name ?? 'resets it', endpoints[below(3)]);
        return { at, what };
      });
      const lagMs = below(3) === 0 ? below(LAG_MS) : 0;
      const story = await tellMany(happenings, { lagMs });
      writes += story.writes.length;
      const complaints = complaintsAbout(story, { ...MANY_END, ...ANYHOW });
      expect({ number, lagMs, happenings, complaints }).toEqual({ number, lagMs, happenings, complaints: [] });
    }
    console.info(`seed ${SEED}: ${STORIES} stories with ${writes} writes`);
  });
});
