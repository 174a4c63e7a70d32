/**
 * What AWS answers about pipelines is believed only in the form that it documents, and costs no more calls than it must.
 */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { DescribeOptions, Need } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import { describePipeline, listPipelines } from '../../../src/resources/pipeline/observe.ts';
import { ARN, NOW, TARGET, text } from './pipelines.ts';
import { READ_VPC, VPC, definition, one } from './step-networks.ts';

const OLD = NOW - 30 * 86_400_000;
const SUMMARY = { PipelineArn: ARN, PipelineName: 'Nightly', CreationTime: OLD / 1_000, LastModifiedTime: OLD / 1_000 };
const SIGHTING = {
  ...TARGET,
  arn: ARN,
  name: 'Nightly',
  status: 'Active',
  createdAt: OLD,
  lastModifiedAt: OLD,
};
const DESCRIPTION = {
  ...SUMMARY,
  PipelineStatus: 'Active',
  PipelineDefinition: text('ml.m5.large'),
  RoleArn: 'arn:aws:iam::111122223333:role/Runner',
};
const OURS = { IamIdentity: { Arn: 'arn:aws:sts::111122223333:assumed-role/SagekeeperWrite/sagekeeper-c1' } };

function failure(reason: 'denied' | 'not-found' | 'invalid', code: string = reason): AwsError {
  const facts = { code, message: reason, operation: 'x', target: TARGET, delivery: 'answered' } as const;
  return new AwsError({ reason, ...facts });
}

