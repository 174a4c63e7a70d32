/**
 * May we do in this account what the desired state asks for? Every reading operation is tried with the smallest question. A
 * writing one is sent for a resource that is not there, in a session that names nothing else: AWS authorises first,
 * so that "not found" means that it would have been allowed, and there is nothing that it could change.
 */
import type { Gateway } from '../aws/gateway.ts';
import { operationRow } from '../aws/operations.ts';
import type { OperationName } from '../aws/operations.ts';
import { AwsError } from '../model/aws-error.ts';
import type { DesiredState, Policy } from '../model/desired-state.ts';
import type { ResourceKind } from '../model/resource.ts';
import type { Target } from '../model/target.ts';
import type { Reader } from '../model/world.ts';
import { enabledRegions } from '../organization/regions.ts';
import type { Selection } from '../organization/select.ts';
import { enforcesAt } from '../plan/admit.ts';
import { narrowed } from '../controller/judges.ts';
import { readsOf, writesOf } from '../permissions/access.ts';
import { RESOURCE_KINDS } from '../resources/index.ts';
import type { Finding, FindingState, Found } from './diagnosis.ts';
import { describes, isPermitted, readProbes, strangerAt, writeProbe } from './doctor-probes.ts';
import { denialWayOut, regionWayOut, roleWayOut } from './way-out.ts';

export interface AccountCheck {
  readonly gateway: Pick<Gateway, 'reader' | 'write'>;
  readonly state: DesiredState;
  readonly hubArn: string;
  /** The account's targets, at least one. */
  readonly selections: readonly Selection[];
  /** Names the resources that are not there; nobody else ever has this. */
  readonly token: string;
  readonly found: Found;
}

/** Ends when everything was tried; what has been found by then is told as it is found. */
export async function checkAccount(check: AccountCheck): Promise<void> {
  const [first] = check.selections;
  if (first === undefined) return;
  const free: Free[] = [];
  let role: 'unknown' | 'ok' | 'refused' = 'unknown';
  for (const selection of check.selections) {
    const region = await checkReading(check, selection, role === 'unknown');
    if (region === 'no-session') {
      role = 'refused';
      break;
    }
    role = 'ok';
    free.push(...region.map((kind) => ({ selection, kind })));
  }
  if (role === 'ok') await checkRegions(check, first.target);
  await checkWriting(check, free, role === 'refused');
}

/** The name of the probes is not taken there, so that they may be sent. */
interface Free {
  readonly selection: Selection;
  readonly kind: ResourceKind;
}

/** In an account without any policy the kinds are tried that could carry what an earlier run began. */
function kindsIn(selection: Selection): readonly ResourceKind[] {
  return Object.values(RESOURCE_KINDS).filter((kind) => narrowed(selection, kind) !== undefined);
}

type Reading = 'no-session' | readonly ResourceKind[];

async function checkReading(check: AccountCheck, selection: Selection, tellRole: boolean): Promise<Reading> {
  const { target } = selection;
  const { gateway, state, token } = check;
  const { readRole } = state.organization.access;
  const reader = gateway.reader(target);
  const free: ResourceKind[] = [];
  const answered = new Map<OperationName, FindingState>();
  let told = tellRole;
  for (const kind of kindsIn(selection)) {
    const stranger = strangerAt(target, kind, state.organization.partition, token);
    // Without any policy everything is read by which an earlier run's beginnings are found.
    const reads = selection.policies.length === 0 ? kind.reads : readsOf(kind, selection.policies);
    for (const [operation, input] of readProbes(reads, stranger)) {
      const error = await tryReading(reader, operation, input);
      if (error !== undefined && isSessionError(error)) {
        const wayOut = roleWayOut(readRole, target.account, state.organization, check.hubArn);
        tell(check, target, { check: 'readRole', what: readRole, region: null, ...outcome(error), wayOut });
        return 'no-session';
      }
      if (told)
        tell(check, target, {
          check: 'readRole',
          what: readRole,
          region: null,
          state: 'ok',
          found: 'assumed',
          wayOut: null,
        });
      told = false;
      // Where something else was read, the region is on, and it is the session that is not accepted.
      if (error?.facts.obstacle === 'region-disabled' && ![...answered.values()].includes('ok')) {
        const found = `the account has not enabled ${target.region}`;
        tell(check, target, {
          check: 'region',
          what: target.region,
          state: 'told',
          found,
          wayOut: regionWayOut(target),
        });
        return [];
      }
      if (operation === describes(kind) && error !== undefined && isPermitted(error)) free.push(kind);
      // Two kinds may share an operation: it is told again only where the answer is another one.
      const finding = outcome(error).state;
      if (answered.get(operation) !== finding) tellAction(check, target, operation, error, readRole);
      answered.set(operation, finding);
    }
  }
  return free;
}

