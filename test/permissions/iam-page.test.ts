/**
 * Does the page about permissions name every action? That it is up to date is test/docs's business.
 */
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../src/aws/operations.ts';
import { iamPage } from './iam-page.ts';

describe('docs/iam.md', () => {
  it('names every action of the table', () => {
    const text = iamPage();
    const missing = Object.values(OPERATIONS).filter(({ iamAction }) => !text.includes(`\`${iamAction}\``));
    expect(missing).toEqual([]);
  });
});
