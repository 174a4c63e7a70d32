/**
 * What does an endpoint's document say of a request? Written from AWS's evaluation rules: an endpoint policy is a resource-based
 * policy, so that statements name principals; the rest is evaluated as everywhere. Nothing of the merger is used.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { verdict } from '../../permissions/evaluator.ts';
import type { AskedRequest } from '../../permissions/evaluator.ts';

export interface EndpointRequest extends AskedRequest {
  /** ARN of a role or user; undefined: not signed, as package managers ask. */
  readonly principal: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** @param text the document as it would be sent. */
export function endpointVerdict(text: string, request: EndpointRequest): 'allow' | 'deny' | 'none' {
  const document = JSON.parse(text) as { readonly Statement: Json | readonly Json[] };
  const list: readonly Json[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement as Json];
  const statements = list.filter((statement) => isAbout(statement, request.principal)).map(withoutWho);
  return verdict([{ Version: '2012-10-17', Statement: statements }], request);
}

function isAbout({ Principal: principal, NotPrincipal: except }: Json, who: string | undefined): boolean {
  if (except !== undefined) return !names(except, who);
  if (principal === undefined) throw new Error('a statement without a Principal');
  return names(principal, who);
}

function names(principal: unknown, who: string | undefined): boolean {
  if (principal === '*') return true;
  const { AWS: listed = [] } = principal as { readonly AWS?: string | readonly string[] };
  return [listed].flat().some((name) => {
    if (name === '*') return true;
    const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
    return account === undefined ? name === who : who?.split(':')[4] === account;
  });
}

/** The rest of the statement, numbers and booleans of conditions as the texts that they stand for. */
function withoutWho({
  Sid: _sid,
  Principal: _principal,
  NotPrincipal: _except,
  Condition: conditions,
  ...rest
}: Json): Json {
  if (conditions === undefined) return rest;
  const spelled: unknown = JSON.parse(JSON.stringify(conditions), (_key, value: unknown) =>
    typeof value === 'boolean' || typeof value === 'number' ? String(value) : value,
  );
  return { ...rest, Condition: spelled };
}
