/**
 * Is the written page about permissions the one that the table of operations makes?
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../src/aws/operations.ts';
import { IAM_PAGE, iamPage } from './iam-page.ts';

/** What the formatter does to tables and line ends says nothing. */
function meaning(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').replaceAll(/-{3,}/g, '---').trim())
    .filter((line) => line !== '');
}

describe('docs/iam.md', () => {
  it('is up to date (node test/permissions/write-iam-page.ts writes it)', () => {
    expect(meaning(readFileSync(IAM_PAGE, 'utf8'))).toEqual(meaning(iamPage()));
  });

  it('names every action of the table', () => {
    const text = iamPage();
    const missing = Object.values(OPERATIONS).filter(({ iamAction }) => !text.includes(`\`${iamAction}\``));
    expect(missing).toEqual([]);
  });
});
