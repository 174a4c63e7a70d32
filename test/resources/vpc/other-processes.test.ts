/**
 * Another process may have sent a document that no reading of this one shows yet.
 */
import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { TAKES_EFFECT_MS, nextStep } from '../../../src/resources/vpc/converge.ts';
import { selfReferencePath } from '../../../src/resources/vpc/shape.ts';
import { stepContext } from './ec2.ts';
import { DENY, NOW, endpointOf, statementPath, vpcOf } from './readings.ts';

const DOCUMENT = { path: statementPath('vpce-1', DENY.Sid), have: undefined, want: DENY };
const RULE = { path: selfReferencePath('sg-1'), have: undefined, want: 'all traffic from the group itself' };

function stepAt(readAfterMs: number, differences: readonly Difference[] = [DOCUMENT]): Step {
  const now = NOW + readAfterMs;
  const context = stepContext(now);
  const recollection = { ...context.recollection, othersSentUntil: NOW };
  const jobNetworks = { dnsSupport: true, dnsHostnames: true, flowLogs: true, selfReferenced: [] };
  return nextStep({ ...vpcOf([endpointOf()], { jobNetworks }), observedAt: now }, differences, {
    ...context,
    recollection,
  });
}

describe('a document that another process may have sent', () => {
  it('is changed once a reading is late enough to show it, and looked at again just then', () => {
    expect(stepAt(1_000)).toMatchObject({ step: 'wait', reason: 'MayBeOld', recheckAfterMs: TAKES_EFFECT_MS - 1_000 });
    expect(stepAt(TAKES_EFFECT_MS - 1)).toMatchObject({ step: 'wait', recheckAfterMs: 1 });
    expect(stepAt(TAKES_EFFECT_MS)).toMatchObject({ step: 'call', call: { operation: 'ModifyVpcEndpoint' } });
  });

  it('keeps what can be sent twice from nothing', () => {
    expect(stepAt(0, [DOCUMENT, RULE])).toMatchObject({ call: { operation: 'AuthorizeSecurityGroupIngress' } });
  });
});
