/**
 * What an explanation says of a pipeline, for a person at a terminal: its steps one by one, its versions, and what IAM said
 * about its role. Pure.
 */
import type {
  Explanation,
  PermissionAnswer,
  PipelineExplanation,
  StandingExplanation,
  StepStanding,
} from '../controller/explanation-form.ts';
import { statementFor } from '../resources/pipeline/job-types.ts';
import { valueText, wantedText } from './explain-phrases.ts';
import { table } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

/** Those that differ or are not known come first; --output json has all of them. */
const MAX_STEPS_SHOWN = 50;
const MAX_EXECUTIONS_SHOWN = 20;
const MAX_TEXT_CHARACTERS = 1_000;

/** Empty for any other kind of resource. */
export function pipelineLines({ pipeline }: Explanation, paint: Paint): readonly string[] {
  if (pipeline === undefined) return [];
  const { roleArn, unreadable, overwrittenVersion, notRead, permissions } = pipeline;
  const replaced = `version ${overwrittenVersion ?? ''} of its owner was replaced unseen by a write of ours: it is put back`;
  return [
    `  ${versionText(pipeline)}, ${counted(pipeline.characters, 'character')}, sha256 ${printable(pipeline.sha256)}`,
    `  runs as ${roleArn === null ? 'a role that AWS does not tell' : printable(roleArn)}`,
    ...(unreadable === null
      ? []
      : [
          paint(
            'red',
            `  its definition cannot be read: ${text(unreadable.why)} (line ${unreadable.line}, column ${unreadable.column})`,
          ),
        ]),
    ...(overwrittenVersion === null ? [] : [paint('yellow', `  ${replaced}`)]),
    ...executionLines(pipeline, paint),
    ...notRead.map(({ reason, message }) => `  not read, ${printable(reason)}: ${text(message)}`),
    ...permissionLines(permissions, paint),
  ];
}

function versionText({ version, versionsUnread, olderVersions }: PipelineExplanation): string {
  const older =
    olderVersions === null || olderVersions === 0 ? '' : ` (${olderVersions} older ones can still be started)`;
  if (version !== null) return `version ${version}${older}`;
  const why =
    versionsUnread === null
      ? 'its versions are read before anything is done, where the service has any'
      : text(versionsUnread);
  return `a version that is not known${older}: ${why}`;
}

function executionLines({ executions }: PipelineExplanation, paint: Paint): readonly string[] {
  if (executions.length === 0) return [];
  const rows = executions
    .slice(0, MAX_EXECUTIONS_SHOWN)
    .map(({ execution, version, running, jobs }) => [
      printable(execution.slice(execution.lastIndexOf('/') + 1)),
      version === null ? 'not known' : String(version),
      running ? 'in progress' : 'over',
      jobs === null ? '' : String(jobs),
    ]);
  return table(['EXECUTION', 'VERSION', '', 'JOBS'], rows, paint);
}

const ANSWERS: Readonly<Record<PermissionAnswer['answer'], string>> = {
  allowed: 'may',
  refused: 'MAY NOT',
  notAsked: 'not asked',
};

function permissionLines(permissions: readonly PermissionAnswer[], paint: Paint): readonly string[] {
  if (permissions.length === 0) return [];
  const rows = permissions
    .slice(0, MAX_STEPS_SHOWN)
    .map(({ answer, action, resource, why }) => [
      ANSWERS[answer],
      action,
      printable(resource),
      why === null ? '' : text(why),
    ]);
  return [
    '  Its role, as far as IAM was asked, once the jobs have their names:',
    ...table(['', 'ACTION', 'RESOURCE', 'WHY'], rows, paint),
    ...permissions
      .filter(({ reason }) => reason === 'RoleMayNotCreate')
      .slice(0, MAX_STEPS_SHOWN)
      .map((one) => `  the role needs: ${printable(JSON.stringify(statementFor(one)), MAX_TEXT_CHARACTERS)}`),
  ];
}

/** How each step stands under a policy; empty where there are none to tell. */
export function stepRows({ steps = [] }: StandingExplanation, paint: Paint): readonly string[] {
  if (steps.length === 0) return [];
  const shown = steps.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_STEPS_SHOWN);
  const rows = shown.map((step) => [
    printable(step.step),
    printable(step.type),
    step.reportOnly ? `${step.state} (only reported)` : step.state,
    step.state === 'drifted' ? `${valueText(step.have)} -> ${wantedText(step.want)}` : nameText(step),
    step.why === null ? '' : text(step.why),
  ]);
  const more = steps.length - shown.length;
  return [
    ...table(['STEP', 'TYPE', 'STATE', 'NAME OF ITS JOB', 'WHY'], rows, paint),
    ...(more > 0 ? [`  ... and ${counted(more, 'more step', 'more steps')}: --output json has all of them`] : []),
  ];
}

function nameText({ have, state }: StepStanding): string {
  return have === null && state === 'unknown' ? '' : valueText(have);
}

function rank({ state }: StepStanding): number {
  return state === 'drifted' ? 0 : state === 'unknown' ? 1 : 2;
}

function text(told: string): string {
  return printable(told, MAX_TEXT_CHARACTERS);
}
