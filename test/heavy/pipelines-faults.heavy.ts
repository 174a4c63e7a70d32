// Everything that can befall the calls about pipelines, all at once and each in an account of its own: nothing that was not
// read is told as compliant, no write is lost or done twice, notebooks of the same account go on, and all of it ends with its cause.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { StatusReport, StatusResource } from '../../src/report/status.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { type Daemon, eventually, killLeftovers, startDaemon } from './support/daemon-process.ts';
import {
  isAskedAgainAtOnce,
  isDenied,
  isMendedAllTheSame,
  PIPELINE_CASES,
  type PipelineCase,
  pipelineFaultRules,
  pipelineFaultWorld,
} from './support/pipelines-faults.ts';
import { nameIn, ourVersions, writePipelineState } from './support/pipelines-world.ts';
import { removeDesiredStates } from './support/places.ts';
import { complaintOf } from './support/siege.ts';

const WATCHED_MS = 12_000;
const LOOK_EVERY_MS = 500;
/** A machine with no time needs longer to look at so many accounts. */
const SEEN_WITHIN_MS = 240_000;
const RECOVERED_WITHIN_MS = 240_000;
const WANTED = 'risk-train';
/** How it stands where AWS denies the call: the target, or where that was reached, the pipeline and its gate. */
const TOLD: Readonly<Record<string, string>> = {
  'ListPipelines access-denied': 'refused',
  'ListPipelines control-policy-denied': 'refused',
  'ListPipelines region-disabled': 'unreachable',
  'DescribePipeline access-denied': 'unknown',
  'DescribePipeline control-policy-denied': 'unknown',
  'DescribePipeline region-disabled': 'unknown',
  'ListPipelineVersions access-denied': 'held prerequisite',
  'ListPipelineVersions control-policy-denied': 'held prerequisite',
  'ListPipelineVersions region-disabled': 'held prerequisite',
  'ListTags access-denied': 'unknown',
  'ListTags control-policy-denied': 'unknown',
  'ListTags region-disabled': 'unknown',
  'SimulatePrincipalPolicy access-denied': 'held prerequisite',
  'SimulatePrincipalPolicy control-policy-denied': 'held prerequisite',
  'SimulatePrincipalPolicy region-disabled': 'held prerequisite',
  'UpdatePipeline access-denied': 'held refused',
  'UpdatePipeline control-policy-denied': 'held refused',
  'UpdatePipeline region-disabled': 'held refused',
};

afterAll(async () => {
  killLeftovers();
  await removeDesiredStates();
});

