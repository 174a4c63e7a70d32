/**
 * The three faces of a plan, from one survey: what a terminal, a pull request and a program are shown.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { planHuman } from '../../src/cli/plan-human.ts';
import { planJson } from '../../src/cli/plan-json.ts';
import { planMarkdown } from '../../src/cli/plan-markdown.ts';
import { MAX_ROWS_SHOWN } from '../../src/cli/plan-sections.ts';
import { planDocument, planJsonSchema } from '../../src/cli/plan-schema.ts';
import { planView } from '../../src/cli/plan-view.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { OUTLOOKS, UPDATE, outlook, standing, surveyOf, target } from './survey-fixture.ts';

const EVERYTHING = surveyOf(
  OUTLOOKS,
  [
    target('reached'),
    target('refused', { region: 'us-east-1', reason: 'ControlPolicy', message: 'an SCP denies it' }),
    target('disabled', { region: 'af-south-1', reason: 'RegionDisabled' }),
  ],
  { policiesHeld: [{ policy: 'lost', reason: 'OrganizationalUnitNotFound', why: 'ou/Nowhere is not there' }] },
);

describe('the human face', () => {
  it('says what is due, what waits and until when, what a person must do, and what was not read', () => {
    expect(planHuman(planView(EVERYTHING), PLAIN)).toMatchSnapshot();
  });

  it('is short where nothing differs', () => {
    expect(
      planHuman(planView(surveyOf([outlook('fine', [standing('compliant')], { step: 'none' })])), PLAIN),
    ).toMatchSnapshot();
  });

  it('keeps to one line what names and messages would break, and shows no more rows than help', () => {
    const hostile = outlook('a\u001b[31m\nPlan: 0 to change\u202e', [standing('converging')], UPDATE);
    const text = planHuman(planView(surveyOf(Array.from({ length: MAX_ROWS_SHOWN + 5 }, () => hostile))), PLAIN);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text.match(/^Plan: /gm)).toHaveLength(1);
    expect(text).toContain('... and 5 more');
  });

  it('paints only through the paint that it is given', () => {
    const painted = planHuman(planView(EVERYTHING), (style, text) => `<${style}>${text}</>`);
    expect(painted).toContain('<red>');
    expect(painted.replace(/<\w+>|<\/>/g, '')).toBe(planHuman(planView(EVERYTHING), PLAIN));
  });
});

describe('the Markdown face', () => {
  it('says the same in tables', () => {
    expect(planMarkdown(planView(EVERYTHING))).toMatchSnapshot();
  });

  it('escapes what would become markup', () => {
    const hostile = outlook('x|<img src=x>@team`[a](b)', [standing('converging')], UPDATE);
    const text = planMarkdown(planView(surveyOf([hostile])));
    expect(text).not.toContain('<img');
    expect(text).toContain('x\\|&#60;img src=x&#62;\\@team\\`\\[a\\](b)');
  });
});

describe('the JSON face', () => {
  it('keeps the contract: every resource, compliant ones included, and nothing that the schema does not know', () => {
    const document = planJson(planView(EVERYTHING));
    expect(planDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.resources).toHaveLength(OUTLOOKS.length + 1);
    expect(document).toMatchSnapshot();
  });

  it('tells of what differs and is known in part only', () => {
    const row = outlook('half', [{ ...standing('drifted'), partlyUnknown: true }], { step: 'none' });
    const view = planView(surveyOf([row]));
    expect(planJson(view).complete).toBe(false);
    expect(planHuman(view, PLAIN)).toContain('Not everything could be read: 1 known in part.');
  });

  it.each([
    ['all read', surveyOf(OUTLOOKS.filter((entry) => !entry.arn.endsWith('riddle'))), true],
    ['a resource that is not known', surveyOf(OUTLOOKS), false],
    ['a place that is not enabled', surveyOf([], [target('disabled')]), true],
    ['a place that is not visited', surveyOf([], [target('skipped')]), true],
    ['a place that refuses', surveyOf([], [target('refused')]), false],
    ['a place that does not answer', surveyOf([], [target('unreachable')]), false],
    ['a policy held as a whole', surveyOf([], [], { policiesHeld: [{ policy: 'p', reason: 'r', why: 'w' }] }), false],
  ])('is complete only when everything was read: %s', (_case, survey, complete) => {
    expect(planJson(planView(survey)).complete).toBe(complete);
  });

  it('has a schema in docs that is up to date', () => {
    const kept = JSON.parse(
      readFileSync(new URL('../../docs/schemas/plan.schema.json', import.meta.url), 'utf8'),
    ) as unknown;
    // Out of date: node -e "import('./src/cli/plan-schema.ts').then((m) => console.log(JSON.stringify(m.planJsonSchema())))" > docs/schemas/plan.schema.json && prettier --write docs
    expect(kept).toEqual(planJsonSchema());
  });
});
