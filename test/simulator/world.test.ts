// Worlds from YAML, with every mistake at its line, and worlds from a seed.
import { describe, expect, it } from '@jest/globals';
import { createCloud } from '../../src/simulator/cloud.ts';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { checkDefinition } from '../../src/simulator/pipeline-definition.ts';
import { generateWorld } from '../../src/simulator/seed.ts';
import { parseWorld, WorldError } from '../../src/simulator/world.ts';

const GOOD = `managementAccount: "000000000001"
hubAccount: "000000000001"
regions: [eu-central-1]
accounts:
  - id: "000000000001"
    name: one
    notebooks:
      - { name: first, region: eu-central-1, imds: "1" }
`;

describe('YAML', () => {
  it('becomes a world', () => {
    const world = parseWorld(GOOD);
    const cloud = createCloud({ world, now: () => 0 });
    expect(cloud.notebook('000000000001', 'eu-central-1', 'first')).toMatchObject({ imds: '1', status: 'InService' });
  });

  it.each([
    [
      'an unknown key',
      GOOD.replace('imds: "1"', 'imdsVersion: "1"'),
      /^8:\d+: accounts\.0\.notebooks\.0: .*imdsVersion/,
    ],
    ['an account id without quotes', GOOD.replace('id: "000000000001"', 'id: 000000000001'), /^5:9: accounts\.0\.id: /],
    ['a version as a number', GOOD.replace('imds: "1"', 'imds: 1'), /^8:\d+: accounts\.0\.notebooks\.0\.imds/],
    [
      'a hub that is nowhere',
      GOOD.replace('hubAccount: "000000000001"', 'hubAccount: "000000000009"'),
      /000000000009 is not in the world/,
    ],
    ['an account that stands twice', `${GOOD}  - { id: "000000000001", name: again }\n`, /stands twice/],
    [
      'a pipeline without a definition',
      `${GOOD}    pipelines: [{ name: x, region: eu-central-1 }]\n`,
      /^9:\d+: accounts\.0\.pipelines\.0\.definition/,
    ],
    ['no YAML', 'accounts: [', /^1:\d+: /],
    ['the same key twice', `${GOOD}regions: [x]\n`, /^9:1: .*unique/],
    [
      'a bad document',
      GOOD.replace('name: one', 'name: one\n    controlPolicies: [{ Statement: { Effect: Deny } }]'),
      /exactly one of Action/,
    ],
    ['too much', ' '.repeat(2_000_001), /at most 2000000 bytes/],
  ])('with %s is refused', (_what, text, message) => {
    expect(() => parseWorld(text)).toThrow(WorldError);
    expect(() => parseWorld(text)).toThrow(message);
  });
});

describe('the demo', () => {
  it('has one of everything', () => {
    const world = demoWorld();
    const notebooks = world.accounts.flatMap((account) => account.notebooks ?? []);
    expect([world.accounts.length, notebooks.length]).toEqual([8, 21]);
    expect(notebooks.filter(({ imds }) => imds !== '2').length).toBeGreaterThan(12);
    const pipelines = createCloud({ world, now: () => 0 }).pipelines();
    expect(pipelines.map(({ name }) => name).toSorted()).toEqual([
      'Basket-Forecast',
      'frame-sampling',
      'fraud-scoring',
      'label-quality',
      'ranking-nightly',
    ]);
    expect(() =>
      pipelines.forEach(({ versions }) => versions.forEach((one) => checkDefinition(one.definition))),
    ).not.toThrow();
  });
});

describe('a seed', () => {
  const size = {
    seed: 42,
    accounts: 40,
    regions: 2,
    notebooks: 10,
    imdsV1Share: 0.25,
    runningShare: 0.5,
    oldPlatformShare: 0.1,
  };

  it('gives the same world every time, another seed another', () => {
    expect(generateWorld(size)).toEqual(generateWorld(size));
    expect(generateWorld({ ...size, seed: 43 })).not.toEqual(generateWorld(size));
  });

  it('has pipelines when asked, which change nothing else of the first account', () => {
    const grown = generateWorld({ ...size, pipelines: 20, unprefixedShare: 0.25, definitionLength: 5_000 });
    const pipelines = grown.accounts.flatMap((account) => account.pipelines ?? []);
    expect(pipelines).toHaveLength(1_600);
    const texts = pipelines.map(({ definition }) => (typeof definition === 'string' ? definition : ''));
    expect(texts.filter((text) => !text.includes('"ProcessingJobName": "mlp"')).length / 1_600).toBeCloseTo(0.25, 1);
    expect(new Set(texts).size).toBe(2);
    expect(texts.every((text) => text.length > 4_900 && text.length < 5_500)).toBe(true);
    expect(grown.accounts[2]?.notebooks).toEqual(generateWorld(size).accounts[2]?.notebooks);
  });

  it('has networks and jobs in them when asked, which change nothing else of the first account', () => {
    const grown = generateWorld({ ...size, vpcs: 3, foreignShare: 0.3, jobs: 8, jobsInVpcShare: 0.75 });
    const cloud = createCloud({ world: grown, now: () => 0 });
    const endpoints = cloud.endpoints();
    expect(endpoints).toHaveLength(240);
    const foreign = endpoints.filter(({ policy }) => policy.includes('KeepArchive')).length;
    expect([foreign > 48, foreign < 96]).toEqual([true, true]);
    const jobs = cloud.jobs();
    expect([jobs.length, new Set(jobs.map(({ type }) => type)).size]).toEqual([640, 4]);
    const inside = jobs.filter(({ settings }) => JSON.stringify(settings).includes('subnet-00000002a'));
    expect(inside.length / jobs.length).toBeCloseTo(0.75 / 4, 1);
    expect(grown.accounts[2]?.notebooks).toEqual(generateWorld(size).accounts[2]?.notebooks);
    const outside = generateWorld({ ...size, jobs: 8 }).accounts.flatMap((account) => account.jobs ?? []);
    expect(outside.filter(({ network }) => network !== undefined)).toEqual([]);
  });

  it('keeps its shares, and ids that are distinct, twelve digits, some with leading zeros', () => {
    const { accounts } = generateWorld(size);
    const notebooks = accounts.flatMap((account) => account.notebooks ?? []);
    const share = (test: (notebook: (typeof notebooks)[number]) => boolean) =>
      notebooks.filter(test).length / notebooks.length;
    expect(notebooks).toHaveLength(800);
    expect(share(({ imds }) => imds === '1')).toBeCloseTo(0.25, 1);
    expect(share(({ status }) => status === 'InService')).toBeCloseTo(0.5, 1);
    expect(share(({ platform }) => platform !== 'notebook-al2023-v1')).toBeCloseTo(0.1, 1);
    const ids = accounts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(42);
    expect(ids.every((id) => /^\d{12}$/.test(id))).toBe(true);
    expect(ids.slice(2).filter((id) => id.startsWith('000'))).toHaveLength(4);
  });
});
