/**
 * Whom a document is about, as people write it.
 */
import { z } from 'zod';
import { EVERYWHERE, parseSelector } from '../../model/scope.ts';
import type { Scope, Selector } from '../../model/scope.ts';
import { quoted } from '../problem-list.ts';
import { MAX_LIST, regions, text } from './fields.ts';

const FORMS = 'write ou/<path or id>, account/<id or name> or tag/<key>=<value>';
const MAX_SELECTOR = 512;

const selector = text(complainOfSelector, {
  pattern: '^(ou/[^/]+(/[^/]+)*/*|account/([0-9]{12}|[\\s\\S]*[^0-9][\\s\\S]*)|tag/[^=]+=[\\s\\S]*)$',
  examples: ['ou/Workloads/Sandbox', 'account/111122223333', 'tag/env=dev'],
}).describe('ou/<path or id> (with all below), account/<id or name>, or tag/<key>=<value> of the account.');

export const scopeSchema = z.strictObject({
  include: z
    .array(selector)
    .min(1, {
      error: 'an empty include selects nothing\nname somebody, or leave include out: that is the whole organization',
    })
    .max(MAX_LIST)
    .optional()
    .describe('Whom it is about; entries add up. Left out: the whole organization.'),
  exclude: z.array(selector).max(MAX_LIST).optional().describe('Whom it is not about after all.'),
  regions: regions.optional().describe("Left out: the organization's regions."),
});

export type WrittenScope = z.infer<typeof scopeSchema>;

export function resolveScope(written: WrittenScope | undefined): Scope {
  if (written === undefined) return EVERYWHERE;
  return {
    include: written.include && selectors(written.include),
    exclude: selectors(written.exclude ?? []),
    regions: written.regions,
  };
}

function selectors(texts: readonly string[]): readonly Selector[] {
  return texts.map(parseSelector).filter((selected) => selected !== undefined);
}

function complainOfSelector(value: string): string | undefined {
  if (value.length > MAX_SELECTOR) return `a selector has at most ${MAX_SELECTOR} characters`;
  if (/^\d{12}$/.test(value)) return `${quoted(value)} does not say what it selects\nwrite account/${value}`;
  if (/^(ou|r)-/.test(value)) return `${quoted(value)} does not say what it selects\nwrite ou/${value}`;
  const parsed = parseSelector(value);
  if (parsed === undefined || value !== value.trim()) return `${quoted(value)} does not select anything\n${FORMS}`;
  if (parsed.by === 'ou' && parsed.ou.split('/').includes('')) {
    return `${quoted(value)} has an empty part\nwrite the names below the root, such as ou/Workloads/Sandbox`;
  }
  if (parsed.by === 'account' && /^\d+$/.test(parsed.account) && parsed.account.length !== 12) {
    return (
      `an account id has 12 digits, and ${parsed.account.slice(0, 40)} has ${parsed.account.length}\n` +
      'an id that begins with zeros loses them where it is not quoted: look it up again'
    );
  }
  return undefined;
}
