/**
 * Which single call leads this VPC on? One document of an endpoint, one rule of a security group, or the endpoint that is not
 * there; never two about one of them before a reading shows the first. Pure.
 */
import type { CallStep, SentCall, Step, StepContext } from '../../model/resource.ts';
import type { Difference } from '../../model/verdict.ts';
import { recheckAfterMs, wasPerhapsDone } from '../sent.ts';
import { GROUP_ID } from './asking.ts';
import { creation } from './creation.ts';
import { documentAfter } from './endpoint-document.ts';
import { SELF_REFERENCE, endpointPath, isGone, isUnread, selfReferencePath, unmetOf, untouchable } from './shape.ts';
import type { S3Endpoint, Vpc } from './shape.ts';

/**
 * "It can take a few minutes for the policy changes to take effect": so long a reading may be older than what was sent.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const TAKES_EFFECT_MS = 5 * 60_000;
/** While somebody else's new endpoint is pending nothing hurries: the next pass would do as well. */
const RECHECK_PENDING_MS = 30_000;
const DAY_MS = 24 * 3_600_000;
/** What people read in the console beside the rule. */
const RULE_DESCRIPTION = 'sagekeeper: instances of one job reach each other';

const COMING: ReadonlySet<string> = new Set(['pending', 'pendingacceptance']);

/** Which candidate is chosen: first a call, then what was sent, a call that has to wait, what AWS is busy with, what is impossible. */
const ORDER = ['call', 'sent', 'unmet', 'busy', 'impossible'] as const;

/** One thing to be done, whatever else is. */
interface Candidate {
  readonly is: (typeof ORDER)[number];
  readonly step: Step;
}

export function nextStep(vpc: Vpc, differences: readonly Difference[], context: StepContext): Step {
  if (differences.length === 0) return { step: 'none' };
  const candidates = [
    ...vpc.endpoints.flatMap((endpoint) => documentCandidates(vpc, endpoint, differences, context)),
    ...ruleCandidates(vpc, differences, context),
    ...creationCandidates(vpc, differences, context),
  ];
  const inTurn = candidates.toSorted((a, b) => timesSent(a, context) - timesSent(b, context));
  for (const is of ORDER) {
    const first = inTurn.find((candidate) => candidate.is === is);
    if (first !== undefined) return first.step;
  }
  return { step: 'none' };
}

/** How often the call was sent within a day: whoever undoes one thing time and again must not keep the others from their turn. */
function timesSent({ step }: Candidate, { now, recollection }: StepContext): number {
  if (step.step !== 'call') return 0;
  const { about, call } = step;
  return recollection.sent.filter(
    (one) => one.operation === call.operation && one.about === about && wasPerhapsDone(one) && now - one.at < DAY_MS,
  ).length;
}

