/**
 * What do networks cost: calls of a first look, of a pass and of an hour under each policy, whether the month that `plan` tells is the
 * one that comes, calls until a document is brought in line, and processor time and memory of documents, VPCs and jobs?
 */
import { once } from 'node:events';
import type { ListMeasured, ManyMeasured, OneMeasured } from './documents-process.ts';
import { atMost, median, told } from './figures.ts';
import type { Figure } from './figures.ts';
import type { DayMeasured, NetworksMeasured } from './networks-process.ts';
import { end, startNode } from './processes.ts';

const [NETWORKS, DOCUMENTS, SIMULATOR] = ['networks-process.ts', 'documents-process.ts', 'networks-simulator.ts'].map(
  (name) => new URL(name, import.meta.url).pathname,
) as [string, string, string];
const MIB = 1_048_576;
const DAYS_A_MONTH = 30;
/** Fresh processes, of which the median is told. */
const PROCESSES = 5;
const LISTED = { account: '111122223333', vpcs: 200, characters: 2_048 } as const;

const MANY_TARGET_MS = 1_000;
const ONE_TARGET_MS = 5;
const MONTH_TARGET_PERCENT = 10;
const VPCS_TARGET_MIB = 80;
const JOBS_TARGET_MIB = 10;

/** Asked of each target once an hour. What a page cannot hold takes more. */
const HOURLY = [
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroupRules',
  'DescribeFlowLogs',
] as const;
const LISTS_OF_JOBS = /^List(?:Processing|Training|Transform|HyperParameterTuning|AutoML)Jobs$/;
const DESCRIPTIONS_OF_JOBS = /^Describe(?:Processing|Training|Transform|HyperParameterTuning|AutoML)Job(?:V2)?$/;

export async function measureNetworks(): Promise<readonly Figure[]> {
  const { days, mending, held } = await ask<NetworksMeasured>(NETWORKS, [], ['--expose-gc']);
  return [...days.flatMap(ofDay), ...ofMending(mending), ...(await ofDocuments()), await ofList(), ...ofMemory(held)];
}

function ofDay({ policies, targets, ...measured }: DayMeasured): readonly Figure[] {
  const { firstPass, mostInAPass, mostInAnHour, leastInAPass, day, jobsBegun, planned } = measured;
  const name = policies.join(' and ');
  const each = (calls: Readonly<Record<string, number>>, operation: string): number =>
    (calls[operation] ?? 0) / targets;
  const [month, comes] = [totalOf(planned), DAYS_A_MONTH * totalOf(day)];
  const lists = Object.keys(day).filter((operation) => LISTS_OF_JOBS.test(operation));
  const described = Object.entries(day).reduce(
    (sum, [operation, times]) => (DESCRIPTIONS_OF_JOBS.test(operation) ? sum + times : sum),
    0,
  );
  const hourly = HOURLY.filter((operation) => operation in day);
  const exact = { unit: '', digits: 0 } as const;
  return [
    told(`${name}: calls of a first look, a target`, (totalOf(firstPass) / targets).toFixed(0), `${targets} targets`),
    told(`${name}: of an unchanged pass`, (leastInAPass / targets).toFixed(0), 'where nothing is due but its lists'),
    atMost(`${name}: of these, for endpoints`, each(mostInAPass, 'DescribeVpcEndpoints'), 1, exact),
    atMost(`${name}: of an hour, for each of the rest`, Math.max(...hourly.map((it) => each(mostInAnHour, it))), 1, {
      ...exact,
      baseline: `${hourly.map((operation) => operation.slice('Describe'.length)).join(', ')}${attributes(each(mostInAnHour, 'DescribeVpcAttribute'))}`,
    }),
    atMost(
      `${name}: of an hour, lists of each type of job`,
      Math.max(...lists.map((it) => each(mostInAnHour, it))),
      5,
      {
        ...exact,
        baseline: '4 passes, and once what runs for long',
      },
    ),
    atMost(`${name}: descriptions of a new job`, described / jobsBegun, 1, { unit: '', baseline: `${jobsBegun} jobs` }),
    atMost(
      `${name}: the month that plan tells, off by`,
      (Math.abs(month - comes) / comes) * 100,
      MONTH_TARGET_PERCENT,
      {
        unit: '%',
        digits: 1,
        baseline: `${month} calls told, ${comes} made in 30 such days`,
      },
    ),
  ];
}

/** Asked of each VPC that is used. */
function attributes(count: number): string {
  return count === 0 ? '' : `; and ${count} VpcAttribute, two for each VPC that jobs use`;
}

