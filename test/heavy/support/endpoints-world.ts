// Organizations whose VPCs have endpoints for S3, the desired state about them, and what must be true of their documents, read from
// the simulator's own records and from nothing that the daemon says.
import type { RequestEntry } from '../../../src/simulator/journal.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { AccountSeed } from '../../../src/simulator/world-shape.ts';
import { meaning, parsed, type Statement } from '../../races/endpoint-cloud.ts';
import { DEFAULT_DOCUMENT, documentOf } from '../../races/endpoint-cloud.ts';
import type { PlanDocument } from '../../../src/cli/plan-schema.ts';
import { sagekeeper } from '../moto/sagekeeper.ts';
import { requests } from './oracle.ts';
import { organizationOf, type OrganizationWishes, REGION, writeDocuments } from './places.ts';

export type VpcSeed = NonNullable<AccountSeed['vpcs']>[number];
export type EndpointSeed = NonNullable<VpcSeed['endpoints']>[number];

export const OUR_SID = 'SagekeeperNoLeak';
const OURS: Statement = {
  Sid: OUR_SID,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::leak/*',
};

export function foreign(name: string): Statement {
  const resources = [`arn:aws:s3:::${name}-data`, `arn:aws:s3:::${name}-data/*`];
  return { Sid: name, Effect: 'Deny', Principal: '*', Action: ['s3:GetObject', 's3:ListBucket'], Resource: resources };
}

const ALLOW: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
export const WITH_FOREIGN = documentOf([ALLOW, foreign('Team')]);
export { DEFAULT_DOCUMENT };

/** A VPC with one subnet and one route table; endpoints have ids of its name. */
export function vpc(name: string, endpoints: readonly Partial<EndpointSeed>[], seed: Partial<VpcSeed> = {}): VpcSeed {
  return {
    id: `vpc-${name}`,
    region: REGION,
    subnets: [{ id: `subnet-${name}` }],
    routeTables: [{ id: `rtb-${name}`, main: true }],
    endpoints: endpoints.map((one, index) => ({
      id: `vpce-${name}-${index}`,
      type: 'Gateway',
      ...((one.type ?? 'Gateway') === 'Gateway' ? { routeTables: [`rtb-${name}`] } : { subnets: [`subnet-${name}`] }),
      ...one,
    })),
    ...seed,
  };
}

export interface EndpointWishes extends OrganizationWishes {
  /** Default usedBySageMaker. */
  readonly vpcs?: string;
  readonly missingEndpoint?: 'report' | 'create';
  readonly budgets?: string;
}

export async function writeEndpointState(wishes: EndpointWishes = {}): Promise<string> {
  const { Sid: _sid, ...rest } = OURS;
  const budgets = wishes.budgets === undefined ? '' : `, budgets: ${wishes.budgets}`;
  const policy = `apiVersion: sagekeeper.dev/v1alpha1
kind: S3EndpointPolicy
metadata: {name: s3}
spec:
  mode: enforce
  scope: {include: [ou/Workloads]}
  disruption: {windows: anyTime${budgets}}
  want:
    vpcs: ${wishes.vpcs ?? 'usedBySageMaker'}
    statements: [${JSON.stringify({ Sid: 'NoLeak', ...rest })}]
    missingEndpoint: ${wishes.missingEndpoint ?? 'report'}
`;
  return writeDocuments(organizationOf(wishes), policy);
}

export function hasOurs(text: string): boolean {
  return parsed(text)?.Statement.some((one) => one.Sid === OUR_SID && meaning(one) === meaning(OURS)) === true;
}

/** Whoever shares a VPC has no record of its endpoints; each is there once. */
export function documentOfEndpoint(simulator: Simulator, id: string): string {
  const record = simulator.cloud.endpoints().find(({ name }) => name === id);
  const changes = record?.due?.changes;
  // What is on its way is what was stored last.
  return (typeof changes === 'object' ? changes.policy : undefined) ?? record?.policy ?? '';
}

export function writesOf(simulator: Simulator): readonly RequestEntry[] {
  return requests(simulator).filter(({ operation }) => /^(Modify|Create)VpcEndpoint$/.test(operation));
}

/** `plan` or `run --once`, with what it printed as JSON. */
export async function ranOnce(
  verb: readonly string[],
  simulator: Simulator,
  desiredState: string,
): Promise<{ readonly code: number | null; readonly document: PlanDocument }> {
  const args = [...verb, '--output', 'json', '--desired-state', desiredState, '--endpoint-url', simulator.url];
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB', AWS_SECRET_ACCESS_KEY: 'simulator', AWS_REGION: REGION };
  const { code, out, err } = await sagekeeper(args, credentials);
  if (!out.startsWith('{')) throw new Error(`${verb.join(' ')} ended with ${code}: ${err}${out}`);
  return { code, document: JSON.parse(out) as PlanDocument };
}
