/**
 * What people may want of a notebook instance's metadata service. The judging is next door.
 */
import { z } from 'zod';
import { CURRENT_PLATFORM, PATHS } from '../../resources/notebook-instance/shape.ts';
import type { PolicyKind } from '../policy-kind.ts';
import { guardNotebookImds } from './guardrail.ts';
import { judgeNotebookImds } from './judge.ts';
import type { NotebookImdsWant } from './judge.ts';

const RETIREMENT = 'https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html';

const want = z
  .strictObject({
    minimumInstanceMetadataServiceVersion: z
      .literal('2', { error: (issue) => explainVersion(issue.input) })
      .describe('"2": the instance metadata service answers only requests that carry a session token (IMDSv2).'),
    retiredPlatforms: z
      .enum(['hold', 'migrate'])
      .default('hold')
      .describe(
        'A notebook on a retired platform cannot start again once it is stopped. hold: leave it alone and report it. ' +
          `migrate: move it to notebook-al2023-v1 in the same update, which its lifecycle scripts may not survive (${RETIREMENT}).`,
      ),
  })
  .describe('What NotebookImds wants of every notebook instance in scope.');

export const NOTEBOOK_IMDS: PolicyKind<NotebookImdsWant> = {
  kind: 'NotebookImds',
  description: 'Notebook instances answer metadata requests only with a session token (IMDSv2).',
  want,
  example: { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' },
  disruptive: true,
  aims: ({ retiredPlatforms }) =>
    retiredPlatforms === 'migrate' ? [{ key: 'retiredPlatforms', path: PATHS.platform, value: CURRENT_PLATFORM }] : [],
  judges: { 'notebook-instance': judgeNotebookImds },
  guardrail: guardNotebookImds,
};

function explainVersion(found: unknown): string | undefined {
  if (found === '1' || found === 1) {
    return (
      'minimum version 1 also allows version 2, so there is nothing that this could mend\n' +
      'write "2", or delete the document: absence never writes'
    );
  }
  if (found === 2) return 'the version is text, as in the API of AWS\nquote it: "2"';
  return undefined;
}