function ofMending({ endpoints, tookMs, calls }: NetworksMeasured['mending']): readonly Figure[] {
  const { ModifyVpcEndpoint: changes = 0, ...others } = calls;
  const most = Object.entries(others)
    .filter(([, times]) => times > 0)
    .map(([operation, times]) => `${(times / endpoints).toFixed(1)} ${operation}`);
  return [
    atMost(`${endpoints} documents brought in line: changes`, changes, endpoints, {
      unit: '',
      digits: 0,
      baseline: `${Math.round(tookMs / 60_000)} minutes without rates, one at a time`,
    }),
    told('other calls for each of them', (totalOf(others) / endpoints).toFixed(1), most.join(', ')),
  ];
}

async function ofDocuments(): Promise<readonly Figure[]> {
  const many = await several<ManyMeasured>(['many']);
  const of = (value: (one: ManyMeasured) => number): number => median(many.map(value));
  const { documents = 0, characters = 0 } = many[0] ?? {};
  const parse = `JSON.parse ${of(({ parseMs }) => parseMs).toFixed(0)} ms; a process that has just started`;
  const long = `${documents} documents of ${(characters / 1_000).toFixed(1)} KB`;
  const options = { unit: 'ms', digits: 0, baseline: parse } as const;
  const figures = [
    atMost(
      `${long} compared with what is wanted`,
      of(({ wantedMs }) => wantedMs),
      MANY_TARGET_MS,
      options,
    ),
    atMost(
      `${long} compared in pairs`,
      of(({ pairsMs }) => pairsMs),
      MANY_TARGET_MS,
      options,
    ),
    told(`${long} judged, with all that is said of them`, `${of(({ judgedMs }) => judgedMs).toFixed(0)} ms`),
  ];
  for (const which of ['statements', 'buckets']) {
    const all = await several<OneMeasured>(['one', which]);
    const { characters: length = 0, statements = 0 } = all[0] ?? {};
    const name = `a document of ${length} characters, ${statements} statements`;
    const baseline = `JSON.parse ${median(all.map(({ parseMs }) => parseMs)).toFixed(2)} ms`;
    const [fresh, warm] = [median(all.map(({ freshMs }) => freshMs)), median(all.map(({ warmMs }) => warmMs))];
    figures.push(
      atMost(`${name}: from text to text`, warm, ONE_TARGET_MS, { unit: 'ms', baseline }),
      atMost(`${name}: the first of a process`, fresh, ONE_TARGET_MS, { unit: 'ms', baseline }),
    );
  }
  return figures;
}

async function several<T>(parameters: readonly string[]): Promise<readonly T[]> {
  const all: T[] = [];
  for (let process = 0; process < PROCESSES; process += 1) all.push(await ask<T>(DOCUMENTS, parameters));
  return all;
}

async function ofList(): Promise<Figure> {
  const { account, vpcs, characters } = LISTED;
  const simulator = startNode(SIMULATOR, [account, String(vpcs), String(characters)]);
  try {
    const [url] = (await once(simulator.child, 'message')) as [string];
    const { firstMs, warmMs } = await ask<ListMeasured>(DOCUMENTS, ['list', url, account]);
    const of = `a list of ${vpcs} endpoints with documents of ${characters / 1_024} KB`;
    return told(of, `${warmMs.toFixed(0)} ms`, `the first ${firstMs.toFixed(0)} ms, with the SDK that it loads`);
  } finally {
    await end(simulator);
  }
}

function ofMemory({ vpcs, vpcBytes, texts, jobs, jobBytes }: NetworksMeasured['held']): readonly Figure[] {
  return [
    atMost(
      `${vpcs} VPCs held, each with a document of ${(texts / vpcs / 1_000).toFixed(1)} KB`,
      vpcBytes / MIB,
      VPCS_TARGET_MIB,
      {
        unit: 'MiB',
        digits: 1,
        baseline: `their texts ${(texts / MIB).toFixed(0)} MiB`,
      },
    ),
    atMost(`${jobs} jobs held`, jobBytes / MIB, JOBS_TARGET_MIB, { unit: 'MiB', digits: 1 }),
  ];
}

/** What a process of its own has measured. */
async function ask<T>(script: string, parameters: readonly string[], flags: readonly string[] = []): Promise<T> {
  const started = startNode(script, parameters, flags);
  const gone = started.ended.then((how) => {
    throw new Error(`the measured process ended (${how}): ${started.tail()}`);
  });
  gone.catch(() => undefined);
  const [measured] = (await Promise.race([once(started.child, 'message'), gone])) as [T];
  return measured;
}

function totalOf(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, times) => sum + times, 0);
}
