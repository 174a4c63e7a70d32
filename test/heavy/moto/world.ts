// The organization that the suites meet in moto: nested units, a closed account, tags; running notebooks, stopped ones, and
// some as an earlier process of ours left them.
import type { WorldSpec } from './moto.ts';

export const UNITS = [
  'Workloads',
  'Workloads/Sandbox',
  'Workloads/Production',
  'Workloads/Production/Europe',
  'Security',
];

export const ACCOUNTS: WorldSpec['accounts'] = [
  { name: 'fraud-sandbox', unit: 'Workloads/Sandbox', tags: { stage: 'sandbox', owner: 'fraud=team' } },
  { name: 'fraud-live', unit: 'Workloads/Production/Europe', tags: { stage: 'live' } },
  { name: 'scoring', unit: 'Workloads/Production', tags: { stage: 'live' } },
  { name: 'tooling', unit: 'Security' },
  { name: 'gone', unit: 'Workloads/Sandbox', tags: { stage: 'sandbox' }, closed: true },
];

export const BEFORE = '2026-11-20T10:00:00Z';

export function intent(phase: 'stop' | 'start' | 'up', change: string): Readonly<Record<string, string>> {
  return { 'sagekeeper:intent': `restore=InService phase=${phase} at=${BEFORE} of={created} change=${change}` };
}

type Notebook = WorldSpec['notebooks'][number];

export const ORDINARY: readonly Notebook[] = [
  { account: 'fraud-sandbox', region: 'eu-central-1', name: 'explore', tags: { owner: 'ada' } },
  { account: 'fraud-sandbox', region: 'us-east-1', name: 'Feature-Store', RootAccess: 'Disabled' },
  { account: 'fraud-sandbox', region: 'us-east-1', name: 'off', stopped: true, RootAccess: 'Enabled' },
  { account: 'fraud-live', region: 'eu-central-1', name: 'explore', RootAccess: 'Disabled' },
  { account: 'scoring', region: 'us-east-1', name: 'nightly', stopped: true, RootAccess: 'Disabled' },
  { account: 'tooling', region: 'eu-central-1', name: 'idle', stopped: true },
];

export const LEFT_BEHIND: readonly Notebook[] = [
  { account: 'fraud-live', region: 'us-east-1', name: 'stopped-for-us', stopped: true, tags: intent('stop', 'aaa') },
  { account: 'fraud-live', region: 'us-east-1', name: 'to-start', stopped: true, tags: intent('start', 'bbb') },
  { account: 'tooling', region: 'us-east-1', name: 'elsewhere', stopped: true, tags: intent('stop', 'ccc') },
  { account: 'tooling', region: 'eu-central-1', name: 'almost', stopped: true, tags: intent('start', 'ddd') },
  { account: 'scoring', region: 'eu-central-1', name: 'back', tags: { ...intent('up', 'eee'), owner: 'ada' } },
];

export function world(...notebooks: readonly (readonly Notebook[])[]): WorldSpec {
  return { units: UNITS, accounts: ACCOUNTS, notebooks: notebooks.flat() };
}
