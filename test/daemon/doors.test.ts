/**
 * What a change of the desired state costs and replaces: whether AWS is asked again where accounts are, and which door to AWS
 * is used from then on.
 */
import { describe, expect, it } from '@jest/globals';
import type { Gateway } from '../../src/aws/gateway.ts';
import { createDiscovery } from '../../src/daemon/discovery.ts';
import { createReplaceableGateway } from '../../src/daemon/replaceable-gateway.ts';
import type { Needs } from '../../src/organization/needs.ts';
import { account, organization, policy, state, within } from '../controller/reload-world.ts';
import { VirtualTime } from './virtual-time.ts';

describe('createDiscovery', () => {
  const PLAIN = state({ policies: [policy()] });
  const known = organization([account(1, 'Sandbox')]);

  async function asked(after: ReturnType<typeof state>, fresh: boolean): Promise<readonly Needs[]> {
    const wanted: Needs[] = [];
    const discovery = createDiscovery(async (needs) => {
      wanted.push(needs);
      return Promise.resolve(known);
    });
    await discovery.read([PLAIN], false);
    await discovery.read([after, PLAIN], fresh);
    return wanted.slice(1);
  }

  it.each<readonly [string, ReturnType<typeof state>, boolean, number]>([
    ['an edit of what is wanted asks nobody', state({ policies: [policy({ mode: 'audit' })] }), false, 0],
    ['the hour has come', PLAIN, true, 1],
    ['names of units are needed now', state({ policies: [policy({ scope: within('Sandbox') })] }), false, 1],
    ['tags are needed now', state({ policies: [policy({ scope: within('tag/team=a') })] }), false, 1],
    ['another partition', state({ organization: { partition: 'aws-cn' } }), false, 1],
    [
      'a unit that may have been made since',
      state({ policies: [policy({ scope: within('ou/ou-abcd-12345678') })] }),
      false,
      1,
    ],
  ])('%s', async (_what, after, fresh, calls) => {
    expect(await asked(after, fresh)).toHaveLength(calls);
  });

  it('asks for what both states need', async () => {
    const named = state({ policies: [policy({ scope: within('Sandbox') })] });
    expect(await asked(named, false)).toMatchObject([{ unitNames: true, accountTags: false }]);
  });

  it('keeps nothing of a reading that failed', async () => {
    let calls = 0;
    const discovery = createDiscovery(async () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('throttled')) : Promise.resolve(known);
    });
    await expect(discovery.read([PLAIN], false)).rejects.toThrow('throttled');
    expect(await discovery.read([PLAIN], false)).toBe(known);
  });
});

describe('createReplaceableGateway', () => {
  const settings = (readRole: string) => ({
    access: { ...state().organization.access, readRole },
    partition: 'aws',
    rates: {},
  });

  function doors() {
    const time = new VirtualTime();
    const opened: string[] = [];
    const closed: string[] = [];
    const gateway = createReplaceableGateway(settings('first'), time, ({ access }) => {
      opened.push(access.readRole);
      const waiting = () => ({ sts: opened.length });
      const close = async () => Promise.resolve(void closed.push(access.readRole));
      return { waiting, close } as unknown as Gateway;
    });
    return { time, opened, closed, gateway };
  }

  it('opens another door only for other settings', () => {
    const { opened, gateway } = doors();
    gateway.use(settings('first'));
    expect(opened).toEqual(['first']);
    gateway.use(settings('second'));
    expect([opened, gateway.waiting()]).toEqual([['first', 'second'], { sts: 2 }]);
  });

  it('lets what is under way end behind the old door, and closes it then', async () => {
    const { time, closed, gateway } = doors();
    gateway.use(settings('second'));
    await time.pass(59_000);
    expect(closed).toEqual([]);
    await time.pass(2_000);
    expect(closed).toEqual(['first']);
  });

  it('keeps few old doors, and closes all at the end', async () => {
    const { time, closed, gateway } = doors();
    for (let index = 0; index < 6; index += 1) {
      gateway.use(settings(`role-${index}`));
      await time.pass(10);
    }
    expect(closed).toEqual(['first', 'role-0']);
    await gateway.close(0);
    expect(new Set(closed)).toEqual(new Set(['first', ...Array.from({ length: 6 }, (_, index) => `role-${index}`)]));
  });
});
