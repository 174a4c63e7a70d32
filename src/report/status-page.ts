/**
 * What does a person see who opens the status port in a browser? The same as /api/v1/status, as tables: read-only, one
 * document, no script, nothing loaded from elsewhere. It refreshes itself.
 */
import { createHash } from 'node:crypto';
import { RESOURCE_STATES } from '../model/decision.ts';
import type { Difference } from '../model/verdict.ts';
import type { StatusPolicy, StatusReport, StatusResource, StatusTarget } from './status.ts';

const REFRESH_SECONDS = 10;
/** Rows of one table; the API has more. */
const MAX_ROWS = 200;
const MAX_PROBLEMS = 10;
/** Differences of one resource; the API has more. */
const MAX_NAMED = 3;

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #c62828; --busy: #b26a00; --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --busy: #ffcc80; --good: #a5d6a7; } }
body { font: 14px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 80rem; }
h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; background: var(--soft); } td.n, th.n { text-align: right; }
.failed, .contested, .unreachable, .refused, .alarm { color: var(--bad); font-weight: 600; }
.converging, .held, .drifted, .unknown, .disabled { color: var(--busy); }
.compliant, .reached, .calm { color: var(--good); } .zero { opacity: .35; } code { font-size: .93em; }
`;

/** Allows this page's own style and nothing else. */
export const PAGE_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page as HTML; before the first report there is only a sentence. */
export function statusPage(report: StatusReport | undefined): string {
  const body = report === undefined ? '<p>No desired state has been loaded yet.</p>' : reportBody(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>sagekeeper</title>
<style>${STYLE}</style>
</head>
<body>
<h1>sagekeeper</h1>
${body}
</body>
</html>
`;
}

function reportBody(report: StatusReport): string {
  const missed = report.targets.filter((target) => target.state !== 'reached');
  const missedTotal = report.targetsTotal - report.targetStates.reached;
  // What is only told (audit) is not held by anybody.
  const isHeld = ({ gate }: StatusResource): boolean => gate !== null && gate !== 'auditMode';
  const held = report.resources.filter(isHeld);
  const others = report.resources.filter((resource) => !isHeld(resource));
  return [
    summary(report),
    section('Policies', report.policies, report.policies.length, policyHead(), policyRow),
    section('Targets not reached', missed, missedTotal, head('Target', 'State', 'Reason', 'Last read'), targetRow),
    section('Held resources', held, undefined, head('Resource', 'Policy', 'Differs', 'Gate', 'Why', 'Until'), heldRow),
    section(
      'Other resources',
      others,
      undefined,
      head('Resource', 'Policy', 'Differs', 'State', 'Next', 'Why'),
      otherRow,
    ),
    report.resourcesTotal > report.resources.length
      ? `<p>${report.resources.length} of ${report.resourcesTotal} resources are listed, the worst first.</p>`
      : '',
  ].join('\n');
}

function summary(report: StatusReport): string {
  const said = [
    `Desired state <code>${escape(report.revision)}</code>${report.commit === null ? '' : ` (commit <code>${escape(report.commit)}</code>)`}, loaded ${when(report.loadedAt)}.`,
    report.complete
      ? `<span class="calm">Every target has been looked at</span>; last complete pass ${when(report.lastCompletePassAt)}.`
      : '<span class="unknown">Not every target has been looked at yet.</span>',
    report.frozen
      ? `<span class="alarm">Frozen: nothing new begins${report.freeze?.until == null ? '' : ` until ${when(report.freeze.until)}`}.</span> ${escape(report.freeze?.why ?? '')}`
      : '',
    ...problemLines(report),
    `As of ${when(report.at)}.`,
  ];
  return said
    .filter((line) => line !== '')
    .map((line) => `<p>${line}</p>`)
    .join('\n');
}

function problemLines({ problems, problemsTotal }: StatusReport): readonly string[] {
  if (problemsTotal === 0) return [];
  const said = `The desired state on disk has ${problemsTotal} mistakes; the last good one is in force.`;
  return [
    `<span class="alarm">${said}</span>`,
    ...problems.slice(0, MAX_PROBLEMS).map(({ file, line, column, message, hint }) => {
      const remedy = hint === undefined ? '' : ` (${escape(hint)})`;
      return `<code>${escape(`${file}:${line}:${column}`)}</code>: ${escape(message)}${remedy}`;
    }),
  ];
}

