/**
 * Every operation that the simulator offers. Whatever is not here is answered as AWS answers an unknown operation.
 */
import type { Operation } from '../call.ts';
import { listRegions } from './account.ts';
import { DOMAIN_OPERATIONS } from './domains.ts';
import { EC2_OPERATIONS } from './ec2.ts';
import { startPipelineExecution, stopPipelineExecution } from './execution-moves.ts';
import {
  describePipelineDefinitionForExecution,
  describePipelineExecution,
  listPipelineExecutions,
  listPipelineExecutionSteps,
} from './execution-reads.ts';
import { getRole, listRoleTags, simulatePrincipalPolicy } from './iam.ts';
import { createNotebookInstance } from './notebook-create.ts';
import {
  deleteNotebookInstance,
  startNotebookInstance,
  stopNotebookInstance,
  updateNotebookInstance,
} from './notebook-moves.ts';
import { describeNotebookInstance, listNotebookInstances } from './notebook-reads.ts';
import {
  describeOrganization,
  listAccounts,
  listAccountsForParent,
  listOrganizationalUnitsForParent,
  listRoots,
  listTagsForResource,
} from './organizations.ts';
import { describePipeline, listPipelines, listPipelineVersions } from './pipeline-reads.ts';
import { updatePipelineVersion } from './pipeline-versions.ts';
import { createPipeline, deletePipeline, updatePipeline } from './pipeline-writes.ts';
import { JOB_CREATIONS } from './job-create.ts';
import { JOB_READS } from './job-reads.ts';
import { JOB_STOPS } from './job-stop.ts';
import { MODEL_OPERATIONS } from './models.ts';
import { getBucketPolicy } from './s3.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { getResources } from './tagging.ts';
import { addTags, deleteTags, listTags } from './tags.ts';

export const OPERATIONS: readonly Operation[] = [
  getCallerIdentity,
  assumeRole,
  describeOrganization,
  listRoots,
  listOrganizationalUnitsForParent,
  listAccounts,
  listAccountsForParent,
  listTagsForResource,
  listRegions,
  getResources,
  listNotebookInstances,
  describeNotebookInstance,
  createNotebookInstance,
  stopNotebookInstance,
  startNotebookInstance,
  updateNotebookInstance,
  deleteNotebookInstance,
  addTags,
  listTags,
  deleteTags,
  listPipelines,
  describePipeline,
  listPipelineVersions,
  createPipeline,
  updatePipeline,
  deletePipeline,
  updatePipelineVersion,
  startPipelineExecution,
  stopPipelineExecution,
  listPipelineExecutions,
  describePipelineExecution,
  describePipelineDefinitionForExecution,
  listPipelineExecutionSteps,
  simulatePrincipalPolicy,
  getRole,
  listRoleTags,
  ...JOB_CREATIONS,
  ...JOB_READS,
  ...JOB_STOPS,
  ...MODEL_OPERATIONS,
  ...DOMAIN_OPERATIONS,
  ...EC2_OPERATIONS,
  getBucketPolicy,
];

const byName = new Map(OPERATIONS.map((operation) => [`${operation.service}.${operation.name}`, operation]));

export function operationOf(service: string, name: string): Operation | undefined {
  return byName.get(`${service}.${name}`);
}
