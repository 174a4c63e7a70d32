/**
 * How do the settings of one job, or of one step that will start some, differ from what is wanted? A definition may leave open what
 * only shows when it runs: then nobody knows, which is neither right nor wrong.
 */
import type { KnownIds, StepSettings } from '../../resources/pipeline/shape.ts';
import type { JobNetworkWant } from './want.ts';

export type Setting = 'vpc' | 'isolation' | 'encryption';

export type SettingFinding =
  | { readonly of: Setting; readonly is: 'difference'; readonly have: unknown; readonly want: unknown }
  | { readonly of: Setting; readonly is: 'unknown'; readonly why: string };

type Said = Pick<StepSettings, 'vpc' | 'networkIsolation' | 'interContainerEncryption' | 'instances'>;

export function findingsOf(want: JobNetworkWant, said: Said): readonly SettingFinding[] {
  return [vpcFinding(want, said), isolationFinding(want, said), encryptionFinding(want, said)].filter(
    (finding) => finding !== undefined,
  );
}

function vpcFinding({ vpc: want }: JobNetworkWant, { vpc }: Said): SettingFinding | undefined {
  if (want === 'any') return undefined;
  if (vpc.is === 'absent') return { of: 'vpc', is: 'difference', have: undefined, want };
  if (vpc.is === 'unknown') return { of: 'vpc', is: 'unknown', why: `its network: ${vpc.why}` };
  if (want === 'required') return undefined;
  const known =
    vpc.is === 'present' ? vpc : { subnets: all(vpc.value.subnets), securityGroups: all(vpc.value.securityGroups) };
  const { subnets, securityGroups } = known;
  if (isOutside(subnets, want.subnets) || isOutside(securityGroups, want.securityGroups))
    return { of: 'vpc', is: 'difference', have: { subnets: subnets.ids, securityGroups: securityGroups.ids }, want };
  const open = (want.subnets && subnets.why) ?? (want.securityGroups && securityGroups.why);
  return open === undefined ? undefined : { of: 'vpc', is: 'unknown', why: `its network: ${open}` };
}

function all(ids: readonly string[]): KnownIds {
  return { ids, why: undefined };
}

/** Whatever else there may be: one that is not allowed is enough, and none at all. */
function isOutside({ ids, why }: KnownIds, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return false;
  return ids.some((id) => !allowed.includes(id)) || (ids.length === 0 && why === undefined);
}

function isolationFinding({ networkIsolation: want }: JobNetworkWant, said: Said): SettingFinding | undefined {
  const setting = said.networkIsolation;
  if (want === 'any' || setting === undefined) return undefined;
  if (setting.is === 'unknown') return { of: 'isolation', is: 'unknown', why: `its isolation: ${setting.why}` };
  const have = setting.is === 'literal' && setting.value;
  return have ? undefined : { of: 'isolation', is: 'difference', have, want: true };
}

/** What one instance does alone crosses no network. Where AWS chooses how many there are, it may be several. */
function encryptionFinding({ interContainerEncryption: want }: JobNetworkWant, said: Said): SettingFinding | undefined {
  const { interContainerEncryption: setting, instances } = said;
  if (want === 'any' || setting === undefined) return undefined;
  if (instances.is === 'literal' && instances.value === 1) return undefined;
  if (setting.is === 'unknown') return { of: 'encryption', is: 'unknown', why: `its encryption: ${setting.why}` };
  const have = setting.is === 'literal' && setting.value;
  if (have) return undefined;
  if (instances.is === 'unknown')
    return { of: 'encryption', is: 'unknown', why: `it may have several instances: ${instances.why}` };
  return { of: 'encryption', is: 'difference', have, want: true };
}
