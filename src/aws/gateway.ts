/**
 * The one door to AWS: what the controller's World needs of it. A reader holds the read role's session whatever is asked of
 * it; a write goes out once, in a session for that change only, after one more look.
 */
import type { OrganizationSettings } from '../model/desired-state.ts';
import type { AwsCall } from '../model/resource.ts';
import type { AccountId, Region, Target } from '../model/target.ts';
import type { ChangeScope, Clock, Reader, World, WriteOutcome } from '../model/world.ts';
import { createCalls, type Calls, type RequestTold } from './calls.ts';
import { homeRegion } from './endpoints.ts';
import { ownError } from './errors.ts';
import { NO_FENCE, refuseOutside, sendWithin, type Fence } from './fence.ts';
import { createLimiter } from './limiter.ts';
import { operationRow, type OperationName, type ServiceName } from './operations.ts';
import { readPages } from './pages.ts';
import { rateOf } from './rates.ts';
import { arnVariants } from './session-policy.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { Credentials, Transport } from './transport.ts';

export interface GatewayOptions {
  readonly settings: Pick<OrganizationSettings, 'access' | 'partition' | 'rates'>;
  /** Whose STS is asked for sessions. */
  readonly hubRegion: Region;
  readonly hubCredentials: () => Promise<Credentials>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onRequest: (told: RequestTold) => void;
  readonly onThrottle: (told: { readonly service: ServiceName }) => void;
  /** Default: always. */
  readonly fence?: Fence;
}

export interface HubIdentity {
  readonly account: AccountId;
  readonly arn: string;
}

export interface Gateway {
  readonly reader: (target: Target) => Reader;
  /** With the hub's own credentials, or the management role's where one is configured. */
  readonly organizationReader: () => Reader;
  readonly write: World['write'];
  /** Who the hub's credentials belong to. Asked once, until it is answered. Rejects with an AwsError. */
  readonly hubIdentity: () => Promise<HubIdentity>;
  /** Calls that wait for a slot of the limiter, by service. */
  readonly waiting: () => Readonly<Partial<Record<ServiceName, number>>>;
  /** Nothing new starts; what is in flight may end within the grace, and is cut off then. */
  readonly close: (graceMs: number) => Promise<void>;
}

export const READ_TIMEOUT_MS = 10_000;
/** A call that waits longer than this between being chosen and being sent is chosen anew. */
const DECISION_KEPT_MS = 500;
/** How often `close` looks whether the last call has ended. */
const CLOSING_LOOK_MS = 20;

export function createGateway(options: GatewayOptions): Gateway {
  const { settings, transport, clock, hubCredentials } = options;
  const limiter = createLimiter((rateClass) => rateOf(rateClass, settings.rates));
  let inFlight = 0;
  const counted: Transport = {
    send: async (request) => {
      inFlight += 1;
      try {
        return await transport.send(request);
      } finally {
        inFlight -= 1;
      }
    },
    close: () => transport.close(),
  };
  const calls = createCalls({ ...options, transport: counted, limiter });
  const hubIdentity = once(async () => identify(calls, options));
  const hub = async (): Promise<Target> => ({ account: (await hubIdentity()).account, region: options.hubRegion });
  const { access, partition } = settings;
  const sessions = createSessions({ calls, clock, access, partition, hub, hubCredentials });
  const expired = (used: Credentials): void => sessions.drop(used);

  return {
    reader: (target) =>
      createReader(
        calls,
        (operation) => placeOf(operation, target, partition),
        async () => sessions.read(target.account),
        expired,
      ),
    organizationReader: () => organizationReader({ options, calls, sessions, hub }),
    write: async (target, scope, operation, choose) =>
      write(
        { calls, sessions, clock, fence: options.fence ?? NO_FENCE, rates: settings.rates },
        { target, scope, operation },
        choose,
      ),
    hubIdentity,
    waiting: () => limiter.waiting(),
    close: async (graceMs) => {
      limiter.close();
      for (let waited = 0; inFlight > 0 && waited < graceMs; waited += CLOSING_LOOK_MS)
        await clock.sleep(CLOSING_LOOK_MS);
      transport.close();
    },
  };
}

function createReader(
  calls: Calls,
  placed: (operation: OperationName) => Target,
  credentials: () => Promise<Credentials>,
  expired?: (used: Credentials) => void,
): Reader {
  const read: Reader['read'] = async (operation, input) => {
    if (operationRow(operation).access !== 'read') throw new Error(`invariant: a reader was asked for ${operation}`);
    return calls.sendAgain(
      { operation, input, target: placed(operation), timeoutMs: READ_TIMEOUT_MS },
      credentials,
      expired,
    );
  };
  return {
    read,
    pages: (operation, input) => {
      const { paging } = operationRow(operation);
      if (paging === undefined) throw new Error(`invariant: ${operation} has no pages`);
      return readPages({ operation, paging, target: placed(operation), input }, async (page) => read(operation, page));
    },
  };
}

/** Account settings and IAM are asked for in one region of the partition, whichever region the target is in. */
function placeOf(operation: OperationName, target: Target, partition: string): Target {
  const { service } = operationRow(operation);
  return service === 'account' || service === 'iam'
    ? { account: target.account, region: homeRegion(service, partition) }
    : target;
}

interface OrganizationDoor {
  readonly options: GatewayOptions;
  readonly calls: Calls;
  readonly sessions: Sessions;
  readonly hub: () => Promise<Target>;
}