/** Undefined: AWS answered. */
async function tryReading(
  reader: Reader,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
): Promise<AwsError | undefined> {
  try {
    await reader.read(operation, input);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** Only what an earlier run began in other regions is looked for with this. */
async function checkRegions(check: AccountCheck, target: Target): Promise<void> {
  const { readRole } = check.state.organization.access;
  try {
    await enabledRegions(check.gateway.reader(target), target);
    tellAction(check, { ...target, region: '' }, 'ListRegions', undefined, readRole);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    tellAction(check, { ...target, region: '' }, 'ListRegions', error, readRole);
  }
}

async function checkWriting(check: AccountCheck, free: readonly Free[], isBlind: boolean): Promise<void> {
  const { state, selections } = check;
  const { writeRole } = state.organization.access;
  const [any] = selections;
  if (writeRole === undefined || any === undefined) return;
  const role = { check: 'writeRole', what: writeRole, region: null } as const;
  const enforcing = selections.filter((selection) => enforcedBy(selection, state).length > 0);
  if (enforcing.length === 0) {
    const found = 'not tried: no policy enforces in this account';
    tell(check, any.target, { ...role, state: 'told', found, wayOut: null });
    return;
  }
  if (isBlind) {
    const found = 'not tried: without the read role nobody can tell whether the name of the probes is free';
    tell(check, any.target, { ...role, state: 'unclear', found, wayOut: 'mend the read role first' });
    return;
  }
  let isAssumed = false;
  for (const { selection, kind } of free.filter((one) => enforcedBy(one.selection, state, one.kind).length > 0)) {
    for (const operation of writesOf(kind, enforcedBy(selection, state, kind))) {
      const tried = await tryWriting(check, selection, kind, operation);
      if (tried === 'no-probe') {
        const found = 'not tried: there is no way to try it without changing something';
        const what = operationRow(operation).iamAction;
        tell(check, selection.target, { check: 'action', what, state: 'unclear', found, wayOut: null });
        continue;
      }
      if (tried !== undefined && isSessionError(tried)) {
        const wayOut = roleWayOut(writeRole, any.target.account, state.organization, check.hubArn);
        tell(check, any.target, { ...role, ...outcome(tried), wayOut });
        return;
      }
      if (!isAssumed) tell(check, any.target, { ...role, state: 'ok', found: 'assumed', wayOut: null });
      isAssumed = true;
      tellAction(check, selection.target, operation, tried, writeRole);
    }
  }
}

/** Undefined: AWS took it, though nothing was there to change. */
async function tryWriting(
  check: AccountCheck,
  selection: Selection,
  kind: ResourceKind,
  operation: OperationName,
): Promise<AwsError | undefined | 'no-probe'> {
  const { gateway, state, token } = check;
  const stranger = strangerAt(selection.target, kind, state.organization.partition, token);
  const enforcing = enforcedBy(selection, state, kind);
  const probe = writeProbe(operation, stranger, enforcing);
  if (probe === undefined) return 'no-probe';
  const { input, resourceArns } = probe;
  const scope = { change: `doctor-${token}`, resourceArns, operations: writesOf(kind, enforcing) };
  try {
    const sent = await gateway.write(selection.target, scope, operation, async () => ({ operation, input }));
    return sent.sent ? sent.error : undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** Policies that enforce there; with `kind`, those of them that judge it. */
function enforcedBy(selection: Selection, { organization }: DesiredState, kind?: ResourceKind): readonly Policy[] {
  const { account, target } = selection;
  const { policies } = kind === undefined ? selection : (narrowed(selection, kind) ?? { policies: [] });
  return policies.filter((policy) => enforcesAt(policy, account, target.region, organization.regions));
}

function isSessionError(error: AwsError): boolean {
  return error.facts.operation === 'AssumeRole' || error.facts.code === 'NoWriteRole';
}

/** What the answer to a probe says of the permission. */
function outcome(error: AwsError | undefined): { readonly state: FindingState; readonly found: string } {
  if (error === undefined || isPermitted(error)) return { state: 'ok', found: 'permitted' };
  const { code, message } = error.facts;
  return { state: error.reason === 'denied' ? 'missing' : 'unclear', found: `${code}: ${message}` };
}

function tellAction(
  check: AccountCheck,
  target: Target,
  operation: OperationName,
  error: AwsError | undefined,
  role: string,
): void {
  const { state, found } = outcome(error);
  const wayOut = error === undefined || state === 'ok' ? null : denialWayOut(operation, error, target, role);
  tell(check, target, { check: 'action', what: operationRow(operation).iamAction, state, found, wayOut });
}

function tell(
  { found }: AccountCheck,
  { account, region }: Target,
  finding: Omit<Finding, 'account' | 'region'> & { readonly region?: null },
): void {
  found({ account, region: region === '' ? null : region, ...finding });
}
