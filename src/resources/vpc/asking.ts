/**
 * How is EC2 asked for lists? By Describe operations that take filters and answer page by page: for everything of an account and
 * region, or for one VPC.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html
 */
import type { OperationName } from '../../aws/operations.ts';
import { AwsError } from '../../model/aws-error.ts';
import type { Target } from '../../model/target.ts';
import type { Reader } from '../../model/world.ts';
import { Answer } from '../answer.ts';
import type { Told } from './shape.ts';

export interface Asking {
  readonly aws: Reader;
  readonly target: Target;
  /** Undefined: of all VPCs. */
  readonly vpcId: string | undefined;
}

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** Ids become parts of ARNs and of requests: nothing but letters, digits and dashes, whoever answers. */
export const VPC_ID = idOf('vpc');
export const ENDPOINT_ID = idOf('vpce');
export const SUBNET_ID = idOf('subnet');
export const ROUTE_TABLE_ID = idOf('rtb');
export const GROUP_ID = idOf('sg');
export const ACCOUNT_ID = /^\d{12}$/;
/** For messages: as EC2 may call anything. */
const ANY_ID = /^[a-z]{1,16}-[0-9A-Za-z-]{1,64}$/;

/** The largest page of most of these operations. */
const PAGE_SIZE = 1_000;
/** DescribeRouteTables allows no more; and each endpoint may come with a document of 20,480 characters. */
const PAGE_SIZES: Readonly<Partial<Record<OperationName, number>>> = {
  DescribeRouteTables: 100,
  DescribeVpcEndpoints: 200,
};

/** Every item of every page. Rejects with an AwsError unless the list was read to its end. */
export async function described(
  { aws, target }: Asking,
  operation: OperationName,
  filters: readonly Filter[] = [],
): Promise<readonly Answer[]> {
  const MaxResults = PAGE_SIZES[operation] ?? PAGE_SIZE;
  const member = operation === 'DescribeFlowLogs' ? 'Filter' : 'Filters';
  const input = { MaxResults, ...(filters.length === 0 ? {} : { [member]: filters }) };
  const items: Answer[] = [];
  for await (const page of aws.pages(operation, input))
    for (const item of page) items.push(new Answer(operation, target, item));
  return items;
}

/** Where AWS denies the reading, only this part stays unread. Whatever else goes wrong rejects, and fails the whole list. */
export async function unlessDenied<T>(reading: Promise<T>): Promise<Told<T>> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof AwsError) || error.reason !== 'denied') throw error;
    return { unread: `${error.facts.code}: ${error.facts.message}` };
  }
}

/** Of an answer about one VPC alone: what has another form than documented is unread there, and fails no list. */
export async function unlessOdd<T>(reading: Promise<Told<T>>): Promise<Told<T>> {
  try {
    return await reading;
  } catch (error) {
    if (!isOdd(error)) throw error;
    return { unread: error.facts.message, odd: true };
  }
}

/** What an item of a list is called where it is not understood: `subnet`, and the member that has its id. */
interface Called {
  readonly what: string;
  readonly id: string;
}

/**
 * What an item of a list says. One of another form than documented is no reason to know nothing of all VPCs: it is undefined, and
 * `odd` gets a sentence about it, which is told of its own VPC.
 */
export function understood<T>(answer: Answer, { what, id }: Called, odd: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isOdd(error)) throw error;
    odd.push(`${nameIn(answer, what, id)}: ${error.facts.message}`);
    return undefined;
  }
}

function nameIn(answer: Answer, what: string, id: string): string {
  try {
    return `${what} ${answer.matching(id, ANY_ID)}`;
  } catch (error) {
    if (!isOdd(error)) throw error;
    return `${what} (without an id)`;
  }
}

function isOdd(error: unknown): error is AwsError {
  return error instanceof AwsError && error.facts.code === 'UnexpectedAnswer';
}

/** The filter that narrows to the VPC that is asked about. */
export function inVpc({ vpcId }: Asking): readonly Filter[] {
  return vpcId === undefined ? [] : [{ Name: 'vpc-id', Values: [vpcId] }];
}

/** Of a key that is there twice the last value counts. */
export function tagsOf(answer: Answer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    answer.optionalItems('Tags').map((tag) => [tag.text('Key'), tag.optional('Value') ?? ''] as const),
  );
}

export function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

function idOf(prefix: string): RegExp {
  return new RegExp(`^${prefix}-[0-9A-Za-z-]{1,64}$`);
}
