/**
 * What did the command line and the environment ask for? The only reader of the process's environment.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ListenAddress } from '../report/server.ts';
import type { Pod } from './kubernetes-event-series.ts';

/** Nobody's is larger. */
const MAX_CONFIG_CHARACTERS = 1_048_576;
const MAX_ENDPOINTS_TOLD = 10;

export interface Config {
  readonly desiredState: string;
  readonly endpointUrl: string | undefined;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly policies: readonly string[];
  /** `host:port` for metrics and health. */
  readonly listen: string;
  /** `host:port` for the status. */
  readonly statusListen: string;
  readonly stateDir: string | undefined;
  /** Whose STS is asked for sessions; undefined: that of the first region of the desired state. */
  readonly hubRegion: string | undefined;
  readonly cluster: ClusterConfig;
  /** What was found in the environment and is not obeyed, for people. */
  readonly warnings: readonly string[];
}

/** As written; what it means is cluster.ts. */
export interface ClusterConfig {
  /** `<namespace>/<name>` of the Lease that says who writes; undefined: nobody else does. */
  readonly lease: string | undefined;
  /** Seconds, such as `15/10/2`: how long it lasts, until when it must have been renewed, how often that is tried. */
  readonly leaseSeconds: string | undefined;
  /** Who we say that we are; a part that is new with every start is added. */
  readonly identity: string | undefined;
  /** A file; undefined: as a pod, with its service account. */
  readonly kubeconfig: string | undefined;
  readonly inCluster: boolean;
  /** About whom events are told; undefined: none are. */
  readonly pod: Pod | undefined;
}

export interface GivenOptions {
  readonly desiredState?: string;
  readonly endpointUrl?: string;
  readonly listen?: string;
  readonly statusListen?: string;
  readonly stateDir?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly policy?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(options: GivenOptions, from: Environment = process.env): Config {
  // A variable that is set to nothing is how charts and shells spell "not set".
  const environment: Environment = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== ''));
  return {
    desiredState: options.desiredState ?? environment['SAGEKEEPER_DESIRED_STATE'] ?? 'desired-state',
    endpointUrl: options.endpointUrl ?? environment['SAGEKEEPER_ENDPOINT_URL'],
    accounts: options.account ?? [],
    regions: options.region ?? [],
    policies: options.policy ?? [],
    listen: options.listen ?? environment['SAGEKEEPER_LISTEN'] ?? '0.0.0.0:9464',
    statusListen: options.statusListen ?? environment['SAGEKEEPER_STATUS_LISTEN'] ?? '127.0.0.1:9465',
    stateDir: options.stateDir ?? environment['SAGEKEEPER_STATE_DIR'],
    hubRegion: environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'],
    cluster: clusterConfig(environment),
    warnings: notObeyed(environment),
  };
}

function clusterConfig(environment: Environment): ClusterConfig {
  const { SAGEKEEPER_POD_NAME: name, SAGEKEEPER_POD_NAMESPACE: namespace, SAGEKEEPER_POD_UID: uid } = environment;
  return {
    lease: environment['SAGEKEEPER_LEASE'],
    leaseSeconds: environment['SAGEKEEPER_LEASE_SECONDS'],
    identity: environment['SAGEKEEPER_IDENTITY'],
    kubeconfig: environment['KUBECONFIG'],
    inCluster: environment['KUBERNETES_SERVICE_HOST'] !== undefined,
    pod: name === undefined || namespace === undefined ? undefined : { name, namespace, uid },
  };
}

/** `host:port`, `[v6]:port` or `:port`; undefined where it is none of these. */
export function parseListen(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' ? '0.0.0.0' : host, port };
}

/** What was set for another tool must not send signed requests elsewhere. */
function notObeyed(environment: Environment): readonly string[] {
  const variables = Object.keys(environment).filter((name) => /^AWS_ENDPOINT_URL(_|$)/.test(name));
  return [...variables.map((name) => `${name} is set`), ...sharedEndpoints(environment)].map(
    (found) => `${found} and not obeyed; use --endpoint-url to send requests elsewhere`,
  );
}

/** Lines of the shared AWS configuration that name an endpoint, for all services or for one. */
function sharedEndpoints(environment: Environment): readonly string[] {
  let path: string;
  let text: string;
  try {
    // Within, as homedir() throws for a user that has neither HOME nor an entry in /etc/passwd.
    path = environment['AWS_CONFIG_FILE'] ?? join(environment['HOME'] ?? homedir(), '.aws', 'config');
    text = readFileSync(path, 'utf8');
  } catch {
    // Most machines have none; and what cannot be read cannot be obeyed by anybody.
    return [];
  }
  const lines = text.slice(0, MAX_CONFIG_CHARACTERS).split('\n');
  const named = lines.flatMap((line, index) => (/^\s*endpoint_url\s*=/.test(line) ? [index + 1] : []));
  return named.slice(0, MAX_ENDPOINTS_TOLD).map((line) => `${path}:${line}: endpoint_url is set`);
}
