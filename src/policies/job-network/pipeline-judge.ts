/**
 * In which networks will the jobs of this pipeline run? Judged by its newest definition, and reported only: which network is right
 * for a job its owner has to say, and to upload.
 */
import type { Difference, Note, Verdict } from '../../model/verdict.ts';
import { DEFINITION_PATH, stepNetworks } from '../../resources/pipeline/shape.ts';
import type { Pipeline, StepNetwork } from '../../resources/pipeline/shape.ts';
import { findingsOf } from './settings.ts';
import type { SettingFinding, Setting } from './settings.ts';
import type { JobNetworkWant } from './want.ts';

const KEYS: Readonly<Record<Setting, string>> = {
  vpc: 'VpcConfig',
  isolation: 'EnableNetworkIsolation',
  encryption: 'EnableInterContainerTrafficEncryption',
};

export function judgeJobNetworkOfPipeline(want: JobNetworkWant, pipeline: Pipeline): Verdict {
  const { status, definition } = pipeline;
  if (status === 'Deleting') return { applicable: false, why: 'it is being deleted' };
  const networks = stepNetworks(pipeline);
  if (networks === undefined) {
    const why = definition.readable ? 'its networks were not read' : definition.why;
    const place = definition.readable ? '' : ` (line ${definition.line}, column ${definition.column})`;
    const message = `its definition cannot be read: ${why}${place}`;
    const unknown = [{ reason: 'DefinitionUnreadable', message, path: DEFINITION_PATH }];
    return { applicable: true, differences: [], unknown, notes: [] };
  }
  if (networks.length === 0)
    return { applicable: false, why: 'none of its steps creates a job that runs in a network' };
  // A transform job's network is its model's, and is judged where that is made.
  const own = networks.filter(({ model }) => model === undefined);
  const found = own.map((one) => ({ one, findings: findingsOf(want, one.settings) }));
  const differences = found.flatMap(({ one, findings }) => findings.flatMap((finding) => differenceOf(one, finding)));
  const unknown = found.flatMap(({ one, findings }) => unknownNotes(one, findings));
  const ofModels = found.flatMap(({ one, findings }) => modelNotes(one, findings));
  const notes = [...ownerNotes(differences), ...ofModels, ...isolationNotes(want, own)];
  return { applicable: true, differences, unknown, notes };
}

function differenceOf(one: StepNetwork, finding: SettingFinding): readonly Difference[] {
  if (finding.is !== 'difference') return [];
  const { of, have, want } = finding;
  return [{ path: pathOf(one, of), have, want, step: one.step, reportOnly: true }];
}

/** What leaves all of it open is told once. */
function unknownNotes(one: StepNetwork, findings: readonly SettingFinding[]): readonly Note[] {
  const notes = findings.flatMap((finding): readonly Note[] => {
    if (finding.is !== 'unknown') return [];
    const { of, why } = finding;
    return [{ reason: 'JobNetworkUnknown', message: `${one.step}: ${why}`, path: pathOf(one, of) }];
  });
  if (one.open === undefined) return notes;
  const path = `${DEFINITION_PATH}${one.pointer}`;
  return notes.slice(0, 1).map((note) => ({ ...note, message: `${one.step}: ${one.open}`, path }));
}

function pathOf({ pointer }: StepNetwork, of: Setting): string {
  return `${DEFINITION_PATH}${pointer}/${KEYS[of]}`;
}

function ownerNotes(differences: readonly Difference[]): readonly Note[] {
  if (differences.length === 0) return [];
  const message = 'networks in a definition are not rewritten: its owner sets them, and uploads it';
  return [{ reason: 'OwnerSetsNetworks', message, path: DEFINITION_PATH }];
}

/** What has to be replaced stands in no definition. */
function modelNotes({ step, modelName, pointer }: StepNetwork, findings: readonly SettingFinding[]): readonly Note[] {
  if (modelName === undefined || !findings.some(({ is }) => is === 'difference')) return [];
  const message = `${step}: its network is that of the model ${modelName}, which no step makes: it needs one that was made in the wanted network`;
  return [{ reason: 'NetworkOfModel', message, path: `${DEFINITION_PATH}${pointer}` }];
}

function isolationNotes({ networkIsolation }: JobNetworkWant, networks: readonly StepNetwork[]): readonly Note[] {
  const automl = networks.filter(({ type }) => type === 'AutoML').map(({ step }) => step);
  if (networkIsolation === 'any' || automl.length === 0) return [];
  const message = `AutoML jobs have no setting for network isolation: ${automl.join(', ')}`;
  return [{ reason: 'IsolationNotSettable', message }];
}
