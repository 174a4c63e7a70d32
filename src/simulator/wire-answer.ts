/**
 * From one HTTP request to the answer that AWS would give over the wire, and to the fault that this answer meets. No sockets here.
 */
import type { Output } from './call.ts';
import type { Cloud } from './cloud.ts';
import type { FaultRule } from './faults.ts';
import { decodeJson, encodeJson, encodeJsonRefusal, type JsonTarget, jsonTargetOf } from './json-protocol.ts';
import { type Input, str } from './input-shape.ts';
import { decodeForm, encodeXml, encodeXmlRefusal } from './query-protocol.ts';
import { Refusal } from './refusal.ts';
import { encodeS3, encodeS3Refusal, s3RequestOf } from './s3-protocol.ts';
import { type CredentialScope, credentialScopeOf } from './signature.ts';
import type { WireAnswer } from './wire.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
  /** The value of a header, or undefined. */
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
}

export interface Outcome {
  readonly answer: WireAnswer;
  readonly fault: FaultRule | undefined;
}

const NOTHING: WireAnswer = { status: 200, headers: {}, body: '' };

export function answerOf(cloud: Cloud, request: WireRequest): Outcome {
  const scope = credentialScopeOf(request.header('authorization'));
  if (scope?.service === 's3') {
    return byRest(cloud, request, scope);
  }
  const target = jsonTargetOf(request.path, request.header('x-amz-target'));
  return target === undefined ? byQuery(cloud, request, scope) : byJson(cloud, request, scope, target);
}

/** What the three protocols differ in, once it is known whom a request is for. */
interface Coding {
  readonly service: string;
  /** @throws what is wrong with the request itself. */
  readonly decode: () => { readonly operation: string; readonly input: Input };
  readonly encode: (output: Output, operation: string) => WireAnswer;
  readonly refused: (refusal: Refusal) => WireAnswer;
}

function byJson(cloud: Cloud, request: WireRequest, scope: CredentialScope | undefined, target: JsonTarget): Outcome {
  const service = target.service ?? scope?.service ?? '';
  const refused = (refusal: Refusal): WireAnswer => encodeJsonRefusal(refusal, target, service);
  if (scope === undefined) {
    const missing = new Refusal('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    return { answer: refused(missing), fault: undefined };
  }
  if (service !== scope.service) {
    const text = `Credential should be scoped to correct service: '${service}'. `;
    return { answer: refused(new Refusal('InvalidSignatureException', text, 403)), fault: undefined };
  }
  return exchanged(cloud, request, scope, {
    service,
    decode: () => ({ operation: target.operation, input: decodeJson(request.body) }),
    encode: (output) => encodeJson(output, target),
    refused,
  });
}

function byQuery(cloud: Cloud, request: WireRequest, scope: CredentialScope | undefined): Outcome {
  const service = scope?.service ?? 'sts';
  const refused = (refusal: Refusal): WireAnswer => encodeXmlRefusal(service, refusal, request.requestId);
  if (scope === undefined) {
    const missing = new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    return { answer: refused(missing), fault: undefined };
  }
  return exchanged(cloud, request, scope, {
    service,
    decode: () => decodeForm(request.body, service),
    encode: (output, operation) => encodeXml(service, operation, output, request.requestId),
    refused,
  });
}

function byRest(cloud: Cloud, request: WireRequest, scope: CredentialScope): Outcome {
  const { operation, input } = s3RequestOf(request.method, request.url, request.header('host'));
  return exchanged(cloud, request, scope, {
    service: 's3',
    decode: () => ({ operation, input }),
    encode: encodeS3,
    refused: (refusal) => encodeS3Refusal(refusal, str(input, 'Bucket') ?? '', request.requestId),
  });
}

function exchanged(cloud: Cloud, request: WireRequest, scope: CredentialScope, coding: Coding): Outcome {
  const { service, decode, encode, refused } = coding;
  try {
    const { operation, input } = decode();
    const { answer, fault } = cloud.exchange({
      service,
      region: scope.region,
      accessKeyId: scope.accessKeyId,
      operation,
      input,
      sessionToken: request.header('x-amz-security-token') ?? null,
    });
    if (answer === undefined) {
      return { answer: NOTHING, fault };
    }
    return { answer: 'refusal' in answer ? refused(answer.refusal) : encode(answer.output, operation), fault };
  } catch (error) {
    return { answer: refused(refusalOf(error)), fault: undefined };
  }
}

/** What is no refusal is a fault of the simulator's own: AWS's word for that is InternalFailure. */
function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal
    ? error
    : new Refusal('InternalFailure', `the simulator failed: ${String(error)}`, 500);
}
