/**
 * Pipelines in the three faces of a plan: counted apart from restarts, their steps named, the exact definition for programs.
 */
import { describe, expect, it } from '@jest/globals';
import { callsAMonth } from '../../src/cli/calls-a-month.ts';
import { planHuman } from '../../src/cli/plan-human.ts';
import { planJson } from '../../src/cli/plan-json.ts';
import { planMarkdown } from '../../src/cli/plan-markdown.ts';
import { planDocument } from '../../src/cli/plan-schema.ts';
import { MAX_DEFINITIONS_SHOWN } from '../../src/cli/plan-changes.ts';
import { planView } from '../../src/cli/plan-view.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import type { CallStep } from '../../src/model/resource.ts';
import { DIFFERENCES, REPORTED, REWRITE, REWRITTEN, pipelineOutlook, prefixes } from './pipeline-fixture.ts';
import { INTENT, NOW, SETTINGS, outlook, standing, surveyOf } from './survey-fixture.ts';

const HELD = {
  gate: 'window',
  reason: 'OutsideWindow',
  why: 'weekend-nights is closed',
  until: NOW + 3_600_000,
} as const;
const REFUSED = { gate: 'prerequisite', reason: 'RoleMayNotCreate', why: 'role R is not allowed it' } as const;
const SURVEY = surveyOf([
  outlook('notebook', [standing('converging')], INTENT),
  pipelineOutlook('fraud', [prefixes('converging', { differences: [...DIFFERENCES, REPORTED] })], REWRITE),
  pipelineOutlook('waits', [prefixes('held', { hold: HELD })], REWRITE),
  pipelineOutlook('refused', [prefixes('held', { hold: REFUSED })], REWRITE),
  pipelineOutlook('audited', [prefixes('drifted')], { step: 'none' }),
]);
const view = planView(SURVEY);

