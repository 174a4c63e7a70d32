// Whoever scrapes too much, too slowly, or sends rubbish to the ports of a daemon does not keep it from its work.
import { afterAll, describe, expect, it } from '@jest/globals';
import autocannon from 'autocannon';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { startSimulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import { misdeeds, notHome } from './support/oracle.ts';
import { notebook, removeDesiredStates, worldOf, writeDesiredState } from './support/places.ts';

const NOTEBOOKS = 6;
const SLOW_CONNECTIONS = 400;
const CANNON = { connections: 50, duration: 15 } as const;
const HOME_MS = 120_000;

const sockets: Socket[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  killLeftovers();
  await removeDesiredStates();
});

/** Opens a connection, and sends one byte of a request every second. */
function crawl(url: string, text: string): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => undefined);
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || sent >= text.length) clearInterval(timer);
    else socket.write(text[sent] ?? '');
    sent += 1;
  }, 1_000);
  timer.unref();
}

describe('a daemon whose ports are under fire', () => {
  it('brings its notebooks home all the same, and answers its probes', async () => {
    const names = Array.from({ length: NOTEBOOKS }, (_, index) => notebook(`runs-${index}`));
    const world = worldOf([{ notebooks: names.slice(0, 3) }, { notebooks: names.slice(3) }], {
      stopMs: 400,
      updateMs: 300,
      startMs: 400,
    });
    const simulator = await startSimulator({ world, rates: 'off' });
    const desiredState = await writeDesiredState({ settle: '2s' });
    const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
    try {
      const { metrics, status } = await daemon.addresses();
      for (let index = 0; index < SLOW_CONNECTIONS; index += 1)
        crawl(index % 2 === 0 ? metrics : status, `GET /metrics HTTP/1.1\r\nx-${'y'.repeat(200)}: 1\r\n`);
      const [scraped, asked] = await Promise.all([
        autocannon({ url: `${metrics}/metrics`, ...CANNON }),
        autocannon({ url: `${status}/api/v1/status`, ...CANNON, headers: { 'x-big': 'z'.repeat(7_000) } }),
      ]);
      console.info(
        `${scraped.requests.total} scrapes, ${asked.requests.total} status reports, ${SLOW_CONNECTIONS} slow connections`,
      );
      expect(scraped.requests.total).toBeGreaterThan(0);
      const health = await eventually('the probe is answered', async () => {
        const answer = await fetch(`${metrics}/healthz`).catch(() => undefined);
        return answer?.status === 200 ? answer.status : undefined;
      });
      expect(health).toBe(200);
      await eventually(
        'every notebook is home',
        () => (notHome(world, simulator).length === 0 ? true : undefined),
        HOME_MS,
        250,
      );
      expect(misdeeds(world, simulator)).toEqual([]);
    } finally {
      await daemon.kill();
      await simulator.close();
    }
  });
});
