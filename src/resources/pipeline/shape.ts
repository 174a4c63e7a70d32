/**
 * What a SageMaker pipeline is to us: who runs it, and the steps of its stored definition that create jobs with a name of
 * their own. The definition's text is kept only as long as it is needed to write it anew: tens of thousands of pipelines
 * are remembered by their hash and their steps.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipeline.html
 */
import type { Resource } from '../../model/resource.ts';
import type { Note } from '../../model/verdict.ts';
import type { VpcConfig } from '../job/shape.ts';

/** The name that a step gives its job, as far as the definition proves it. */
export type JobName =
  /** No key, or null: SageMaker makes `pipelines-<execution>-...` of it. */
  | { readonly is: 'absent' }
  | { readonly is: 'literal'; readonly value: string }
  /** An expression of which only the possible values, or their literal beginnings, are known. */
  | { readonly is: 'heads'; readonly heads: readonly string[]; readonly whole: boolean }
  | { readonly is: 'unknown'; readonly why: string };

/** One step that creates a job, or that nobody can tell whether it does. */
export interface JobStep {
  /** The names of the steps on the way to it: `Train`, `Check/if/Train`, `Check/else/Tune`, `Each/body/Train`. */
  readonly step: string;
  /** The step's own name, which tells it apart where it has no base name; empty where it has none. */
  readonly ownName: string;
  readonly type: string;
  /** JSON pointer of the key that holds the job's name, whether or not it is there. */
  readonly pointer: string;
  readonly name: JobName;
  /** Of a Job step, where its definition says it: the part of the ARN before the job's name. */
  readonly category?: string;
}

/** What could be read of a definition. Line and column count from 1. */
export type DefinitionReading =
  | { readonly readable: true; readonly steps: readonly JobStep[] }
  | { readonly readable: false; readonly why: string; readonly line: number; readonly column: number };

/** What a definition says of one setting, as far as it proves it. */
export type Setting<T> =
  | { readonly is: 'absent' }
  | { readonly is: 'literal'; readonly value: T }
  | { readonly is: 'unknown'; readonly why: string };

/** Ids that stand in a list of a definition, and why there may be others. */
export interface KnownIds {
  readonly ids: readonly string[];
  /** Undefined: these are all. */
  readonly why: string | undefined;
}

/** There is a VPC in any case, and which it is shows only when it runs, but for the ids that are known. */
export interface PresentVpc {
  readonly is: 'present';
  readonly subnets: KnownIds;
  readonly securityGroups: KnownIds;
}

/** How the jobs of a step will run: shared by all steps that say the same. */
export interface StepSettings {
  readonly vpc: Setting<VpcConfig> | PresentVpc;
  /** Undefined: jobs of the type have no such setting. */
  readonly networkIsolation: Setting<boolean> | undefined;
  readonly interContainerEncryption: Setting<boolean> | undefined;
  /** Absent: AWS chooses. */
  readonly instances: Setting<number>;
  /** Buckets of S3 that the step names. */
  readonly buckets: readonly string[];
}

/** Where a step has settings, as definitions share it: tens of thousands of pipelines are remembered. */
export interface SharedNetwork {
  /** JSON pointer below the step's Arguments; undefined: what is unclear is the step itself. */
  readonly below: string | undefined;
  /** Why nothing is known of it: then the pointer is that of what leaves it open, and holds no settings. */
  readonly open?: string;
  readonly settings: StepSettings;
  /** Of a transform step: the step of the pipeline that makes its model, where the settings stand. */
  readonly model?: string;
  /** Of a transform step whose model no step makes: its name, where the definition says it. */
  readonly modelName?: string;
}

/** The network of the jobs that a step creates; a tuning step has one for each of its training definitions. */
export interface StepNetwork extends Omit<SharedNetwork, 'below'> {
  /** As in JobStep. */
  readonly step: string;
  readonly type: string;
  /** JSON pointer of the object that holds the settings, whether or not it is there. */
  readonly pointer: string;
  /** Of a step of a type that nobody knows. */
  readonly stranger?: Stranger;
}

/** What the arguments of a step say of networks, wherever that stands in them. */
export interface Stranger {
  /** They name some, or may, so that what it starts may be in any. */
  readonly namesNetworks: boolean;
  /** Ids that stand in them as they are. */
  readonly subnets: readonly string[];
}

/** Whose a version is, as far as AWS tells. */
export type Author = 'we' | 'somebody' | 'unknown';

/** One of the versions right before the newest, read where ours may have replaced an edit of the owner's unseen. */
export interface Predecessor {
  readonly versionId: number;
  /** AWS says that it is not ours. */
  readonly byOwner: boolean;
  /** AWS says that it is ours, and tells the author of each version. */
  readonly byUs?: boolean;
  /** The newest version differs from it in nothing but names of jobs, if at all. */
  readonly alike: boolean;
  /** Older predecessors from which it differs in nothing but names of jobs, if at all. */
  readonly derivedFrom: readonly number[];
  readonly definition: DefinitionReading;
  readonly text: string | undefined;
}

