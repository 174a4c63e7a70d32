/**
 * Does every S3 endpoint of this VPC carry the statements that the policy wants, and is there one at all? What its result would
 * do to others, and why AWS would refuse it, is said in advance; whether it is sent is the resource's to say.
 */
import { documentFaults, statementFaults } from '../../model/iam-document-endpoint.ts';
import {
  VERSION_KEEPS_TEXT,
  changesTowards,
  isOurs,
  withChanges,
  withVersion,
} from '../../model/iam-document-merge.ts';
import type { NamedStatement, StatementChange } from '../../model/iam-document-merge.ts';
import { nameOf } from '../../model/iam-document-words.ts';
import type { WrittenDocument } from '../../model/iam-document.ts';
import type { Note, Path, Verdict } from '../../model/verdict.ts';
import { endpointPath, isForBucketsHere, isGone, notUnderstood, untouchable } from '../../resources/vpc/shape.ts';
import type { EndpointDifference, S3Endpoint, Vpc } from '../../resources/vpc/shape.ts';
import type { Findings } from '../findings.ts';
import type { JudgedPlace } from '../policy-kind.ts';
import { missingEndpoint, openRoutes } from './absence.ts';
import { deniedBuckets } from './denied-buckets.ts';
import { MAX_NAMED, elsewhereNotes, needNotes, voidAllowNotes } from './effects.ts';
import { beforeDriving, unmetBy } from './neighbours.ts';
import { wantedStatements } from './statements.ts';
import { withUse } from './use.ts';
import type { VpcWithUse } from './use.ts';
import { tagOf } from './want.ts';
import type { S3EndpointPolicyWant } from './want.ts';

/** A shared VPC is its owner's: where that account is in scope, it is judged there. */
export function judgeS3EndpointPolicy(
  want: S3EndpointPolicyWant,
  resource: Vpc,
  { network }: Pick<JudgedPlace, 'network'>,
): Verdict {
  // Whose it is, who uses it, and by which way to S3: all of that may hang on the part that is not understood.
  const oddNetwork = notUnderstood(resource, resource.oddNetwork);
  if (oddNetwork !== undefined) return allUnknown(oddNetwork);
  if (resource.ownerId !== resource.account) {
    const why = `${resource.vpcId} is shared by account ${resource.ownerId}, which alone can change its endpoints: it is judged there`;
    return { applicable: false, why };
  }
  const vpc = withUse(resource, network);
  const chosen = choiceOf(want.vpcs, vpc);
  if (chosen.is === 'no') return { applicable: false, why: chosen.why };
  if (chosen.is === 'unknown') return allUnknown({ reason: 'VpcUseUnknown', message: chosen.why });
  const there = vpc.endpoints.filter((endpoint) => !isGone(endpoint));
  const each = there.map((endpoint) => judgeEndpoint(want, vpc, endpoint));
  const forBuckets = there.filter(isForBucketsHere);
  const odd = notUnderstood(vpc, vpc.oddEndpoints);
  // It may be the way to S3 that seems to be missing.
  const ways = odd === undefined ? [missingEndpoint(want, vpc, forBuckets), openRoutes(vpc, forBuckets)] : [];
  const found = [...each, ...ways];
  const differences = found.flatMap((one) => one.differences);
  const notes = found.flatMap((one) => one.notes);
  const driven = differences.filter(({ reportOnly }) => reportOnly !== true);
  return {
    applicable: true,
    differences,
    unknown: [...(odd === undefined ? [] : [odd]), ...found.flatMap((one) => one.unknown)],
    notes: driven.length === 0 ? notes : [...notes, ...beforeDriving(want, vpc)],
  };
}

function allUnknown(note: Note): Verdict {
  return { applicable: true, differences: [], unknown: [note], notes: [] };
}

function choiceOf(
  wanted: string,
  { use, tags, vpcId }: VpcWithUse,
): { readonly is: 'yes' } | { readonly is: 'no' | 'unknown'; readonly why: string } {
  if (wanted === 'all') return { is: 'yes' };
  const tag = tagOf(wanted);
  if (tag !== undefined) {
    const { key, value } = tag;
    return tags[key] === value ? { is: 'yes' } : { is: 'no', why: `the VPC has no tag ${key}=${value}` };
  }
  if (use.is === 'unused') return { is: 'no', why: `nothing of SageMaker is known to use ${vpcId}` };
  if (use.is === 'unknown') return { is: 'unknown', why: `whether SageMaker uses ${vpcId} is not known: ${use.why}` };
  return { is: 'yes' };
}

