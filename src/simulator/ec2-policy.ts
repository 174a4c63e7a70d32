/**
 * Documents of VPC endpoints as EC2 takes and keeps them: what it refuses, and how it spells what it was sent in its own way.
 * That it does is known (hashicorp/terraform#3519); how exactly is chosen here, so that nobody can rely on the text.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
import { isRecord } from './iam-grammar.ts';
import { Refusal } from './refusal.ts';

const MAX_CHARACTERS = 20_480;
const MEMBERS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', '2012-10-17'];

type Members = Readonly<Record<string, unknown>>;

/**
 * The text that DescribeVpcEndpoints will tell.
 * @throws Refusal for what is no policy of such an endpoint. A document without any Allow is one; one of a gateway endpoint speaks
 * of everybody only.
 */
export function normalisedPolicy(text: string, type: 'Gateway' | 'Interface'): string {
  if (text.length > MAX_CHARACTERS) {
    throw invalid(`Policy document length breaks quota of ${MAX_CHARACTERS} characters`);
  }
  const document = parsed(text);
  const { Version: version, Id: id, Statement: written } = document;
  if (
    !VERSIONS.includes(version) ||
    Object.keys(document).some((name) => !['Version', 'Id', 'Statement'].includes(name))
  ) {
    throw invalid('The policy document is malformed');
  }
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  const spelled = statements
    .map((statement) => statementOf(statement, type))
    .toSorted((a, b) => (textOf(a['Sid']) < textOf(b['Sid']) ? -1 : 1));
  return JSON.stringify({
    Version: version ?? '2008-10-17',
    ...(id === undefined ? {} : { Id: id }),
    Statement: spelled,
  });
}

/** Members in EC2's order, lists of one as their element, lists backwards, everybody as `*`. */
function statementOf(statement: unknown, type: 'Gateway' | 'Interface'): Members {
  if (!isRecord(statement) || Object.keys(statement).some((name) => !MEMBERS.includes(name))) {
    throw invalid('The policy document has a statement that is malformed');
  }
  const { Effect: effect, Principal: principal, NotPrincipal: notPrincipal, Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw invalid('The policy document has a statement without a valid Effect');
  }
  if (principal === undefined && notPrincipal === undefined) {
    throw invalid('Policy document must have a Principal in each statement');
  }
  for (const name of ['Action', 'Resource']) {
    if ((statement[name] === undefined) === (statement[`Not${name}`] === undefined)) {
      throw invalid(`Policy document must have either ${name} or Not${name} in each statement`);
    }
  }
  const everybody = isRecord(principal) && JSON.stringify(principal['AWS'] ?? null).replace(/[[\]]/g, '') === '"*"';
  if (type === 'Gateway' && principal !== '*' && !everybody) {
    throw invalid('The Principal of a gateway endpoint policy must be *');
  }
  const known = MEMBERS.filter((name) => statement[name] !== undefined && name !== 'Condition');
  const spelled = known.map((name) => [name, name === 'Principal' && everybody ? '*' : respelled(statement[name])]);
  const conditions = condition === undefined ? [] : [['Condition', respelled(condition)]];
  return Object.fromEntries([...conditions, ...spelled]) as Members;
}

function respelled(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 1 ? respelled(value[0]) : value.toReversed();
  }
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, respelled(member)]));
  }
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}

function parsed(text: string): Members {
  try {
    const document: unknown = JSON.parse(text);
    if (isRecord(document)) {
      return document;
    }
  } catch {
    throw invalid('Policy document is not valid JSON');
  }
  throw invalid('The policy document is malformed');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; the words are chosen here. */
function invalid(message: string): Refusal {
  return new Refusal('InvalidPolicyDocument', message);
}
