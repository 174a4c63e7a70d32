/**
 * The VPCs that the stories are about, and what owners do to their documents.
 */
import type { Policy } from '../../src/model/desired-state.ts';
import { policy } from '../crash/situations.ts';
import { DEFAULT_DOCUMENT, documentOf, parsed } from './endpoint-cloud.ts';
import type { Statement, VpcSpec } from './endpoint-cloud.ts';
import { tellEndpointStory } from './endpoint-story.ts';
import type { Expected } from './endpoint-complaints.ts';
import type { EndpointStory, Happening, StoryOptions } from './endpoint-story.ts';

/** What the policy wants, as its documentation says. */
export const OURS: Statement = {
  Sid: 'SagekeeperNoLeak',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:PutObject', 's3:DeleteObject'],
  Resource: 'arn:aws:s3:::leak/*',
};
const ALLOW: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

export function policiesFor(want: Readonly<Record<string, unknown>> = {}): readonly Policy[] {
  const { Sid: sid = '', ...rest } = OURS;
  const whole = {
    vpcs: 'usedBySageMaker',
    presets: [],
    statements: [{ Sid: sid.replace('Sagekeeper', ''), ...rest }],
    existing: 'keep',
    missingEndpoint: 'report',
    sharedVpc: 'hold',
    ...want,
  };
  const budgets = [
    { per: 'account', max: { count: 1 } },
    { per: 'organization', max: { count: 10 } },
  ] as const;
  return [policy('s3', 'S3EndpointPolicy', whole, { disruption: { windows: 'anyTime', budgets, haltAbove: 5 } })];
}

export function foreign(name: string): Statement {
  const Resource = [`arn:aws:s3:::${name}-data`, `arn:aws:s3:::${name}-data/*`];
  return { Sid: name, Effect: 'Deny', Principal: '*', Action: ['s3:GetObject', 's3:ListBucket'], Resource };
}

export const WITH_FOREIGN = documentOf([ALLOW, foreign('Team')]);

/** One VPC with one endpoint that has a foreign statement. */
export const ONE: readonly VpcSpec[] = [{ name: 'a', endpoints: [{ id: 'vpce-a', document: WITH_FOREIGN }] }];
/** Two endpoints in one, one in another, none in a third; one where others live, one that nobody uses. */
export const MANY: readonly VpcSpec[] = [
  {
    name: 'a',
    endpoints: [
      { id: 'vpce-a', document: WITH_FOREIGN },
      { id: 'vpce-b', type: 'Interface', document: DEFAULT_DOCUMENT },
    ],
  },
  { name: 'c', endpoints: [{ id: 'vpce-c', document: DEFAULT_DOCUMENT }] },
  { name: 'empty', endpoints: [] },
  { name: 'held', neighbours: 2, endpoints: [{ id: 'vpce-held', document: DEFAULT_DOCUMENT }] },
  { name: 'unused', endpoints: [{ id: 'vpce-unused', document: DEFAULT_DOCUMENT }] },
  { name: 'theirs', endpoints: [{ id: 'vpce-theirs', document: DEFAULT_DOCUMENT, requesterManaged: true }] },
];
export const MANY_USED = ['a', 'c', 'empty', 'held', 'theirs'];

type Edit = (text: string) => string;

/** What an owner makes of a document. */
export const EDITS = {
  'adds a statement': (text) => withStatements(text, (all) => [...all, foreign('Late')]),
  'takes its statement back': (text) => withStatements(text, (all) => all.filter(({ Sid }) => Sid !== 'Team')),
  'puts its own document back': () => documentOf([ALLOW, foreign('Terraform')]),
  'changes ours': (text) =>
    withStatements(text, (all) => [...all.filter(({ Sid }) => Sid !== OURS.Sid), { ...OURS, Resource: '*' }]),
  'resets it': () => DEFAULT_DOCUMENT,
  'stores what is no document': () => 'not json',
} as const satisfies Readonly<Record<string, Edit>>;
export type EditName = keyof typeof EDITS;
export const EDIT_NAMES = Object.keys(EDITS) as readonly EditName[];

export function edit(at: number, name: EditName, endpoint = 'vpce-a'): Happening {
  return { at, what: 'edit', endpoint, edit: EDITS[name] };
}

function withStatements(text: string, change: (all: readonly Statement[]) => readonly Statement[]): string {
  const document = parsed(text);
  return document === undefined ? text : documentOf(change(document.Statement));
}

export const AROUND = ['crash', 'crash-after', 'lost', 'dropped', 'stale', 'throttled'] as const;
export const MANY_END: Expected = {
  standings: { held: /^held prerequisite VpcShared$/, unused: /^not-applicable$/, theirs: /^drifted$/ },
  untouched: ['held', 'unused', 'theirs'],
};

export async function tellOne(
  happenings: readonly Happening[],
  more: Partial<StoryOptions> = {},
): Promise<EndpointStory> {
  return tellEndpointStory({ vpcs: ONE, used: ['a'], policies: policiesFor(), happenings, ...more });
}

export async function tellMany(
  happenings: readonly Happening[],
  more: Partial<StoryOptions> = {},
): Promise<EndpointStory> {
  const policies = policiesFor({ missingEndpoint: 'create' });
  return tellEndpointStory({ vpcs: MANY, used: MANY_USED, policies, happenings, ...more });
}

/** Requests up to the second pass after the last write, after which one is like another. */
export async function moments(tell: typeof tellOne): Promise<readonly number[]> {
  const { requests } = await tell([]);
  const last = requests.findLast(({ writes }) => writes)?.at ?? 0;
  return requests.map(({ at }) => at).filter((at) => at <= last + 11);
}

/** What is no document is left alone by whoever has read it. */
export function after(name: EditName): Expected {
  return name === 'stores what is no document' ? { standings: { a: /^unknown|^compliant$/ } } : {};
}
