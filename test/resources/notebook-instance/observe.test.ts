/**
 * What AWS answers is believed only in the form that it documents; anything else is "could not be read", never "nothing there".
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../src/model/aws-error.ts';
import type { Sighting } from '../../../src/model/resource.ts';
import type { Reader } from '../../../src/model/world.ts';
import {
  describeNotebook,
  listNotebooks,
  nominateNotebooks,
} from '../../../src/resources/notebook-instance/observe.ts';
import { INTENT_TAG, formatIntent } from '../../../src/resources/intent.ts';
import { CREATED_AT, NOW, intent } from './notebooks.ts';

const TARGET = { account: '111122223333', region: 'eu-central-1' };
const ARN = 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/analysis';
const SUMMARY = {
  NotebookInstanceArn: ARN,
  NotebookInstanceName: 'Analysis',
  NotebookInstanceStatus: 'InService',
  CreationTime: CREATED_AT / 1_000,
  LastModifiedTime: CREATED_AT / 1_000,
};
const DESCRIPTION = {
  ...SUMMARY,
  RootAccess: 'Enabled',
  PlatformIdentifier: 'notebook-al2023-v1',
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
};
const SIGHTING: Sighting = {
  ...TARGET,
  arn: ARN,
  name: 'Analysis',
  status: 'InService',
  createdAt: CREATED_AT,
  lastModifiedAt: CREATED_AT,
};

interface Answers {
  readonly description?: unknown;
  readonly tags?: readonly unknown[];
  readonly list?: readonly unknown[];
  readonly index?: readonly unknown[];
}

function readerOf(answers: Answers): Reader {
  return {
    read: async () => {
      const { description } = answers;
      if (description instanceof Error) throw description;
      return Promise.resolve(description);
    },
    async *pages(operation) {
      yield (
        (operation === 'ListTags' ? answers.tags : operation === 'GetResources' ? answers.index : answers.list) ?? []
      );
    },
  };
}

function failure(reason: 'not-found' | 'denied'): AwsError {
  return new AwsError({
    reason,
    code: 'X',
    message: 'x',
    operation: 'DescribeNotebookInstance',
    target: TARGET,
    delivery: 'answered',
  });
}

async function described(answers: Answers, tags = true) {
  return describeNotebook(readerOf({ description: DESCRIPTION, ...answers }), SIGHTING, { tags, now: NOW });
}

async function listed(list: readonly unknown[]): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = [];
  for await (const sighting of listNotebooks(readerOf({ list }), TARGET)) sightings.push(sighting);
  return sightings;
}

const TORN = { reason: 'unavailable', facts: { code: 'UnexpectedAnswer' } };

describe('a description', () => {
  it('is read with its tags', async () => {
    const tag = { Key: INTENT_TAG, Value: formatIntent(intent({ phase: 'start' })) };
    const notebook = await described({ tags: [tag, { Key: 'team', Value: 'fraud' }] });
    expect(notebook).toMatchObject({
      arn: ARN,
      createdAt: CREATED_AT,
      observedAt: NOW,
      running: true,
      intent: { is: 'ours', intent: { phase: 'start' } },
      configuration: { minimumInstanceMetadataServiceVersion: '1', instanceType: undefined },
    });
    expect(notebook?.tags?.['team']).toBe('fraud');
  });

  it('without tags says so, and knows of no intent', async () => {
    const notebook = await described({}, false);
    expect(notebook?.tags).toBeUndefined();
    expect(notebook?.intent).toEqual({ is: 'none' });
  });

  it.each([
    ['InService', 'none', true],
    ['Stopped', 'none', false],
    ['Stopped', 'stop', true],
    ['Stopped', 'start', true],
    ['Stopped', 'up', false],
    ['Failed', 'start', true],
  ] as const)('in %s with intent %s counts as running: %p', async (status, phase, running) => {
    const tags = phase === 'none' ? [] : [{ Key: INTENT_TAG, Value: formatIntent(intent({ phase })) }];
    const description = { ...DESCRIPTION, NotebookInstanceStatus: status };
    expect((await described({ description, tags }))?.running).toBe(running);
  });

  it('of what is gone is undefined, and any other failure is one', async () => {
    expect(await described({ description: failure('not-found') })).toBeUndefined();
    await expect(described({ description: failure('denied') })).rejects.toMatchObject({ reason: 'denied' });
  });

  it.each(
    Object.entries({
      'that is empty': {},
      'that is a list': [DESCRIPTION],
      'that is null': null,
      'of another notebook': { ...DESCRIPTION, NotebookInstanceName: 'analysis' },
      'of another account': { ...DESCRIPTION, NotebookInstanceArn: ARN.replace('111122223333', '999999999999') },
      'of another region': { ...DESCRIPTION, NotebookInstanceArn: ARN.replace('eu-central-1', 'us-east-1') },
      'of another service': { ...DESCRIPTION, NotebookInstanceArn: ARN.replace('sagemaker', 'ec2') },
      'without a status': { ...DESCRIPTION, NotebookInstanceStatus: undefined },
      'with a date as text': { ...DESCRIPTION, CreationTime: '2024-03-05T09:30:00Z' },
      'with no number for a date': { ...DESCRIPTION, LastModifiedTime: Number.NaN },
      'with a number for a version': {
        ...DESCRIPTION,
        InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2 },
      },
      'with a text for a configuration': { ...DESCRIPTION, InstanceMetadataServiceConfiguration: '2' },
      'with a switch for root access': { ...DESCRIPTION, RootAccess: true },
      'with one security group': { ...DESCRIPTION, SecurityGroups: 'sg-1' },
    }),
  )('%s is not believed', async (_name, description) => {
    await expect(described({ description })).rejects.toMatchObject(TORN);
  });

  it.each([[[{}]], [[{ Key: 7, Value: 'x' }]], [[{ Key: 'k', Value: {} }]]])(
    'with tags %j is not believed',
    async (tags) => {
      await expect(described({ tags })).rejects.toMatchObject(TORN);
    },
  );

  it('keeps tags that are called like members of every object', async () => {
    const notebook = await described({
      tags: [
        { Key: '__proto__', Value: 'x' },
        { Key: 'constructor', Value: 'y' },
      ],
    });
    expect(Object.entries(notebook?.tags ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('is a notebook or an AwsError, whatever is answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.object({ key: fc.constantFrom(...Object.keys(DESCRIPTION), 'Tags') }), async (noise) => {
        const description = { ...DESCRIPTION, ...noise };
        const outcome: unknown = await described({ description }).catch((error: unknown) => error);
        expect(outcome instanceof AwsError || (outcome as Sighting).arn === ARN).toBe(true);
      }),
      { verbose: 1, numRuns: 200 },
    );
  });
});

describe('a list', () => {
  it('is read page by page', async () => {
    expect(await listed([SUMMARY])).toEqual([SIGHTING]);
  });

  it.each([[{}], [{ ...SUMMARY, NotebookInstanceArn: '' }], [{ ...SUMMARY, CreationTime: null }]])(
    'with %j is not believed',
    async (item) => {
      await expect(listed([SUMMARY, item])).rejects.toMatchObject(TORN);
    },
  );
});

describe('the tag index', () => {
  it('nominates in lower case', async () => {
    const index = [{ ResourceARN: ARN.replace('analysis', 'Analysis') }];
    expect(await nominateNotebooks(readerOf({ index }), TARGET)).toEqual(new Set([ARN]));
  });

  it('is not believed when it names nothing', async () => {
    await expect(nominateNotebooks(readerOf({ index: [{}] }), TARGET)).rejects.toMatchObject(TORN);
  });
});
