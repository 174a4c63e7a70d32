// Executions of pipelines: the definition that they keep, the jobs that they start and by which names, and how they end.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Cloud, createCloud } from '../../src/simulator/cloud.ts';
import type { RoleSeed, World } from '../../src/simulator/world-shape.ts';
import { MEMBER, REGION, sessionIn } from './ask.ts';
import { arnOf, caller, pipelineWorld, START, TOKEN, training } from './pipelines-world.ts';

let cloud: Cloud;
let now: number;
let as: ReturnType<typeof caller>;

function begin(world: World): void {
  now = START;
  cloud = createCloud({ world, now: () => now });
  as = caller(cloud, sessionIn(cloud, 'OrganizationAccountAccessRole'));
}
const withSteps = (...steps: readonly object[]) => JSON.stringify({ Steps: steps });
const step = (Type: string, Arguments: object = {}, Name = Type) => ({ Name, Type, Arguments });
const oneOf = (definition: string, more: Partial<World> = {}) =>
  begin(pipelineWorld([{ name: 'One', definition }], more));

const start = (more = {}) =>
  String(
    as('StartPipelineExecution', {
      PipelineName: 'One',
      ClientRequestToken: `${TOKEN}${JSON.stringify(more)}`,
      ...more,
    })['PipelineExecutionArn'],
  );
const described = (PipelineExecutionArn: string) => as('DescribePipelineExecution', { PipelineExecutionArn });
interface Told {
  readonly StepName: string;
  readonly StepStatus: string;
  readonly FailureReason?: string;
  readonly Metadata?: Readonly<Record<string, { Arn?: string; CheckJobArn?: string; Outcome?: string }>>;
}
const steps = (PipelineExecutionArn: string, more = {}) =>
  as('ListPipelineExecutionSteps', { PipelineExecutionArn, SortOrder: 'Ascending', MaxResults: 100, ...more })[
    'PipelineExecutionSteps'
  ] as readonly Told[];
/** The part of a job's ARN after `<account>:`. */
const jobs = (arn: string) =>
  steps(arn).flatMap(({ Metadata }) =>
    Object.values(Metadata ?? {}).flatMap(({ Arn, CheckJobArn }) => (Arn ?? CheckJobArn ?? '').split(':').slice(5)),
  );
const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

beforeEach(() => oneOf(training()));

describe('an execution', () => {
  it('keeps the definition that it began with', () => {
    const old = start();
    as('UpdatePipeline', { PipelineName: 'One', PipelineDefinition: training('mlp') });
    now += 1;
    const snapshot = (PipelineExecutionArn: string) =>
      as('DescribePipelineDefinitionForExecution', { PipelineExecutionArn })['PipelineDefinition'];
    const [fresh, again] = [start({ PipelineExecutionDisplayName: 'fresh' }), start({ PipelineVersionId: 1 })];
    expect([old, fresh, again].map(snapshot)).toEqual([training(), training('mlp'), training()]);
    expect([old, fresh, again].map((arn) => described(arn)['PipelineVersionId'])).toEqual([1, 2, 1]);
    expect(jobs(fresh)[0]).toMatch(/^training-job\/mlp-/);
    expect(jobs(again)[0]).toMatch(/^training-job\/pipelines-/);
  });

  it('goes through its steps and succeeds', () => {
    oneOf(withSteps(step('Training'), step('Processing'), step('Transform')), { behaviour: { executionMs: 3_000 } });
    const arn = start();
    expect(arn).toMatch(new RegExp(`^${arnOf('one')}/execution/[a-z0-9]{12}$`));
    const seen = () => [described(arn)['PipelineExecutionStatus'], ...steps(arn).map(({ StepStatus }) => StepStatus)];
    expect(seen()).toEqual(['Executing', 'Executing']);
    now += 1_500;
    expect(seen()).toEqual(['Executing', 'Succeeded', 'Executing']);
    now += 1_500;
    expect(seen()).toEqual(['Succeeded', 'Succeeded', 'Succeeded', 'Succeeded']);
    expect(described(arn)).toMatchObject({ LastModifiedTime: (START + 3_000) / 1000 });
  });

  it('stops when asked, once', () => {
    oneOf(withSteps(step('Training'), step('Processing')), { behaviour: { executionMs: 2_000, executionStopMs: 500 } });
    const stopped = { PipelineExecutionArn: start(), ClientRequestToken: TOKEN };
    now += 100;
    expect(as('StopPipelineExecution', stopped)).toEqual({ PipelineExecutionArn: stopped.PipelineExecutionArn });
    expect(steps(stopped.PipelineExecutionArn)).toMatchObject([{ StepStatus: 'Stopping' }]);
    expect(() => as('StopPipelineExecution', stopped)).toThrow(refusal('ConflictException', 'Stopping'));
    now += 10_000;
    expect(described(stopped.PipelineExecutionArn)).toMatchObject({ PipelineExecutionStatus: 'Stopped' });
    expect(steps(stopped.PipelineExecutionArn)).toMatchObject([{ StepStatus: 'Stopped' }]);
  });

  it('is begun once for one token, of a version that exists', () => {
    expect(start()).toBe(start());
    expect(() => start({ PipelineVersionId: 9 })).toThrow(refusal('ResourceNotFound', "'9'"));
    as('DeletePipeline', { PipelineName: 'One', ClientRequestToken: TOKEN });
    expect(() => start({ PipelineExecutionDisplayName: 'x' })).toThrow(refusal('ConflictException', 'being deleted'));
  });

  it('is listed, newest first, in pages', () => {
    const arns = [1, 2, 3].map((serial) => {
      now += 1_000;
      return start({ PipelineExecutionDisplayName: `run-${serial}` });
    });
    const list = (more = {}) => as('ListPipelineExecutions', { PipelineName: 'One', MaxResults: 2, ...more });
    const listed = (more = {}) =>
      (list(more)['PipelineExecutionSummaries'] as { PipelineExecutionArn: string }[]).map(
        ({ PipelineExecutionArn }) => PipelineExecutionArn,
      );
    expect([...listed(), ...listed({ NextToken: list()['NextToken'] })]).toEqual(arns.toReversed());
    expect(listed({ CreatedBefore: (START + 1_500) / 1000 })).toEqual(arns.slice(0, 1));
    expect(listed({ SortBy: 'PipelineExecutionArn', SortOrder: 'Ascending' })).toEqual(arns.toSorted().slice(0, 2));
    expect(() => described(`${arnOf('one')}/execution/nobody`)).toThrow(refusal('ResourceNotFound', 'nobody'));
  });
});

