// The documents of 200 endpoints of one account against EC2's bucket of 4 that fills by 0.3 a second: is nothing ever throttled, and
// do they take as long as `plan` says? The simulator's clock and the rates of the daemon both go SPEED times as fast, as eleven
// minutes are too long; looks do not, and so more VPCs than by default may be on their way at once. With SAGEKEEPER_SPEED=1 all is as
// it comes.
import { afterAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_RATES } from '../../src/aws/rates.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import {
  DEFAULT_DOCUMENT,
  documentOfEndpoint,
  hasOurs,
  ranOnce,
  vpc,
  WITH_FOREIGN,
  writeEndpointState,
  writesOf,
} from './support/endpoints-world.ts';
import type { VpcSeed } from './support/endpoints-world.ts';
import { requests } from './support/oracle.ts';
import { removeDesiredStates, worldOf } from './support/places.ts';
import { complaintOf } from './support/siege.ts';
import { ATTEMPTS, emptyProcessMs, leastOf, slowness } from './support/slowness.ts';

const SPEED = Number(process.env['SAGEKEEPER_SPEED'] ?? 20);
const ENDPOINTS = Number(process.env['SAGEKEEPER_ENDPOINTS'] ?? 200);
const PER_SECOND = 0.3;
const EXPECTED_MS = (ENDPOINTS / PER_SECOND) * 1_000;
/**
 * Of the world's time. By default one VPC of an account is on its way at a time: were a change to show only after more than the three
 * seconds in which the bucket fills by one, that would be what all of them wait for.
 */
const SHOWN_AFTER_MS = 1_000;
/** Of the duration that is planned; a machine with no time takes longer. */
const TOLERANCE = 0.2;
const WITHIN_MS = 160_000 + (2 * EXPECTED_MS) / SPEED;

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

function fast(): string {
  const rates = Object.entries(DEFAULT_RATES).map(([name, rate]) =>
    rate === 'off' ? [name, rate] : [name, { ...rate, perSecond: rate.perSecond * SPEED }],
  );
  return JSON.stringify(Object.fromEntries(rates));
}

const WORLDS: readonly (readonly [string, readonly VpcSeed[]])[] = [
  [
    `${ENDPOINTS} VPCs with one gateway endpoint each`,
    Array.from({ length: ENDPOINTS }, (_, index) =>
      vpc(`v${index}`, [{ policy: index % 2 === 0 ? DEFAULT_DOCUMENT : WITH_FOREIGN }]),
    ),
  ],
  [
    `${ENDPOINTS / 5} VPCs with five interface endpoints each`,
    Array.from({ length: ENDPOINTS / 5 }, (_, index) =>
      vpc(
        `v${index}`,
        Array.from({ length: 5 }, () => ({ type: 'Interface' as const, policy: WITH_FOREIGN })),
      ),
    ),
  ],
];

interface Measured {
  readonly throttled: number;
  /** What it took, of what `plan` had said. */
  readonly share: number;
  /** The most of it that is allowed on a machine as slow as this one was at that time. */
  readonly fair: number;
}

/** Once through all of them; what does not hang on the machine is judged at once. */
async function broughtInLine(vpcs: readonly VpcSeed[]): Promise<Measured> {
  const emptyMs = [await emptyProcessMs(), await emptyProcessMs(), await emptyProcessMs()];
  const beganAt = Date.now();
  const simulator = await startSimulator({
    world: worldOf([{ vpcs }], { endpointPolicyMs: SHOWN_AFTER_MS }),
    now: () => beganAt + (Date.now() - beganAt) * SPEED,
  });
  const desiredState = await writeEndpointState({
    vpcs: 'all',
    rates: fast(),
    // Of fifteen minutes, as it is by default.
    schedule: SPEED === 1 ? '0 */15 * * * *' : '*/45 * * * * *',
    ...(SPEED === 1 ? {} : { budgets: '[{per: account, max: 8}]' }),
  });
  const { summary } = (await ranOnce(['plan'], simulator, desiredState)).document;
  const plannedS = summary.documents?.[0]?.seconds ?? NaN;
  const daemon = startDaemon({ endpointUrl: simulator.url, desiredState });
  const ids = vpcs.flatMap(({ endpoints = [] }) => endpoints.map(({ id }) => id));
  const mended = (): number => ids.filter((id) => hasOurs(documentOfEndpoint(simulator, id))).length;
  const done = (): true | undefined => (mended() === ids.length || !daemon.running() ? true : undefined);
  await eventually('all are brought in line', done, WITHIN_MS, 200).catch(() => undefined);
  const complaint = complaintOf(daemon);
  const tookMs = tookOf(simulator);
  await daemon.kill();
  emptyMs.push(await emptyProcessMs(), await emptyProcessMs());
  const all = requests(simulator);
  const throttled = all.filter(({ outcome }) => /Throttl|RequestLimitExceeded|TooMany/.test(outcome));
  const count = (operation: string): number => all.filter((one) => one.operation === operation).length;
  console.info(
    `${mended()} of ${ids.length} documents in ${Math.round(tookMs / 1_000)} s of the world's time (${plannedS * SPEED} ` +
      `planned), ${all.length} requests (${count('DescribeVpcEndpoints')} lists of endpoints), ` +
      `${throttled.length} throttled`,
  );
  await simulator.close();
  expect(complaint).toBeUndefined();
  const accepted = writesOf(simulator).filter((one) => !throttled.includes(one));
  expect([mended(), accepted.length]).toEqual([ids.length, ids.length]);
  const share = tookMs / 1_000 / (plannedS * SPEED);
  return { throttled: throttled.length, share, fair: (1 + TOLERANCE) * slowness(emptyMs) };
}

describe('the documents of one account', () => {
  it.each(WORLDS)(
    'are brought in line without a throttle: %s',
    async (_name, vpcs) => {
      // Where the processor is taken away for a moment, requests that were apart arrive together, and all takes that much longer.
      const amount = ({ throttled, share, fair }: Measured): number => throttled + Math.max(0, share - fair);
      const measure = async (): Promise<Measured> => broughtInLine(vpcs);
      const least = await leastOf(measure, amount, (it) => amount(it) === 0);
      expect(least.throttled).toBe(0);
      expect(least.share).toBeGreaterThan(1 - TOLERANCE);
      expect(least.share).toBeLessThanOrEqual(least.fair);
    },
    ATTEMPTS * (WITHIN_MS + 120_000),
  );
});

/** From the first change to the last. */
function tookOf(simulator: Simulator): number {
  const at = writesOf(simulator).map((one) => one.at);
  return Math.max(...at) - Math.min(...at);
}
