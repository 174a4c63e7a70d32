/**
 * Two policies that want different things at one path: who counts, who gives way, and what people are told.
 */
import { describe, expect, it } from '@jest/globals';
import type { Judged } from '../../src/model/decision.ts';
import type { Policy } from '../../src/model/desired-state.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { Difference } from '../../src/model/verdict.ts';
import { admit } from '../../src/plan/admit.ts';
import type { AdmitContext } from '../../src/plan/admit.ts';
import { admitContext, exemption, notebook, policy, REPORT_ONLY, ROOT, verdict } from './documents.ts';

const elsewhere = { ...EVERYWHERE, include: [{ by: 'account', account: '999999999999' }] as const };

/** What counts (`a: /path`), what is held by which gate, and what complies, policy by policy. */
function settle(judged: readonly Judged[], part: Partial<AdmitContext> = {}): readonly string[] {
  return admit(judged, notebook(), admitContext(part)).map(
    ({ policy: { name }, differences, hold, verdict: after }) => {
      if (differences.length > 0) return `${name}: ${differences.map(({ path }) => path).join(' ')}`;
      if (hold !== undefined) return `${name}: ${hold.gate}`;
      return `${name}: ${after.applicable && after.differences.length === 0 ? 'nothing' : 'report'}`;
    },
  );
}

describe('two policies on one path', () => {
  const wants = (want: string): Difference => ({ path: '/platform', have: 'al1', want });
  const hardening = (
    name: string,
    want: string | undefined,
    part: Partial<Policy> = {},
    extra: Difference[] = [],
  ): Judged => ({
    policy: policy({ kind: 'NotebookHardening', name, want: { platform: want ?? 'al2' }, ...part }),
    verdict: verdict(want === undefined ? extra : [wants(want), ...extra]),
  });
  const accepting = (name: string, want: string, others: readonly string[]): Judged => ({
    ...hardening(name, want),
    accepts: (difference) => others.includes(String(difference.want)),
  });
  /** Content with al2, which is what there is. */
  const content = (name: string, part: Partial<Policy> = {}): Judged => hardening(name, undefined, part);

  const tables: Readonly<Record<string, readonly [readonly Judged[], readonly string[], Partial<AdmitContext>?]>> = {
    'that want the same both count': [
      [hardening('a', 'al2'), hardening('b', 'al2')],
      ['a: /platform', 'b: /platform'],
    ],
    'that want different things: neither counts': [
      [hardening('a', 'al2'), hardening('b', 'al3')],
      ['a: conflict', 'b: conflict'],
    ],
    'of different kinds conflict as well': [
      [hardening('a', 'al2', { kind: 'NotebookImds' }), hardening('b', 'al3')],
      ['a: conflict', 'b: conflict'],
    ],
    'that want different things and would each be content with the other both count': [
      [accepting('a', 'al2', ['al3']), accepting('b', 'al3', ['al2'])],
      ['a: /platform', 'b: /platform'],
    ],
    'of which one would not be content: neither counts': [
      [accepting('a', 'al2', ['al3']), accepting('b', 'al3', [])],
      ['a: conflict', 'b: conflict'],
    ],
    'of different kinds are asked nothing': [
      [
        accepting('a', 'al2', ['al3']),
        { ...accepting('b', 'al3', ['al2']), policy: policy({ kind: 'NotebookImds', name: 'b' }) },
      ],
      ['a: conflict', 'b: conflict'],
    ],
    'leave the other paths alone': [
      [hardening('a', 'al2', {}, [ROOT]), hardening('b', 'al3')],
      ['a: /rootAccess', 'b: conflict'],
    ],
    'an override says who gives way': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3')],
      ['a: /platform', 'b: nothing'],
    ],
    'who gives way keeps its other paths': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3', {}, [ROOT, REPORT_ONLY])],
      ['a: /platform', 'b: /rootAccess'],
    ],
    'two that override each other have said nothing': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3', { overrides: ['a'] })],
      ['a: conflict', 'b: conflict'],
    ],
    'who gives way to one contests nothing with a third': [
      [hardening('a', 'al2', { overrides: ['b'] }), hardening('b', 'al3'), hardening('c', 'al2')],
      ['a: /platform', 'b: nothing', 'c: /platform'],
    ],
    'audit contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3', { mode: 'audit' })],
      ['a: /platform', 'b: auditMode'],
    ],
    'an override by a policy in audit overrides nothing': [
      [hardening('a', 'al2', { mode: 'audit', overrides: ['b'] }), hardening('b', 'al3')],
      ['a: auditMode', 'b: /platform'],
    ],
    'who is excused contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3')],
      ['a: /platform', 'b: exempt'],
      { exemptions: [exemption({ policies: ['b'] })] },
    ],
    'who enforces elsewhere contests nothing': [
      [hardening('a', 'al2'), hardening('b', 'al3', { enforceIn: elsewhere })],
      ['a: /platform', 'b: auditMode'],
    ],
    'one that is content now, and would not be afterwards, conflicts': [
      [content('a'), hardening('b', 'al3')],
      ['a: nothing', 'b: conflict'],
    ],
    'one that is content and overrides makes the other give way': [
      [content('a', { overrides: ['b'] }), hardening('b', 'al3')],
      ['a: nothing', 'b: nothing'],
    ],
    'one that is content and gives way does not hold the other': [
      [content('a'), hardening('b', 'al3', { overrides: ['a'] })],
      ['a: nothing', 'b: /platform'],
    ],
    'one that does not look at the path contests nothing': [
      [content('a', { want: { rootAccess: 'Disabled' } }), hardening('b', 'al3')],
      ['a: nothing', 'b: /platform'],
    ],
    'one to which the resource does not matter contests nothing': [
      [{ ...content('a'), verdict: { applicable: false, why: 'no' } }, hardening('b', 'al3')],
      ['a: report', 'b: /platform'],
    ],
  };
  it.each(Object.entries(tables))('%s', (_, [judged, expected, part]) => {
    expect(settle(judged, part)).toEqual(expected);
    expect(settle(judged.toReversed(), part)).toEqual(expected.toReversed());
  });

  it('names the other one, and the way out', () => {
    const [consent] = admit([hardening('a', 'al2'), hardening('b', 'al3')], notebook(), admitContext());
    expect(consent?.hold?.why).toBe('b wants something else at /platform; overrides says which one gives way');
  });
});
