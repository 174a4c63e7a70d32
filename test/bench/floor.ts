/**
 * What does this machine do without us, at this moment? A raw signed call (node:http, kept connections, the same signature,
 * `JSON.parse`, and nothing else) and a fixed piece of arithmetic. Measured again and again between the measurements, as
 * machines change speed from minute to minute.
 */
import http from 'node:http';
import { sign } from '../../src/aws/signer.ts';
import type { Credentials } from '../../src/aws/transport.ts';
import { REGIONS } from '../../src/simulator/seed.ts';
import { ENVIRONMENT } from './processes.ts';
import { median } from './figures.ts';

export interface Floor {
  /** Milliseconds of processor time of one raw DescribeNotebookInstance. */
  readonly rawCallMs: number;
  /** Of the fixed arithmetic. */
  readonly spinMs: number;
}

const IN_FLIGHT = 16;
const WARM_UP_CALLS = 8_000;
const SPIN_ROUNDS = 20_000_000;

export class FloorMeter {
  readonly #origin: URL;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  readonly #credentials: Credentials;
  readonly #notebooks: number;
  readonly #readings: Floor[] = [];
  #made = 0;

  private constructor(origin: URL, credentials: Credentials, notebooks: number) {
    this.#origin = origin;
    this.#credentials = credentials;
    this.#notebooks = notebooks;
  }

  /** With a session in one account of the simulated organization, warmed up. */
  static async in(url: string, notebooks: number): Promise<FloorMeter> {
    const origin = new URL(url);
    const hub = {
      accessKeyId: ENVIRONMENT['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: 'any',
      sessionToken: undefined,
    };
    const meter = new FloorMeter(origin, await assume(origin, hub, await firstAccount(url)), notebooks);
    await meter.#calls(WARM_UP_CALLS);
    meter.#made = 0;
    spin();
    return meter;
  }

  /** Nothing else of ours must run meanwhile. */
  async measure(calls = 1_000): Promise<void> {
    const before = process.cpuUsage();
    await this.#calls(calls);
    const rawCallMs = cpuMs(process.cpuUsage(before)) / calls;
    const beforeSpin = process.cpuUsage();
    spin();
    this.#readings.push({ rawCallMs, spinMs: cpuMs(process.cpuUsage(beforeSpin)) });
  }

  /** The medians of what was measured since the last time it was asked. */
  take(): Floor {
    const readings = this.#readings.splice(0);
    return {
      rawCallMs: median(readings.map(({ rawCallMs }) => rawCallMs)),
      spinMs: median(readings.map(({ spinMs }) => spinMs)),
    };
  }

  /** Calls that were made since the last time it was asked. */
  takeCalls(): number {
    const made = this.#made;
    this.#made = 0;
    return made;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #calls(count: number): Promise<void> {
    let left = count;
    this.#made += count;
    const work = async (): Promise<void> => {
      for (; left > 0;) {
        left -= 1;
        const name = `notebook-${String(left % this.#notebooks).padStart(4, '0')}`;
        const body = JSON.stringify({ NotebookInstanceName: name });
        const target = 'SageMaker.DescribeNotebookInstance';
        const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
        const answer = JSON.parse(await this.#post('sagemaker', headers, body)) as Readonly<Record<string, unknown>>;
        if (answer['NotebookInstanceName'] !== name) throw new Error(`not an answer: ${JSON.stringify(answer)}`);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  }

  async #post(service: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
    return post(this.#origin, this.#agent, this.#credentials, service, headers, body);
  }
}

export function cpuMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

/** Its result is used, so that it cannot be optimised away. */
function spin(): void {
  let mixed = 1;
  for (let round = 0; round < SPIN_ROUNDS; round += 1)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d | 1) + round;
  if (mixed === 0.5) throw new Error('unreachable');
}

async function firstAccount(url: string): Promise<string> {
  const answer = (await (await fetch(`${url}/_simulator/notebooks`)).json()) as {
    readonly notebooks: readonly { readonly Account: string; readonly Region: string }[];
  };
  const found = answer.notebooks.find(({ Region }) => Region === REGIONS[0]);
  if (found === undefined) throw new Error('the simulated organization has no notebooks');
  return found.Account;
}

async function assume(origin: URL, hub: Credentials, account: string): Promise<Credentials> {
  const asked = {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam::${account}:role/SagekeeperRead`,
    RoleSessionName: 'bench',
    ExternalId: 'example-external-id',
  };
  const body = new URLSearchParams(asked).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await post(origin, new http.Agent(), hub, 'sts', headers, body);
  const said = (name: string): string => new RegExp(`<${name}>([^<]+)`).exec(answer)?.[1] ?? '';
  const [accessKeyId, sessionToken] = [said('AccessKeyId'), said('SessionToken')];
  if (accessKeyId === '') throw new Error(`no session: ${answer}`);
  return { accessKeyId, secretAccessKey: said('SecretAccessKey'), sessionToken };
}

async function post(
  origin: URL,
  agent: http.Agent,
  credentials: Credentials,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const region = REGIONS[0] ?? '';
  const signable = { path: '/', headers: { ...headers, host: origin.host }, body };
  const signed = sign(signable, credentials, { region, service }, Date.now());
  return new Promise((resolve, reject) => {
    const to = { agent, host: origin.hostname, port: origin.port, method: 'POST', path: '/', headers: signed };
    const request = http.request(to, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
