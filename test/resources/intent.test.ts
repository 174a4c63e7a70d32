/**
 * The two tags: what is written is read again as it was, and whatever is odd is never acted upon.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Intent } from '../../src/model/resource.ts';
import {
  INTENT_TAG,
  PROVENANCE_TAG,
  formatIntent,
  formatProvenance,
  readIntent,
  readProvenance,
} from '../../src/resources/intent.ts';

const CREATED_AT = Date.parse('2024-03-05T09:30:00.123Z');
const AT = Date.parse('2026-11-02T12:00:00Z');
const GOOD = `restore=InService phase=stop at=2026-11-02T12:00:00.000Z of=2024-03-05T09:30:00.123Z change=k3j9x2m4p7q1`;
/** What AWS takes for the value of a tag. */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const times = fc.integer({ min: 0, max: Date.parse('2100-01-01') });
const intents: fc.Arbitrary<Intent> = fc.record({
  phase: fc.constantFrom('stop', 'start', 'up'),
  at: times,
  of: times,
  change: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
  platform: fc.constantFrom(undefined, 'notebook-al2023-v1'),
});

describe('the intent', () => {
  it('has the form that people and their tools rely on', () => {
    const intent: Intent = { phase: 'stop', at: AT, of: CREATED_AT, change: 'k3j9x2m4p7q1', platform: undefined };
    expect(formatIntent(intent)).toBe(GOOD);
    expect(formatIntent({ ...intent, platform: 'notebook-al2023-v1' })).toBe(`${GOOD} platform=notebook-al2023-v1`);
  });

  it('is read again as it was written, and fits into a tag', () => {
    fc.assert(
      fc.property(intents, (intent) => {
        const text = formatIntent(intent);
        expect(text).toMatch(TAG_VALUE);
        expect(readIntent({ [INTENT_TAG]: text }, intent.of)).toEqual({ is: 'ours', intent });
      }),
      { verbose: 1 },
    );
  });

  it('may have been created up to a rounding error away', () => {
    expect(readIntent({ [INTENT_TAG]: GOOD }, CREATED_AT + 999).is).toBe('ours');
    expect(readIntent({ [INTENT_TAG]: GOOD }, CREATED_AT + 1_000).is).toBe('unreadable');
  });

  it('is none without the tag', () => {
    expect(readIntent({ 'sagekeeper:Intent': GOOD }, CREATED_AT)).toEqual({ is: 'none' });
  });

  it.each(
    Object.entries({
      'nothing at all': '',
      'another form': 'true',
      'another promise': GOOD.replace('InService', 'Stopped'),
      'an unknown phase': GOOD.replace('phase=stop', 'phase=delete'),
      'no time': GOOD.replace(/ at=\S+/, ''),
      'a time without a zone': GOOD.replace('00.000Z', '00.000'),
      'a day that does not exist': GOOD.replace('2026-11-02', '2026-13-02'),
      'a number for a time': GOOD.replace(/ at=\S+/, ' at=1793620800000'),
      'no creation time': GOOD.replace(/ of=\S+/, ''),
      'no change': GOOD.replace(/ change=\S+/, ''),
      'an endless change': GOOD.replace(/change=\S+/, `change=${'x'.repeat(41)}`),
      'a change with a slash': GOOD.replace(/change=\S+/, 'change=../../x'),
      'a prototype': GOOD.replace('restore=InService', '__proto__=InService'),
    }),
  )('is unreadable when it holds %s', (_name, text) => {
    expect(readIntent({ [INTENT_TAG]: text }, CREATED_AT).is).toBe('unreadable');
  });

  it('never breaks on what anybody may write into a tag', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['unreadable', 'ours']).toContain(readIntent({ [INTENT_TAG]: text }, CREATED_AT).is);
        readProvenance({ [PROVENANCE_TAG]: text });
      }),
      { verbose: 1 },
    );
  });
});

describe('the provenance', () => {
  const told = { policies: ['imds-v2', 'no-root'], at: AT, change: 'c1', times: 3, since: CREATED_AT };

  it('is read again as it was written', () => {
    const text = formatProvenance(told);
    expect(text).toBe(
      'policy=imds-v2+no-root at=2026-11-02T12:00:00.000Z change=c1 times=3 since=2024-03-05T09:30:00.123Z',
    );
    expect(readProvenance({ [PROVENANCE_TAG]: text })).toEqual(told);
  });

  it('leaves out policies rather than become too long', () => {
    const policies = Array.from({ length: 40 }, (_, index) => `policy-number-${index}`);
    const text = formatProvenance({ ...told, policies });
    expect(text.length).toBeLessThanOrEqual(256);
    expect(readProvenance({ [PROVENANCE_TAG]: text })?.policies[0]).toBe('policy-number-0');
    expect(readProvenance({ [PROVENANCE_TAG]: text })?.times).toBe(3);
  });

  it.each([
    undefined,
    '',
    'policy=x',
    'policy=x at=yesterday change=c times=1',
    'policy=x at=2026-11-02T12:00:00Z change=c times=many',
  ])('is unknown when it reads %p', (text) => {
    expect(readProvenance(text === undefined ? {} : { [PROVENANCE_TAG]: text })).toBeUndefined();
  });
});
