/**
 * Merging by Sid: ours come in and are brought up to date, foreign statements keep their words and their order, or go.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changesTowards, withChanges } from '../../src/model/iam-document-merge.ts';
import type { NamedStatement } from '../../src/model/iam-document-merge.ts';
import { documentKey, sameMeaning } from '../../src/model/iam-document-meaning.ts';
import { iamDocumentOf, readIamDocument } from '../../src/model/iam-document-read.ts';
import type { WrittenDocument, WrittenStatement } from '../../src/model/iam-document.ts';
import { seeded } from '../daemon/virtual-time.ts';
import { REAL_DOCUMENTS, rewritten } from './iam-documents.ts';
import { merged } from './merged.ts';

const ALLOW: WrittenStatement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const OURS: NamedStatement = {
  Sid: 'SagekeeperDenyA',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'],
};
const OTHER: NamedStatement = { ...OURS, Sid: 'SagekeeperDenyB', Resource: 'arn:aws:s3:::c/*' };

const of = (...statements: readonly WrittenStatement[]): WrittenDocument => ({ Statement: statements });

describe('merging', () => {
  it('adds ours behind what others wrote', () => {
    const present: WrittenDocument = { Version: '2008-10-17', Id: 'theirs', Statement: [ALLOW] };
    expect(merged(present, [OURS, OTHER], 'keep')).toEqual({
      Version: '2008-10-17',
      Id: 'theirs',
      Statement: [ALLOW, OURS, OTHER],
    });
    expect(changesTowards(present, [OURS], 'keep')).toEqual([
      { path: '/statements/SagekeeperDenyA', have: undefined, want: OURS },
    ]);
  });

  it('brings ours up to date where it stands', () => {
    const old = { ...OURS, Resource: 'arn:aws:s3:::a/*' };
    const theirs = { ...ALLOW, Sid: 'Theirs' };
    expect(merged(of(ALLOW, old, theirs), [OURS], 'keep').Statement).toEqual([ALLOW, OURS, theirs]);
  });

  it('has nothing to do where AWS only spells ours otherwise', () => {
    const spelled: WrittenStatement = {
      Effect: 'Deny',
      Action: ['s3:getobject'],
      Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::a/*'],
      Principal: { AWS: ['*'] },
      Sid: 'SagekeeperDenyA',
    };
    expect(changesTowards(of(ALLOW, spelled), [OURS], 'keep')).toEqual([]);
  });

  it('has to do where the version makes plain text of a variable of ours', () => {
    const ours = { ...OURS, Resource: 'arn:aws:s3:::${aws:PrincipalAccount}/*' };
    const change = { path: '/statements/SagekeeperDenyA', have: ours, want: ours };
    expect(changesTowards({ Version: '2012-10-17', Statement: [ALLOW, ours] }, [ours], 'keep')).toEqual([]);
    expect(changesTowards({ Version: '2008-10-17', Statement: [ALLOW, ours] }, [ours], 'keep')).toEqual([change]);
    expect(changesTowards(of(ALLOW, ours), [ours], 'keep')).toEqual([change]);
  });

  it('leaves a statement of ours that nobody wants any more to whoever does, unless the document is to be exact', () => {
    expect(merged(of(ALLOW, OTHER), [OURS], 'keep').Statement).toEqual([ALLOW, OTHER, OURS]);
    expect(merged(of(ALLOW, OTHER, OURS), [OURS], 'exact').Statement).toEqual([OURS]);
  });

  it('takes foreign statements without a Sid, or with one twice, away by their position', () => {
    const copy = { ...OURS, Effect: 'Allow' } as const;
    const present = of(ALLOW, OURS, copy, { ...ALLOW, Sid: '#1' });
    expect(changesTowards(present, [OURS], 'exact').map(({ path }) => path)).toEqual([
      '/statements/#1',
      '/statements/#3',
      '/statements/#4',
    ]);
    expect(merged(present, [OURS], 'exact').Statement).toEqual([OURS]);
  });

  it('unites changes of several policies in one document', () => {
    const changes = [...changesTowards(of(ALLOW), [OURS], 'keep'), ...changesTowards(of(ALLOW), [OTHER], 'keep')];
    expect(withChanges(of(ALLOW), changes).Statement).toEqual([ALLOW, OURS, OTHER]);
  });

  it('keeps, is done after once, and finds nothing to do in what AWS makes of it', () => {
    const property = fc.property(fc.constantFrom(...Object.values(REAL_DOCUMENTS)), fc.nat(), (text, seed) => {
      const random = seeded(seed);
      const reading = readIamDocument(rewritten(text, random));
      if (reading.is === 'unknown') throw new Error(reading.why);
      const present = reading.document;
      const result = merged(present, [OURS, OTHER], 'keep');
      expect(result.Statement.slice(0, present.Statement.length)).toEqual(present.Statement);
      expect(sameMeaning({ ...result, Statement: result.Statement.slice(0, -2) }, present)).toBe(true);
      const normalised = iamDocumentOf(JSON.parse(rewritten(JSON.stringify(result), random)));
      if (normalised.is === 'unknown') throw new Error(normalised.why);
      expect(changesTowards(normalised.document, [OURS, OTHER], 'keep')).toEqual([]);
      expect(documentKey(merged(normalised.document, [OURS, OTHER], 'exact'))).toBe(
        documentKey({ ...present, Statement: [OURS, OTHER] }),
      );
    });
    const { seed, failed } = fc.check(property, { numRuns: 300 });
    process.stdout.write(`300 merges, seed ${seed}\n`);
    if (failed) fc.assert(property, { seed, numRuns: 300 });
  });
});
