/**
 * What documents of endpoints cost, in a process of their own that sends what it measured and ends, as the first time costs more.
 * `node documents-process.ts many | one <which> | list <url> <account>`
 */
import { createGateway } from '../../src/aws/gateway.ts';
import { createSdkTransport } from '../../src/aws/sdk-transport.ts';
import { systemClock } from '../../src/daemon/clock.ts';
import { documentFaults, statementFaults } from '../../src/model/iam-document-endpoint.ts';
import { changesTowards, withChanges } from '../../src/model/iam-document-merge.ts';
import { sameMeaning } from '../../src/model/iam-document-meaning.ts';
import { readIamDocument } from '../../src/model/iam-document-read.ts';
import { MAX_ENDPOINT_POLICY_CHARACTERS, minified } from '../../src/model/iam-document.ts';
import type { WrittenDocument } from '../../src/model/iam-document.ts';
import { NO_NETWORK_FACTS } from '../../src/model/network.ts';
import { judgeS3EndpointPolicy } from '../../src/policies/s3-endpoint-policy/judge.ts';
import { wantedStatements } from '../../src/policies/s3-endpoint-policy/statements.ts';
import type { S3EndpointPolicyWant } from '../../src/policies/s3-endpoint-policy/want.ts';
import { vpcs } from '../../src/resources/vpc/kind.ts';
import { endpointOf, vpcOf } from '../policies/s3-endpoint-policy/vpcs.ts';
import { state } from '../controller/reload-world.ts';
import { ENDPOINTS, REGION, bucketsDocument, documentOf } from './networks-world.ts';
import { cpuMsOf, medianCpuMs } from './scene.ts';

export interface ManyMeasured {
  readonly documents: number;
  readonly characters: number;
  /** Milliseconds of processor time for all of them: compared with what is wanted, and with each other in pairs. */
  readonly wantedMs: number;
  readonly pairsMs: number;
  /** Everything that is said of a VPC with that endpoint. */
  readonly judgedMs: number;
  readonly parseMs: number;
}

export interface OneMeasured {
  readonly characters: number;
  readonly statements: number;
  /** Of the first time in a process, and the median of those that follow. */
  readonly freshMs: number;
  readonly warmMs: number;
  readonly parseMs: number;
}

export interface ListMeasured {
  readonly vpcs: number;
  /** Of the first time, in which the SDK is loaded, and the median of those that follow. */
  readonly firstMs: number;
  readonly warmMs: number;
}

const MANY = 10_000;
const MANY_CHARACTERS = 2_048;
const ROUNDS = 101;
const LISTS = 9;
const WANT = { ...(ENDPOINTS.want as S3EndpointPolicyWant), vpcs: 'all' };
const ONE: Readonly<Record<string, () => WrittenDocument>> = {
  statements: () => documentOf(MAX_ENDPOINT_POLICY_CHARACTERS, 0),
  buckets: () => bucketsDocument(MAX_ENDPOINT_POLICY_CHARACTERS),
};

const [what = '', ...rest] = process.argv.slice(2);
const measured =
  what === 'many' ? many() : what === 'one' ? one(rest[0] ?? '') : await list(rest[0] ?? '', rest[1] ?? '');
process.send?.(measured);
process.disconnect?.();

/** Every document another one, read from its text, as a daemon does that has just started. */
function many(): ManyMeasured {
  const texts = Array.from({ length: MANY }, (_, serial) => JSON.stringify(documentOf(MANY_CHARACTERS, serial)));
  // AWS gives back what was stored in other words: indented here, and its statements in another order.
  const others = texts.slice(0, MANY / 2).map((text) => {
    const { Statement: statements, ...document } = JSON.parse(text) as WrittenDocument;
    return JSON.stringify({ ...document, Statement: statements.toReversed() }, undefined, 2);
  });
  let found = 0;
  const wantedMs = cpuMsOf(() => {
    for (const text of texts) found += changesOf(read(text)).length;
  });
  if (found !== 2 * MANY) throw new Error(`${found} statements are missing in ${MANY} documents`);
  const pairsMs = cpuMsOf(() => {
    for (const [index, other] of others.entries())
      if (!sameMeaning(read(texts[index] ?? ''), read(other))) throw new Error(`document ${index} is not the same`);
  });
  const judgedMs = cpuMsOf(() => {
    for (const text of texts) {
      const endpoint = endpointOf(undefined, { document: readIamDocument(text) });
      const verdict = judgeS3EndpointPolicy(WANT, vpcOf([endpoint]), { network: NO_NETWORK_FACTS });
      if (!verdict.applicable || verdict.differences.length !== 2) throw new Error('it was not judged');
    }
  });
  const parseMs = cpuMsOf(() => texts.forEach((text) => JSON.parse(text) as unknown));
  return { documents: MANY, characters: texts[0]?.length ?? 0, wantedMs, pairsMs, judgedMs, parseMs };
}

/** From the text that AWS tells to the text that is sent. */
function one(which: string): OneMeasured {
  const document = ONE[which]?.();
  if (document === undefined) throw new Error(`no such document: ${which}`);
  const text = JSON.stringify(document);
  const work = (): string => {
    const present = read(text);
    const changes = changesOf(present);
    const result = withChanges(present, changes);
    const wanted = changes.flatMap(({ want }) => want ?? []);
    const faults = [...documentFaults(result), ...wanted.flatMap((statement) => statementFaults(statement, 'Gateway'))];
    return `${minified(result)}${faults.length}`;
  };
  const freshMs = cpuMsOf(work);
  const warmMs = medianCpuMs(work, ROUNDS);
  const parseMs = medianCpuMs(() => JSON.parse(text), ROUNDS);
  return { characters: text.length, statements: document.Statement.length, freshMs, warmMs, parseMs };
}

function read(text: string): WrittenDocument {
  const reading = readIamDocument(text);
  if (reading.is === 'unknown') throw new Error(reading.why);
  return reading.document;
}

function changesOf(present: WrittenDocument) {
  return changesTowards(present, wantedStatements(WANT, present, 'aws'), 'keep');
}

/** The endpoints of one account as a pass reads them: over HTTP, through the SDK, from a simulator in another process. */
async function list(url: string, account: string): Promise<ListMeasured> {
  const transport = createSdkTransport({ endpointUrl: url, clock: systemClock, userAgent: 'bench' });
  const target = { account, region: REGION };
  const { organization } = state({ organization: { regions: [REGION] } });
  const reader = createGateway({
    settings: { ...organization, access: { ...organization.access, externalId: 'example-external-id' } },
    hubRegion: REGION,
    hubCredentials: async () => ({ accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'any', sessionToken: undefined }),
    transport,
    clock: systemClock,
    random: Math.random,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  }).reader(target);
  const context = {
    needs: new Set<never>(),
    known: new Map(),
    notes: new Map<string, unknown>(),
    network: NO_NETWORK_FACTS,
  };
  const look = async (): Promise<readonly [ms: number, found: number]> => {
    let found = 0;
    const before = process.cpuUsage();
    for await (const { reading } of vpcs.list(reader, target, { ...context, now: systemClock.now() })) {
      if (reading !== undefined) context.known.set(reading.arn, reading);
      found += 1;
    }
    const { user, system } = process.cpuUsage(before);
    return [(user + system) / 1_000, found];
  };
  const [firstMs, found] = await look();
  const times: number[] = [];
  for (let number = 0; number < LISTS; number += 1) times.push((await look())[0]);
  transport.close();
  return { vpcs: found, firstMs, warmMs: times.toSorted((a, b) => a - b)[LISTS >> 1] ?? 0 };
}
