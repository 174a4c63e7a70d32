/** Nothing leaves that the fence does not let through, at whichever moment it closes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDeadlines } from '../../src/aws/deadlines.ts';
import type { Entered, Fence } from '../../src/aws/fence.ts';
import { createExchanger } from '../../src/aws/http-exchange.ts';
import type { AwsCall } from '../../src/model/resource.ts';
import { systemClock } from '../../src/daemon/clock.ts';
import { createWorld, TARGET } from './world.ts';

const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/fraud-nb';
const SCOPE = { change: 'c-1', resourceArns: [ARN], operations: ['StopNotebookInstance'] } as const;
const STOP: AwsCall = { operation: 'StopNotebookInstance', input: { NotebookInstanceName: 'fraud-nb' } };

function gate() {
  const inside = new Set<Entered>();
  let open = true;
  const fence: Fence = {
    enter: () => {
      if (!open) return undefined;
      const entered: Entered = { timeoutMs: 1_200, mayLeave: () => open, leave: () => void inside.delete(entered) };
      inside.add(entered);
      return entered;
    },
  };
  return { fence, inside, close: () => void (open = false) };
}

describe('a write through a fence', () => {
  it('may take no longer than the fence says, and leaves it at the end', async () => {
    const { fence, inside } = gate();
    const world = createWorld(({ service }) => (service === 'sts' ? undefined : {}), { fence });
    await expect(world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => STOP)).resolves.toMatchObject({
      sent: true,
    });
    const sent = world.requests.filter(({ service }) => service === 'sagemaker');
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([1_200]);
    expect(sent[0]?.mayLeave?.()).toBe(true);
    expect(inside.size).toBe(0);
  });

  it('asks for neither a session nor a look where the fence is closed', async () => {
    const { fence, close } = gate();
    close();
    const world = createWorld(({ service }) => (service === 'sts' ? undefined : {}), { fence });
    let looks = 0;
    const write = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      looks += 1;
      return STOP;
    });
    await expect(write).rejects.toMatchObject({ facts: { code: 'ShuttingDown', delivery: 'not-sent' } });
    expect({ looks, requests: world.requests.length }).toEqual({ looks: 0, requests: 0 });
  });

  it('is not sent where the fence closes while the call is chosen', async () => {
    const { fence, inside, close } = gate();
    const world = createWorld(({ service }) => (service === 'sts' ? undefined : {}), { fence });
    const write = world.gateway.write(TARGET, SCOPE, 'StopNotebookInstance', async () => {
      close();
      return STOP;
    });
    await expect(write).rejects.toMatchObject({ facts: { code: 'ShuttingDown', delivery: 'not-sent' } });
    expect(world.requests.filter(({ service }) => service === 'sagemaker')).toEqual([]);
    expect(inside.size).toBe(0);
  });
});

describe('a request that may not leave any more when it has its connection', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  it.each([true, false])('sends %s', async (may) => {
    let bytes = 0;
    let asked = 0;
    const listening = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
    server = listening;
    listening.on('connection', (socket) => socket.on('data', (chunk: Buffer) => (bytes += chunk.length)));
    await new Promise<void>((resolve) => void listening.listen(0, '127.0.0.1', resolve));
    const exchanger = createExchanger(createDeadlines(systemClock));
    const exchange = exchanger.exchange({
      origin: { protocol: 'http:', hostname: '127.0.0.1', port: (listening.address() as AddressInfo).port },
      path: '/',
      headers: { host: 'example', 'content-length': '2' },
      body: '{}',
      timeoutMs: 5_000,
      signal: undefined,
      keepConnection: false,
      mayLeave: () => {
        asked += 1;
        return may;
      },
    });
    const outcome = await exchange.then(
      ({ status }) => String(status),
      (error: { facts: { code: string; delivery: string } }) => `${error.facts.code} ${error.facts.delivery}`,
    );
    exchanger.close();
    expect({ outcome, asked, isSilent: bytes === 0 }).toEqual({
      outcome: may ? '200' : 'ShuttingDown not-sent',
      asked: 1,
      isSilent: !may,
    });
  });
});
