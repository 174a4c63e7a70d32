/**
 * A policy's explanation for a person at a terminal: whom it looks at, whom not and why, and when it may do something. Pure.
 */
import type {
  BudgetExplanation,
  CoveredAccount,
  PolicyExplanation,
  WindowExplanation,
} from '../controller/explanation-form.ts';
import { instantText } from './explain-phrases.ts';
import { table } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

/** More rows than this help nobody at a terminal; JSON has more of them. */
const MAX_ROWS_SHOWN = 100;
const MAX_TEXT_CHARACTERS = 1_000;

export function policyLines(told: PolicyExplanation, now: number, paint: Paint): readonly string[] {
  const accounts = `${told.accountsCovered} of ${counted(told.accountsTotal, 'account')}`;
  return [
    `${paint('bold', printable(told.policy))}  ${told.kind}, mode ${told.mode}, ${printable(told.source)}`,
    `wants ${printable(JSON.stringify(told.want), MAX_TEXT_CHARACTERS)}`,
    ...stops(told).map((line) => paint('red', line)),
    ...precedence(told),
    '',
    paint('bold', `Looks at ${accounts}, ${counted(told.resources, 'resource')}: ${statesText(told.states)}`),
    ...tableOf(
      ['ACCOUNT', 'NAME', 'REGIONS', 'ONLY AUDITED IN', 'NOT READ', 'RESOURCES'],
      told.covers.map(coveredCells),
      told.accountsCovered,
      paint,
    ),
    '',
    paint('bold', `Does not look at ${counted(told.accountsTotal - told.accountsCovered, 'account')}`),
    ...tableOf(
      ['ACCOUNT', 'NAME', 'WHY'],
      told.leavesOut.map(({ account, accountName, why }) => [account, accountName, why]),
      told.accountsTotal - told.accountsCovered,
      paint,
    ),
    ...exemptionLines(told, now, paint),
    '',
    paint('bold', `When it may begin something${told.disruptive ? ' that somebody notices' : ''}`),
    ...whenLines(told, now, paint),
    '',
    paint('bold', `Budgets as they stand${told.budgets.length === 0 ? ': none' : ''}`),
    ...tableOf(
      ['BUDGET', 'ACCOUNT', 'ROOM', 'IN FLIGHT', 'RUNNING'],
      told.budgets.map(budgetCells),
      told.budgets.length,
      paint,
    ),
    ...(told.unreadAccounts > 0
      ? [
          `  ${counted(told.unreadAccounts, 'account')} not read to the end since the start count with their whole budget`,
        ]
      : []),
  ];
}

function stops({ heldAsAWhole, halted, frozen }: PolicyExplanation): readonly string[] {
  return [
    ...(heldAsAWhole === null ? [] : [`held as a whole: ${line(heldAsAWhole)}`]),
    ...(halted === null ? [] : [`halted: ${line(halted)}`]),
    ...(frozen === null ? [] : [`frozen: ${line(frozen)}`]),
  ];
}

function precedence({ overrides, overriddenBy }: PolicyExplanation): readonly string[] {
  return [
    ...(overrides.length > 0 ? [`wins over ${overrides.map((name) => printable(name)).join(', ')}`] : []),
    ...(overriddenBy.length > 0 ? [`gives way to ${overriddenBy.map((name) => printable(name)).join(', ')}`] : []),
  ];
}

function coveredCells({
  account,
  accountName,
  regions,
  auditedIn,
  unreadIn,
  states,
}: CoveredAccount): readonly string[] {
  const audited = auditedIn.length === regions.length ? 'all' : auditedIn.join(', ');
  return [account, accountName, regions.join(', '), audited, unreadIn.join(', '), statesText(states)];
}

function exemptionLines({ exemptions }: PolicyExplanation, now: number, paint: Paint): readonly string[] {
  if (exemptions.length === 0) return [];
  const rows = exemptions.map(({ name, owner, reason, expiresAt, ended, excuses }) => [
    name,
    ended ? 'ended' : `excuses ${counted(excuses, 'resource')}`,
    instantText(expiresAt, now),
    owner,
    reason,
  ]);
  return [
    '',
    paint('bold', 'Exemptions'),
    ...tableOf(['NAME', 'NOW', 'ENDS', 'OWNER', 'REASON'], rows, rows.length, paint),
  ];
}

function whenLines({ windows, denyWindows, mode }: PolicyExplanation, now: number, paint: Paint): readonly string[] {
  const head = ['WINDOW', 'EFFECT', 'NOW', 'OPENS', 'CLOSES', 'ACCOUNTS'];
  const listed = [...(windows === 'anyTime' ? [] : windows), ...denyWindows];
  const rows = listed.map((window) => windowCells(window, now));
  if (mode === 'audit') return ['  never: it only tells what differs'];
  return [
    ...(windows === 'anyTime' ? ['  at any time, as far as its own windows go'] : []),
    ...tableOf(head, rows, rows.length, paint),
  ];
}

function windowCells(window: WindowExplanation, now: number): readonly string[] {
  const { name, effect, open, opensAt, closesAt, accounts } = window;
  const told = (at: string | null): string => (at === null ? 'not within nine years' : instantText(at, now));
  return [
    name,
    effect,
    open ? 'open' : 'closed',
    told(opensAt),
    closesAt === null ? '' : told(closesAt),
    String(accounts),
  ];
}

function budgetCells({ per, max, account, limit, inFlight, running }: BudgetExplanation): readonly string[] {
  const room = limit === null ? 'by account' : String(Math.max(0, limit - inFlight));
  return [`${max} per ${per}`, account ?? 'all', room, String(inFlight), String(running)];
}

function statesText(states: PolicyExplanation['states']): string {
  const parts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  total: number,
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MAX_ROWS_SHOWN).map((row) => row.map(line));
  const more = total - shown.length;
  return [
    ...table(head, shown, paint),
    ...(more > 0 ? [`  ... and ${more} more: --output json has more of them`] : []),
  ];
}

function line(told: string): string {
  return printable(told, MAX_TEXT_CHARACTERS);
}