function judgeEndpoint(
  want: S3EndpointPolicyWant,
  vpc: VpcWithUse,
  endpoint: S3Endpoint,
): Findings<EndpointDifference> {
  const path = endpointPath(endpoint.id);
  if (endpoint.document.is === 'unknown') {
    const message = `the document of ${endpoint.id} cannot be read, and is left alone: ${endpoint.document.why}`;
    return { differences: [], unknown: [{ reason: 'EndpointDocumentUnknown', message, path }], notes: [] };
  }
  const present = endpoint.document.document;
  const wanted = wantedStatements(want, present, vpc.partition);
  const changes = changesTowards(present, wanted, want.existing, vpc.partition);
  const result = withChanges(present, changes);
  const notDrivable = untouchable(vpc.account, endpoint);
  const unmet = notDrivable === undefined ? unmetBy(want, vpc) : undefined;
  const differences = changes.map((change) => ({
    path: `${path}${change.path}`,
    have: change.have,
    want: change.want,
    ...(notDrivable === undefined ? {} : { reportOnly: true as const }),
    ...(unmet === undefined ? {} : { unmet }),
  }));
  const notes = [
    ...(notDrivable === undefined || changes.length === 0
      ? []
      : [{ reason: notDrivable.reason, message: notDrivable.why }]),
    ...refusals(present, changes, result, endpoint),
    ...(changes.length === 0 ? [] : versionNotes(result)),
    ...voidAllowNotes(result),
    // What SageMaker and jobs fetch comes through endpoints that lead to the buckets of their own region.
    ...(isForBucketsHere(endpoint) ? [...needNotes(result, vpc), ...deniedBuckets(result, vpc)] : []),
    ...elsewhereNotes(result, vpc.partition),
    ...(want.existing === 'exact' ? [] : [...leftovers(present, wanted), ...namesakes(present, wanted)]),
  ];
  return { differences, unknown: [], notes: notes.map((note) => about(endpoint, note, path)) };
}

/** Why the result would not be sent, with what would break where it is the last Allow that goes; and that nothing is allowed as it is. */
function refusals(
  present: WrittenDocument,
  changes: readonly StatementChange[],
  result: WrittenDocument,
  { type }: S3Endpoint,
): readonly Note[] {
  const wanted = changes.flatMap(({ want }) => want ?? []);
  const faults = [...documentFaults(result), ...wanted.flatMap((one) => statementFaults(one, type))].filter(
    // What AWS has taken it takes again; that it blocks everything stays worth saying.
    ({ reason }) => changes.length > 0 || reason === 'NothingAllowed',
  );
  const allows = present.Statement.filter(({ Effect: effect }) => effect === 'Allow');
  return faults.map(({ reason, message }) => {
    if (reason !== 'NothingAllowed') return { reason, message };
    const names = allows.slice(0, MAX_NAMED).map(nameOf);
    const why =
      allows.length === 0
        ? 'it allows nothing now'
        : `what ${names.join(', ')} allow${names.length === 1 ? 's' : ''} would break; add a statement that allows what is to stay`;
    return { reason, message: `${message}; ${why}` };
  });
}

/** What the variables of ours ask of the document, or why it cannot have them. */
function versionNotes(result: WrittenDocument): readonly Note[] {
  const sent = withVersion(result);
  if (sent === undefined) return [{ reason: 'VersionKeepsText', message: VERSION_KEEPS_TEXT }];
  if (sent === result) return [];
  const message = 'variables of ours are plain text in a document of 2008-10-17: it becomes one of 2012-10-17';
  return [{ reason: 'VersionChanges', message }];
}

/** Statements under our name that this policy does not know: another policy's, or left from what it wanted before. */
function leftovers(present: WrittenDocument, wanted: readonly NamedStatement[]): readonly Note[] {
  const known = new Set<string | undefined>(wanted.map(({ Sid: sid }) => sid));
  return present.Statement.filter((one) => isOurs(one) && !known.has(one.Sid)).map((one) => ({
    reason: 'UnknownStatementOfOurs',
    message: `statement ${nameOf(one)} is under our name, and not of this policy: it stays`,
  }));
}

/** Of several statements under a Sid that is wanted the first is ours: whoever wrote the others has not been us. */
function namesakes({ Statement: present }: WrittenDocument, wanted: readonly NamedStatement[]): readonly Note[] {
  return wanted.flatMap((one) => {
    const times = present.filter(({ Sid: sid }) => sid === one.Sid).length;
    if (times < 2) return [];
    const message = `${nameOf(one)} is the Sid of ${times} statements: the first is ours, and what else is under it counts as somebody else's and stays. Take it out by hand, or give it another Sid`;
    return [{ reason: 'SidTwice', message }];
  });
}

function about({ id }: S3Endpoint, { reason, message }: Note, path: Path): Note {
  return { reason, message: message.includes(id) ? message : `${id}: ${message}`, path };
}
