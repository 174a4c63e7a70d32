/**
 * What is known of AWS behind NotebookImds.
 */
import type { PolicyFact } from '../facts.ts';

const GUIDE = 'https://docs.aws.amazon.com/sagemaker/latest/dg';
const REFERENCE = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

export const NOTEBOOK_IMDS_FACTS: readonly PolicyFact[] = [
  {
    fact: 'Anything but tags changes only while a notebook instance is Stopped: a running one is stopped, updated and started.',
    source: `${GUIDE}/nbi-update.html`,
  },
  {
    fact: 'A notebook that tells no version counts as version 1: the API reference calls that the default, though the guide says that new ones begin with 2 since 2022.',
    source: `${REFERENCE}/API_InstanceMetadataServiceConfiguration.html`,
  },
  {
    fact: 'Version 2 as a minimum refuses version 1; version 1 as a minimum allows both, so that there is nothing to mend.',
    source: `${REFERENCE}/API_InstanceMetadataServiceConfiguration.html`,
  },
  {
    fact: 'A stopped notebook on Amazon Linux 1 or 2 cannot be started again (AL1 since 31 March 2024, AL2 v1 and v2 since 30 June 2025, AL2 v3 since 1 July 2026): retiredPlatforms says what becomes of them.',
    source: `${GUIDE}/nbi-al2.html`,
  },
  {
    fact: 'notebook-al2023-v1 can be set in place on Amazon Linux 2, not on 1, and does not run on p2, p3, p3dn, inf1 and g3.',
    source: `${GUIDE}/nbi-al2023.html`,
  },
  {
    fact: 'A stop loses running kernels, temporary files and everything outside the folder SageMaker of its user.',
    source: `${REFERENCE}/API_StopNotebookInstance.html`,
  },
];
