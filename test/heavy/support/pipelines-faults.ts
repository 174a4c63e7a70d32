// One account for each (operation, fault), each with a pipeline whose tag says which prefix it gets, and a notebook that is off:
// what befalls the calls about pipelines must stay with them.
import type { FaultRule } from '../../../src/simulator/faults.ts';
import type { World } from '../../../src/simulator/world-shape.ts';
import { EVERYWHERE, OF_LISTS, type Trouble } from './fault-world.ts';
import { accountId, notebook, worldOf } from './places.ts';
import { pipeline } from './pipelines-world.ts';

export interface PipelineCase {
  readonly operation: string;
  readonly trouble: Trouble;
  readonly account: string;
  readonly pipeline: string;
  readonly notebook: string;
}

const OPERATIONS: Readonly<Record<string, readonly Trouble[]>> = {
  ListPipelines: OF_LISTS,
  DescribePipeline: [],
  ListPipelineVersions: [],
  ListTags: OF_LISTS,
  SimulatePrincipalPolicy: [],
  UpdatePipeline: ['conflict'],
};

export const PIPELINE_CASES: readonly PipelineCase[] = Object.entries(OPERATIONS)
  .flatMap(([operation, own]) => [...EVERYWHERE, ...own].map((trouble) => ({ operation, trouble })))
  .map((it, index) => ({
    ...it,
    account: accountId(index),
    pipeline: `nightly-${index}`,
    notebook: `off-${index}`,
  }));

export function pipelineFaultWorld(): World {
  const accounts = PIPELINE_CASES.map((one) => ({
    name: `${one.operation}-${one.trouble}`,
    pipelines: [pipeline(one.pipeline, { tags: { team: 'fraud' } })],
    notebooks: [notebook(one.notebook, { status: 'Stopped' })],
  }));
  return worldOf(accounts, { updateMs: 200 });
}

export function pipelineFaultRules(): readonly FaultRule[] {
  return PIPELINE_CASES.flatMap(({ operation, trouble, account }): FaultRule[] => {
    // Tags of notebooks are listed as well.
    const match = { operation, account, ...(operation === 'ListTags' ? { resource: '*:pipeline/*' } : {}) };
    if (trouble === 'page-2-denied') {
      return [
        { match: { ...match, every: 2 }, fault: 'access-denied' },
        { match, fault: 'empty-page' },
      ];
    }
    return trouble === 'empty-page' ? [{ match, fault: trouble, times: 1 }] : [{ match, fault: trouble }];
  });
}

const DENIALS: ReadonlySet<Trouble> = new Set(['access-denied', 'control-policy-denied', 'region-disabled']);

export function isDenied({ trouble }: PipelineCase): boolean {
  return DENIALS.has(trouble);
}

/** Nothing is lost by it: a page more, or an answer to a write that had been carried out. */
export function isMendedAllTheSame({ operation, trouble }: PipelineCase): boolean {
  return trouble === 'empty-page' || operation === 'UpdatePipeline';
}

/** What AWS says for good, and an IAM that was silent, is not asked again at once: a restart asks. */
export function isAskedAgainAtOnce(one: PipelineCase): boolean {
  if (one.operation === 'SimulatePrincipalPolicy') return false;
  return one.operation !== 'UpdatePipeline' || !isDenied(one);
}
