/**
 * Every kind of resource there is, by name.
 */
import type { ResourceKind, ResourceName } from '../model/resource.ts';
import { notebookInstances } from './notebook-instance/kind.ts';
import { pipelines } from './pipeline/kind.ts';

export const RESOURCE_KINDS: Readonly<Record<ResourceName, ResourceKind>> = {
  'notebook-instance': notebookInstances,
  pipeline: pipelines,
};