describe('the jobs of an execution', () => {
  it.each([
    ['Training', 'TrainingJobName', 'training-job'],
    ['Processing', 'ProcessingJobName', 'processing-job'],
    ['QualityCheck', 'ProcessingJobName', 'processing-job'],
    ['ClarifyCheck', 'ProcessingJobName', 'processing-job'],
    ['Transform', 'TransformJobName', 'transform-job'],
    ['Tuning', 'HyperParameterTuningJobName', 'hyper-parameter-tuning-job'],
    ['AutoML', 'AutoMLJobName', 'automl-job'],
    ['Model', 'ModelName', 'model'],
    ['RegisterModel', 'ModelPackageName', 'model-package'],
  ])('%s takes its prefix from %s', (type, key, resource) => {
    oneOf(withSteps(step(type, {}, 'My-Step'), step(type, { [key]: 'Team-A' }, 'Other')));
    const arn = start();
    now += 400_000;
    const id = arn.slice(-12);
    const [off, on] = jobs(arn);
    expect(off).toMatch(new RegExp(`^${resource}/pipelines-${id}-`));
    expect(on).toMatch(new RegExp(`^${resource}/team-a-${id}-[a-z0-9]{10}-0$`));
  });

  it('cut the name of a step, and keep apart two steps with one prefix', () => {
    const named = { TrainingJobName: 'mlp' };
    oneOf(
      withSteps(
        step('Training', {}, 'A-step-with-a-very-long-name'),
        step('Training', named, 'a'),
        step('Training', named, 'b'),
      ),
    );
    const arn = start();
    now += 400_000;
    const [off, a, b] = jobs(arn);
    expect(off).toMatch(/^training-job\/pipelines-[a-z0-9]{12}-a-step-with-a-very-l-[a-z0-9]{10}-0$/);
    expect(a).not.toBe(b);
  });

  it('are none of ours to name where a model package has a group', () => {
    oneOf(withSteps(step('RegisterModel', { ModelPackageGroupName: 'Churn' })));
    expect(jobs(start())).toEqual(['model-package/churn/1']);
  });

  it('stand in the branch that is taken, at any nesting, and nowhere in the arguments of a Lambda', () => {
    const inner = step(
      'Condition',
      { Conditions: [], IfSteps: [step('Training')], ElseSteps: [step('Model')] },
      'Inner',
    );
    const each = step('ForEach', { ForEachBody: [step('Processing')] });
    const lambda = { ...step('Lambda', { IfSteps: [step('Transform')] }), FunctionArn: 'arn:aws:lambda:x' };
    oneOf(withSteps(step('Condition', { IfSteps: [inner, each] }, 'Outer'), lambda));
    const arn = start();
    now += 400_000;
    expect(steps(arn).map(({ StepName, Metadata }) => [StepName, Object.keys(Metadata ?? {})[0]])).toEqual([
      ['Outer', 'Condition'],
      ['Inner', 'Condition'],
      ['Training', 'TrainingJob'],
      ['ForEach', undefined],
      ['Processing', 'ProcessingJob'],
      ['Lambda', 'Lambda'],
    ]);
  });

  it('take names from parameters and joins, as they are at the start', () => {
    const definition = JSON.stringify({
      Parameters: [{ Name: 'Team', Type: 'String', DefaultValue: 'rogue' }],
      Steps: [
        step('Training', { TrainingJobName: { 'Std:Join': { On: '-', Values: ['mlp', { Get: 'Parameters.Team' }] } } }),
      ],
    });
    oneOf(definition);
    const other = start({ PipelineParameters: [{ Name: 'Team', Value: 'fraud' }] });
    expect(jobs(start())[0]).toContain('/mlp-rogue-');
    expect(jobs(other)[0]).toContain('/mlp-fraud-');
  });

  it.each([
    ['too long', 'Training', { TrainingJobName: 'x'.repeat(39) }, 'TrainingJobName'],
    ['too long for its type', 'Tuning', { HyperParameterTuningJobName: 'seven77' }, 'HyperParameterTuningJobName'],
    ['of other characters', 'Training', { TrainingJobName: 'my_job' }, 'my_job'],
    [
      'an expression that nobody can resolve',
      'Training',
      { TrainingJobName: { Get: 'Steps.X' } },
      'cannot be resolved',
    ],
  ])('fail when their name is %s', (_what, type, args, reason) => {
    oneOf(withSteps(step(type, args), step('Model')));
    const arn = start();
    now += 400_000;
    expect(described(arn)).toMatchObject({
      PipelineExecutionStatus: 'Failed',
      FailureReason: expect.stringContaining(reason),
    });
    expect(steps(arn)).toMatchObject([{ StepStatus: 'Failed', FailureReason: expect.stringContaining(reason) }]);
  });

  it('of AutoML are those of CreateAutoMLJob, whose input the definition has', () => {
    const roles = [
      { name: 'PipelineExecution', allow: ['sagemaker:CreateAutoMLJob'] },
      { name: 'OrganizationAccountAccessRole', externalId: null },
    ];
    oneOf(withSteps(step('AutoML')), { roles });
    const arn = start();
    now += 400_000;
    expect(described(arn)).toMatchObject({ PipelineExecutionStatus: 'Succeeded' });
  });

  it('are those that the role may create', () => {
    const roles: readonly RoleSeed[] = [
      {
        name: 'PipelineExecution',
        document: {
          Statement: { Effect: 'Allow', Action: 'sagemaker:Create*', Resource: 'arn:aws:sagemaker:*:*:*/pipelines-*' },
        },
      },
      { name: 'OrganizationAccountAccessRole', externalId: null },
    ];
    oneOf(withSteps(step('Processing'), step('Training')), { roles });
    const good = start();
    as('UpdatePipeline', {
      PipelineName: 'One',
      PipelineDefinition: withSteps(step('Processing'), step('Training', { TrainingJobName: 'mlp' })),
    });
    now += 1;
    const bad = start({ PipelineExecutionDisplayName: 'bad' });
    now += 400_000;
    expect(described(good)).toMatchObject({ PipelineExecutionStatus: 'Succeeded' });
    const reason = expect.stringMatching(
      /not authorized to perform: sagemaker:CreateTrainingJob on resource: .*training-job\/mlp-.* because no identity-based policy/,
    );
    expect(described(bad)).toMatchObject({ PipelineExecutionStatus: 'Failed', FailureReason: reason });
    expect(steps(bad)).toMatchObject([
      { StepStatus: 'Succeeded' },
      { StepName: 'Training', StepStatus: 'Failed', FailureReason: reason },
    ]);
  });
});

