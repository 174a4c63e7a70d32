// Are definitions rewritten in an AWS that is not ours? `plan` and `run --once` as processes against moto, whose pipelines have
// no versions: what the Python SDK wrote without prefixes gets its names where the SDK puts them, and what has them stays.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { PlanDocument } from '../../src/cli/plan-schema.ts';
import { fixture, PAIRS } from '../resources/pipeline/fixtures.ts';
import { describeWithMoto, motoEnvironment } from './moto/environment.ts';
import { type MadeWorld, type Moto, startMoto, type WorldSpec } from './moto/moto.ts';
import { refusing } from './moto/refusals.ts';
import { policy, REGIONS, sagekeeperJson } from './moto/sagekeeper.ts';
import { ACCOUNTS, UNITS } from './moto/world.ts';

const environment = await motoEnvironment();
const NAME_KEYS = [
  'TrainingJobName',
  'ProcessingJobName',
  'TransformJobName',
  'HyperParameterTuningJobName',
  'AutoMLJobName',
  'ModelName',
  'ModelPackageName',
].join('|');
const WANT =
  '{approved: [mlp, fraud, fraud-detection], assign: [{tag: team=fraud, prefix: fraud-detection, shortPrefix: fraud}, {prefix: mlp}], preflight: "off"}';
const PREFIXES = policy({ kind: 'PipelineJobPrefix', name: 'job-names', want: WANT });
/** What complies, and what has no jobs that could be named; of `nested` some names are nobody's that is approved. */
const UNTOUCHED = [
  ...PAIRS.filter((pair) => pair !== 'nested').map((pair) => `${pair}.on.json`),
  'no-jobs.json',
  'register-group.json',
];
const REWRITTEN = PAIRS.map((pair) => `${pair}.off.json`);
const HOMES = [
  { account: 'fraud-live', region: REGIONS[0] },
  { account: 'fraud-live', region: REGIONS[1] },
  { account: 'scoring', region: REGIONS[0] },
] as const;

function nameOf(file: string): string {
  return file.replaceAll('.', '-');
}

const WORLD: WorldSpec = {
  units: UNITS,
  accounts: ACCOUNTS,
  notebooks: [],
  pipelines: [...REWRITTEN, ...UNTOUCHED].map((file, index) => ({
    ...(HOMES[index % HOMES.length] ?? HOMES[0]),
    name: nameOf(file),
    definition: fixture(file),
    ...(file === 'transform.off.json' ? { tags: { team: 'fraud' } } : {}),
  })),
};

/** The text without any name of a job, by pattern: shares nothing with the reader under test. */
function withoutNames(text: string): string {
  return text.replaceAll(new RegExp(`"(${NAME_KEYS})": "[^"]*"(, )?`, 'g'), '');
}

/** The places of names, whatever the names are: `0/Arguments/TrainingJobName`. */
function places(value: unknown, at: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...at, key];
    const isName = typeof inner === 'string' && new RegExp(`^(${NAME_KEYS})$`).test(key);
    return isName ? [here.join('/')] : places(inner, here);
  });
}

