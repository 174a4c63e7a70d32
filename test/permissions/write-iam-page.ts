/**
 * Writes the page about permissions: `node test/permissions/write-iam-page.ts`.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { IAM_PAGE, iamPage } from './iam-page.ts';

writeFileSync(IAM_PAGE, await format(iamPage(), { parser: 'markdown', printWidth: 120 }));
