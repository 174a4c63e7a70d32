/**
 * A diagnosis for a person at a terminal: one row for each account, then everything that is missing, each with its way out.
 * What is missing in many accounts is told once. Pure.
 */
import type { Diagnosis, Finding } from '../daemon/diagnosis.ts';
import { few } from '../model/few.ts';
import { table } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

const MAX_ROWS_SHOWN = 200;
const MAX_ACCOUNTS_NAMED = 10;
const MAX_TEXT_CHARACTERS = 1_000;
/** All that a role may need. */
const MAX_ACTIONS_CHARACTERS = 4_000;

export function doctorHuman({ ran, findings, accounts, revision }: Diagnosis, paint: Paint): string {
  const bad = findings.filter(({ state }) => state === 'missing' || state === 'unclear');
  const told = findings.filter(({ state }) => state === 'told');
  const shared = findings.filter(({ account, state }) => account === null && state === 'ok');
  const lines = [
    ...shared.map(({ what, found }) => `${paint('green', 'ok')}  ${what}: ${text(found)}`),
    '',
    ...accountTable(accounts, findings, paint),
    ...section('Missing', bad, paint),
    ...section('Good to know', told, paint),
    ran ? summary(bad, accounts.length, paint) : paint('red', 'The accounts could not be asked.'),
    paint(
      'dim',
      `Desired state ${printable(revision)}. Nothing was changed: writes were tried on resources that are not there.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function summary(bad: readonly Finding[], accounts: number, paint: Paint): string {
  if (bad.length === 0) return paint('green', `Nothing is missing in ${counted(accounts, 'account')}.`);
  const affected = new Set(bad.flatMap(({ account }) => account ?? [])).size;
  return paint('bold', `${counted(bad.length, 'finding')}; ${affected} of ${counted(accounts, 'account')} affected.`);
}

function accountTable(accounts: Diagnosis['accounts'], findings: readonly Finding[], paint: Paint): readonly string[] {
  if (accounts.length === 0) return [];
  const byAccount = Map.groupBy(findings, ({ account }) => account);
  const rows = accounts.slice(0, MAX_ROWS_SHOWN).map(({ id, name }) => {
    const own = byAccount.get(id) ?? [];
    const actions = own.filter(({ check }) => check === 'action');
    const permitted = actions.filter(({ state }) => state === 'ok').length;
    const isBad = own.some(({ state }) => state === 'missing' || state === 'unclear');
    return [
      id,
      printable(name),
      roleCell(own, 'readRole'),
      roleCell(own, 'writeRole'),
      actions.length === 0 ? '' : `${permitted} of ${actions.length}`,
      isBad ? 'see below' : 'ok',
    ];
  });
  const more = accounts.length - rows.length;
  return [
    ...table(['ACCOUNT', 'NAME', 'READ ROLE', 'WRITE ROLE', 'ACTIONS PERMITTED', 'RESULT'], rows, paint, 0),
    ...(more > 0 ? [`... and ${more} more: --output json has all of them`] : []),
    '',
  ];
}

function roleCell(findings: readonly Finding[], check: Finding['check']): string {
  const role = findings.find((finding) => finding.check === check);
  if (role === undefined) return '';
  return { ok: 'ok', missing: 'missing', unclear: 'not known', told: 'not needed' }[role.state];
}

/**
 * What reads the same in several places is one entry: an organization without the role is told in three lines. So are actions that
 * are missing in the same places for the same reason: one control policy is one thing to mend.
 */
function section(title: string, findings: readonly Finding[], paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  const groups = Map.groupBy(findings, ({ check, what, state, wayOut, account }) =>
    [check, what, state, account === null ? wayOut : (wayOut ?? '').replaceAll(account, '<account>')].join('\n'),
  );
  const entries = [...Map.groupBy(groups.values(), sameToMend).values()];
  const shown = entries.slice(0, MAX_ROWS_SHOWN);
  const left = entries.length - shown.length;
  return [
    paint('bold', `${title} (${findings.length})`),
    ...shown.flatMap((entry) => entryLines(entry, paint)),
    ...(left > 0 ? [`... and ${left} more: --output json has all of them`] : []),
    '',
  ];
}

function sameToMend(group: readonly Finding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { check, state, what, wayOut } = first;
  if (check !== 'action' || wayOut === null) return [check, state, what, wayOut].join('\n');
  return [check, state, wayOut.replaceAll(what, '<action>'), ...placesOf(group)].join('\n');
}

function entryLines(entry: readonly (readonly Finding[])[], paint: Paint): readonly string[] {
  const [group = []] = entry;
  const [first] = group;
  if (first === undefined || entry.length === 1) return groupLines(group, paint);
  const actions = entry.flatMap(([one]) => one?.what ?? []);
  const found = `${printable(actions.join(', '), MAX_ACTIONS_CHARACTERS)}\n    AWS says of the first: ${text(first.found)}`;
  const wayOut = first.wayOut?.replaceAll(first.what, 'these actions') ?? null;
  return linesOf(
    { state: first.state, what: counted(actions.length, 'action'), found, wayOut },
    placesOf(group),
    paint,
  );
}

function groupLines(group: readonly Finding[], paint: Paint): readonly string[] {
  const [first] = group;
  return first === undefined ? [] : linesOf({ ...first, found: text(first.found) }, placesOf(group), paint);
}

function placesOf(group: readonly Finding[]): readonly string[] {
  return group.flatMap(({ account, region }) =>
    account === null ? [] : [[account, region].filter((part) => part !== null).join('/')],
  );
}

function linesOf(
  { state, what, found, wayOut }: Pick<Finding, 'state' | 'what' | 'found' | 'wayOut'>,
  places: readonly string[],
  paint: Paint,
): readonly string[] {
  const where = places.length === 0 ? '' : `in ${few(places, MAX_ACCOUNTS_NAMED)}`;
  const mark = state === 'told' ? paint('cyan', '-') : paint('red', state);
  return [
    `${mark} ${paint('bold', text(what))} ${where}`.trimEnd(),
    `    ${found}`,
    ...(wayOut === null ? [] : [`    ${paint('green', 'way out:')} ${text(wayOut)}`]),
  ];
}

function text(told: string): string {
  return printable(told, MAX_TEXT_CHARACTERS);
}
