/**
 * Which call comes next for a VPC, case by case.
 */
import { describe, expect, it } from '@jest/globals';
import { writeSessionPolicy } from '../../../src/aws/session-policy.ts';
import { FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import type { CallStep, SentCall, Step } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { TAKES_EFFECT_MS, nextStep } from '../../../src/resources/vpc/converge.ts';
import { MAX_ROUTE_TABLES } from '../../../src/resources/vpc/creation.ts';
import { vpcs } from '../../../src/resources/vpc/kind.ts';
import { MISSING_ENDPOINT, selfReferencePath } from '../../../src/resources/vpc/shape.ts';
import type { EndpointDifference, S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';
import { OTHER, sentCall, stepContext } from './ec2.ts';
import { ACCOUNT, DENY, NOW, REGION, endpointOf, statementPath, vpcOf } from './readings.ts';

const UNMET = { reason: 'VpcShared', why: 'others live here' };

function denyIn(id: string, more: Partial<EndpointDifference> = {}): EndpointDifference {
  return { path: statementPath(id, DENY.Sid), have: undefined, want: DENY, ...more };
}

const RULE: Difference = {
  path: selfReferencePath('sg-1'),
  have: undefined,
  want: 'all traffic from the group itself',
};

function missing(routeTableIds: readonly string[] = ['rtb-1'], more: Partial<EndpointDifference> = {}) {
  const serviceName = `com.amazonaws.${REGION}.s3`;
  return { path: MISSING_ENDPOINT, have: undefined, want: { serviceName, routeTableIds }, ...more };
}

function stepOf(vpc: Vpc, differences: readonly Difference[], sent: readonly SentCall[] = [], now = NOW): Step {
  return nextStep(vpc, differences, stepContext(now, sent));
}

function callOf(step: Step): CallStep {
  if (step.step !== 'call') throw new Error(JSON.stringify(step));
  return step;
}

const two = (more: Partial<S3Endpoint> = {}): Vpc => vpcOf([endpointOf(more), endpointOf({ id: 'vpce-2' })]);

describe('documents of endpoints', () => {
  it('are sent whole, one at a time', () => {
    const step = callOf(stepOf(two(), [denyIn('vpce-2'), denyIn('vpce-1')]));
    expect(step).toMatchObject({
      call: { operation: 'ModifyVpcEndpoint', input: { VpcEndpointId: 'vpce-1' } },
      effect: 'change',
      about: 'vpce-1',
      reason: 'Modify',
      mends: [statementPath('vpce-1', DENY.Sid)],
    });
    expect(JSON.parse(String(step.call.input['PolicyDocument']))).toEqual({
      Version: '2008-10-17',
      Statement: [FULL_ACCESS, DENY],
    });
    expect(step.unmet).toBeUndefined();
  });

  it('are left alone where nothing differs', () => {
    expect(stepOf(two(), [])).toEqual({ step: 'none' });
    expect(stepOf(two(), [{ path: '/endpoints/vpce-1/routeTables', have: [], want: ['rtb-1'] }])).toEqual({
      step: 'none',
    });
    expect(stepOf(two(), [denyIn('vpce-3')])).toEqual({ step: 'none' });
  });

  it.each(['deleting', 'deleted', 'rejected', 'failed', 'expired'])('are left alone in state %s', (state) => {
    expect(stepOf(two({ state }), [denyIn('vpce-1')])).toEqual({ step: 'none' });
  });

  it.each(['pending', 'pendingacceptance'])('are waited for in state %s, after all else', (state) => {
    expect(stepOf(two({ state }), [denyIn('vpce-1')])).toMatchObject({ step: 'wait', reason: 'EndpointPending' });
    expect(stepOf(two({ state }), [denyIn('vpce-1'), denyIn('vpce-2', { unmet: UNMET })])).toMatchObject({
      unmet: UNMET,
    });
  });

  it.each<[Partial<S3Endpoint>, string]>([
    [{ requesterManaged: true }, 'RequesterManaged'],
    [{ ownerId: OTHER }, 'OwnedByAnotherAccount'],
    [{ document: { is: 'unknown', why: 'it is not JSON' } }, 'DocumentUnknown'],
  ])('are nothing for us where %j', (more, reason) => {
    expect(stepOf(two(more), [denyIn('vpce-1')])).toMatchObject({ step: 'impossible', reason });
    expect(callOf(stepOf(two(more), [denyIn('vpce-1'), denyIn('vpce-2')])).about).toBe('vpce-2');
  });

  it('that nothing stands against go first, and without the statements that must wait', () => {
    const held = denyIn('vpce-1', { unmet: UNMET });
    expect(callOf(stepOf(two(), [held, denyIn('vpce-2')]))).toMatchObject({ about: 'vpce-2', unmet: undefined });
    expect(callOf(stepOf(two(), [held]))).toMatchObject({ about: 'vpce-1', unmet: UNMET });
    const other = {
      path: statementPath('vpce-1', 'SagekeeperB'),
      have: undefined,
      want: { ...DENY, Sid: 'SagekeeperB' },
    };
    const step = callOf(stepOf(two(), [held, other]));
    expect(step).toMatchObject({ unmet: undefined, mends: [other.path] });
    expect(String(step.call.input['PolicyDocument'])).not.toContain(DENY.Sid);
  });
});

describe('what was sent', () => {
  const sent = (more: Partial<SentCall> = {}): readonly SentCall[] => [sentCall('ModifyVpcEndpoint', 'vpce-1', more)];
  const read = (after: number): Vpc => ({ ...two(), observedAt: NOW + after });

  it.each(['accepted', 'ambiguous'] as const)('and %s is waited for as long as it may take', (outcome) => {
    const step = (after: number): Step => stepOf(read(after), [denyIn('vpce-1')], sent({ outcome }), NOW + after);
    expect(step(1)).toMatchObject({ step: 'wait', reason: 'SentNotSeen', recheckAfterMs: 2_000 });
    expect(step(60_000)).toMatchObject({ step: 'wait', recheckAfterMs: 15_000 });
    expect(step(TAKES_EFFECT_MS - 1)).toMatchObject({ step: 'wait', recheckAfterMs: 30_000 });
    expect(step(TAKES_EFFECT_MS).step).toBe('call');
  });

  it('is waited for by when AWS was asked, however late one looks', () => {
    expect(stepOf(read(-1), [denyIn('vpce-1')], sent(), NOW + 2 * TAKES_EFFECT_MS).step).toBe('wait');
  });

  it('is waited for longer where readings settle later', () => {
    const late = { ...two(), observedAt: NOW + TAKES_EFFECT_MS };
    const context = { ...stepContext(NOW + TAKES_EFFECT_MS, sent()), settleMs: TAKES_EFFECT_MS + 1 };
    expect(nextStep(late, [denyIn('vpce-1')], context).step).toBe('wait');
  });

  it.each(['throttled', 'denied', 'conflict', 'unavailable'] as const)('and %s is sent again', (outcome) => {
    expect(stepOf(read(1), [denyIn('vpce-1')], sent({ outcome })).step).toBe('call');
    const accepted = [...sent(), ...sent({ outcome })];
    expect(stepOf(read(1), [denyIn('vpce-1')], accepted).step).toBe('wait');
  });

  it('keeps nothing else from being sent, and comes before what must wait', () => {
    expect(callOf(stepOf(read(1), [denyIn('vpce-1'), denyIn('vpce-2')], sent())).about).toBe('vpce-2');
    expect(stepOf(read(1), [denyIn('vpce-1'), denyIn('vpce-2', { unmet: UNMET })], sent()).step).toBe('wait');
    expect(callOf(stepOf(read(1), [denyIn('vpce-1'), RULE], sent())).about).toBe('sg-1');
    const rule = [sentCall('AuthorizeSecurityGroupIngress', 'sg-1')];
    expect(stepOf(read(1), [RULE], rule).step).toBe('wait');
    const made = [sentCall('CreateVpcEndpoint', 'vpc-1')];
    expect(stepOf({ ...vpcOf([]), observedAt: NOW + 1 }, [missing()], made).step).toBe('wait');
  });
});

describe('the rule by which members of a group reach each other', () => {
  it('is added', () => {
    expect(callOf(stepOf(two(), [RULE]))).toMatchObject({
      call: {
        operation: 'AuthorizeSecurityGroupIngress',
        input: { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] }] },
      },
      effect: 'change',
      about: 'sg-1',
      mends: [RULE.path],
    });
  });

  it('waits for what must be first, and is for groups only', () => {
    expect(callOf(stepOf(two(), [{ ...RULE, unmet: UNMET } as Difference])).unmet).toEqual(UNMET);
    const strange = { ...RULE, path: selfReferencePath('*') };
    expect(stepOf(two(), [strange])).toMatchObject({ step: 'impossible', reason: 'NoSecurityGroup' });
    const jobNetworks = { dnsSupport: true, dnsHostnames: true, flowLogs: true, selfReferenced: { unread: 'no' } };
    expect(stepOf({ ...two(), jobNetworks }, [RULE])).toEqual({ step: 'none' });
  });
});