export interface Pipeline extends Resource {
  readonly kind: 'pipeline';
  readonly roleArn: string | undefined;
  readonly definition: DefinitionReading;
  /** Of each step of its newest definition, in their order; undefined where that cannot be read. */
  readonly networks?: readonly (readonly SharedNetwork[])[] | undefined;
  /** Steps of types that nobody knows, which are not among the steps of its definition: these may start jobs, too. */
  readonly strangers?: readonly StepNetwork[];
  /** Steps that have a model served in a network, and start no job. */
  readonly serving?: readonly StepNetwork[];
  readonly sha256: string;
  /** In UTF-16 code units, as AWS counts its limit for a definition. */
  readonly characters: number;
  /** Undefined in what is remembered: who wants to write has to read again. */
  readonly text: string | undefined;
  /** Undefined: the versions were not asked for. */
  readonly newestVersion: number | undefined;
  /** Why they could not be read, where they were asked for. */
  readonly versionsUnread: string | undefined;
  /** The service does not know versions: what a write of ours replaces unseen cannot be told afterwards, and is gone. */
  readonly versionless?: boolean;
  /** The list of versions does not have the described definition yet: what that replaced cannot be seen for now. */
  readonly versionsBehind?: boolean;
  /**
   * The version that ours replaced unseen. Where only names tell whose a version is, it is undefined, and a policy has to say:
   * the predecessors are there then as well.
   */
  readonly overwritten: number | undefined;
  /** Newest first; empty where nothing can have been replaced unseen. */
  readonly predecessors: readonly Predecessor[];
  /** Undefined: the newest definition is not ours, or has not been run, as far as is known. */
  readonly firstRun?: FirstRun | undefined;
  /** What was seen of older versions, of executions, and of the jobs that these started, where a policy asks for it. */
  readonly history: readonly ExecutedDefinition[];
  /** What of that could not be read. */
  readonly historyUnread: readonly Note[];
  /** Versions before the newest, each of which can still be started; undefined: not asked. */
  readonly olderVersions: number | undefined;
}

/** The first execution on a definition that we wrote. */
export interface FirstRun {
  readonly execution: string;
  readonly running: boolean;
  /** `<step>: <AWS's words>` for each step that was denied something. */
  readonly denials: readonly string[];
  /** The version that ours replaced: to go back to. */
  readonly versionBefore: number | undefined;
}

/** A definition that an execution in progress runs on, or jobs that an execution has started. */
export interface ExecutedDefinition {
  readonly execution: string;
  readonly versionId: number | undefined;
  /** Still running: it may start more jobs. */
  readonly running: boolean;
  /** Undefined: not read. */
  readonly definition: DefinitionReading | undefined;
  /** Names of jobs that it started, with the type of the step; undefined: not asked. */
  readonly jobs: readonly { readonly type: string; readonly name: string }[] | undefined;
}

/** In which networks its jobs will run, those of strangers last; undefined where that was not read. */
export function stepNetworks({
  definition,
  networks,
  strangers = [],
}: Pick<Pipeline, 'definition' | 'networks' | 'strangers'>): readonly StepNetwork[] | undefined {
  if (!definition.readable || networks === undefined) return undefined;
  const own = definition.steps.flatMap(({ step, type, pointer }, index) =>
    (networks[index] ?? []).map(({ below, ...said }): StepNetwork => {
      const args = pointer.slice(0, pointer.lastIndexOf('/'));
      return { ...said, step, type, pointer: below === undefined ? pointer : `${args}${below}` };
    }),
  );
  return [...own, ...strangers];
}

/** Where differences of a definition stand: this, and then the JSON pointer within it. */
export const DEFINITION_PATH = '/definition';
/** At this path stands the version that has to be put back, as far as a policy alone can tell. */
export const OVERWRITTEN_PATH = '/overwrittenVersion';

/** The first execution on our definition was denied a job: told with the version to go back to. */
export function firstRunDenied({
  firstRun,
}: Pipeline): { readonly id: string; readonly reason: string; readonly why: string } | undefined {
  const [denial] = firstRun?.denials ?? [];
  if (firstRun === undefined || denial === undefined) return undefined;
  const { execution, versionBefore } = firstRun;
  const back = versionBefore === undefined ? '' : `; the version to go back to is ${versionBefore}`;
  const why = `the first execution on the definition with other names was denied a job (${execution}): ${denial}${back}`;
  return { id: execution, reason: 'RenamedJobDenied', why };
}