describe('a plan with pipelines', () => {
  it('counts what is rewritten apart from what restarts; what a person must see to is in neither', () => {
    expect(view.restarts).toEqual({ now: 1, underWay: 0, later: 0 });
    expect(view.rewrites).toEqual({ now: { pipelines: 1, steps: 2 }, later: { pipelines: 1, steps: 2 } });
  });

  it('names steps, lays out the definitions, and says that this is a view', () => {
    const text = planHuman(view, PLAIN);
    expect(text).toContain('step Check/if/Tune: "old" -> "mlp"\n');
    expect(text).toContain('step Register: "x-…" -> "mlp-*" or "fraud-*" (only reported)\n');
    expect(text).toContain(
      'Rewritten definitions: 1 pipeline with 2 steps due; 1 pipeline with 2 steps once a gate opens.',
    );
    expect(text).toContain('laid out to be read');
    expect(text).toContain('fraud in 011122223333/eu-central-1: 2 steps\n      @@ ');
    expect(text).toContain('waits in 011122223333/eu-central-1: 2 steps, once a gate opens\n');
    expect(text).not.toMatch(/^refused in/m);
    expect(text.split('\n').filter((line) => /^ {6}\+ .*"TrainingJobName": "mlp-train",$/.test(line))).toHaveLength(2);
  });

  it('puts each diff into a fence of Markdown that nothing in it ends', () => {
    const text = planMarkdown(view);
    expect(text).toContain('<details><summary>fraud in 011122223333/eu-central-1: 2 steps</summary>\n\n```diff\n@@ ');
    const fences = text.split('\n').filter((line) => line.startsWith('```'));
    expect(fences).toEqual(['```diff', '```', '```diff', '```']);
  });

  it('gives programs the very definition, the steps, and what is only reported', () => {
    const document = planJson(view);
    expect(planDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    const fraud = document.resources.find(({ arn }) => arn.endsWith('/fraud'));
    expect(fraud?.next).toEqual({
      operation: 'UpdatePipeline',
      input: { PipelineName: 'fraud', PipelineDefinition: REWRITTEN },
      effect: 'change',
    });
    expect(fraud?.differences).toEqual([
      { path: DIFFERENCES[0]?.path, have: null, want: 'mlp-train', step: 'Train' },
      { path: DIFFERENCES[1]?.path, have: 'old', want: 'mlp', step: 'Check/if/Tune' },
      { path: REPORTED.path, have: 'x-…', want: ['mlp-*', 'fraud-*'], step: 'Register', reportOnly: true },
    ]);
    expect(document.summary.rewrites).toEqual(view.rewrites);
  });

  it('says of a call that is not known whole that it is not', () => {
    const sketch = {
      ...REWRITE,
      call: { operation: 'UpdatePipeline', input: { PipelineName: 'x' } },
      sketch: true,
    } as CallStep;
    const [told] = planJson(planView(surveyOf([pipelineOutlook('x', [prefixes('converging')], sketch)]))).resources;
    expect(told?.next).toMatchObject({ incomplete: true });
  });

  it('says why an edit of the owner is put back', () => {
    const putBack = {
      ...REWRITE,
      effect: 'restore',
      reason: 'PutBack',
      why: 'version 6 was replaced unseen',
    } as CallStep;
    const text = planHuman(planView(surveyOf([pipelineOutlook('x', [prefixes('converging')], putBack)])), PLAIN);
    expect(text).toContain('x in 011122223333/eu-central-1: 2 steps; version 6 was replaced unseen\n');
  });

  it('lays out no more definitions than help', () => {
    const many = Array.from({ length: MAX_DEFINITIONS_SHOWN + 3 }, (_, at) =>
      pipelineOutlook(`p${at}`, [prefixes('converging')], REWRITE),
    );
    const text = planHuman(planView(surveyOf(many)), PLAIN);
    expect(text).toContain('... and 3 more definitions: --output json has all of them');
    expect(text.match(/^p\d+ in /gm)).toHaveLength(MAX_DEFINITIONS_SHOWN);
  });

  it('keeps hostile names and definitions from moving the cursor', () => {
    const text = REWRITTEN.replace('"Metadata": {}', '"Metadata": {"\u202e": "\u009b2J"}');
    const call = { operation: 'UpdatePipeline', input: { PipelineName: 'x', PipelineDefinition: text } } as const;
    const hostile = { ...REWRITE, call } as CallStep;
    const shown = planHuman(planView(surveyOf([pipelineOutlook('x', [prefixes('converging')], hostile)])), PLAIN);
    expect(shown).not.toMatch(/[\u202e\u009b]/);
  });
});

describe('the calls of a month', () => {
  it('list pipelines with every pass and describe them with each complete read', () => {
    const { byOperation } = callsAMonth({ ListPipelines: 2, DescribePipeline: 150, ListTags: 150 }, SETTINGS) ?? {};
    expect(byOperation).toEqual({ ListPipelines: 2 * 2_880, DescribePipeline: 150 * 30, ListTags: 150 * 30 });
  });

  it.each([
    ['*/15 * * * *', 0.5, 50 * 2_880],
    ['*/15 * * * *', 0, 0],
    ['* * * * *', 1, 100 * 6 * 24 * 30],
  ])('ask IAM again about what waits, every ten minutes at the most: %s %d', (schedule, share, expected) => {
    const settings = { ...SETTINGS, schedule };
    expect(callsAMonth({ SimulatePrincipalPolicy: 100 }, settings, share)?.total).toBe(expected);
  });

  it('count as waiting what IAM was asked about and a gate holds, and not what is mended at once', () => {
    const differences = DIFFERENCES.map((difference) => ({ ...difference, needs: [{ action: 'a', resource: 'r' }] }));
    const asked = planView(
      surveyOf([
        pipelineOutlook('now', [prefixes('converging', { differences })], REWRITE),
        pipelineOutlook('refused', [prefixes('held', { differences, hold: REFUSED })], REWRITE),
        pipelineOutlook('waits', [prefixes('contested', { differences, hold: HELD })], REWRITE),
        pipelineOutlook('also', [prefixes('held', { differences, hold: HELD })], REWRITE),
        pipelineOutlook('audited', [prefixes('drifted', { differences })], { step: 'none' }),
        pipelineOutlook('nobody-asked', [prefixes('held', { hold: HELD })], REWRITE),
      ]),
    );
    expect(asked.waitingShare).toBe(0.75);
    expect(view.waitingShare).toBe(0);
  });
});
