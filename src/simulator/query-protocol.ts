/**
 * AWS's Query protocol on the wire: a form that names the action and spells nested members with dots, answered in XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import { ec2Input, ec2Name } from './ec2-names.ts';
import { isRecord } from './iam-grammar.ts';
import type { Input } from './input-shape.ts';
import { Refusal } from './refusal.ts';
import type { WireAnswer } from './wire.ts';

const MAX_FIELDS = 2_000;
const MAX_DEPTH = 8;
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['sts', 'https://sts.amazonaws.com/doc/2011-06-15/'],
  ['iam', 'https://iam.amazonaws.com/doc/2010-05-08/'],
  ['ec2', 'http://ec2.amazonaws.com/doc/2016-11-15/'],
]);
const HEADERS = { 'content-type': 'text/xml' };
/** Members that the form carries as text although they are numbers. */
const NUMBERS = new Set(['DurationSeconds', 'MaxItems']);

/** How members of answers are called, and the items of their lists. */
interface Spelling {
  readonly nameOf: (member: string, value: unknown) => string;
  readonly item: string;
}

const PLAIN_SPELLING: Spelling = { nameOf: (member) => member, item: 'member' };
const EC2_SPELLING: Spelling = { nameOf: ec2Name, item: 'item' };

interface Tree {
  [part: string]: string | Tree;
}

/** @throws Refusal when the form is larger than any request of AWS. */
export function decodeForm(body: string, service = ''): { readonly operation: string; readonly input: Input } {
  const fields = [...new URLSearchParams(body)];
  if (fields.length > MAX_FIELDS) {
    throw new Refusal('MalformedInput', 'Too many parameters.');
  }
  const tree: Tree = Object.create(null) as Tree;
  for (const [name, value] of fields) {
    plant(tree, name.split('.').slice(0, MAX_DEPTH), value);
  }
  const { Action: action, Version: _version, ...members } = tree;
  const input = valuesOf(members);
  return { operation: typeof action === 'string' ? action : '', input: service === 'ec2' ? ec2Input(input) : input };
}

export function encodeXml(
  service: string,
  operation: string,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): WireAnswer {
  const namespace = NAMESPACES.get(service) ?? '';
  if (service === 'ec2') {
    const told = `<requestId>${requestId}</requestId>${elements(output, EC2_SPELLING)}`;
    return {
      status: 200,
      headers: HEADERS,
      body: `<${operation}Response xmlns="${namespace}">${told}</${operation}Response>`,
    };
  }
  const body =
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${elements(output, PLAIN_SPELLING)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: HEADERS, body };
}

export function encodeXmlRefusal(service: string, refusal: Refusal, requestId: string): WireAnswer {
  const error = `<Code>${escape(refusal.code)}</Code><Message>${escape(refusal.message)}</Message>`;
  const body =
    service === 'ec2'
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse xmlns="${NAMESPACES.get(service) ?? ''}"><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: refusal.status, headers: HEADERS, body };
}

function plant(tree: Tree, parts: readonly string[], value: string): void {
  const [part, ...rest] = parts;
  if (part === undefined) {
    return;
  }
  if (rest.length === 0) {
    tree[part] = value;
    return;
  }
  const here = tree[part];
  const branch: Tree = here === undefined || typeof here === 'string' ? (Object.create(null) as Tree) : here;
  tree[part] = branch;
  plant(branch, rest, value);
}

function valuesOf(tree: Readonly<Tree>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, valueOf(name, value)]));
}

function valueOf(name: string, value: string | Tree): unknown {
  if (typeof value === 'string') {
    return NUMBERS.has(name) ? Number(value) : value;
  }
  // Lists are numbered below `member`, or, where the service flattens them, directly.
  const members = Object.keys(value).every((part) => /^\d+$/.test(part)) ? value : value['member'];
  if (members === undefined || typeof members === 'string') {
    return valuesOf(value);
  }
  return Object.entries(members)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => (typeof item === 'string' ? item : valuesOf(item)));
}

function elements(members: Readonly<Record<string, unknown>>, spelling: Spelling): string {
  return Object.entries(members)
    .map(([member, value]) => element(spelling.nameOf(member, value), value, spelling))
    .join('');
}

function element(name: string, value: unknown, spelling: Spelling): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (Array.isArray(value)) {
    return `<${name}>${value.map((item: unknown) => element(spelling.item, item, spelling)).join('')}</${name}>`;
  }
  if (isRecord(value)) {
    return `<${name}>${elements(value, spelling)}</${name}>`;
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `<${name}>${escape(String(value))}</${name}>`
    : '';
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
