/**
 * S3EndpointPolicy as people write it: what must be said to enforce it, what its budgets are, and which two documents contradict each
 * other before anything is looked at.
 */
import { describe, expect, it } from '@jest/globals';
import { doc, inOneFile, problemsOf, stateOf } from './writing.ts';

const PRESET = 'presets: [DenyAmazonLinuxRepositories]';
const endpoints = (name: string, want: string, more = 'mode: enforce\nscope: {include: [ou/A]}\n') =>
  doc('S3EndpointPolicy', name, `${more}want: {${want}}`);

describe('enforcing documents of endpoints', () => {
  it('needs no windows, as nobody is disturbed, and changes one VPC of an account at a time', () => {
    const text = endpoints('a', PRESET, 'mode: enforce\n');
    expect(problemsOf(text)).toEqual([]);
    expect(stateOf(text).policies[0]?.disruption.budgets).toEqual([
      { per: 'account', max: { count: 1 } },
      { per: 'organization', max: { count: 10 } },
    ]);
  });

  it('needs scope and windows where endpoints are made', () => {
    const create = `${PRESET}, missingEndpoint: create`;
    expect(problemsOf(endpoints('a', create, 'mode: enforce\n'))).toEqual([
      expect.stringContaining('enforcing S3EndpointPolicy disturbs people, so it must say when'),
      expect.stringContaining('enforcing S3EndpointPolicy disturbs people, so it must say where'),
    ]);
    const windows = 'mode: enforce\nscope: {include: [ou/A]}\ndisruption: {windows: anyTime}\n';
    expect(problemsOf(endpoints('a', create, windows))).toEqual([]);
    expect(problemsOf(endpoints('a', create, 'mode: audit\n'))).toEqual([]);
  });
});

describe('what is wrong with a want', () => {
  it.each([
    ['an unknown key', `${PRESET}, vpc: all`, /spec\.want\.vpc: unknown key -> did you mean vpcs\?/],
    ['an unknown preset', 'presets: [DenyAmazonLinux]', /DenyAmazonLinuxRepositories/],
    ['nothing', 'vpcs: all', /this wants nothing of any endpoint -> name a preset/],
    [
      'a statement that AWS refuses',
      'statements: [{Sid: X, Effect: Deny, Action: "s3:*", Resource: "*"}]',
      /statement X has no Principal/,
    ],
  ])('%s', (_what, want, problem) => {
    expect(problemsOf(endpoints('a', want)).join('\n')).toMatch(problem);
  });
});

describe('two documents', () => {
  const both = (one: string, other: string) => problemsOf(inOneFile(endpoints('a', one), endpoints('b', other)));

  it('that want the same are told of nothing', () => {
    expect(both(PRESET, `vpcs: all, ${PRESET}, missingEndpoint: report`)).toEqual([]);
  });

  it('that cannot both be had are, with the key that says so', () => {
    expect(both(PRESET, `${PRESET}, existing: exact`).join('\n')).toContain('existing');
    expect(both(PRESET, `${PRESET}, sharedVpc: accept`).join('\n')).toContain('sharedVpc');
  });
});
