/**
 * ModifyVpcEndpoint has no precondition, readings are minutes old, and nothing of ours is stored anywhere. Whatever falls between
 * any two of our requests: what others wrote and we had read stays, and no endpoint is changed twice, or made twice, for nothing.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { complaintsAbout, hasOurs } from './endpoint-complaints.ts';
import { LAG_MS, MINUTE_MS } from './endpoint-story.ts';
import type { Happening } from './endpoint-story.ts';
import { after, AROUND, edit, EDIT_NAMES, EDITS, MANY_END, moments, tellMany, tellOne } from './endpoints.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

describe('an endpoint without our statement', () => {
  it('gets it in one write, and is then left alone', async () => {
    const story = await tellOne([]);
    expect(complaintsAbout(story)).toEqual([]);
    expect(story.writes).toHaveLength(1);
  });

  it('gets it in one write however long readings show the old one', async () => {
    for (const lagMs of [1_000, MINUTE_MS, LAG_MS - 1_000]) {
      const story = await tellOne([], { lagMs });
      const found = { lagMs, complaints: complaintsAbout(story), writes: story.writes.length };
      expect(found).toEqual({ lagMs, complaints: [], writes: 1 });
    }
  });

  it.each(AROUND)('gets it whatever request meets: %s', async (what) => {
    for (const at of await moments(tellOne)) {
      const story = await tellOne([{ at, what }]);
      expect({ at, complaints: complaintsAbout(story) }).toEqual({ at, complaints: [] });
      expect(story.writes.length).toBeLessThanOrEqual(2);
    }
  });

  it.each(AROUND)('gets it whatever request meets while readings are old: %s', async (what) => {
    for (const at of await moments(tellOne)) {
      const story = await tellOne([{ at, what }], { lagMs: 2 * MINUTE_MS });
      expect({ at, complaints: complaintsAbout(story) }).toEqual({ at, complaints: [] });
    }
  });

  it('is told where AWS denies something: the VPC is unknown, or held with the refusal', async () => {
    for (const at of await moments(tellOne)) {
      const story = await tellOne([{ at, what: 'denied' }]);
      const standings = { a: /^compliant$|^held refused|^held prerequisite/ };
      expect({ at, complaints: complaintsAbout(story, { standings }) }).toEqual({ at, complaints: [] });
    }
  });

  it('is left alone once nothing of SageMaker is known to use its VPC any more, though its turn had come', async () => {
    const write = (await tellOne([])).requests.findIndex(({ writes }) => writes);
    const learn: Extract<Happening, { what: 'learn' }>['learn'] = ({ memory }) => {
      const place = [...memory.places.values()].find(({ kind }) => kind.name === 'notebook-instance');
      if (place === undefined) throw new Error('nobody reads notebooks');
      memory.network.forgetPlace(place);
    };
    for (let at = 2; at <= write; at += 1) {
      const { writes } = await tellOne([{ at, what: 'learn', learn }], { lastsMs: MINUTE_MS / 2 });
      expect({ at, writes }).toEqual({ at, writes: [] });
    }
  });
});

describe("an owner's edit", () => {
  it.each(EDIT_NAMES)('that %s falls between any two requests, and nothing that we had read is lost', async (name) => {
    for (const at of await moments(tellOne)) {
      const complaints = complaintsAbout(await tellOne([edit(at, name)]), after(name));
      expect({ at, complaints }).toEqual({ at, complaints: [] });
    }
  });

  it.each(EDIT_NAMES)('that %s, with a death, a lost answer or an old reading at the same moment', async (name) => {
    for (const at of await moments(tellOne)) {
      for (const what of ['crash-after', 'lost', 'stale'] as const) {
        const complaints = complaintsAbout(await tellOne([edit(at, name), { at, what }]), after(name));
        expect({ at, what, complaints }).toEqual({ at, what, complaints: [] });
      }
    }
  });

  it.each(EDIT_NAMES)('that %s while we wait for a session is read before the write', async (name) => {
    const sessionMs = 2_000;
    const { requests } = await tellOne([], { sessionMs });
    const session = requests.findLast(({ operation }) => operation === 'AssumeRole')?.at ?? 0;
    for (const at of [session - 1, session]) {
      const story = await tellOne([edit(at, name)], { sessionMs });
      const standings = name === 'stores what is no document' ? { a: /^unknown/ } : {};
      expect({ at, complaints: complaintsAbout(story, { standings }) }).toEqual({ at, complaints: [] });
    }
  });

  it('that comes while readings are old is read before the next write', async () => {
    for (const name of EDIT_NAMES) {
      for (const at of await moments(tellOne)) {
        const story = await tellOne([edit(at, name)], { lagMs: 2 * MINUTE_MS });
        const complaints = complaintsAbout(story, after(name));
        expect({ name, at, complaints }).toEqual({ name, at, complaints: [] });
      }
    }
  });
});

describe('several VPCs', () => {
  it('are brought in line one after another, and what is held, unused or not ours is left alone', async () => {
    const story = await tellMany([]);
    expect(complaintsAbout(story, MANY_END)).toEqual([]);
    expect(story.writes.map(({ operation, vpc }) => [operation, vpc])).toEqual([
      ['ModifyVpcEndpoint', 'vpc-a'],
      ['ModifyVpcEndpoint', 'vpc-a'],
      ['ModifyVpcEndpoint', 'vpc-c'],
      ['CreateVpcEndpoint', 'vpc-empty'],
    ]);
  });

  it.each(AROUND)('are brought in line, and one endpoint is made, whatever a write meets: %s', async (what) => {
    for (const { at } of (await tellMany([])).requests.filter(({ writes }) => writes)) {
      const story = await tellMany([{ at, what }]);
      expect({ at, complaints: complaintsAbout(story, MANY_END) }).toEqual({ at, complaints: [] });
    }
  });

  it('get one endpoint where readings do not show it for minutes, and the process dies meanwhile', async () => {
    const calm = (await tellMany([], { lagMs: 4 * MINUTE_MS })).requests;
    const made = calm.find(({ operation }) => operation === 'CreateVpcEndpoint')?.at ?? 0;
    for (const what of ['crash', 'crash-after', 'lost', 'dropped'] as const) {
      for (const at of [made - 1, made, made + 1, made + 5, made + 20]) {
        const story = await tellMany([{ at, what }], { lagMs: 4 * MINUTE_MS });
        expect({ at, what, complaints: complaintsAbout(story, MANY_END) }).toEqual({ at, what, complaints: [] });
      }
    }
  });
});

describe('a tool that puts its own document back', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const run = (id: string, text: string): string | undefined =>
    id === 'vpce-a' && hasOurs(text) ? EDITS['puts its own document back']() : undefined;

  it('meets three mendings a day, and is told about', async () => {
    const story = await tellOne([], { tool: { everyMs: HOUR_MS / 2, run }, lastsMs: 23 * HOUR_MS });
    expect(complaintsAbout(story, { standings: { a: /^contested contested MendedBefore$/ } })).toEqual([]);
    expect(story.writes).toHaveLength(3);
  });

  it('does not keep another endpoint of its VPC from being mended again', async () => {
    let looks = 0;
    const resets = (id: string, text: string): string | undefined => {
      looks += id === 'vpce-b' ? 1 : 0;
      return id === 'vpce-b' && looks === 8 ? EDITS['resets it']() : run(id, text);
    };
    const story = await tellMany([], { tool: { everyMs: 10 * MINUTE_MS, run: resets }, lastsMs: 2 * HOUR_MS });
    const standings = { ...MANY_END.standings, a: /^contested contested MendedBefore$/ };
    expect(complaintsAbout(story, { ...MANY_END, standings })).toEqual([]);
    const changes = Map.groupBy(story.writes, ({ endpoint }) => endpoint);
    expect([changes.get('vpce-a')?.length, changes.get('vpce-b')?.length]).toEqual([3, 2]);
  });

  it('does not keep other VPCs of the account from being brought in line', async () => {
    const story = await tellMany([], { tool: { everyMs: 10 * MINUTE_MS, run }, lastsMs: 3 * HOUR_MS });
    const standings = { ...MANY_END.standings, a: /^contested contested MendedBefore$/ };
    expect(complaintsAbout(story, { ...MANY_END, standings })).toEqual([]);
    expect(story.writes.filter(({ endpoint }) => endpoint === 'vpce-a')).toHaveLength(3);
  });
});
