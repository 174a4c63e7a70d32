/**
 * What is told of a definition that is replaced: enough to find it again, and nothing of its content but names of jobs.
 */
import { describe, expect, it } from '@jest/globals';
import type { AwsCall } from '../../../src/model/resource.ts';
import { beforeImage } from '../../../src/resources/pipeline/before-image.ts';
import { withNames } from '../../../src/resources/pipeline/definition.ts';
import { sha256 } from '../../../src/resources/pipeline/observe.ts';
import { pipelineCloud } from './cloud.ts';
import { pipelineOf, predecessorOf } from './pipelines.ts';

const step = (name: string, more: object = {}) => ({
  Name: name,
  Type: 'Training',
  Arguments: { Environment: { TOKEN: 'hunter2' }, ...more },
});
const TEXT = JSON.stringify({ Version: '2020-12-01', Steps: [step('Train'), step('Again', { TrainingJobName: 'x' })] });
const NAMES = new Map([
  ['/Steps/0/Arguments/TrainingJobName', 'mlp-train'],
  ['/Steps/1/Arguments/TrainingJobName', 'mlp-x'],
]);

function update(text: string): AwsCall {
  return { operation: 'UpdatePipeline', input: { PipelineName: 'fraud', PipelineDefinition: text } };
}

describe('the before-image of a rewritten definition', () => {
  const after = withNames(TEXT, NAMES);

  it('names the version, the hashes and lengths before and after, and each name that changes', () => {
    expect(beforeImage(pipelineOf(TEXT), update(after), { PipelineVersionId: 4 })).toEqual({
      replacedVersion: 3,
      sentVersion: 4,
      replacedSha256: sha256(TEXT),
      replacedCharacters: TEXT.length,
      sentSha256: sha256(after),
      sentCharacters: after.length,
      names: ['Train: absent -> "mlp-train"', 'Again: "x" -> "mlp-x"'],
      namesTotal: 2,
    });
  });

  it('says nothing else of what stands in it', () => {
    expect(JSON.stringify(beforeImage(pipelineOf(TEXT), update(after), {}))).not.toContain('hunter2');
  });

  it('tells at most fifty names, and how many there are', () => {
    const steps = Array.from({ length: 60 }, (_, at) => step(`S${at}`));
    const many = JSON.stringify({ Steps: steps });
    const names = new Map(steps.map((_, at) => [`/Steps/${at}/Arguments/TrainingJobName`, `mlp-${at}`]));
    const told = beforeImage(pipelineOf(many), update(withNames(many, names)), {});
    expect([told?.['names']].flat()).toHaveLength(50);
    expect(told?.['namesTotal']).toBe(60);
  });

  it('leaves out the version where AWS did not tell it, and names the one that is put back', () => {
    const owners = JSON.stringify({ Steps: [step('Other')] });
    const back = withNames(owners, new Map([['/Steps/0/Arguments/TrainingJobName', 'mlp-other']]));
    const told = beforeImage(
      pipelineOf(TEXT, {
        newestVersion: undefined,
        overwritten: 6,
        predecessors: [predecessorOf(6, owners, { byOwner: true })],
      }),
      update(back),
      undefined,
    );
    expect(told).toMatchObject({ putBackVersion: 6, names: ['Other: absent -> "mlp-other"'] });
    expect(told).not.toHaveProperty('replacedVersion');
  });

  it.each([undefined, null, 'ok', [], {}, ...['8', 0, -1, 1.5, NaN, 2 ** 53].map((id) => ({ PipelineVersionId: id }))])(
    'leaves out the version after where the answer does not tell it: %j',
    (answer) => {
      const told = beforeImage(pipelineOf(TEXT), update(after), answer);
      expect(told).toMatchObject({ replacedVersion: 3 });
      expect(told).not.toHaveProperty('sentVersion');
    },
  );

  it('is told of each rewrite, with the version before and the one after', async () => {
    const one = pipelineCloud([{ name: 'fraud', definition: TEXT }], { preflight: 'off' });
    await one.pass();
    one.upload('fraud', TEXT);
    await one.pass();
    const images = one.told.flatMap((event) => (event.event === 'CallSent' ? [event.before] : []));
    expect(images).toMatchObject([
      { replacedVersion: 1, sentVersion: 2 },
      { replacedVersion: 3, sentVersion: 4 },
    ]);
  });

  it('is none for a call that replaces no definition', () => {
    expect(
      beforeImage(pipelineOf(TEXT), { operation: 'UpdatePipeline', input: {} }, { PipelineVersionId: 4 }),
    ).toBeUndefined();
  });
});
