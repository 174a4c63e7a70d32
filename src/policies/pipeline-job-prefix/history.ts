/**
 * What do versions and executions of a pipeline still do that its newest definition does not? Counted, with the versions that
 * they come from, where the policy asked for it and it was read.
 */
import type { Note } from '../../model/verdict.ts';
import { JOB_TYPES } from '../../resources/pipeline/definition.ts';
import type { ExecutedDefinition, Pipeline } from '../../resources/pipeline/shape.ts';
import { approvedPrefixOf } from './names.ts';
import { judgeStep } from './steps.ts';
import type { PipelineJobPrefixWant } from './want.ts';

/** Versions that a note names; the rest is counted. */
const MAX_NAMED_VERSIONS = 10;

export function historyNotes(want: PipelineJobPrefixWant, pipeline: Pipeline): readonly Note[] {
  const { history, historyUnread, olderVersions } = pipeline;
  return [
    ...(want.oldVersions === 'report' ? [...versionNotes(olderVersions), ...executionNotes(want, history)] : []),
    ...(want.startedJobs === 'report' ? jobNotes(want, history) : []),
    ...(want.oldVersions === 'report' || want.startedJobs === 'report' ? historyUnread : []),
  ];
}

function versionNotes(olderVersions: number | undefined): readonly Note[] {
  if (olderVersions === undefined || olderVersions === 0) return [];
  const message = `${olderVersions} older ${olderVersions === 1 ? 'version' : 'versions'} can still be started, by number or by alias`;
  return [{ reason: 'OlderVersionsStartable', message }];
}

function executionNotes(want: PipelineJobPrefixWant, history: readonly ExecutedDefinition[]): readonly Note[] {
  const running = history.filter((execution) => execution.running);
  const breaking = running.filter(({ definition }) => breaks(want, definition));
  if (breaking.length === 0) return [];
  const message = `${breaking.length} of ${running.length} executions in progress run on a definition with other names (${versions(breaking.map(countOne))})`;
  return [{ reason: 'ExecutionsOnOldDefinition', message }];
}

function breaks(want: PipelineJobPrefixWant, definition: ExecutedDefinition['definition']): boolean {
  if (definition === undefined || !definition.readable) return false;
  return definition.steps.some((step) => judgeStep(want, step, { is: 'none' }).state === 'drifted');
}

function jobNotes(want: PipelineJobPrefixWant, history: readonly ExecutedDefinition[]): readonly Note[] {
  let seen = 0;
  const wrong: { readonly versionId: number | undefined; readonly count: number }[] = [];
  for (const { versionId, jobs = [] } of history) {
    seen += jobs.length;
    const count = jobs.filter(({ type, name }) => !isApproved(want, type, name)).length;
    if (count > 0) wrong.push({ versionId, count });
  }
  if (wrong.length === 0) return [];
  const count = wrong.reduce((sum, one) => sum + one.count, 0);
  const message = `${count} of ${seen} jobs that recent executions started have other names (${versions(wrong)})`;
  return [{ reason: 'JobsWithOtherNames', message }];
}

/** A job that runs has parts behind its prefix, so that only its beginning tells. */
function isApproved(want: PipelineJobPrefixWant, type: string, name: string): boolean {
  const known = JOB_TYPES.get(type);
  return known === undefined || approvedPrefixOf(name, want, known.maxCharacters) !== undefined;
}

function countOne({ versionId }: ExecutedDefinition) {
  return { versionId, count: 1 };
}

/** `version 3: 2, version 4: 1`. */
function versions(counted: readonly { readonly versionId: number | undefined; readonly count: number }[]): string {
  const sums = new Map<number | undefined, number>();
  for (const { versionId, count } of counted) sums.set(versionId, (sums.get(versionId) ?? 0) + count);
  const told = [...sums]
    .toSorted(([one = 0], [other = 0]) => one - other)
    .map(
      ([version, count]) => `${version === undefined ? 'a version that is not known' : `version ${version}`}: ${count}`,
    );
  const more = told.length - MAX_NAMED_VERSIONS;
  return [...told.slice(0, MAX_NAMED_VERSIONS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
