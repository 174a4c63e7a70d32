/**
 * The AWS SDK as a transport: one client for each (service, region), and credentials with each call. The clients keep their
 * commands, their endpoint rules and (STS, EC2, IAM, Account Management) their protocols; signing, sending and the dialects of
 * `dialects.ts` are ours, as middlewares in the places that the SDK has for them. docs/decisions/0002-one-door.md has reasons and figures.
 */
import { AccountClient } from '@aws-sdk/client-account';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../model/world.ts';
import { commandFor } from './commands.ts';
import { createDeadlines } from './deadlines.ts';
import { createExchanger, type Answer, type Exchanger, type Origin } from './http-exchange.ts';
import { operationRow, type ServiceName } from './operations.ts';
import { DIALECTS } from './dialects.ts';
import type { WireRequest } from './dialects.ts';
import { canonicalQuery, sign } from './signer.ts';
import type { Transport, TransportRequest } from './transport.ts';
import { requireRoot, sdkFailure, withoutDates } from './wire.ts';

export interface SdkTransportOptions {
  /**
   * Where every service is, instead of where AWS has it. AWS_ENDPOINT_URL and endpoints in shared configuration files are
   * never obeyed: a wrong variable must not send signed requests elsewhere.
   */
  readonly endpointUrl: string | undefined;
  readonly clock: Clock;
  /** Sent as the user agent, such as `sagekeeper/0.1.0`: what CloudTrail shows. */
  readonly userAgent: string;
}

/** What we use of any client. */
interface SdkClient {
  readonly config: {
    readonly endpointProvider: (parameters: Readonly<Record<string, unknown>>) => {
      readonly url: URL;
      readonly properties?: { readonly authSchemes?: readonly { readonly signingRegion?: string }[] };
    };
    readonly useFipsEndpoint: () => Promise<boolean>;
    readonly useDualstackEndpoint: () => Promise<boolean>;
  };
  readonly middlewareStack: {
    add(middleware: Middleware, options: Readonly<Record<string, string>>): void;
    remove(name: string): boolean;
  };
  send(command: object): Promise<unknown>;
}
type Middleware = (next: (args: Passed) => Promise<unknown>) => (args: Passed) => Promise<unknown>;
interface Passed {
  readonly input: object;
  readonly request?: unknown;
}

/** A client, and where its requests go. */
interface Door {
  readonly client: SdkClient;
  readonly origin: Origin;
  readonly host: string;
  /** Path of the endpoint, without a slash at its end. */
  readonly basePath: string;
  readonly signingRegion: string;
}

interface InFlight {
  readonly request: TransportRequest;
  readonly door: Door;
  answer: Answer | undefined;
}

/** Those that only some desired states need are loaded when they are. */
const CLIENTS = {
  account: async () => AccountClient,
  ec2: async () => (await import('./sdk-ec2.ts')).EC2Client,
  iam: async () => (await import('./sdk-iam.ts')).IAMClient,
  organizations: async () => OrganizationsClient,
  s3: async () => (await import('./sdk-s3.ts')).S3Client,
  sagemaker: async () => SageMakerClient,
  sts: async () => STSClient,
  tagging: async () => ResourceGroupsTaggingAPIClient,
} as const satisfies Record<ServiceName, () => Promise<unknown>>;
/**
 * What the SDK would do and we do ourselves, or above: another attempt, another signature. A client that names them
 * otherwise is refused at construction, so that an update cannot bring them back unseen.
 */
const NOT_THE_SDKS = ['retryMiddleware', 'httpAuthSchemeMiddleware', 'httpSigningMiddleware'];
/** Of those whose protocol the SDK speaks. */
const ANSWERING_IN_XML: ReadonlySet<ServiceName> = new Set(['ec2', 'iam', 'sts']);
/** Services x regions; there are about 40 regions. */
const MAX_DOORS = 500;
/** Of the SDK's own signer, which is removed: they can sign nothing that anybody believes. */
const NO_CREDENTIALS = { accessKeyId: 'none', secretAccessKey: 'none' };

export function createSdkTransport(options: SdkTransportOptions): Transport {
  const exchanger = createExchanger(createDeadlines(options.clock));
  const doors = new Map<string, Promise<Door>>();
  const inFlight = new WeakMap<object, InFlight>();
  const sent: Send = async (call, request) => exchange({ exchanger, options, call, request });

  const doorTo = async (service: ServiceName, region: string): Promise<Door> => {
    const key = `${service} ${region}`;
    const known = doors.get(key);
    if (known !== undefined) return known;
    if (doors.size >= MAX_DOORS) throw new Error(`invariant: more than ${MAX_DOORS} clients`);
    const opening = newClient(service, region, middlewares(service, inFlight, sent)).then(async (client) =>
      openDoor(client, region, options.endpointUrl),
    );
    doors.set(key, opening);
    return opening;
  };

  return {
    send: async (request) => {
      const door = await doorTo(request.service, request.region);
      // A copy, as the SDK hands it through to our middlewares, which know the call by it.
      const input = { ...request.input };
      const call: InFlight = { request, door, answer: undefined };
      inFlight.set(input, call);
      const Command = await commandFor(request.operation);
      const command = new Command(input as never);
      if (request.service in DIALECTS) return door.client.send(command);
      try {
        return withoutDates(await door.client.send(command));
      } catch (error) {
        throw call.answer === undefined ? error : sdkFailure(error, call.answer);
      }
    },
    close: () => exchanger.close(),
  };
}