function organizationReader({ options, calls, sessions, hub }: OrganizationDoor): Reader {
  const { access, partition } = options.settings;
  const region = homeRegion('organizations', partition);
  const place = (account: AccountId) => () => ({ account, region });
  const role = access.managementRole;
  /** Any account of an organization may ask which one manages it. */
  const managing = once(async () => {
    const { account } = await hub();
    const answer = await createReader(calls, place(account), options.hubCredentials).read('DescribeOrganization', {});
    const found = record(record(answer)['Organization'])['MasterAccountId'];
    if (typeof found === 'string' && /^\d{12}$/.test(found)) return found;
    const about = { operation: 'DescribeOrganization', target: { account, region } } as const;
    const message = 'the answer names no management account';
    throw ownError(about, { reason: 'unavailable', code: 'UnreadableAnswer', message, delivery: 'answered' });
  });
  const reader = async (): Promise<Reader> => {
    if (role === undefined) return createReader(calls, place((await hub()).account), options.hubCredentials);
    const account = await managing();
    const credentials = async () => sessions.management(account, role);
    return createReader(calls, place(account), credentials, (used) => sessions.drop(used));
  };
  return {
    read: async (operation, input) => (await reader()).read(operation, input),
    pages: (operation, input) => delegate(async () => (await reader()).pages(operation, input)),
  };
}

async function* delegate(pages: () => Promise<AsyncIterable<readonly unknown[]>>): AsyncGenerator<readonly unknown[]> {
  yield* await pages();
}

interface Change {
  readonly target: Target;
  readonly scope: ChangeScope;
  readonly operation: OperationName;
}

interface WritingDoor {
  readonly calls: Calls;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly fence: Fence;
  readonly rates: OrganizationSettings['rates'];
}

/** Throws AwsError where surely nothing was sent, an invariant where what was chosen is outside the scope. */
async function write(
  { calls, sessions, clock, fence, rates }: WritingDoor,
  { target, scope, operation }: Change,
  choose: () => Promise<AwsCall | undefined>,
): Promise<WriteOutcome> {
  const chosen = async (): Promise<AwsCall | undefined> => {
    const call = await choose();
    if (call === undefined) return undefined;
    within(scope, call.operation);
    names(scope, call);
    return call;
  };
  within(scope, operation);
  refuseOutside(fence, { operation, target });
  await sessions.write(target.account, scope);
  return calls.slot({ operation, target }, async () => {
    const first = await chosen();
    if (first === undefined) return { sent: false };
    let call = first;
    // Kept since before the slot; asked for again only where waiting took longer than the session lasts.
    const credentials = await sessions.write(target.account, scope);
    const chosenAt = clock.now();
    // Choosing reads, behind slower lanes: several that had their slots one by one may be ready at the same time.
    const sent = await calls.sendSlot({ operation, target }, async () => {
      if (clock.now() - chosenAt > DECISION_KEPT_MS) {
        const again = isSlow(operation, rates) ? await chosen() : undefined;
        if (again === undefined) return undefined;
        call = again;
      }
      return sendWithin(fence, calls, { ...call, target }, credentials);
    });
    if (sent === undefined) return { sent: false };
    if ('error' in sent && isAlreadySo(call.operation, sent.error.facts.code))
      return { sent: true, call, answer: undefined, error: undefined };
    if ('answer' in sent) return { sent: true, call, answer: sent.answer, error: undefined };
    if (sent.error.facts.obstacle === 'expired-session') sessions.drop(credentials);
    if (sent.error.facts.delivery === 'not-sent') throw sent.error;
    return { sent: true, call, answer: undefined, error: sent.error };
  });
}

/**
 * Its slots are further apart than a decision is kept. Whatever waits for one is chosen anew in it: if it gave it back, and waited
 * for both once more, half of the slots would be for nothing.
 */
function isSlow(operation: OperationName, rates: OrganizationSettings['rates']): boolean {
  const rate = rateOf(operationRow(operation).rateClass, rates);
  return rate !== 'off' && 1_000 / rate.perSecond > DECISION_KEPT_MS;
}

/** AWS refuses, because there is nothing left to do. */
function isAlreadySo(operation: OperationName, code: string): boolean {
  return operationRow(operation).alreadySo?.includes(code) === true;
}

function within(scope: ChangeScope, operation: OperationName): void {
  if (operationRow(operation).access !== 'write' || !scope.operations.includes(operation)) {
    throw new Error(`invariant: ${operation} is not what change ${scope.change} may do`);
  }
}

/** STS holds us to the resource as well; this is so that a mistake of ours is an error of ours. */
function names(scope: ChangeScope, call: AwsCall): void {
  const { resourceMember } = operationRow(call.operation);
  const named = resourceMember === undefined ? undefined : call.input[resourceMember];
  const allowed = scope.resourceArns.flatMap((arn) => [...arnVariants(arn), arn.slice(arn.lastIndexOf('/') + 1)]);
  if (typeof named !== 'string' || !allowed.some((name) => name.toLowerCase() === named.toLowerCase())) {
    throw new Error(`invariant: ${call.operation} of ${String(named)} is not what change ${scope.change} is about`);
  }
}

async function identify(calls: Calls, options: GatewayOptions): Promise<HubIdentity> {
  const call = {
    operation: 'GetCallerIdentity',
    input: {},
    target: { account: 'hub', region: options.hubRegion },
    timeoutMs: READ_TIMEOUT_MS,
  } as const;
  const { Account: account, Arn: arn } = record(await calls.sendAgain(call, options.hubCredentials));
  if (typeof account === 'string' && /^\d{12}$/.test(account) && typeof arn === 'string') return { account, arn };
  const message = 'the answer names no account';
  throw ownError(call, { reason: 'unavailable', code: 'UnreadableAnswer', message, delivery: 'answered' });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Shares one answer; a failure is not kept. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return async () => {
    answer ??= ask();
    try {
      return await answer;
    } catch (error) {
      answer = undefined;
      throw error;
    }
  };
}