describe('a world', () => {
  it('begins with executions of any version', () => {
    begin(
      pipelineWorld([
        {
          name: 'One',
          versions: [{ definition: training() }],
          definition: training('mlp'),
          executions: [{ version: 1 }, { status: 'Failed', startedAt: '2026-01-01T00:00:00Z' }],
        },
      ]),
    );
    const [running, failed] = cloud.executions();
    expect([running?.version.id, running?.status, failed?.version.id, failed?.status]).toEqual([
      1,
      'Executing',
      2,
      'Failed',
    ]);
    expect(jobs(running?.arn ?? '')[0]).toMatch(/pipelines-/);
    const person = { kind: 'pipeline', account: MEMBER, region: REGION, name: 'One' } as const;
    expect(cloud.personDoes({ ...person, action: 'start' })).toBe('ok');
    expect(cloud.personDoes({ ...person, action: 'finish' })).toBe('ok');
    expect(cloud.executions().map(({ status }) => status)).toEqual(['Succeeded', 'Failed', 'Succeeded']);
    expect(() =>
      createCloud({
        world: pipelineWorld([{ name: 'x', definition: '{}', executions: [{ version: 2 }] }]),
        now: () => 0,
      }),
    ).toThrow('no version 2');
  });

  it('can hold a definition that nobody can read: its execution fails', () => {
    oneOf('[[[');
    const arn = start();
    expect(described(arn)).toMatchObject({
      PipelineExecutionStatus: 'Failed',
      FailureReason: expect.stringContaining('read'),
    });
    expect(steps(arn)).toEqual([]);
  });
});