/** Answers by operation; an array is one page. Notes what was asked. */
function readerOf(answers: Readonly<Record<string, unknown>>): { readonly reader: Reader; readonly asked: string[] } {
  const asked: string[] = [];
  const answerTo = (operation: string, input: Readonly<Record<string, unknown>>): unknown => {
    const version = input['PipelineVersionId'];
    const key = typeof version === 'number' ? `${operation} ${version}` : operation;
    asked.push(key);
    const answer = answers[key];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return {
    asked,
    reader: {
      read: async (operation, input) => Promise.resolve(answerTo(operation, input)),
      async *pages(operation, input) {
        yield answerTo(operation, input) as readonly unknown[];
      },
    },
  };
}

function options(part: Partial<DescribeOptions> = {}): DescribeOptions {
  return { tags: false, close: false, needs: new Set<Need>(), now: NOW, ...part };
}

async function listed(items: readonly unknown[]): Promise<readonly string[]> {
  const { reader } = readerOf({ ListPipelines: items });
  const names: string[] = [];
  for await (const { name } of listPipelines(reader, TARGET)) names.push(name);
  return names;
}

describe('a list of pipelines', () => {
  it('leaves out what AWS manages', async () => {
    const managed = { ...SUMMARY, PipelineArn: ARN.replace('111122223333', 'aws'), PipelineName: 'Theirs' };
    await expect(listed([SUMMARY, managed])).resolves.toEqual(['Nightly']);
  });

  it.each([
    ['without an ARN', { ...SUMMARY, PipelineArn: undefined }],
    ['of another account', { ...SUMMARY, PipelineArn: ARN.replace('111122223333', '999999999999') }],
    ['of another region', { ...SUMMARY, PipelineArn: ARN.replace('eu-central-1', 'us-east-1') }],
    ['without a modification time', { ...SUMMARY, LastModifiedTime: 'yesterday' }],
    ['that is no object', 'Nightly'],
  ])('is not believed with an item %s', async (_, item) => {
    await expect(listed([item])).rejects.toMatchObject({ facts: { code: 'UnexpectedAnswer' } });
  });
});

describe('a pipeline', () => {
  it('costs one call where nobody asks for more', async () => {
    const { reader, asked } = readerOf({ DescribePipeline: DESCRIPTION });
    const pipeline = await describePipeline(reader, SIGHTING, options());
    expect(asked).toEqual(['DescribePipeline']);
    expect(pipeline).toMatchObject({ newestVersion: undefined, text: text('ml.m5.large'), predecessors: [] });
  });

  it('tells with the networks of its jobs those of steps that nobody knows, and of steps that serve', async () => {
    const network = `"VpcConfig": ${VPC}`;
    const steps = ['Training', 'Quantum', 'EndpointConfig'].map((type) => one(type, network, type));
    const { reader } = readerOf({ DescribePipeline: { ...DESCRIPTION, PipelineDefinition: definition(...steps) } });
    const found = await describePipeline(reader, SIGHTING, options());
    expect(found).toMatchObject({
      networks: [[{ settings: { vpc: { is: 'literal', value: READ_VPC } } }]],
      strangers: [{ step: 'Quantum' }],
      serving: [{ step: 'EndpointConfig', settings: { vpc: { is: 'literal', value: READ_VPC } } }],
    });
  });

  it('is read with its versions, before its definition, right before a write', async () => {
    const versions = { PipelineVersionSummaries: [{ PipelineVersionId: 3, CreationTime: 1 }] };
    const { reader, asked } = readerOf({ ListPipelineVersions: versions, DescribePipeline: DESCRIPTION });
    await expect(describePipeline(reader, SIGHTING, options({ close: true }))).resolves.toMatchObject({
      newestVersion: 3,
    });
    expect(asked).toEqual(['ListPipelineVersions', 'DescribePipeline']);
  });

  it('says why its versions could not be read, and is gone where AWS says so', async () => {
    const denied = readerOf({ ListPipelineVersions: failure('denied'), DescribePipeline: DESCRIPTION });
    const pipeline = await describePipeline(denied.reader, SIGHTING, options({ close: true }));
    expect(pipeline?.versionsUnread).toContain('denied');
    const gone = readerOf({ DescribePipeline: failure('not-found') });
    await expect(describePipeline(gone.reader, SIGHTING, options())).resolves.toBeUndefined();
    const goneToo = readerOf({ ListPipelineVersions: failure('not-found'), DescribePipeline: failure('not-found') });
    await expect(describePipeline(goneToo.reader, SIGHTING, options({ close: true }))).resolves.toBeUndefined();
  });

  it.each([
    ['UnknownOperationException', 'waits for no versions where the service does not know them', true],
    ['InvalidAction', 'waits for no versions where the service does not know them', true],
    ['ValidationException', 'waits for them where only this question was wrong', false],
  ])('%s: %s', async (code, _, versionless) => {
    const { reader } = readerOf({ ListPipelineVersions: failure('invalid', code), DescribePipeline: DESCRIPTION });
    const pipeline = await describePipeline(reader, SIGHTING, options({ close: true }));
    expect(pipeline).toMatchObject({ newestVersion: undefined, versionless });
    expect(pipeline?.versionsUnread === undefined).toBe(versionless);
  });

  it('is asked whether our write replaced an edit where we modified it lately, and only then', async () => {
    const lately = { ...DESCRIPTION, LastModifiedTime: NOW / 1_000 - 60, LastModifiedBy: OURS };
    const seen = { ...SIGHTING, lastModifiedAt: NOW - 60_000 };
    const at = NOW / 1_000 - 60;
    const versions = {
      PipelineVersionSummaries: [
        { PipelineVersionId: 3, CreationTime: at },
        { PipelineVersionId: 2, CreationTime: at - 1 },
        { PipelineVersionId: 1, CreationTime: at - 9_999 },
      ],
    };
    const { reader, asked } = readerOf({
      DescribePipeline: { ...lately, PipelineDefinition: text('ml.m5.large', 'mlp-train') },
      ListPipelineVersions: versions,
      'DescribePipeline 2': { ...DESCRIPTION, PipelineDefinition: text('ml.c5.large') },
      'DescribePipeline 1': DESCRIPTION,
    });
    await expect(describePipeline(reader, seen, options())).resolves.toMatchObject({ overwritten: 2 });
    expect(asked).toEqual(['DescribePipeline', 'ListPipelineVersions', 'DescribePipeline 2', 'DescribePipeline 1']);
    const theirs = { IamIdentity: { Arn: 'arn:aws:iam::111122223333:user/owner' } };
    const somebody = readerOf({ DescribePipeline: { ...lately, LastModifiedBy: theirs } });
    await describePipeline(somebody.reader, seen, options());
    expect(somebody.asked).toEqual(['DescribePipeline']);
  });

  it('is followed back through everything that came quickly, to what all that was made of, and no further', async () => {
    const at = NOW / 1_000 - 60;
    const texts = [
      ...['base', 'b', 'c', 'd', 'e', 'f', 'own'].map((machine) => text(machine)),
      // Ours, made of the first and blind to all others; then the owner's last, put back.
      text('base', 'mlp-train'),
      text('own', 'mlp-train'),
    ];
    const made = texts.map((definition, index) => ({ definition, id: index + 11, at: at - 9 + index }));
    const old = { definition: text('old'), id: 10, at: at - 9_999 };
    const versions = [old, { ...made[0], at: at - 999, definition: text('base'), id: 11 }, ...made.slice(1)];
    const { reader, asked } = readerOf({
      ...Object.fromEntries(
        versions.map(({ id, definition }) => [
          `DescribePipeline ${id}`,
          { ...DESCRIPTION, PipelineDefinition: definition },
        ]),
      ),
      DescribePipeline: {
        ...DESCRIPTION,
        LastModifiedTime: at - 1,
        LastModifiedBy: OURS,
        PipelineDefinition: text('own', 'mlp-train'),
      },
      ListPipelineVersions: {
        PipelineVersionSummaries: versions.map((one) => ({ PipelineVersionId: one.id, CreationTime: one.at })),
      },
    });
    const pipeline = await describePipeline(reader, { ...SIGHTING, lastModifiedAt: (at - 1) * 1_000 }, options());
    expect(pipeline).toMatchObject({ overwritten: undefined });
    expect(pipeline?.predecessors.find(({ versionId }) => versionId === 18)?.derivedFrom).toContain(11);
    expect(asked).not.toContain('DescribePipeline 10');
  });

  it.each([
    ['another definition', text('ml.m5.large'), 1, true],
    ['the same one, so that its last modification made no version', text('ml.m5.large', 'mlp-train'), 1, false],
    ['whatever, ten minutes ago', text('ml.m5.large'), 600, false],
  ])(
    'has versions that are behind it where the newest is older, and holds %s',
    async (_, listed, agoSeconds, behind) => {
      const at = NOW / 1_000 - agoSeconds;
      const definition = text('ml.m5.large', 'mlp-train');
      const { reader } = readerOf({
        DescribePipeline: {
          ...DESCRIPTION,
          PipelineDefinition: definition,
          LastModifiedTime: at,
          LastModifiedBy: OURS,
        },
        ListPipelineVersions: { PipelineVersionSummaries: [{ PipelineVersionId: 1, CreationTime: at - 9 }] },
        'DescribePipeline 1': { ...DESCRIPTION, PipelineDefinition: listed },
      });
      const seen = { ...SIGHTING, lastModifiedAt: at * 1_000 };
      await expect(describePipeline(reader, seen, options())).resolves.toMatchObject({ versionsBehind: behind });
    },
  );

  it('is not believed without a definition, or under another name', async () => {
    const nothing = readerOf({ DescribePipeline: { ...DESCRIPTION, PipelineDefinition: undefined } });
    await expect(describePipeline(nothing.reader, SIGHTING, options())).rejects.toBeInstanceOf(AwsError);
    const other = readerOf({ DescribePipeline: { ...DESCRIPTION, PipelineName: 'Daily' } });
    await expect(describePipeline(other.reader, SIGHTING, options())).rejects.toBeInstanceOf(AwsError);
  });
});

describe('what executions tell', () => {
  const EXECUTION = `${ARN}/execution/abc`;
  const answers = {
    DescribePipeline: DESCRIPTION,
    ListPipelineExecutions: {
      PipelineExecutionSummaries: [{ PipelineExecutionArn: EXECUTION, PipelineExecutionStatus: 'Executing' }],
    },
    DescribePipelineExecution: { PipelineVersionId: 2 },
    DescribePipelineDefinitionForExecution: { PipelineDefinition: text('ml.m5.large') },
    ListPipelineExecutionSteps: [
      {
        StepName: 'Train',
        Metadata: { TrainingJob: { Arn: 'arn:aws:sagemaker:x:1:training-job/pipelines-abc-train' } },
      },
      { StepName: 'Check', Metadata: { Condition: { Outcome: 'true' } } },
    ],
  };

  it('is read where a policy asks for it', async () => {
    const { reader } = readerOf(answers);
    const needs = new Set<Need>(['executions', 'jobs']);
    const pipeline = await describePipeline(reader, SIGHTING, options({ needs }));
    expect(pipeline?.history).toMatchObject([
      {
        running: true,
        versionId: 2,
        definition: { readable: true },
        jobs: [{ type: 'Training', name: 'pipelines-abc-train' }],
      },
    ]);
  });

  it('counts no older versions where the service does not know any, and is not believed where they are denied', async () => {
    const needs = new Set<Need>(['versions']);
    const none = readerOf({ ...answers, ListPipelineVersions: failure('invalid', 'UnknownOperationException') });
    await expect(describePipeline(none.reader, SIGHTING, options({ needs }))).resolves.toMatchObject({
      olderVersions: 0,
    });
    const denied = readerOf({ ...answers, ListPipelineVersions: failure('denied') });
    await expect(describePipeline(denied.reader, SIGHTING, options({ needs }))).rejects.toBeInstanceOf(AwsError);
  });

  it('stops where the pass has looked at as many as it may, and says so', async () => {
    const { reader, asked } = readerOf(answers);
    const needs = new Set<Need>(['jobs']);
    const pipeline = await describePipeline(reader, SIGHTING, options({ needs, allowance: { left: 0 } }));
    expect(asked).toEqual(['DescribePipeline', 'ListPipelineExecutions']);
    expect(pipeline?.historyUnread).toMatchObject([{ reason: 'ExecutionReadsSpent' }]);
  });
});
