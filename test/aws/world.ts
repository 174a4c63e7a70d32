/** A small AWS in memory behind the transport's interface, and a clock that runs as fast as it is asked. */
import type { Clock } from '../../src/model/world.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/aws/gateway.ts';
import type { RequestTold } from '../../src/aws/calls.ts';
import { TransportFailure, type Transport, type TransportRequest } from '../../src/aws/transport.ts';

export const HUB = '000000000001';
export const ACCOUNT = '111122223333';
export const TARGET = { account: ACCOUNT, region: 'eu-central-1' } as const;

export const HUB_CREDENTIALS = { accessKeyId: 'AKIAHUB', secretAccessKey: 'hub', sessionToken: undefined };

export type Answers = (request: TransportRequest) => unknown;

export interface TestWorld {
  readonly gateway: Gateway;
  readonly requests: TransportRequest[];
  readonly told: RequestTold[];
  readonly throttles: string[];
  readonly clock: Clock & { advance(ms: number): void };
  closed: boolean;
}

/** `answers` decides about everything but STS, which it is asked first and may leave (undefined) to the default. */
export function createWorld(answers: Answers, changes: Partial<GatewayOptions> = {}): TestWorld {
  let now = Date.UTC(2026, 10, 21);
  let sessions = 0;
  const requests: TransportRequest[] = [];
  const told: RequestTold[] = [];
  const throttles: string[] = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
      await Promise.resolve();
    },
    advance: (ms: number) => void (now += ms),
  };
  const transport: Transport = {
    send: async (request) => {
      requests.push(request);
      await Promise.resolve();
      const answer = await answers(request);
      if (answer !== undefined || request.service !== 'sts') return answer;
      if (request.operation === 'GetCallerIdentity') {
        return { Account: HUB, Arn: `arn:aws:iam::${HUB}:user/hub`, UserId: 'x' };
      }
      const [account, role] = /::(\d{12}):role\/(.*)$/.exec(String(request.input['RoleArn']))?.slice(1) ?? [];
      sessions += 1;
      return grant(String(account), `${role} ${sessions}`, now + Number(request.input['DurationSeconds']) * 1_000);
    },
    close: () => void (world.closed = true),
  };
  const gateway = createGateway({
    settings: {
      access: {
        readRole: 'Read',
        writeRole: 'Write',
        externalId: 'ext',
        managementRole: undefined,
        sourceIdentity: 'sagekeeper',
      },
      partition: 'aws',
      rates: { '*': 'off' },
    },
    hubRegion: 'eu-central-1',
    hubCredentials: async () => HUB_CREDENTIALS,
    transport,
    clock,
    random: () => 1,
    onRequest: (one) => void told.push(one),
    onThrottle: ({ service }) => void throttles.push(service),
    ...changes,
  });
  const world: TestWorld = { gateway, requests, told, throttles, clock, closed: false };
  return world;
}

export function grant(account: string, name: string, expiresAt: number) {
  return {
    Credentials: {
      AccessKeyId: `ASIA ${account} ${name}`,
      SecretAccessKey: 's',
      SessionToken: 't',
      Expiration: expiresAt / 1_000,
    },
    AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/X/session`, AssumedRoleId: 'x' },
  };
}

export function refusal(code: string, message = '', status = 400): TransportFailure {
  return new TransportFailure({ code, message, status, delivery: status >= 500 ? 'ambiguous' : 'answered' });
}

export function lost(code = 'ECONNRESET', delivery: 'ambiguous' | 'not-sent' = 'ambiguous'): TransportFailure {
  return new TransportFailure({ code, message: 'lost', delivery });
}

export async function collect(pages: AsyncIterable<readonly unknown[]>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