type Send = (call: InFlight, request: WireRequest) => Promise<Answer>;

/** For a dialect of ours the first middleware is the last, and the SDK sees neither the request nor the answer. */
function middlewares(service: ServiceName, inFlight: WeakMap<object, InFlight>, send: Send): [Middleware, object] {
  const callOf = (input: object): InFlight => {
    const call = inFlight.get(input);
    if (call === undefined) throw new Error('invariant: the SDK sends something that was not asked for');
    return call;
  };
  const dialect = DIALECTS[service];
  if (dialect !== undefined) {
    const own: Middleware = () => async (args) => {
      const call = callOf(args.input);
      const wire = dialect.request(call.request.operation, args.input as Readonly<Record<string, unknown>>);
      return { output: dialect.parse(await send(call, wire)) };
    };
    return [own, { step: 'initialize', priority: 'high', name: 'sagekeeperDialect' }];
  }
  const serialized: Middleware = () => async (args) => {
    const call = callOf(args.input);
    const answer = await send(call, serializedRequest(args.request));
    if (ANSWERING_IN_XML.has(service)) requireRoot(answer, call.request.operation);
    call.answer = answer;
    return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } };
  };
  return [serialized, { step: 'deserialize', priority: 'low', name: 'sagekeeperExchange' }];
}

interface Outgoing {
  readonly exchanger: Exchanger;
  readonly options: SdkTransportOptions;
  readonly call: InFlight;
  readonly request: WireRequest;
}

async function exchange({ exchanger, options, call, request: wire }: Outgoing): Promise<Answer> {
  const { request, door } = call;
  const { credentials, service } = request;
  const { method, body } = wire;
  const path = door.basePath + wire.path;
  const query = canonicalQuery(wire.query);
  const signable = { method, path, query, headers: { ...wire.headers, host: door.host }, body };
  const signed = sign(signable, credentials, { region: door.signingRegion, service }, options.clock.now());
  // Whatever went wrong before: nothing leaves that is signed for another account than the call is for.
  if (!signed['authorization']?.startsWith(`AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/`)) {
    throw new Error(`invariant: ${request.operation} was signed with other credentials than its own`);
  }
  signed['user-agent'] = options.userAgent;
  return exchanger.exchange({
    origin: door.origin,
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers: signed,
    body,
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    keepConnection: operationRow(request.operation).access === 'read',
    mayLeave: request.mayLeave,
  });
}

async function newClient(
  service: ServiceName,
  region: string,
  [middleware, place]: [Middleware, object],
): Promise<SdkClient> {
  const Client = await CLIENTS[service]();
  const client = new Client({
    region,
    credentials: NO_CREDENTIALS,
    maxAttempts: 1,
    retryMode: 'standard',
    cacheMiddleware: true,
    ignoreConfiguredEndpointUrls: true,
    requestHandler: {
      handle: async () => {
        throw new Error('invariant: the SDK reached for its own connection');
      },
    },
  }) as unknown as SdkClient;
  for (const name of NOT_THE_SDKS) {
    if (!client.middlewareStack.remove(name)) throw new Error(`invariant: the ${service} client has no ${name}`);
  }
  client.middlewareStack.add(middleware, { ...place });
  return client;
}

/** Once for a client: the rules that say where AWS has a service cost more than the request. */
async function openDoor(client: SdkClient, region: string, endpointUrl: string | undefined): Promise<Door> {
  const { config } = client;
  const { url, properties } =
    endpointUrl === undefined
      ? config.endpointProvider({
          Region: region,
          UseFIPS: await config.useFipsEndpoint(),
          UseDualStack: await config.useDualstackEndpoint(),
        })
      : { url: new URL(endpointUrl), properties: undefined };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`not an endpoint: ${url.href}`);
  return {
    client,
    origin: {
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? undefined : Number(url.port),
    },
    host: url.host,
    basePath: url.pathname.replace(/\/+$/, ''),
    signingRegion: properties?.authSchemes?.[0]?.signingRegion ?? region,
  };
}

/** Of the SDK's own headers only the type of the body: the others speak of the SDK. */
function serializedRequest(request: unknown): WireRequest {
  const { method, path, headers, body, query } = request as Readonly<Record<string, unknown>>;
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  const queried = Object.keys((query ?? {}) as object).length > 0;
  // A path with a percent sign would have to be encoded once more to be signed.
  if (method !== 'POST' || typeof path !== 'string' || path.includes('%') || typeof text !== 'string' || queried) {
    throw new Error('invariant: the SDK built a request that the signer does not know');
  }
  const type = (headers as Readonly<Record<string, string>>)['content-type'] ?? '';
  return { method, path, query: {}, headers: { 'content-type': type }, body: text };
}