describeWithMoto('pipelines in moto', environment, (bin) => {
  let moto: Moto;
  let made: MadeWorld;
  beforeAll(async () => {
    moto = await startMoto(bin);
  });
  afterAll(() => moto.close());
  beforeEach(async () => {
    made = await moto.make(WORLD);
  });

  const updates = (): readonly string[] =>
    moto.requests
      .filter(({ operation }) => operation === 'UpdatePipeline')
      .map(({ input }) => String(input['PipelineName']));
  const definitions = async (): Promise<ReadonlyMap<string, string>> => {
    const found = Object.entries(await moto.definitions(made, REGIONS));
    return new Map(found.map(([key, text]) => [key.slice(key.lastIndexOf('/') + 1), text]));
  };
  const states = ({ resources }: PlanDocument): Readonly<Record<string, string>> =>
    Object.fromEntries(resources.map(({ arn, state }) => [arn.slice(arn.lastIndexOf('/') + 1), state]));
  /** What SageMaker says of an operation that it does not have, as Terraform's issue tracker quotes it. */
  const withoutVersions = (): void =>
    moto.intercept(
      refusing(
        'ListPipelineVersions',
        'UnknownOperationException',
        'The requested operation is not supported in the called region.',
        () => true,
      ),
    );

  it('are planned, and not touched by it', async () => {
    withoutVersions();
    const { code, document } = await sagekeeperJson(['plan'], moto.url, PREFIXES);
    expect([code, document.complete]).toEqual([0, true]);
    const off = REWRITTEN.map((file) => [nameOf(file), 'converging']);
    const on = UNTOUCHED.map((file) => [nameOf(file), /\.(on|off)\./.test(file) ? 'compliant' : 'not-applicable']);
    expect(states(document)).toEqual(Object.fromEntries([...off, ...on]));
    expect(updates()).toEqual([]);
    const call = document.resources.find(({ arn }) => arn.endsWith('/training-off-json'))?.next;
    expect(call).toMatchObject({ operation: 'UpdatePipeline', effect: 'change' });
    expect(withoutNames(String(call?.input['PipelineDefinition']))).toBe(fixture('training.off.json'));
  });

  it('get their names where the SDK puts them, and every other byte stays; a second run writes nothing', async () => {
    withoutVersions();
    const { code, document } = await sagekeeperJson(['run', '--once'], moto.url, PREFIXES);
    expect([code, document.complete]).toEqual([0, true]);
    expect([...updates()].sort()).toEqual(REWRITTEN.map(nameOf).sort());
    const after = await definitions();
    for (const file of REWRITTEN) {
      const text = after.get(nameOf(file)) ?? '';
      expect(withoutNames(text)).toBe(withoutNames(fixture(file)));
      expect([file, places(JSON.parse(text)).toSorted()]).toEqual([
        file,
        places(JSON.parse(fixture(file.replace('.off.', '.on.')))).toSorted(),
      ]);
    }
    for (const file of UNTOUCHED) expect(after.get(nameOf(file))).toBe(fixture(file));
    expect(after.get('transform-off-json')).toContain('"TransformJobName": "fraud-detection-');
    expect(after.get('tuning-off-json')).toContain('"old-parent-240101-1200"');

    const sent = updates().length;
    const again = await sagekeeperJson(['run', '--once'], moto.url, PREFIXES);
    expect([again.code, updates().length]).toEqual([0, sent]);
    const planned = await sagekeeperJson(['plan', '--exit-code'], moto.url, PREFIXES);
    expect(planned.code).toBe(0);
    expect(planned.document.resources.filter(({ next }) => next !== null)).toEqual([]);
    expect(Object.fromEntries(await definitions())).toEqual(Object.fromEntries(after));
  });

  it('are held where the versions cannot be read: HTTP 500 may be another answer tomorrow', async () => {
    const { code, document } = await sagekeeperJson(['run', '--once'], moto.url, PREFIXES);
    expect(code).toBe(1);
    const off = document.resources.filter(({ arn }) => arn.endsWith('-off-json'));
    expect(off.map(({ state, gate }) => `${state} ${gate}`)).toEqual(REWRITTEN.map(() => 'held prerequisite'));
    expect(updates()).toEqual([]);
  });

  it('are held where IAM cannot be asked what their roles may do, and the policy wants it asked', async () => {
    withoutVersions();
    const asking = policy({ kind: 'PipelineJobPrefix', name: 'job-names', want: WANT.replace('"off"', 'iam') });
    const verb = ['run', '--once', '--account', made.accounts['scoring'] ?? ''];
    const { code, document } = await sagekeeperJson(verb, moto.url, asking);
    expect(code).toBe(1);
    const off = document.resources.filter(({ arn }) => arn.endsWith('-off-json'));
    expect(new Set(off.map(({ gate }) => gate))).toEqual(new Set(['prerequisite']));
    expect(updates()).toEqual([]);
  });
});
