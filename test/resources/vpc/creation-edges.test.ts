/**
 * The edges of what is sent for a VPC: how many route tables fit, what a call mends and what it waits for first, and the words that
 * stand in the log and the events.
 */
import { describe, expect, it } from '@jest/globals';
import type { CallStep } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { nextStep } from '../../../src/resources/vpc/converge.ts';
import { MISSING_ENDPOINT, selfReferencePath } from '../../../src/resources/vpc/shape.ts';
import type { EndpointDifference, S3Endpoint, Vpc } from '../../../src/resources/vpc/shape.ts';
import { OTHER, stepContext } from './ec2.ts';
import { NOW, REGION, endpointOf, statementPath, vpcOf } from './readings.ts';

const statement = (Sid: string) => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::x/*',
});

function wanting(path: string, Sid: string, more: Partial<EndpointDifference> = {}): EndpointDifference {
  return { path, have: undefined, want: statement(Sid), ...more };
}

function missing(tables: number, more: Partial<EndpointDifference> = {}): EndpointDifference {
  const routeTableIds = Array.from({ length: tables }, (_, index) => `rtb-${index}`);
  const want = { serviceName: `com.amazonaws.${REGION}.s3`, routeTableIds };
  return { path: MISSING_ENDPOINT, have: undefined, want, ...more };
}

function callFor(vpc: Vpc, ...differences: readonly Difference[]): CallStep {
  const step = nextStep(vpc, differences, stepContext(NOW));
  if (step.step !== 'call') throw new Error(JSON.stringify(step));
  return step;
}

const RULE: Difference = { path: selfReferencePath('sg-1'), have: undefined, want: 'all' };
const EMPTY = vpcOf([], {
  routeTables: Array.from({ length: 20 }, (_, index) => ({ id: `rtb-${index}`, routes: [] })),
});
const [FIRST, SECOND] = ['First', 'Second'].map((reason) => ({ unmet: { reason, why: '' } })) as [object, object];
const below = (Sid: string): string => `${MISSING_ENDPOINT}/statements/${Sid}`;

describe('an endpoint that is made', () => {
  it.each(['oddEndpoints', 'oddNetwork'] as const)('is none where %s may be one', (part) => {
    const step = nextStep({ ...EMPTY, [part]: ['endpoint vpce-9: odd'] }, [missing(1)], stepContext(NOW));
    expect(step).toMatchObject({
      step: 'impossible',
      reason: 'VpcNotUnderstood',
      why: expect.stringContaining('vpce-9: odd'),
    });
  });

  it.each([
    [0, 'NoRouteTables', '0 route tables will lead to it'],
    [1, undefined, '1 route table will lead to it'],
    [2, undefined, '2 route tables will lead to it'],
    [15, undefined, '15 route tables will lead to it'],
    [16, 'TooManyRouteTables', '16 route tables will lead to it'],
  ])('has %i route tables: %s', (tables, unmet, words) => {
    const step = callFor(EMPTY, missing(tables));
    expect([step.reason, step.unmet?.reason]).toEqual(['CreateEndpoint', unmet]);
    expect(step.why).toContain(words);
  });

  it('mends what is below it, and nothing else', () => {
    const elsewhere = wanting(statementPath('vpce-9', 'A'), 'A');
    const step = callFor(EMPTY, elsewhere, missing(1), wanting(below('SagekeeperA'), 'SagekeeperA'));
    expect(step.mends).toEqual([MISSING_ENDPOINT, below('SagekeeperA')]);
  });

  it('waits for the first thing that stands against it, which others than those below it are not', () => {
    const held = wanting(statementPath('vpce-9', 'A'), 'A', FIRST);
    expect(callFor(EMPTY, held, missing(1)).unmet).toBeUndefined();
    const both = [missing(1, FIRST), wanting(below('SagekeeperA'), 'SagekeeperA', SECOND)];
    expect(callFor(EMPTY, ...both).unmet?.reason).toBe('First');
  });

  it('is not known where what is wanted is no endpoint', () => {
    const strange = { ...missing(1), want: { serviceName: 7, routeTableIds: [] } };
    expect(nextStep(EMPTY, [strange], stepContext(NOW))).toEqual({
      step: 'impossible',
      reason: 'EndpointUnknown',
      why: 'what to make is not told',
    });
  });
});

describe('an endpoint of which nothing differs', () => {
  it.each<Partial<S3Endpoint>>([{ requesterManaged: true }, { ownerId: OTHER }, { state: 'pending' }])(
    'is nobody’s concern, though it is %j',
    (more) => {
      const vpc = vpcOf([endpointOf(more)]);
      expect(nextStep(vpc, [wanting(statementPath('vpce-9', 'A'), 'A')], stepContext(NOW))).toEqual({ step: 'none' });
    },
  );
});

describe('why a call is sent', () => {
  it('says how many statements differ', () => {
    const vpc = vpcOf([endpointOf()]);
    const at = (Sid: string) => wanting(statementPath('vpce-1', Sid), Sid);
    expect(callFor(vpc, at('SagekeeperA')).why).toBe('a statement of vpce-1 differs');
    expect(callFor(vpc, at('SagekeeperA'), at('SagekeeperB')).why).toBe('2 statements of vpce-1 differ');
  });

  it('says of a rule what it is for, and keeps its code', () => {
    const step = callFor(vpcOf([]), RULE);
    expect([step.reason, step.why]).toEqual(['SelfReference', 'sg-1 does not let in what comes from itself']);
    expect(step.call.input).toMatchObject({
      IpPermissions: [{ UserIdGroupPairs: [{ Description: 'sagekeeper: instances of one job reach each other' }] }],
    });
  });
});
