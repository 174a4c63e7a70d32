/**
 * The measured process of judging: a controller that remembers an organization's notebooks, judges and decides about all of
 * them, again and again, and calls nobody. Parameters: the directory of the desired state, accounts,
 * and notebooks in each account and region.
 */
import { Controller } from '../../src/controller/controller.ts';
import { settle } from '../../src/controller/reconcile.ts';
import { systemClock } from '../../src/daemon/clock.ts';
import type { Organization } from '../../src/model/organization.ts';
import { selectTargets } from '../../src/organization/select.ts';
import { CURRENT_PLATFORM } from '../../src/resources/notebook-instance/shape.ts';
import type { NotebookConfiguration, NotebookInstance } from '../../src/resources/notebook-instance/shape.ts';
import { loadState } from './desired-state.ts';
import { cpuMs } from './floor.ts';

export interface Judged {
  /** Milliseconds of processor time for everything, one round after the other. */
  readonly rounds: readonly number[];
  readonly notebooks: number;
  /** Of the last round: a call is due, or a budget holds it. */
  readonly due: number;
  readonly waiting: number;
}

const ROUNDS = 8;
const ALIKE = {
  rootAccess: 'Enabled',
  platformIdentifier: CURRENT_PLATFORM,
  directInternetAccess: 'Enabled',
  subnetId: undefined,
  securityGroups: [],
  kmsKeyId: undefined,
  lifecycleConfigName: undefined,
  instanceType: 'ml.t3.medium',
} as const;
const CONFIGURATIONS = {
  drifted: { ...ALIKE, minimumInstanceMetadataServiceVersion: '1' },
  compliant: { ...ALIKE, minimumInstanceMetadataServiceVersion: '2' },
} as const satisfies Record<string, NotebookConfiguration>;

const [directory = '', ...size] = process.argv.slice(2);
const [accounts = 0, notebooks = 0] = size.map(Number);
const state = await loadState(directory);
const never = (): never => {
  throw new Error('invariant: judging calls nobody');
};
const controller = new Controller(
  {
    clock: systemClock,
    random: Math.random,
    newChangeId: () => 'bench',
    reader: never,
    write: never,
    tell: () => undefined,
  },
  state,
);
const organization = organizationOf(accounts);
const selections = selectTargets(organization, state);
controller.adopt(state, organization, selections);
let planted = 0;
for (const place of controller.memory.places.values()) {
  const { account, region } = place.selection.target;
  place.listed = true;
  place.accountedFor = true;
  place.status = { ...place.status, state: 'reached', reason: undefined };
  for (let serial = 0; serial < notebooks; serial += 1) controller.hold(place, notebookOf(account, region, serial));
}
controller.memory.recount();

const rounds: number[] = [];
let due = 0;
let waiting = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  due = 0;
  waiting = 0;
  const before = process.cpuUsage();
  for (const place of controller.memory.places.values()) {
    const settled = settle(controller, place);
    due += settled.due.length;
    waiting += settled.waiting.length;
  }
  rounds.push(cpuMs(process.cpuUsage(before)));
}
process.send?.({ rounds, notebooks: planted, due, waiting } satisfies Judged);

function organizationOf(count: number): Organization {
  const unit = { id: 'ou-exam-ple00001', path: 'Workloads' };
  return {
    id: 'o-exampleorg1',
    rootId: 'r-exam',
    managementAccount: '999999999999',
    units: [unit, { id: 'ou-exam-ple00002', path: 'Workloads/Production' }],
    readAt: 0,
    accounts: Array.from({ length: count }, (_, index) => ({
      id: String(100_000_000_000 + index),
      name: `account-${index}`,
      state: 'ACTIVE',
      units: [unit],
      tags: undefined,
      management: false,
    })),
  };
}

/** A tenth on version 1, three in five running. */
function notebookOf(account: string, region: string, serial: number): NotebookInstance {
  planted += 1;
  const name = `notebook-${String(serial).padStart(4, '0')}`;
  const status = (planted * 7) % 50 < 30 ? 'InService' : 'Stopped';
  const createdAt = Date.parse('2022-09-14T08:00:00Z');
  return {
    kind: 'notebook-instance',
    arn: `arn:aws:sagemaker:${region}:${account}:notebook-instance/${name}`,
    name,
    account,
    region,
    status,
    createdAt,
    lastModifiedAt: createdAt,
    observedAt: systemClock.now(),
    running: status === 'InService',
    tags: undefined,
    intent: { is: 'none' },
    provenance: undefined,
    configuration: planted % 10 === 0 ? CONFIGURATIONS.drifted : CONFIGURATIONS.compliant,
    failureReason: undefined,
  };
}
