/**
 * Every kind of resource there is, by name.
 */
import type { ResourceKind, ResourceName } from '../model/resource.ts';
import { domains } from './domain/kind.ts';
import { jobs } from './job/kind.ts';
import { notebookInstances } from './notebook-instance/kind.ts';
import { pipelines } from './pipeline/kind.ts';
import { vpcs } from './vpc/kind.ts';

export const RESOURCE_KINDS: Readonly<Record<ResourceName, ResourceKind>> = {
  'notebook-instance': notebookInstances,
  pipeline: pipelines,
  domain: domains,
  job: jobs,
  vpc: vpcs,
};
