/**
 * Can everything be reached that the desired state asks for, and what is missing? Asks AWS and changes nothing. The hub and
 * the organization come first, as without them nobody knows which accounts there are; then every account by itself, each
 * with its own deadline.
 */
import { randomBytes } from 'node:crypto';
import { createGateway } from '../aws/gateway.ts';
import type { Gateway } from '../aws/gateway.ts';
import { sdkHubCredentials } from '../aws/hub-credentials.ts';
import { createSdkTransport } from '../aws/sdk-transport.ts';
import { load } from '../desired-state/load.ts';
import { AwsError } from '../model/aws-error.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { Organization } from '../model/organization.ts';
import { formatDuration } from '../model/duration.ts';
import { discover } from '../organization/discover.ts';
import { needs } from '../organization/needs.ts';
import { heldPolicies, selectTargets, skippedTargets, unmatchedFilters } from '../organization/select.ts';
import type { Filters, Selection } from '../organization/select.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { NOWHERE } from './diagnosis.ts';
import type { Diagnosis, Finding, Found } from './diagnosis.ts';
import { checkAccount } from './doctor-account.ts';
import type { AccountCheck } from './doctor-account.ts';
import { watchClock } from './doctor-clock.ts';
import { userAgent } from './version.ts';

export interface DoctorOptions {
  /** Milliseconds. */
  readonly deadlinePerAccountMs: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Each account has its own rates at AWS; what they share is the hub's AssumeRole. */
const ACCOUNTS_ABREAST = 32;
const CLOSE_GRACE_MS = 1_000;
const CLOCK_IS_OFF = /Signature (expired|not yet current)|RequestTimeTooSkewed|RequestExpired|RequestInTheFuture/;

export async function diagnose(
  config: Config,
  options: DoctorOptions,
): Promise<Diagnosis | { readonly problems: readonly Problem[] } | { readonly error: string }> {
  const loaded = await load(config.desiredState, systemClock.now());
  if ('problems' in loaded) return loaded;
  const { state } = loaded;
  const hubRegion = config.hubRegion ?? state.organization.regions[0] ?? 'us-east-1';
  const transport = createSdkTransport({ endpointUrl: config.endpointUrl, clock: systemClock, userAgent });
  const watch = watchClock(transport, systemClock);
  const gateway = createGateway({
    settings: state.organization,
    hubRegion,
    hubCredentials: sdkHubCredentials(hubRegion),
    transport: watch.transport,
    clock: systemClock,
    random: Math.random,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  try {
    return await examine({ config, state, gateway, options, clockFinding: watch.finding });
  } finally {
    await gateway.close(CLOSE_GRACE_MS);
  }
}

interface Examination {
  readonly config: Config;
  readonly state: DesiredState;
  readonly gateway: Gateway;
  readonly options: DoctorOptions;
  readonly clockFinding: () => Finding;
}

async function examine(examination: Examination): Promise<Diagnosis | { readonly error: string }> {
  const { config, state, gateway, clockFinding } = examination;
  const findings: Finding[] = config.warnings.map((found) => ({
    check: 'environment',
    ...NOWHERE,
    what: found.split(' ', 1)[0] ?? '',
    state: 'told',
    found,
    wayOut: 'unset it, or write --endpoint-url where it is meant',
  }));
  const found: Found = (finding) => void findings.push(finding);
  const end = (ran: boolean, accounts: Diagnosis['accounts'] = []): Diagnosis => ({
    ran,
    revision: state.revision,
    accounts,
    findings: findings.toSorted(byAccount),
  });
  const hubArn = await checkHub(gateway, found);
  if (hubArn === undefined) return end(false);
  const organization = await checkOrganization(gateway, state, hubArn, found);
  if (organization === undefined) return end(false);
  const filters: Filters = { accounts: config.accounts, regions: config.regions, policies: [] };
  const slip = unmatched(organization, state, filters);
  if (slip !== undefined) return { error: slip };
  tellPlaces(organization, state, filters, found);
  const theirs = Map.groupBy(selectTargets(organization, state, filters), ({ account }) => account.id);
  await checkAccounts(examination, [...theirs.values()], hubArn, found);
  if (examination.options.signal.aborted) return { error: 'interrupted before every account was asked' };
  found(clockFinding());
  return end(
    true,
    [...theirs.values()].flatMap(([first]) =>
      first === undefined ? [] : [{ id: first.account.id, name: first.account.name }],
    ),
  );
}

async function checkAccounts(
  examination: Examination,
  accounts: readonly (readonly Selection[])[],
  hubArn: string,
  found: Found,
): Promise<void> {
  const { options } = examination;
  const token = randomBytes(10).toString('hex');
  const waiting = accounts.values();
  let done = 0;
  const lane = async (): Promise<void> => {
    for (const selections of waiting) {
      if (options.signal.aborted) return;
      await withinDeadline(examination, { selections, hubArn, token }, found);
      done += 1;
      options.progress(done, accounts.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(ACCOUNTS_ABREAST, accounts.length) }, lane));
}

/** Whatever an account answers after its deadline is not listened to: the row that says so stands. */
async function withinDeadline(
  { gateway, state, options }: Examination,
  about: Pick<AccountCheck, 'selections' | 'hubArn' | 'token'>,
  found: Found,
): Promise<void> {
  const { signal, deadlinePerAccountMs } = options;
  const account = about.selections[0]?.account.id ?? null;
  const over = new AbortController();
  const giveUp = (): void => over.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  const heard: Found = (finding) => {
    if (!over.signal.aborted) found(finding);
  };
  const work = checkAccount({ gateway, state, found: heard, ...about }).then(
    () => 'done' as const,
    (error: unknown) => {
      // A mistake of ours about one account is no reason to say nothing of the others.
      heard(noAnswer(account, error instanceof Error ? error.message : String(error)));
      return 'done' as const;
    },
  );
  const late = systemClock.sleep(deadlinePerAccountMs, over.signal).then(() => 'late' as const);
  const ended = await Promise.race([work, late]);
  if (ended === 'late' && !signal.aborted)
    found(noAnswer(account, `not within ${formatDuration(deadlinePerAccountMs)}`));
  over.abort();
  signal.removeEventListener('abort', giveUp);
}

/** Accounts answer in any order; what is about none of them comes first. */
function byAccount(a: Finding, b: Finding): number {
  const [one, other] = [a.account ?? '', b.account ?? ''];
  return one < other ? -1 : Number(one > other);
}

function noAnswer(account: string | null, why: string): Finding {
  const wayOut = 'give it more time with --deadline-per-account, or look at AWS Health and at the network';
  return { check: 'account', account, region: null, what: 'an answer', state: 'unclear', found: why, wayOut };
}

async function checkHub(gateway: Gateway, found: Found): Promise<string | undefined> {
  const hub = { check: 'hub', ...NOWHERE, what: 'credentials of the hub' } as const;
  try {
    const { arn } = await gateway.hubIdentity();
    found({ ...hub, state: 'ok', found: arn, wayOut: null });
    return arn;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    found({ ...hub, state: 'missing', found: message, wayOut: hubWayOut(error, message) });
    return undefined;
  }
}

function hubWayOut(error: unknown, message: string): string {
  if (CLOCK_IS_OFF.test(message)) return 'set the clock: AWS refuses signatures that are five minutes off';
  const { reason, code, obstacle } = error instanceof AwsError ? error.facts : {};
  if (reason === 'unavailable' && obstacle === undefined && code !== 'NoCredentials')
    return 'look at what is between here and AWS: the network, a proxy, and --endpoint-url where it is given';
  return 'give it credentials: a role for the pod (IRSA, Pod Identity), or a profile (AWS_PROFILE) that is logged in';
}

async function checkOrganization(
  gateway: Gateway,
  state: DesiredState,
  hubArn: string,
  found: Found,
): Promise<Organization | undefined> {
  const about = { check: 'organization', ...NOWHERE, what: 'reading the organization' } as const;
  try {
    const organization = await discover(gateway.organizationReader(), needs(state), systemClock.now());
    const active = organization.accounts.filter((account) => account.state === 'ACTIVE').length;
    const counts = `${organization.accounts.length} accounts, ${active} of them active`;
    found({ ...about, state: 'ok', found: `${organization.id}: ${counts}`, wayOut: null });
    return organization;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { managementRole } = state.organization.access;
    const wayOut =
      managementRole === undefined
        ? `run the hub in the management or a delegated administrator account and allow ${hubArn} to read the organization, ` +
          'or name a role of the management account in Organization.spec.access.managementRole'
        : `let the role ${managementRole} in the management account trust ${hubArn} and read the organization`;
    found({
      ...about,
      state: 'missing',
      found: message,
      wayOut: `${wayOut}; sagekeeper iam-policy prints the documents`,
    });
    return undefined;
  }
}

/** Policies that apply nowhere, and accounts that nobody visits. */
function tellPlaces(organization: Organization, state: DesiredState, filters: Filters, found: Found): void {
  for (const { policy, why } of heldPolicies(organization, state)) {
    const wayOut = `mend the name in the documents, or make the unit: until then ${policy} applies nowhere`;
    found({ check: 'organization', ...NOWHERE, what: `policy ${policy}`, state: 'missing', found: why, wayOut });
  }
  const told = new Set<string>();
  for (const { target, message } of skippedTargets(organization, state, filters)) {
    if (told.has(target.account)) continue;
    told.add(target.account);
    found({
      check: 'account',
      account: target.account,
      region: null,
      what: 'a visit',
      state: 'told',
      found: message,
      wayOut: null,
    });
  }
  if (state.organization.access.writeRole === undefined) {
    const none = 'none is configured: nothing is ever changed, whatever the policies say';
    found({ check: 'writeRole', ...NOWHERE, what: 'a write role', state: 'told', found: none, wayOut: null });
  }
}

function unmatched(organization: Organization, state: DesiredState, filters: Filters): string | undefined {
  const { accounts, regions } = unmatchedFilters(organization, state, filters);
  if (accounts.length > 0) return `there is no such account in this organization: ${accounts.join(', ')}`;
  return regions.length > 0 ? `no document asks for this region: ${regions.join(', ')}` : undefined;
}
