/**
 * `explain kind/<kind>`: fields, defaults and facts, without AWS.
 */
import { describe, expect, it } from '@jest/globals';
import type { KindExplanation } from '../../src/cli/explain-kind.ts';
import { POLICY_KINDS } from '../../src/policies/index.ts';
import { POLICY_FACTS } from '../../src/policies/facts.ts';
import { sagekeeper } from './simulated.ts';

describe('explaining a kind', () => {
  it('tells fields, defaults and facts, and needs no AWS', async () => {
    const { exitCode, out } = await sagekeeper(['explain', 'kind/notebookimds', '--output', 'json']);
    const told = JSON.parse(out) as KindExplanation;
    expect([exitCode, told.kind]).toEqual([0, 'NotebookImds']);
    const field = (path: string) => told.fields.find((one) => one.path === path);
    expect(field('spec.mode')).toMatchObject({ default: 'audit', required: false, type: '"audit" | "enforce"' });
    expect(field('spec.want.minimumInstanceMetadataServiceVersion')).toMatchObject({ required: true, type: '"2"' });
    expect(field('spec.want.retiredPlatforms')).toMatchObject({ default: 'hold' });
    for (const { description, path } of told.fields) expect([path, description]).not.toEqual([path, '']);
    const human = await sagekeeper(['explain', 'kind/NotebookImds']);
    expect(human.out).toContain('What is known of AWS');
  });

  it.each([
    ['NotebookImds', 'Enforcing it restarts what runs: scope and disruption.windows have to be written.'],
    ['PipelineJobPrefix', 'Enforcing it disturbs nobody.'],
    [
      'S3EndpointPolicy',
      'Enforcing missingEndpoint: create disturbs whoever is there: scope and disruption.windows have to be written then.',
    ],
    [
      'JobNetwork',
      'Enforcing onViolation: stop disturbs whoever is there: scope and disruption.windows have to be written then.',
    ],
  ])('says what enforcing %s takes', async (kind, told) => {
    expect((await sagekeeper(['explain', `kind/${kind}`])).out).toContain(`. ${told}\n`);
  });

  it('names those that there are', async () => {
    const { exitCode, err } = await sagekeeper(['explain', 'kind/NotebookIMDSv2']);
    expect([exitCode, err]).toEqual([2, expect.stringContaining([...POLICY_KINDS.keys()].join(', '))]);
  });

  it.each([...POLICY_KINDS.keys()])('%s has facts, each with its source', (kind) => {
    const facts = POLICY_FACTS.get(kind) ?? [];
    expect(facts.length).toBeGreaterThan(0);
    for (const { fact, source } of facts)
      expect([fact, source]).toEqual([
        expect.stringMatching(/\.$/),
        expect.stringMatching(
          /^(https:\/\/(docs\.aws\.amazon\.com|sagemaker\.readthedocs\.io|github\.com\/aws(?:-samples)?)\/|nobody has documented )/,
        ),
      ]);
  });
});