function documentCandidates(
  vpc: Vpc,
  endpoint: S3Endpoint,
  differences: readonly Difference[],
  context: StepContext,
): readonly Candidate[] {
  const { id, state } = endpoint;
  const ours = differences.filter(({ path }) => path.startsWith(`${endpointPath(id)}/statements/`));
  if (ours.length === 0 || isGone(endpoint)) return [];
  const notOurs = untouchable(vpc.account, endpoint);
  if (notOurs !== undefined) return [impossible(notOurs)];
  if (COMING.has(state)) {
    const why = `${id} is ${state}`;
    const step = { step: 'wait', recheckAfterMs: RECHECK_PENDING_MS, reason: 'EndpointPending', why } as const;
    return [{ is: 'busy', step }];
  }
  const sent = sentLately(vpc, 'ModifyVpcEndpoint', id, context);
  if (sent !== undefined) return [waitFor(sent, context)];
  const mayBeOld = waitForOthers(vpc, id, context);
  if (mayBeOld !== undefined) return [mayBeOld];
  // What need not wait goes first, without the rest.
  const free = ours.filter((one) => unmetOf(one) === undefined);
  const chosen = free.length > 0 ? free : ours;
  const after = documentAfter(endpoint, chosen);
  if (after.is === 'same') return [];
  if (after.is === 'refused') return [impossible({ reason: after.reason, why: `${id}: ${after.why}` })];
  return [
    call({
      step: 'call',
      call: { operation: 'ModifyVpcEndpoint', input: { VpcEndpointId: id, PolicyDocument: after.text } },
      effect: 'change',
      about: id,
      reason: 'Modify',
      why: `${chosen.length === 1 ? 'a statement' : `${chosen.length} statements`} of ${id} differ${chosen.length === 1 ? 's' : ''}`,
      mends: chosen.map(({ path }) => path),
      unmet: chosen.map(unmetOf).find((one) => one !== undefined),
    }),
  ];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
function ruleCandidates(vpc: Vpc, differences: readonly Difference[], context: StepContext): readonly Candidate[] {
  return differences.flatMap((difference) => {
    if (!difference.path.startsWith(`${SELF_REFERENCE}/`)) return [];
    const group = difference.path.slice(SELF_REFERENCE.length + 1);
    if (!GROUP_ID.test(group)) {
      return [impossible({ reason: 'NoSecurityGroup', why: `${JSON.stringify(group)} is no id of a security group` })];
    }
    // AWS did not tell whether the rule is there.
    if (isUnread(vpc.jobNetworks?.selfReferenced ?? [])) return [];
    const sent = sentLately(vpc, 'AuthorizeSecurityGroupIngress', group, context);
    if (sent !== undefined) return [waitFor(sent, context)];
    const pair = { GroupId: group, Description: RULE_DESCRIPTION };
    const input = { GroupId: group, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [pair] }] };
    return [
      call({
        step: 'call',
        call: { operation: 'AuthorizeSecurityGroupIngress', input },
        effect: 'change',
        about: group,
        reason: 'SelfReference',
        why: `${group} does not let in what comes from itself`,
        mends: [selfReferencePath(group)],
        unmet: unmetOf(difference),
      }),
    ];
  });
}

function creationCandidates(vpc: Vpc, differences: readonly Difference[], context: StepContext): readonly Candidate[] {
  const made = creation(vpc, differences, context.now);
  if (made.is === 'none') return [];
  const sent = sentLately(vpc, 'CreateVpcEndpoint', vpc.vpcId, context);
  if (sent !== undefined) return [waitFor(sent, context)];
  return [made.is === 'refused' ? impossible(made) : call(made.step)];
}

function call(step: CallStep): Candidate {
  return { is: step.unmet === undefined ? 'call' : 'unmet', step };
}

function impossible({ reason, why }: { readonly reason: string; readonly why: string }): Candidate {
  return { is: 'impossible', step: { step: 'impossible', reason, why } };
}

/** The last such call that AWS carried out, or may have, so lately before this reading that it need not show it yet. */
function sentLately(
  { observedAt }: Vpc,
  operation: SentCall['operation'],
  about: string,
  { recollection, settleMs }: StepContext,
): SentCall | undefined {
  const sent = recollection.sent.findLast(
    (one) => one.operation === operation && one.about === about && wasPerhapsDone(one),
  );
  return sent !== undefined && observedAt - sent.at < Math.max(settleMs, TAKES_EFFECT_MS) ? sent : undefined;
}

/**
 * Another process may have changed the document just before this one began, and somebody else after that: what is read may be older
 * than both, and whoever sends it back with ours in it takes away what they wrote.
 */
function waitForOthers({ observedAt }: Vpc, id: string, { now, recollection }: StepContext): Candidate | undefined {
  const { othersSentUntil } = recollection;
  if (othersSentUntil === undefined || observedAt - othersSentUntil >= TAKES_EFFECT_MS) return undefined;
  const until = othersSentUntil + TAKES_EFFECT_MS;
  const why = `another process may have changed the document of ${id} until ${new Date(othersSentUntil).toISOString()}, which may not show yet: it is read again at ${new Date(until).toISOString()}`;
  return { is: 'sent', step: { step: 'wait', recheckAfterMs: until - now, reason: 'MayBeOld', why } };
}

function waitFor({ operation, about = '', at }: SentCall, { now }: StepContext): Candidate {
  const why = `${operation} was sent about ${about}, and does not show yet`;
  return { is: 'sent', step: { step: 'wait', recheckAfterMs: recheckAfterMs(now - at), reason: 'SentNotSeen', why } };
}
