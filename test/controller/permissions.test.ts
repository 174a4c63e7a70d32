/**
 * IAM's answers about what a resource's own role may do: believed for a while, and no answer is no.
 */
import { describe, expect, it } from '@jest/globals';
import type { Controller } from '../../src/controller/controller.ts';
import type { Place } from '../../src/controller/memory.ts';
import { askPermissions, needsOf, Permissions } from '../../src/controller/permissions.ts';
import { AwsError } from '../../src/model/aws-error.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Reader } from '../../src/model/world.ts';
import { statementFor } from '../../src/resources/pipeline/job-types.ts';
import { ARN, NOW, pipelineOf, TARGET, text } from '../resources/pipeline/pipelines.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Runner';
const TRAIN = {
  action: 'sagemaker:CreateTrainingJob',
  resource: 'arn:aws:sagemaker:eu-central-1:111122223333:training-job/mlp-a',
};
const PROCESS = {
  action: 'sagemaker:CreateProcessingJob',
  resource: 'arn:aws:sagemaker:eu-central-1:111122223333:processing-job/mlp-b',
};
const KEPT_MS = 10 * 60_000;

interface Told {
  readonly permissions: Permissions;
  readonly asked: Readonly<Record<string, unknown>>[];
  readonly ask: (at?: number) => Promise<string | undefined>;
}

/** `answer` is what IAM's page holds for one question, or an error. */
function iam(
  answer: (resources: readonly string[]) => readonly unknown[] | Error,
  role: string | undefined = ROLE,
): Told {
  const permissions = new Permissions();
  const asked: Readonly<Record<string, unknown>>[] = [];
  let now = NOW;
  const reader: Reader = {
    read: async () => Promise.reject(new Error('no single reads here')),
    async *pages(_operation, input) {
      asked.push(input);
      const told = answer(input['ResourceArns'] as readonly string[]);
      if (told instanceof Error) throw told;
      yield told;
    },
  };
  const differences = [TRAIN, PROCESS].map((need) => ({ path: ARN, have: undefined, want: 'x', needs: [need] }));
  const controller = {
    permissions,
    consider: () => ({ consents: [{ differences }] }),
    world: { clock: { now: () => now }, reader: () => reader },
  } as unknown as Controller;
  const place = { kind: { principalOf: () => role }, selection: { target: TARGET } } as unknown as Place;
  const resource: Resource = pipelineOf(text('ml.m5.large'));
  return {
    permissions,
    asked,
    ask: async (at = NOW) => {
      now = at;
      await askPermissions(controller, place, resource);
      return permissions.unmet(role, needsOf(differences))?.reason;
    },
  };
}

const decided = (decision: string) => (resources: readonly string[]) =>
  resources.map((resource) => ({ EvalResourceName: resource, EvalDecision: decision }));

describe('what a renamed job needs', () => {
  it('is asked for each action by itself, in its region, and kept for a while', async () => {
    const told = iam(decided('allowed'));
    await expect(told.ask()).resolves.toBeUndefined();
    expect(told.asked).toMatchObject([
      { PolicySourceArn: ROLE, ActionNames: [TRAIN.action], ResourceArns: [TRAIN.resource] },
      { PolicySourceArn: ROLE, ActionNames: [PROCESS.action], ResourceArns: [PROCESS.resource] },
    ]);
    expect(told.asked[0]).toHaveProperty('ContextEntries.0.ContextKeyValues', ['eu-central-1']);
    await told.ask(NOW + KEPT_MS - 1);
    expect(told.asked).toHaveLength(2);
    await told.ask(NOW + KEPT_MS);
    expect(told.asked).toHaveLength(4);
  });

  it.each(['implicitDeny', 'explicitDeny'])('holds where IAM says %s', async (decision) => {
    await expect(iam(decided(decision)).ask()).resolves.toBe('RoleMayNotCreate');
  });

  it.each([
    ['implicitDeny', 'is not allowed', 'need: add {'],
    ['explicitDeny', 'is denied', 'need: take away what denies it, and have {'],
  ])('names the statement that is missing where IAM says %s', async (decision, how, what) => {
    const told = iam(decided(decision));
    await told.ask();
    const run = `${TRAIN.resource}-000000000000-0000000000-0`;
    expect(told.permissions.unmet(ROLE, [TRAIN])?.why).toMatch(`${ROLE} ${how} ${TRAIN.action} on ${TRAIN.resource}, `);
    expect(told.permissions.unmet(ROLE, [TRAIN])?.why).toContain(what);
    expect(statementFor({ ...TRAIN, resource: run })).toEqual({
      Effect: 'Allow',
      Action: TRAIN.action,
      Resource: `${TRAIN.resource}-*`,
    });
    expect(statementFor(TRAIN).Resource).toBe(TRAIN.resource);
  });

  it('holds where one of several is denied, also where it stands among specific results', async () => {
    const specific = iam((resources) => [
      {
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        ResourceSpecificResults: resources.map((resource) => ({
          EvalResourceName: resource,
          EvalResourceDecision: resource === TRAIN.resource ? 'implicitDeny' : 'allowed',
        })),
      },
    ]);
    await expect(specific.ask()).resolves.toBe('RoleMayNotCreate');
  });

  it('holds where IAM cannot be asked, says nothing, or says something else', async () => {
    const denied = new AwsError({
      reason: 'denied',
      code: 'AccessDenied',
      message: 'no',
      operation: 'SimulatePrincipalPolicy',
      target: TARGET,
      delivery: 'answered',
    });
    await expect(iam(() => denied).ask()).resolves.toBe('PermissionsNotRead');
    await expect(iam(() => []).ask()).resolves.toBe('PermissionsNotRead');
    await expect(iam(() => ['allowed', null, { EvalDecision: 'allowed' }]).ask()).resolves.toBe('PermissionsNotRead');
    const nobody = iam(decided('allowed'), undefined);
    expect(nobody.permissions.unmet(undefined, [TRAIN])).toBeUndefined();
  });

  it('goes on once the role is mended', async () => {
    let decision = 'implicitDeny';
    const told = iam((resources) => decided(decision)(resources));
    await expect(told.ask()).resolves.toBe('RoleMayNotCreate');
    decision = 'allowed';
    await expect(told.ask(NOW + KEPT_MS)).resolves.toBeUndefined();
  });
});