describe('a daemon that meets every fault of the calls about pipelines', () => {
  let simulator: Simulator;
  let daemon: Daemon;
  let report: StatusReport;
  const falsely = new Set<string>();

  const label = ({ operation, trouble }: PipelineCase): string => `${operation} ${trouble}`;
  const record = ({ account, pipeline }: PipelineCase) =>
    simulator.cloud.pipelines().find((one) => one.account === account && one.name === pipeline);
  const name = (one: PipelineCase): string | undefined => nameIn(record(one)?.versions.at(-1)?.definition);
  const row = ({ account, pipeline }: PipelineCase): StatusResource | undefined =>
    report.resources.find((it) => it.account === account && it.arn.endsWith(`/${pipeline}`));
  const target = ({ account }: PipelineCase) => report.targets.find((it) => it.account === account);
  const isOff = ({ notebook }: PipelineCase): boolean =>
    simulator.cloud.notebooks().some((it) => it.name === notebook && it.imds === '2');
  /** Nothing is told of what complies: where a target was reached, silence means compliance. */
  const look = async (): Promise<void> => {
    const { status } = await daemon.addresses();
    const answer = await fetch(`${status}/api/v1/status`).catch(() => undefined);
    if (answer?.ok !== true) return;
    report = (await answer.json()) as StatusReport;
    for (const one of PIPELINE_CASES) {
      const silent = row(one) === undefined && target(one)?.state === 'reached';
      if (silent && name(one) !== WANTED) falsely.add(label(one));
    }
  };
  const waitFor = async (what: string, cases: readonly PipelineCase[], is: (one: PipelineCase) => boolean) => {
    const done = async (): Promise<true | undefined> => {
      await look();
      return cases.every(is) ? true : undefined;
    };
    await eventually(what, done, RECOVERED_WITHIN_MS, LOOK_EVERY_MS).catch(() => undefined);
    return cases.filter((one) => !is(one)).map((one) => `${label(one)}: ${JSON.stringify(row(one) ?? target(one))}`);
  };
  const start = async (): Promise<void> => {
    const assign = '[{tag: team=fraud, prefix: risk}, {prefix: mlp}]';
    const budgets = '[{per: organization, max: 100%}]';
    const wishes = { assign, budgets, preflight: 'iam', notebooks: true, schedule: '*/4 * * * * *' } as const;
    daemon = startDaemon({ endpointUrl: simulator.url, desiredState: await writePipelineState(wishes) });
    await daemon.addresses();
  };

  beforeAll(async () => {
    simulator = await startSimulator({ world: pipelineFaultWorld(), rates: 'off' });
    simulator.cloud.setFaults(pipelineFaultRules());
    await start();
    const seen = async (): Promise<true | undefined> => {
      await look();
      return PIPELINE_CASES.every((one) => isOff(one)) ? true : undefined;
    };
    await eventually('every notebook is mended', seen, SEEN_WITHIN_MS, LOOK_EVERY_MS).catch(() => undefined);
    for (let watched = 0; watched < WATCHED_MS; watched += LOOK_EVERY_MS) {
      await pause(LOOK_EVERY_MS);
      await look();
    }
  });
  afterAll(async () => {
    await daemon.kill();
    await simulator.close();
  });

  it('mends the notebooks of the same accounts', () => {
    expect(PIPELINE_CASES.filter((one) => !isOff(one)).map(label)).toEqual([]);
  });

  it('renames nothing by what it could not read, and never by a guess', () => {
    const touched = PIPELINE_CASES.filter((one) => !isMendedAllTheSame(one) && name(one) !== undefined);
    expect(touched.map(label)).toEqual([]);
    expect(PIPELINE_CASES.filter((one) => ![undefined, WANTED].includes(name(one))).map(label)).toEqual([]);
  });

  it('says who refuses: the target where the list is denied, the pipeline where its calls are', async () => {
    const denied = PIPELINE_CASES.filter(isDenied);
    const told = (one: PipelineCase): string => {
      const state = target(one)?.state ?? 'not told';
      return state === 'reached' ? `${row(one)?.state} ${row(one)?.gate ?? ''}`.trim() : state;
    };
    await waitFor('denials are told', denied, (one) => told(one) === TOLD[label(one)]);
    expect(Object.fromEntries(denied.map((one) => [label(one), told(one)]))).toEqual(TOLD);
  });

  it('goes on by itself once the cause is gone, and after a restart with what was said for good', async () => {
    simulator.cloud.setFaults([]);
    const again = PIPELINE_CASES.filter(isAskedAgainAtOnce);
    expect(await waitFor('all that is asked again is mended', again, (one) => name(one) === WANTED)).toEqual([]);
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    expect(complaintOf(daemon)).toBeUndefined();
    await start();
    const isTold = (one: PipelineCase): boolean => row(one) === undefined && target(one)?.state === 'reached';
    const left = await waitFor('all is mended', PIPELINE_CASES, (one) => name(one) === WANTED && isTold(one));
    expect(left).toEqual([]);
  });

  it('has told nothing as compliant that was not, and has written each definition once', () => {
    expect([...falsely]).toEqual([]);
    const versions = PIPELINE_CASES.map((one) => [label(one), ourVersions(record(one) ?? missing(one)).length]);
    expect(versions.filter(([, count]) => count !== 1)).toEqual([]);
    expect(complaintOf(daemon)).toBeUndefined();
  });
});

function missing({ pipeline }: PipelineCase): never {
  throw new Error(`${pipeline} is gone`);
}
