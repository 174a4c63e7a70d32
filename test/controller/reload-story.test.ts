/**
 * What an edit is told as: the words, and how many notebooks they are about.
 */
import { describe, expect, it } from '@jest/globals';
import { editStory } from '../../src/controller/edit-story.ts';
import type { DesiredState } from '../../src/model/desired-state.ts';
import type { Resource } from '../../src/model/resource.ts';
import { NOW, account, exemption, policy, state, within } from './reload-world.ts';

const SANDBOX = account(1, 'Sandbox');
const PRODUCTION = account(2, 'Production');

function place(at: typeof SANDBOX, names: readonly string[]) {
  const target = { account: at.id, region: 'eu-central-1' };
  const resources = names.map((name) => {
    const arn = `arn:aws:sagemaker:eu-central-1:${at.id}:notebook-instance/${name}`;
    return { arn, kind: 'notebook-instance', ...target, createdAt: NOW - 1 } as unknown as Resource;
  });
  return { selection: { target, account: at }, kind: 'notebook-instance', resources } as const;
}

const PLACES = [place(SANDBOX, ['a', 'b', 'legacy-1']), place(PRODUCTION, ['c', 'd', 'legacy-2', 'legacy-3'])];
const AUDIT = policy({ name: 'imds-v2', mode: 'audit' });
const ENFORCE = policy({ name: 'imds-v2' });
const EXCUSED = exemption({ name: 'fraud-legacy', policies: ['imds-v2'] });

const EDITS: Readonly<
  Record<string, readonly [before: Partial<DesiredState>, after: Partial<DesiredState>, told: readonly string[]]>
> = {
  'nothing, but for where documents stand': [
    { policies: [AUDIT] },
    { policies: [{ ...AUDIT, source: { file: 'y.yaml', line: 9, column: 1 } }] },
    [],
  ],
  'audit to enforce in a part': [
    { policies: [AUDIT] },
    { policies: [{ ...ENFORCE, enforceIn: within('Sandbox') }] },
    ['imds-v2 now enforces in ou/Sandbox: 3 notebooks'],
  ],
  'enforce widens': [
    { policies: [{ ...ENFORCE, enforceIn: within('Sandbox') }] },
    { policies: [ENFORCE] },
    ['imds-v2 now enforces in the whole organization: 4 notebooks'],
  ],
  'enforce to audit': [
    { policies: [ENFORCE] },
    { policies: [AUDIT] },
    ['imds-v2 no longer enforces anything: 7 notebooks'],
  ],
  'enforce narrows': [
    { policies: [ENFORCE] },
    { policies: [{ ...ENFORCE, scope: within('Sandbox') }] },
    ['imds-v2 no longer enforces everywhere it did: 4 notebooks'],
  ],
  'audit looks elsewhere': [
    { policies: [AUDIT] },
    { policies: [{ ...AUDIT, scope: within('Sandbox') }] },
    ['imds-v2 now looks at ou/Sandbox: 3 notebooks'],
  ],
  'a new policy': [
    {},
    { policies: [{ ...ENFORCE, scope: within('Production') }] },
    ['policy imds-v2 is new: it enforces in ou/Production: 4 notebooks'],
  ],
  'a policy that is gone': [{ policies: [AUDIT] }, {}, ['policy imds-v2 is gone: 7 notebooks']],
  'another want': [
    { policies: [AUDIT] },
    { policies: [{ ...AUDIT, want: {} }] },
    ['imds-v2 wants something else: 7 notebooks'],
  ],
  'windows, budgets, overrides': [
    { policies: [ENFORCE] },
    {
      policies: [
        {
          ...ENFORCE,
          overrides: ['old'],
          disruption: { windows: ['nights'], budgets: [], haltAbove: 10 },
        },
      ],
    },
    ['imds-v2 now disturbs in nights', 'imds-v2 has other budgets', 'imds-v2 halts above 10%', 'imds-v2 overrides old'],
  ],
  'an exemption that is gone': [
    { policies: [ENFORCE], exemptions: [EXCUSED] },
    { policies: [ENFORCE] },
    ['exemption fraud-legacy is gone: 3 notebooks are no longer excused'],
  ],
  'a new exemption': [
    { policies: [ENFORCE] },
    { policies: [ENFORCE], exemptions: [{ ...EXCUSED, scope: within('Sandbox') }] },
    ['exemption fraud-legacy is new: 1 notebook is excused from now on'],
  ],
  'an exemption that excuses others': [
    { policies: [ENFORCE], exemptions: [{ ...EXCUSED, scope: within('Sandbox') }] },
    { policies: [ENFORCE], exemptions: [{ ...EXCUSED, scope: within('Production') }] },
    ['exemption fraud-legacy is another: 1 notebook is no longer excused, 2 notebooks are excused from now on'],
  ],
  'another way to excuse, whose resources another exemption excuses as well': [
    { policies: [ENFORCE], exemptions: [EXCUSED, { ...EXCUSED, name: 'twin' }] },
    { policies: [ENFORCE], exemptions: [EXCUSED] },
    ['exemption twin is gone: 0 notebooks are no longer excused'],
  ],
};

describe('editStory', () => {
  it.each(Object.entries(EDITS))('%s', (_name, [before, after, told]) => {
    expect(editStory(state(before), state(after), PLACES, NOW)).toEqual(told);
  });

  it('names the settings that are different', () => {
    const after = state({ organization: { schedule: '0 * * * *', settleMs: 60_000, acceptRevision: '0123456789ab' } });
    expect(editStory(state(), after, PLACES, NOW)).toEqual(['Organization: other schedule, settleMs']);
  });

  it('tells no numbers before anything has been seen', () => {
    const [before, after] = [state({ policies: [AUDIT] }), state({ policies: [ENFORCE] })];
    expect(editStory(before, after, [], NOW)).toEqual(['imds-v2 now enforces in the whole organization']);
  });

  it('is as long as people read', () => {
    const policies = Array.from({ length: 80 }, (_, index) => policy({ name: `p-${index}` }));
    const story = editStory(state(), state({ policies }), PLACES, NOW);
    expect([story.length, story.at(-1)]).toEqual([51, 'and 30 more edits']);
  });

  it('counts no further than takes a moment', () => {
    const many = Array.from({ length: 60_000 }, (_, index) => `n-${index}`);
    const [before, after] = [
      state({ policies: [ENFORCE], exemptions: [EXCUSED, { ...EXCUSED, name: 'other' }] }),
      state({ policies: [ENFORCE] }),
    ];
    expect(editStory(before, after, [place(SANDBOX, many)], NOW)).toEqual([
      'exemption fraud-legacy is gone: 0 notebooks are no longer excused',
      'exemption other is gone',
    ]);
  });

  it('counts each kind that a policy is about by itself', () => {
    const vpcs = { ...place(SANDBOX, ['vpc-1']), kind: 'vpc' } as const;
    const pipelines = { ...place(SANDBOX, ['p', 'q']), kind: 'pipeline' } as const;
    const endpoints = policy({ name: 'endpoints', kind: 'S3EndpointPolicy', want: {} });
    expect(editStory(state(), state({ policies: [endpoints] }), [...PLACES, vpcs, pipelines, vpcs], NOW)).toEqual([
      'policy endpoints is new: it enforces in the whole organization: 2 VPCs',
    ]);
    const networks = policy({ name: 'networks', kind: 'JobNetwork', want: {} });
    expect(editStory(state(), state({ policies: [networks] }), [vpcs, pipelines], NOW)).toEqual([
      'policy networks is new: it enforces in the whole organization: 1 VPC, 2 pipelines',
    ]);
  });
});