describe('the endpoint that is not there', () => {
  const statement = { path: `${MISSING_ENDPOINT}/statements/${DENY.Sid}`, have: undefined, want: DENY };

  it('is made with its document, its route tables and our tag', () => {
    const vpc = vpcOf([], { routeTables: ['rtb-1', 'rtb-2', 'rtb-3'].map((id) => ({ id, routes: [] })) });
    const step = callOf(stepOf(vpc, [missing(['rtb-2', 'rtb-1', 'rtb-2', '', 'rtb-other']), statement]));
    const { ClientToken: token, PolicyDocument: document, ...input } = step.call.input;
    expect(step).toMatchObject({ effect: 'disrupt', about: 'vpc-1', unmet: undefined });
    expect(step.mends).toEqual([MISSING_ENDPOINT, statement.path]);
    expect(input).toEqual({
      VpcId: 'vpc-1',
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${REGION}.s3`,
      RouteTableIds: ['rtb-1', 'rtb-2'],
      TagSpecifications: [
        { ResourceType: 'vpc-endpoint', Tags: [{ Key: 'sagekeeper:managed', Value: 'S3EndpointPolicy' }] },
      ],
    });
    expect(JSON.parse(String(document))).toMatchObject({ Statement: [FULL_ACCESS, DENY] });
    expect(String(token)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is asked for by the same token all day, as long as the wish is the same', () => {
    const token = (now: number, differences: readonly Difference[] = [missing()], changeId = 'c-1'): unknown => {
      const context = { ...stepContext(now), changeId };
      return callOf(nextStep(vpcOf([]), differences, context)).call.input['ClientToken'];
    };
    const [morning, night] = [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 23) - 1];
    expect(token(night, [missing()], 'c-2')).toBe(token(morning));
    expect(token(night + 1)).not.toBe(token(night));
    expect(token(night, [missing(), statement])).not.toBe(token(night));
  });

  it.each<[string, Difference, string]>([
    ['without route tables', missing([]), 'NoRouteTables'],
    ['with tables of elsewhere', missing(['rtb-elsewhere']), 'NoRouteTables'],
    [
      'for more than a session can name',
      missing(Array.from({ length: 16 }, (_, i) => `rtb-${i}`)),
      'TooManyRouteTables',
    ],
    ['while others live here', missing(['rtb-1'], { unmet: UNMET }), 'VpcShared'],
  ])('is not made %s', (_what, difference, reason) => {
    const routeTables = Array.from({ length: 20 }, (_, index) => ({ id: `rtb-${index}`, routes: [] }));
    expect(callOf(stepOf(vpcOf([], { routeTables }), [difference])).unmet?.reason).toBe(reason);
  });

  it.each<[string, Partial<Vpc>, Difference, string]>([
    ["in somebody else's VPC", { ownerId: OTHER }, missing(), 'OwnedByAnotherAccount'],
    ['of whatever', {}, { ...missing(), want: 'x' }, 'EndpointUnknown'],
    ['of lists that are none', {}, { ...missing(), want: { serviceName: 's', routeTableIds: 's' } }, 'EndpointUnknown'],
  ])('is nothing for us %s', (_what, more, difference, reason) => {
    expect(stepOf(vpcOf([], more), [difference])).toMatchObject({ step: 'impossible', reason });
  });

  it('is nothing for us with a document that AWS refuses', () => {
    const long = { ...statement, want: { ...DENY, Resource: `arn:aws:s3:::${'x'.repeat(20_480)}` } };
    expect(stepOf(vpcOf([]), [missing(), long])).toMatchObject({ step: 'impossible', reason: 'DocumentTooLong' });
  });
});

describe('a writing session', () => {
  const scope = (vpc: Vpc, { call }: CallStep): readonly string[] => vpcs.arns(vpc, call);

  it('names just what the call is about', () => {
    const arn = (type: string): string => `arn:aws:ec2:${REGION}:${ACCOUNT}:${type}`;
    expect(scope(two(), callOf(stepOf(two(), [denyIn('vpce-1')])))).toEqual([arn('vpc-endpoint/vpce-1')]);
    expect(scope(two(), callOf(stepOf(two(), [RULE])))).toEqual([arn('security-group/sg-1')]);
    const made = callOf(stepOf(vpcOf([]), [missing()]));
    expect(scope(vpcOf([]), made)).toEqual([arn('vpc/vpc-1'), arn('vpc-endpoint/*'), arn('route-table/rtb-1')]);
  });

  it('is for what is ours, also in a VPC that somebody shares with us', () => {
    const shared = { ...two(), ownerId: OTHER };
    for (const difference of [denyIn('vpce-1'), RULE])
      expect(scope(shared, callOf(stepOf(shared, [difference])))[0]).toContain(`:${ACCOUNT}:`);
  });

  it('has room for as many route tables as are named in one call', () => {
    const region = 'ap-southeast-99';
    const ids = Array.from({ length: MAX_ROUTE_TABLES }, (_, index) => `rtb-0123456789abcde${10 + index}`);
    const vpcId = 'vpc-0123456789abcdef0';
    const arn = `arn:aws-us-gov:ec2:${region}:${ACCOUNT}:vpc/${vpcId}`;
    const routeTables = ids.map((id) => ({ id, routes: [] }));
    const vpc = vpcOf([], { region, partition: 'aws-us-gov', vpcId, arn, routeTables });
    const step = callOf(stepOf(vpc, [missing(ids)]));
    expect(step.unmet).toBeUndefined();
    const resourceArns = scope(vpc, step);
    expect(resourceArns).toHaveLength(MAX_ROUTE_TABLES + 2);
    expect(() => writeSessionPolicy({ change: 'c', resourceArns, operations: vpcs.writes })).not.toThrow();
  });
});

describe('what is told of what was there before', () => {
  it('is the whole document, and which statements are others now', () => {
    const there = {
      Version: '2008-10-17',
      Statement: [FULL_ACCESS, { ...DENY, Sid: 'SagekeeperOld' }, { ...DENY, Action: '*' }],
    };
    const vpc = vpcOf([endpointOf({}, there)]);
    const gone = { path: statementPath('vpce-1', 'SagekeeperOld'), have: there.Statement[1], want: undefined };
    const { call } = callOf(stepOf(vpc, [denyIn('vpce-1'), gone]));
    const image = vpcs.beforeImage?.(vpc, call, { Return: true });
    expect(JSON.parse(String(image?.['document']))).toEqual(there);
    expect(image).toMatchObject({
      endpoint: 'vpce-1',
      documentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      sentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      statements: ['changed SagekeeperDeny', 'removed SagekeeperOld'],
      statementsTotal: 2,
    });
  });

  it('is the id of a new endpoint, as far as AWS has told it', () => {
    const vpc = vpcOf([]);
    const { call } = callOf(stepOf(vpc, [missing()]));
    expect(vpcs.beforeImage?.(vpc, call, { VpcEndpoint: { VpcEndpointId: 'vpce-9' } })).toEqual({ endpoint: 'vpce-9' });
    for (const answer of [undefined, null, {}, { VpcEndpoint: null }, { VpcEndpoint: { VpcEndpointId: 7 } }])
      expect(vpcs.beforeImage?.(vpc, call, answer)).toBeUndefined();
  });

  it('is nothing of a rule, which replaces none', () => {
    expect(vpcs.beforeImage?.(two(), callOf(stepOf(two(), [RULE])).call, {})).toBeUndefined();
  });
});
