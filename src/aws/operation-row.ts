/**
 * What is known of one operation of AWS: the shape of the rows of the table, and what rows have in common.
 */
import type { Conditions } from '../model/iam-document.ts';

export type ServiceName = 'account' | 'ec2' | 'iam' | 'organizations' | 's3' | 'sagemaker' | 'sts' | 'tagging';

export interface Paging {
  /** Member of the answer that holds the page's array. */
  readonly items: string;
  /** Members that carry the token on, in the request and in the answer. */
  readonly tokenIn: string;
  readonly tokenOut: string;
}

export interface OperationRow {
  readonly service: ServiceName;
  readonly access: 'read' | 'write';
  readonly iamAction: string;
  /** AWS answers whoever signs: no document needs to name it. */
  readonly permittedAlways?: true;
  /** ARNs without `arn:<partition>:`, with wildcards. Left out: IAM knows no resources for the action, or none narrower than all. */
  readonly resources?: readonly string[];
  /** What is true of every request of ours, as far as AWS has a condition key for it. */
  readonly condition?: Conditions;
  readonly rateClass: string;
  readonly paging?: Paging;
  /** Codes of refusals which say that it is so already: as good as an acceptance. */
  readonly alreadySo?: readonly string[];
  /** Of a write: the member of the request that says which resource it changes, by name or by ARN. */
  readonly resourceMember?: string;
  /**
   * Actions that AWS also asks of the caller when it carries the operation out, with the conditions they can be narrowed to.
   * https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
   */
  readonly behind?: readonly {
    readonly actions: readonly string[];
    readonly condition?: Readonly<Record<string, Record<string, string>>>;
  }[];
}

export const NEXT_TOKEN = { tokenIn: 'NextToken', tokenOut: 'NextToken' } as const;

export function sagemaker<A extends 'read' | 'write', N extends string, C extends string>(
  access: A,
  name: N,
  rateClass: C,
) {
  return { service: 'sagemaker', access, iamAction: `sagemaker:${name}`, rateClass } as const;
}
