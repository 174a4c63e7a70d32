/**
 * What there is to say of a pipeline beyond its gates: how each step stands under a policy, which versions there are, and what
 * IAM said about the role that runs it. Its definition itself is never told: it is its owner's, and may hold anything. Pure.
 */
import { createHash } from 'node:crypto';
import type { Consent } from '../model/decision.ts';
import type { Resource } from '../model/resource.ts';
import { DEFINITION_PATH, OVERWRITTEN_PATH } from '../resources/pipeline/shape.ts';
import type { DefinitionReading, JobName, JobStep, Pipeline } from '../resources/pipeline/shape.ts';
import type { PermissionAnswer, PipelineExplanation, StepStanding } from './explanation-form.ts';
import { needsOf } from './permissions.ts';
import type { Permissions } from './permissions.ts';

export type AskedPermissions = Pick<Permissions, 'unmet' | 'unasked'>;

/** Undefined for any other kind of resource. */
export function asPipeline(resource: Resource): Pipeline | undefined {
  return resource.kind === 'pipeline' ? (resource as Pipeline) : undefined;
}

export function pipelineExplanation(
  pipeline: Pipeline,
  consents: readonly Consent[],
  permissions: AskedPermissions | undefined,
  now: number,
): PipelineExplanation {
  const { definition, history } = pipeline;
  return {
    roleArn: pipeline.roleArn ?? null,
    version: pipeline.newestVersion ?? null,
    versionsUnread: pipeline.versionsUnread ?? null,
    overwrittenVersion: pipeline.overwritten ?? null,
    olderVersions: pipeline.olderVersions ?? null,
    sha256: pipeline.sha256,
    characters: pipeline.characters,
    unreadable: definition.readable ? null : { why: definition.why, line: definition.line, column: definition.column },
    executions: history.map(({ execution, versionId, running, jobs }) => ({
      execution,
      version: versionId ?? null,
      running,
      jobs: jobs?.length ?? null,
    })),
    notRead: pipeline.historyUnread,
    permissions: permissions === undefined ? [] : permissionAnswers(pipeline, consents, permissions, now),
  };
}

/** The kind of policy that judges the name of every step's job. */
const OF_NAMES = 'PipelineJobPrefix';

/** Every step that creates a job, under one policy; undefined where the policy does not judge their names, or nobody can read them. */
export function stepStandings(pipeline: Pipeline, { policy, verdict }: Consent): readonly StepStanding[] | undefined {
  if (!verdict.applicable || policy.kind !== OF_NAMES) return undefined;
  const replaced = verdict.differences.find(({ path }) => path === OVERWRITTEN_PATH)?.want ?? pipeline.overwritten;
  const definition = definitionOf(pipeline, replaced);
  if (!definition.readable) return undefined;
  const differences = new Map(verdict.differences.map((difference) => [difference.path, difference]));
  const unknown = new Map(verdict.unknown.map((note) => [note.path, note.message]));
  const notes = new Map(verdict.notes.map((note) => [note.path, note.message]));
  return definition.steps.map((step): StepStanding => {
    const path = `${DEFINITION_PATH}${step.pointer}`;
    // Notes stand alone elsewhere, and so begin with the step.
    const said = (told: ReadonlyMap<string | undefined, string>) => {
      const message = told.get(path);
      return message?.startsWith(`${step.step}: `) === true ? message.slice(step.step.length + 2) : message;
    };
    const difference = differences.get(path);
    const about = { step: step.step, type: step.type, pointer: step.pointer, reportOnly: false };
    if (difference !== undefined) {
      const reportOnly = difference.reportOnly === true;
      const { want } = difference;
      return { ...about, state: 'drifted', reportOnly, have: nameOf(step), want, why: said(notes) ?? null };
    }
    const why = said(unknown);
    const state = why === undefined ? 'compliant' : 'unknown';
    return { ...about, state, have: nameOf(step), want: null, why: why ?? said(notes) ?? null };
  });
}

/** The version that has to be put back is the one that is judged. */
function definitionOf({ definition, predecessors }: Pipeline, replaced: unknown): DefinitionReading {
  return predecessors.find(({ versionId }) => versionId === replaced)?.definition ?? definition;
}

function nameOf({ name }: JobStep): string | null {
  return NAMES[name.is](name as never);
}

const NAMES: { readonly [K in JobName['is']]: (name: Extract<JobName, { readonly is: K }>) => string | null } = {
  absent: () => null,
  literal: ({ value }) => value,
  heads: ({ heads, whole }) => heads.map((head) => (whole ? head : `${head}…`)).join(' or '),
  unknown: () => null,
};

/** Of what has been asked: a policy whose differences do not count asks nobody. */
function permissionAnswers(
  { roleArn }: Pipeline,
  consents: readonly Consent[],
  permissions: AskedPermissions,
  now: number,
): readonly PermissionAnswer[] {
  const differences = consents.flatMap(({ verdict }) => (verdict.applicable ? verdict.differences : []));
  return needsOf(differences).map((need): PermissionAnswer => {
    const refused = permissions.unmet(roleArn, [need]);
    if (refused !== undefined) return { ...need, answer: 'refused', reason: refused.reason, why: refused.why };
    const answer = permissions.unasked(roleArn, [need], now).length > 0 ? 'notAsked' : 'allowed';
    return { ...need, answer, reason: null, why: null };
  });
}

/** Texts of which only the length and the hash are told: they are their owners', and may hold anything. */
const TEXTS_NOT_TOLD = ['PipelineDefinition', 'PolicyDocument'] as const;

/** The input of a call as it may be told. */
export function inputTold(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const told = TEXTS_NOT_TOLD.flatMap((member) => {
    const text = input[member];
    if (typeof text !== 'string') return [];
    const hash = createHash('sha256').update(text).digest('hex');
    return [[member, `(${text.length} characters, sha256 ${hash}; sagekeeper plan shows them)`]] as const;
  });
  return told.length === 0 ? input : { ...input, ...Object.fromEntries(told) };
}
