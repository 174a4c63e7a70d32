/**
 * What keeps a notebook from coming into being, or being changed, with the first version of the metadata service? Create is
 * denied unless it asks for the version, Update only if it asks for another: an update that says nothing of it has no such
 * key, and a comparison alone would deny it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { Guardrail } from '../policy-kind.ts';
import type { NotebookImdsWant } from './judge.ts';

const VERSION = 'sagemaker:MinimumInstanceMetadataServiceVersion';

export function guardNotebookImds({ minimumInstanceMetadataServiceVersion: version }: NotebookImdsWant): Guardrail {
  return {
    statements: [
      {
        Sid: 'SagekeeperImdsOnCreate',
        Effect: 'Deny',
        Action: 'sagemaker:CreateNotebookInstance',
        Resource: '*',
        Condition: { StringNotEquals: { [VERSION]: version } },
      },
      {
        Sid: 'SagekeeperImdsOnUpdate',
        Effect: 'Deny',
        Action: 'sagemaker:UpdateNotebookInstance',
        Resource: '*',
        Condition: { StringNotEquals: { [VERSION]: version }, Null: { [VERSION]: 'false' } },
      },
    ],
    notPrevented: [],
  };
}
