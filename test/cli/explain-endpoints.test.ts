/**
 * What `explain` and `plan` say of VPCs and their endpoints, from the command line to a simulated EC2: who uses them, who else is
 * there, which gate holds, and which statements come.
 */
import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../src/controller/explanation-form.ts';
import type { ExplainAnswer } from '../../src/daemon/explain.ts';
import { FRAUD, POLICY, SEARCH, arn, ask, simulator } from './endpoint-world.ts';
import { sagekeeper, writeDesiredState } from './simulated.ts';

async function explained(subject: string, ...more: readonly string[]): Promise<Explanation> {
  const { out, err } = await ask('explain', subject, '--output', 'json', ...more);
  if (!out.startsWith('{')) throw new Error(err);
  const answer = JSON.parse(out) as ExplainAnswer;
  if (answer.found !== 'resource') throw new Error(out);
  return answer.explanation;
}

const holding = ({ policies }: Explanation) =>
  policies.map(({ state, gates }) => [state, gates.find(({ holds }) => holds)?.gate]);

describe('a VPC', () => {
  it('is found by its ARN and id, and by those of an endpoint in it', async () => {
    const subjects = [arn('vpc', 'vpc-a'), arn('vpc-endpoint', 'vpce-a'), 'vpc-a', 'vpce-a'];
    for (const subject of subjects) expect((await explained(subject)).arn).toBe(arn('vpc', 'vpc-a'));
  });

  it('is told with its endpoints, who uses it, and the call that comes next about which endpoint', async () => {
    const told = await explained(arn('vpc-endpoint', 'vpce-a'));
    expect(told.vpc).toEqual({
      vpcId: 'vpc-a',
      ownerId: FRAUD,
      endpoints: [
        expect.objectContaining({
          id: 'vpce-a',
          type: 'Gateway',
          statements: { ours: [], others: 2 },
          unreadable: null,
        }),
      ],
      subnets: 1,
      usedBy: ['notebook-instance/in-a'],
      uses: 1,
      untold: [],
      neighbours: { count: 0, owners: [] },
      neighboursUnread: null,
    });
    expect(holding(told)).toEqual([['converging', undefined]]);
    expect(told.due).toMatchObject({
      operation: 'ModifyVpcEndpoint',
      about: 'vpce-a',
      // Whose documents they are may hold anything: plan shows them to whoever may look.
      input: {
        VpcEndpointId: 'vpce-a',
        PolicyDocument: expect.stringMatching(/^\(\d+ characters, sha256 [0-9a-f]{64};/),
      },
    });
    expect(told.observed).toMatchObject({ createdAt: null, lastModifiedAt: null });
  });

  it.each([
    ['in which others live', 'vpc-shared', [['held', 'prerequisite']]],
    ['whose document cannot be read', 'vpc-riddle', [['unknown', 'unknown']]],
    ['without an endpoint', 'vpc-none', [['drifted', undefined]]],
    ['that SageMaker does not use', 'vpc-unused', [['not-applicable', undefined]]],
  ])('%s', async (_what, id, expected) => {
    expect(holding(await explained(arn('vpc', id)))).toEqual(expected);
  });

  it('that is exempted by its ARN is left alone', async () => {
    const exemption = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: Exemption
metadata: {name: rolled-back}
spec:
  policies: [endpoints]
  resources: ['${arn('vpc', 'vpc-a')}']
  owner: o
  reason: r
  expiresAt: ${new Date(Date.now() + 86_400_000).toISOString()}
`;
    const more = POLICY + exemption;
    const { directory, remove } = writeDesiredState({ policy: 'mode: audit', regions: ['eu-central-1'], more });
    const where = ['--endpoint-url', simulator.url, '--desired-state', directory];
    const told = await sagekeeper(['explain', 'vpce-a', '--output', 'json', ...where]);
    remove();
    const answer = JSON.parse(told.out) as ExplainAnswer;
    if (answer.found !== 'resource') throw new Error(told.out);
    expect(holding(answer.explanation)).toEqual([['exempt', 'exempt']]);
    expect(answer.explanation.due).toBeNull();
  });

  it('that is shared is judged where it belongs, by what others have in it', async () => {
    const [theirs, seen] = [arn('vpc', 'vpc-lent').replace(FRAUD, SEARCH), arn('vpc', 'vpc-lent')];
    const plan = JSON.parse((await ask('plan', '--output', 'json')).out) as {
      resources: { arn: string; account: string; state: string }[];
    };
    const found = plan.resources.filter((one) => one.arn === theirs || one.arn === seen);
    expect(found.map(({ account, state }) => `${account} ${state}`).toSorted()).toEqual([
      `${FRAUD} not-applicable`,
      `${SEARCH} converging`,
    ]);
    expect((await ask('explain', 'vpc-lent')).out).toContain('2 resources have this name');
    const borrowed = await ask('explain', seen);
    expect(borrowed.out).toContain(
      `0 endpoints for S3, shared by account ${SEARCH}\n  used by: notebook-instance/in-lent\n`,
    );
    expect(borrowed.out).toContain(`vpc-lent is shared by account ${SEARCH}, which alone can change its endpoints`);
    const lent = await ask('explain', theirs);
    expect(lent.out).toContain('what other accounts have in a VPC that they share is not known.');
  });

  it('is told for people, with who else lives there', async () => {
    const { out, exitCode } = await ask('explain', arn('vpc', 'vpc-shared'));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^vpc-shared {2}vpc in 111122223333 \(fraud\), eu-central-1$/m);
    expect(out).toContain('Observed ');
    expect(out).not.toContain('1970');
    expect(out).toContain('  1 subnet, 1 endpoint for S3\n');
    expect(out).toMatch(/^ {2}vpce-shared {2}Gateway {2}available {2}1 statement {2}rtb-shared$/m);
    expect(out).toContain('  used by: notebook-instance/in-shared\n');
    expect(out).toContain('  who else lives there: 1 network interface of others: EC2 i-0123456789abcdef0');
    expect(out).toContain(
      "VpcShared: 1 network interface that is not SageMaker's lives in vpc-shared (EC2 i-0123456789abcdef0",
    );
    expect(out).toContain('ModifyVpcEndpoint of vpce-shared  (change: it holds for all that is in the VPC');
    expect(out).toContain('History: nothing was sent that is remembered');
  });

  it.each([
    ['vpc', 'vpc-gone', /^there is no such VPC in 111122223333 \(fraud\)/],
    ['vpc-endpoint', 'vpce-gone', /^there is no such endpoint for S3 in 111122223333 \(fraud\)/],
  ] as const)('that is not there is said to be none: %s', async (kind, id, why) => {
    const { exitCode, out } = await ask('explain', arn(kind, id));
    expect([exitCode, out]).toEqual([2, expect.stringMatching(why)]);
  });

  it('of another service is nothing that is looked after', async () => {
    const { out } = await ask('explain', `arn:aws:ec2:eu-central-1:${FRAUD}:instance/i-1`);
    expect(out).toContain('nothing else is looked after');
  });
});

describe('a plan', () => {
  it('says what each document gets, and writes nothing', async () => {
    const { out, exitCode } = await ask('plan');
    expect(exitCode).toBe(3);
    expect(out).toContain('vpce-a of vpc-a in 111122223333/eu-central-1: 1 statement\n');
    expect(out).toContain('+ statement SagekeeperDenyAmazonLinuxRepositories\n');
    expect(out).toContain('+     arn:aws:s3:::al2023-*/*\n');
    expect(out).toContain('! denying the repositories in S3 stops neither PyPI');
    expect(out).toContain('Endpoints that differ: 2 due; 1 once somebody has seen to it; 1 only reported.');
    const writes = simulator.journal
      .after(0)
      .filter((one) => one.kind === 'request' && /^(Modify|Create|Delete)/.test(one.operation));
    expect(writes).toEqual([]);
  });

  it('has the very document in JSON', async () => {
    const { out } = await ask('plan', '--output', 'json', '--account', 'fraud');
    const { resources } = JSON.parse(out) as {
      resources: { arn: string; next: { input: { PolicyDocument: string } } }[];
    };
    const found = resources.find((one) => one.arn === arn('vpc', 'vpc-a'));
    const document = JSON.parse(found?.next.input.PolicyDocument ?? '{}') as { Statement: { Sid?: string }[] };
    expect(document.Statement.map(({ Sid }) => Sid)).toEqual([
      undefined,
      'Team',
      'SagekeeperDenyAmazonLinuxRepositories',
    ]);
  });
});
