// The dashboards and the rules against the real thing: promtool checks the rules and lives through their unit tests; a real
// Prometheus scrapes the daemon for some minutes, and answers every query of every panel.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filledIn, isAboutNow, legendOf } from '../../dashboards/answer.ts';
import type { Answer, Chosen, PanelAnswer } from '../../dashboards/answer.ts';
import { DASHBOARDS } from '../../dashboards/files.ts';
import type { PanelSpec } from '../../dashboards/panel.ts';
import { drawDashboard, type PictureRow } from '../../dashboards/picture.ts';
import { CHOICES } from '../../dashboards/variables.ts';
import { eventually, killLeftovers } from './support/daemon-process.ts';
import { WRITES_DOCS } from './support/fault-table.ts';
import { type Prometheus, startPrometheus, toolOf } from './support/prometheus.ts';
import { startWatchedWorld, type WatchedWorld } from './support/watched-world.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = filesOf('charts/sagekeeper/rules');
/** Enough for every query; the pictures have more to tell. */
const STORY_SECONDS = WRITES_DOCS ? 240 : 120;
const STEP_SECONDS = 5;
const SCRAPE_SECONDS = 1;
/** As Grafana works it out: $__rate_interval. */
const RATE_SECONDS = Math.max(STEP_SECONDS + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS);
/** What there is in that world, at its end too. */
const TROUBLE = ['SagekeeperHandedOver', 'SagekeeperContested', 'SagekeeperExemptionEnding'] as const;
const TOLD_WITHIN_MS = 60_000;
const PICTURES = join(ROOT, 'docs/img');
const NOTE = `Drawn by this repository from the answers of a real Prometheus to the dashboard's queries, over ${STORY_SECONDS / 60} minutes of a simulated organization. Not a screenshot of Grafana.`;
const promtool = toolOf('promtool');
const prometheus = toolOf('prometheus');

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name));
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly state: string;
  readonly lastError?: string;
  readonly alerts: readonly unknown[];
}

