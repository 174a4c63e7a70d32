/**
 * What is known of AWS behind NotebookHardening.
 */
import type { PolicyFact } from '../facts.ts';

const GUIDE = 'https://docs.aws.amazon.com/sagemaker/latest/dg';
const REFERENCE = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

export const NOTEBOOK_HARDENING_FACTS: readonly PolicyFact[] = [
  {
    fact: 'Root access and platform change only while a notebook instance is Stopped: a running one is stopped, updated and started, together with its metadata service.',
    source: `${GUIDE}/nbi-update.html`,
  },
  {
    fact: 'Internet access, subnet, security groups and KMS key cannot be changed by any update: they are reported, and its owner makes a new notebook.',
    source: `${REFERENCE}/API_UpdateNotebookInstance.html`,
  },
  {
    fact: 'Root access is Enabled unless somebody disabled it; lifecycle scripts run as root all the same.',
    source: `${GUIDE}/nbi-root-access.html`,
  },
  {
    fact: 'A retired platform cannot be wanted: a notebook on it would not start again once it is stopped.',
    source: `${GUIDE}/nbi-al2.html`,
  },
  {
    fact: 'CloudFormation replaces a notebook whose PlatformIdentifier changes, and so may an older Terraform provider: tell the owner before a platform is moved.',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sagemaker-notebookinstance.html',
  },
];
