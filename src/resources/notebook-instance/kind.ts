/**
 * Notebook instances as a kind of resource: the seam through which the controller sees and drives them.
 */
import type { ResourceKind } from '../../model/resource.ts';
import { nextStep } from './converge.ts';
import { describeNotebook, listNotebooks, nominateNotebooks } from './observe.ts';
import { isIntentOver } from './recollect.ts';
import { PATHS } from './shape.ts';
import type { NotebookInstance } from './shape.ts';

export const notebookInstances: ResourceKind<NotebookInstance> = {
  name: 'notebook-instance',
  reads: ['ListNotebookInstances', 'DescribeNotebookInstance', 'ListTags', 'GetResources'],
  writes: ['StopNotebookInstance', 'UpdateNotebookInstance', 'StartNotebookInstance', 'AddTags', 'DeleteTags'],
  drives: [PATHS.imds, PATHS.rootAccess, PATHS.platform],
  quietChangesAreFree: true,
  mends: ['UpdateNotebookInstance'],
  quietWrites: ['UpdateNotebookInstance', 'AddTags'],
  list: listNotebooks,
  nominate: nominateNotebooks,
  describe: describeNotebook,
  isWhole: ({ tags }) => tags !== undefined,
  isBack: ({ intent, status }) => (intent.is === 'ours' ? status === 'InService' : status === 'Stopped'),
  isIntentOver,
  network: ({ name, configuration: { subnetId, securityGroups } }) => ({
    uses:
      subnetId === undefined
        ? []
        : [
            {
              by: `notebook-instance/${name}`,
              vpcId: undefined,
              subnets: [subnetId],
              securityGroups,
              instances: undefined,
            },
          ],
    untold: [],
  }),
  nextStep,
  /**
   * AWS gives ARNs with the name in lower case, while IAM compares case; which of the two a call is authorised against is
   * not documented, so a session names both.
   */
  arns: ({ arn, name }) => [...new Set([arn, `${arn.slice(0, arn.lastIndexOf('/'))}/${name}`])],
};