async function rulesOf(asked: Prometheus): Promise<readonly Rule[]> {
  const { groups } = (await asked.get('/api/v1/rules')) as { readonly groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

/** In seconds since the epoch: after a scrape that came too late there is nothing until the next one. */
async function lastScrape(asked: Prometheus): Promise<number> {
  const look = async (): Promise<number | undefined> => {
    const [scraped] = await asked.at('timestamp(up{job="sagekeeper"}) and up == 1', Date.now() / 1_000);
    return scraped?.points.at(-1)?.[1];
  };
  return eventually('a scrape succeeds', look, TOLD_WITHIN_MS, 200);
}

/** Where a tool is not here, a test that says so stands for those that need it; which tool is missing was said when it was looked for. */
function isHere(tool: string | undefined, name: string): tool is string {
  if (tool !== undefined) return true;
  it(`skipped: ${name} cannot be had here`, () => {
    expect(tool).toBeUndefined();
  });
  return false;
}

describe('promtool', () => {
  if (!isHere(promtool, 'promtool')) return;
  const run = (...words: readonly string[]): string => execFileSync(promtool, words, { encoding: 'utf8' });

  it('finds nothing to complain about in the rules', () => {
    expect(run('check', 'rules', '--lint=all', '--lint-fatal', ...RULES)).toContain('SUCCESS');
  });

  it.each(filesOf('test/rules'))(
    'lives through %s: each alert fires when it must, and is silent when it must',
    (file) => {
      expect(run('test', 'rules', file)).toContain('SUCCESS');
    },
  );
});

describe('a Prometheus that has scraped the daemon for minutes', () => {
  if (!isHere(prometheus, 'prometheus')) return;
  let world: WatchedWorld;
  let asked: Prometheus;
  let span: { readonly from: number; readonly to: number };
  const panels = DASHBOARDS.flatMap(({ rows }) => rows.flatMap((row) => row.panels));

  beforeAll(
    async () => {
      world = await startWatchedWorld();
      const { metrics } = await world.daemon.addresses();
      asked = await startPrometheus(prometheus, {
        everySeconds: SCRAPE_SECONDS,
        jobs: { sagekeeper: [new URL(metrics).host] },
        ruleFiles: RULES,
      });
      const from = Date.now() / 1_000;
      await world.live(STORY_SECONDS);
      span = { from, to: await lastScrape(asked) };
    },
    (STORY_SECONDS + 480) * 1_000,
  );

  afterAll(async () => {
    await asked.end();
    await world.end();
    killLeftovers();
  });

  const answersOf = async (panel: PanelSpec, choice: Partial<Chosen> = {}): Promise<PanelAnswer> => {
    const range = `${Math.ceil(span.to - span.from)}s`;
    const chosen: Chosen = { rateInterval: `${RATE_SECONDS}s`, range, ...choice };
    const answers: Answer[] = [];
    for (const query of panel.queries) {
      const expr = filledIn(query.expr, chosen);
      const series = isAboutNow(panel)
        ? await asked.at(expr, span.to)
        : await asked.overTime(expr, span.from, span.to, STEP_SECONDS);
      answers.push({ query, series });
    }
    return { panel, answers };
  };

  it.each(panels.map((panel) => [panel.title, panel] as const))('has data for "%s"', async (_title, panel) => {
    const { answers } = await answersOf(panel);
    for (const { query, series } of answers) {
      expect({ query: query.expr, series: series.length }).not.toMatchObject({ series: 0 });
      const numbers = series.flatMap(({ points }) => points.map(([, value]) => value));
      expect(numbers.some((value) => Number.isFinite(value))).toBe(true);
      const names = series.map((one) => legendOf(query, one));
      // A series without a name is the zero that stands in where nothing is told.
      const named = names.filter((name) => name !== '' && name !== ': half' && name !== ': nine of ten');
      expect(named.length).toBeGreaterThan(0);
      expect(new Set(named).size).toBe(named.length);
    }
  });

  it('shows one policy and one account where they are chosen', async () => {
    const [choice] = await asked.at(
      'topk(1, sum by (policy, account, region) (sagekeeper_drifted_resources))',
      span.to,
    );
    const chosen = choice?.labels ?? {};
    const differ = panels.find(({ title }) => title === 'Where it differs now') ?? panels[0];
    if (differ === undefined) throw new Error('there is no panel');
    const { answers } = await answersOf(differ, chosen);
    expect(answers.flatMap(({ series }) => series.map(({ labels }) => labels))).toEqual([chosen]);
  });

  it.each(Object.entries(CHOICES))('offers values for the variable %s', async (name, { metric }) => {
    const values = await asked.at(`count by (${name}) (max_over_time(${metric}[10m]))`, span.to);
    expect(values.map(({ labels }) => labels[name])).not.toContain(undefined);
    expect(values.length).toBeGreaterThan(0);
  });

  it('evaluates every rule without an error, and sees the trouble that there is', async () => {
    const troubled = (rules: readonly Rule[]): readonly string[] =>
      rules.filter(({ state }) => state !== 'inactive').map(({ name }) => name);
    const isTold = (rules: readonly Rule[]): boolean =>
      TROUBLE.every((name) => troubled(rules).includes(name)) && !troubled(rules).includes('SagekeeperNoLeader');
    // A scrape that came too late takes everything back until the next one.
    let rules: readonly Rule[] = [];
    const told = async (): Promise<true | undefined> => {
      rules = await rulesOf(asked);
      return isTold(rules) || undefined;
    };
    await eventually('the trouble is told', told, TOLD_WITHIN_MS, 500).catch(() => undefined);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(troubled(rules)).toEqual(expect.arrayContaining([...TROUBLE]));
    expect(troubled(rules)).not.toContain('SagekeeperNoLeader');
    // What a template does not find, Prometheus tells in the text.
    expect(JSON.stringify(rules.map(({ alerts }) => alerts))).not.toMatch(/<error|no value/);
  });

  it('is what the pictures are drawn from', async () => {
    if (WRITES_DOCS) mkdirSync(PICTURES, { recursive: true });
    for (const { uid, title, rows } of DASHBOARDS) {
      const answered: PictureRow[] = [];
      for (const row of rows) {
        const answers: PanelAnswer[] = [];
        for (const panel of row.panels) answers.push(await answersOf(panel));
        answered.push({ title: row.title, height: row.height, panels: answers });
      }
      const short = uid.replace('sagekeeper-', '');
      const picture = drawDashboard(title, NOTE, answered, span);
      const of = answered.reduce((count, row) => count + row.panels.length, 0);
      expect({ of: picture.match(/<g transform=/g)?.length, broken: picture.match(/="[^"]*(NaN|Infinity)/g) }).toEqual({
        of,
        broken: null,
      });
      if (WRITES_DOCS) writeFileSync(join(PICTURES, `${short}.svg`), picture);
      const kept = process.env['SAGEKEEPER_KEEP_ANSWERS'];
      if (kept !== undefined)
        writeFileSync(join(kept, `${short}.json`), JSON.stringify({ title, rows: answered, span }));
    }
  });

  describe('and promtool, shown its metrics,', () => {
    if (!isHere(promtool, 'promtool')) return;
    it('finds nothing to complain about', async () => {
      const { metrics } = await world.daemon.addresses();
      const input = await (await fetch(`${metrics}/metrics`)).text();
      expect(() => execFileSync(promtool, ['check', 'metrics'], { input, stdio: 'pipe' })).not.toThrow();
    });
  });
});
