/**
 * Does each alert ask for what there is, say what a person needs, lead to its page, and have a test of both kinds? Whether it
 * fires is for promtool, in test/heavy/monitoring.heavy.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { complaintsAbout } from './promql.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNBOOKS = 'docs/runbooks';

const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().startsWith('sagekeeper-'),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Sagekeeper([A-Z][a-z]+)+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[mhd]$/),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
        }),
      ),
    }),
  ),
});
const testFile = z.object({ tests: z.array(z.object({ name: z.string() })) });

function yamlFiles(folder: string): readonly unknown[] {
  return readdirSync(join(ROOT, folder)).map((name): unknown => parse(readFileSync(join(ROOT, folder, name), 'utf8')));
}

const rules = yamlFiles('charts/sagekeeper/rules').flatMap((file) =>
  ruleFile.parse(file).groups.flatMap((group) => group.rules),
);
const tests = yamlFiles('test/rules').flatMap((file) => testFile.parse(file).tests.map(({ name }) => name));

describe.each(rules)('$alert', ({ alert, expr, annotations }) => {
  it('asks for metrics and labels that there are', () => {
    expect(complaintsAbout(expr)).toEqual([]);
  });

  it('keeps installations apart', () => {
    expect(expr).toContain('by (namespace, job');
  });

  it('says what is the matter, and leads to its page', () => {
    expect(annotations.summary).toMatch(/^.{10,80}$/);
    expect(annotations.description).toMatch(/^.{40,300}\.$|\?$/s);
    expect(annotations.runbook_url).toBe(`${RUNBOOKS}/${alert}.md`);
  });

  it('has a test in which it fires, and one in which it is silent', () => {
    const about = tests.filter((name) => name.startsWith(`${alert} `)).join('\n');
    expect(about).toMatch(new RegExp(`^${alert} fires `, 'm'));
    expect(about).toMatch(new RegExp(`^${alert} is silent `, 'm'));
  });
});

describe('the runbooks', () => {
  const pages = readdirSync(join(ROOT, RUNBOOKS)).filter((name) => name !== 'README.md');

  it('are one page for each alert, and no others', () => {
    expect(pages.toSorted()).toEqual(rules.map(({ alert }) => `${alert}.md`).toSorted());
  });

  it.each(pages)('%s tells what it means, what to look at, and what to do', (page) => {
    const text = readFileSync(join(ROOT, RUNBOOKS, page), 'utf8');
    const headings = [...text.matchAll(/^#+ .+$/gm)].map(([heading]) => heading);
    expect(headings).toEqual([
      `# ${page.replace('.md', '')}`,
      '## What it means',
      '## What to look at',
      '## What to do',
    ]);
  });

  it('are all on the list in README.md', () => {
    const list = readFileSync(join(ROOT, RUNBOOKS, 'README.md'), 'utf8');
    expect(new Set([...list.matchAll(/\]\((Sagekeeper\w+\.md)\)/g)].map(([, page]) => page))).toEqual(new Set(pages));
  });
});
