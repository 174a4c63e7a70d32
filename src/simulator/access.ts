/**
 * Which documents stand between a principal and a request, and the first of them that says no, in AWS's words. Control policies
 * come first, then the principal's own document, its permissions boundary, and its session's policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { type AccessRequest, evaluate, type Statement } from './iam-document.ts';

export interface Bounds {
  /** Only their denials count. Undefined: none binds this account. */
  readonly controlPolicies: readonly Statement[] | undefined;
  readonly document: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  readonly sessionDocument: readonly Statement[] | undefined;
}

/** Why the request is refused; undefined when it is not. */
export function refusalOf(bounds: Bounds, request: AccessRequest): string | undefined {
  const { controlPolicies, document, boundary, sessionDocument } = bounds;
  if (controlPolicies !== undefined && evaluate(controlPolicies, request) === 'deny') {
    return 'with an explicit deny in a service control policy';
  }
  return (
    refusedBy(document, 'an', 'identity-based policy', request) ??
    (boundary === undefined ? undefined : refusedBy(boundary, 'a', 'permissions boundary', request)) ??
    (sessionDocument === undefined ? undefined : refusedBy(sessionDocument, 'a', 'session policy', request))
  );
}

function refusedBy(
  document: readonly Statement[],
  article: 'a' | 'an',
  what: string,
  request: AccessRequest,
): string | undefined {
  const verdict = evaluate(document, request);
  if (verdict === 'allow') {
    return undefined;
  }
  return verdict === 'deny'
    ? `with an explicit deny in ${article} ${what}`
    : `because no ${what} allows the ${request.action} action`;
}
