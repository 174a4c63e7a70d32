// Requests by hand, as no SDK makes them: fetch, a fake signature, and nothing that knows AWS's models.
import { jest } from '@jest/globals';
import type { Cloud } from '../../src/simulator/cloud.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import type { NotebookSeed, World } from '../../src/simulator/world-shape.ts';

// Jest's five seconds are enough on a quiet machine only.
jest.setTimeout(60_000);

export const HUB = { accessKeyId: 'AKIASIMULATORHUB' } as const;
export const ADMIN = { accessKeyId: 'AKIASIMULATORADMIN' } as const;
export const REGION = 'eu-central-1';
export const MANAGEMENT = '000000000001';
export const TOOLING = '000000000002';
export const MEMBER = '012345678901';

export interface Credentials {
  readonly accessKeyId: string;
  readonly token?: string;
}

export interface Reply {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const PREFIXES: Readonly<Record<string, string>> = {
  sagemaker: 'SageMaker',
  organizations: 'AWSOrganizationsV20161128',
  tagging: 'ResourceGroupsTaggingAPI_20170126',
};

export function authorization(credentials: Credentials, service: string, region = REGION): string {
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20261101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0abc`;
}

function headersOf(credentials: Credentials, service: string, region: string): Record<string, string> {
  return {
    authorization: authorization(credentials, service, region),
    ...(credentials.token === undefined ? {} : { 'x-amz-security-token': credentials.token }),
  };
}

export async function ask(
  simulator: Pick<Simulator, 'url'>,
  credentials: Credentials,
  operation: `${string}.${string}`,
  input: Readonly<Record<string, unknown>> = {},
  region = REGION,
): Promise<Reply> {
  const [service = '', name = ''] = operation.split('.');
  const rest = service === 'account';
  const response = await fetch(
    rest ? `${simulator.url}/${name.slice(0, 1).toLowerCase()}${name.slice(1)}` : simulator.url,
    {
      method: 'POST',
      headers: {
        ...headersOf(credentials, service, region),
        ...(rest ? {} : { 'x-amz-target': `${PREFIXES[service]}.${name}` }),
      },
      body: JSON.stringify(input),
    },
  );
  const body = JSON.parse(await response.text()) as Record<string, unknown>;
  const code = response.headers.get('x-amzn-errortype') ?? undefined;
  return { status: response.status, code, message: messageOf(body), body };
}

function messageOf(body: Readonly<Record<string, unknown>>): string {
  const message = body['message'] ?? body['Message'];
  return typeof message === 'string' ? message : '';
}

export async function askSts(
  simulator: Pick<Simulator, 'url'>,
  credentials: Credentials,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly xml: string; readonly tag: (name: string) => string | undefined }> {
  const response = await fetch(simulator.url, {
    method: 'POST',
    headers: { ...headersOf(credentials, 'sts', REGION), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2011-06-15', ...form }),
  });
  const xml = await response.text();
  return { status: response.status, xml, tag: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] };
}

export async function assume(
  simulator: Pick<Simulator, 'url'>,
  role: string,
  more: Readonly<Record<string, string>> = {},
  account = MEMBER,
): Promise<Credentials> {
  const answer = await askSts(simulator, HUB, {
    Action: 'AssumeRole',
    RoleArn: `arn:aws:iam::${account}:role/${role}`,
    RoleSessionName: 'sagekeeper-test',
    ExternalId: 'secret-word',
    ...more,
  });
  const [accessKeyId, token] = [answer.tag('AccessKeyId'), answer.tag('SessionToken')];
  if (accessKeyId === undefined || token === undefined) {
    throw new Error(`no session: ${answer.xml}`);
  }
  return { accessKeyId, token };
}

/** One member account in Workloads/Sandbox with these notebooks, all in one region. */
export function worldOf(notebooks: readonly Omit<NotebookSeed, 'region'>[] = [], more: Partial<World> = {}): World {
  return {
    managementAccount: MANAGEMENT,
    hubAccount: TOOLING,
    externalId: 'secret-word',
    regions: [REGION, 'us-east-1'],
    optInRegions: ['eu-south-2'],
    accounts: [
      { id: MANAGEMENT, name: 'management' },
      { id: TOOLING, name: 'tooling', unit: 'Security' },
      {
        id: MEMBER,
        name: 'member',
        unit: 'Workloads/Sandbox',
        tags: { team: 'fraud' },
        notebooks: notebooks.map((notebook) => ({ ...notebook, region: REGION })),
      },
    ],
    ...more,
  };
}

export const START = Date.parse('2026-11-21T12:00:00Z');

export interface Watched extends Simulator {
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
}

/** A server whose clock moves only when told. */
export async function simulatorOf(world: World, options: Partial<SimulatorOptions> = {}): Promise<Watched> {
  let now = START;
  const simulator = await startSimulator({ world, rates: 'off', now: () => now, ...options });
  return { ...simulator, pass: (ms) => (now += ms) };
}

/** Credentials of a session in a cloud without a wire. */
export function sessionIn(cloud: Cloud, role: string, policy?: unknown, account = MEMBER): string {
  const answer = cloud.call({
    service: 'sts',
    region: REGION,
    accessKeyId: HUB.accessKeyId,
    operation: 'AssumeRole',
    input: {
      RoleArn: `arn:aws:iam::${account}:role/${role}`,
      RoleSessionName: 'sagekeeper-test',
      ExternalId: 'secret-word',
      ...(policy === undefined ? {} : { Policy: JSON.stringify(policy) }),
    },
  });
  return (answer['Credentials'] as { AccessKeyId: string }).AccessKeyId;
}