/** `total`: how many there are where `rows` may be cut; undefined: as many as rows. */
function section<Row>(
  title: string,
  rows: readonly Row[],
  total: number | undefined,
  headRow: string,
  row: (value: Row) => string,
): string {
  const count = total ?? rows.length;
  if (count === 0) return `<h2>${title}</h2>\n<p class="calm">None.</p>`;
  const shown = rows.slice(0, MAX_ROWS);
  const cut = shown.length < count ? `<p>${shown.length} of ${count}.</p>` : '';
  const body = shown.map(row).join('\n');
  return `<h2>${title} (${count})</h2>\n<div class="scroll"><table>\n${headRow}\n${body}\n</table></div>${cut}`;
}

function policyHead(): string {
  const states = RESOURCE_STATES.map((state) => `<th class="n">${state}</th>`).join('');
  return `<tr><th>Policy</th><th>Kind</th>${states}<th class="n">in flight</th><th class="n">handed over</th></tr>`;
}

function policyRow(policy: StatusPolicy): string {
  const halted = policy.halted ? ' <span class="alarm">halted</span>' : '';
  const states = RESOURCE_STATES.map((state) => number(policy.states[state], state)).join('');
  const numbers = `${states}${number(policy.inFlight, 'converging')}${number(policy.handedOver, 'failed')}`;
  return `<tr><td>${escape(policy.policy)}${halted}</td><td>${escape(policy.kind)}</td>${numbers}</tr>`;
}

function targetRow(target: StatusTarget): string {
  const why = [target.reason, target.message].filter((part) => part !== null).join(': ');
  return cells(
    `<code>${escape(`${target.account}/${target.region}`)}</code>`,
    `<span class="${target.state}">${target.state}</span>`,
    escape(why),
    target.lastCompleteAt === null ? 'never' : when(target.lastCompleteAt),
  );
}

function heldRow(resource: StatusResource): string {
  const until = resource.until === null ? 'next pass' : when(resource.until);
  const gate = escape(resource.gate ?? '');
  return cells(place(resource), policyOf(resource), differs(resource), gate, escape(resource.why ?? ''), until);
}

function otherRow(resource: StatusResource): string {
  const state = `<span class="${resource.state}">${resource.state}</span>`;
  const why = resource.handedOver?.why ?? resource.why ?? resource.notes[0]?.message ?? '';
  const next = escape(resource.next?.operation ?? '');
  return cells(place(resource), policyOf(resource), differs(resource), state, next, escape(why));
}

function place(resource: StatusResource): string {
  return `<code>${escape(resource.arn)}</code>`;
}

/** In words that people know it by: steps of a pipeline, settings of a notebook, statements of an endpoint. */
function differs({ differences, differencesTotal }: StatusResource): string {
  const named = differences.slice(0, MAX_NAMED).map(nameOfDifference);
  const more = differencesTotal - named.length;
  return escape([...named, ...(more > 0 ? [`${more} more`] : [])].join(', '));
}

function nameOfDifference({ step, path, have, want }: Difference): string {
  const [, endpoint, statement] = /^\/endpoints\/([^/]+)\/statements\/(.+)$/.exec(path) ?? [];
  if (endpoint === undefined) return step === undefined ? path.replace(/^\//, '') : `${step}${settingOf(path)}`;
  const mark = isAbsent(have) ? '+' : isAbsent(want) ? '-' : '~';
  return `${mark} ${statement ?? ''} of ${endpoint}`;
}

/** What of a step differs, where that is its network and not the name of its job. */
function settingOf(path: string): string {
  const setting = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:VpcConfig|Enable\w+)$/.test(setting) ? ` ${setting}` : '';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function policyOf(resource: StatusResource): string {
  return escape(resource.policy ?? 'none');
}

function number(value: number, state: string): string {
  return `<td class="n ${value === 0 ? 'zero' : state}">${value}</td>`;
}

function head(...titles: readonly string[]): string {
  return `<tr>${titles.map((title) => `<th>${title}</th>`).join('')}</tr>`;
}

function cells(...contents: readonly string[]): string {
  return `<tr>${contents.map((content) => `<td>${content}</td>`).join('')}</tr>`;
}

function when(time: string | null): string {
  return time === null ? 'never' : escape(time.replace('T', ' ').replace(/\.\d+Z$/, 'Z'));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
