/**
 * Documents as AWS's guides and their users write them, spelled in other words that mean the same, and with one token changed.
 * Written from AWS's grammar, not from our comparison.
 */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Members = { [name: string]: Json };

export const REAL_DOCUMENTS: Readonly<Record<string, string>> = {
  'an endpoint without a document of its own':
    '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  'repositories of Amazon Linux 1': JSON.stringify({
    Statement: [
      { Sid: 'AllowAll', Principal: '*', Action: '*', Effect: 'Allow', Resource: '*' },
      {
        Sid: 'AmazonLinuxAMIRepositoryAccess',
        Principal: '*',
        Action: ['s3:GetObject'],
        Effect: 'Deny',
        Resource: ['arn:aws:s3:::packages.*.amazonaws.com/*', 'arn:aws:s3:::repo.*.amazonaws.com/*'],
      },
    ],
  }),
  'a data perimeter at an endpoint': JSON.stringify({
    Version: '2012-10-17',
    Id: 'perimeter',
    Statement: [
      {
        Sid: 'AllowRequestsByOrgsIdentitiesToOrgsResources',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: '*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1', 'aws:ResourceOrgID': ['o-exampleorg1', 'o-other2'] },
        },
      },
      {
        Sid: 'AllowRequestsToAWSOwnedResources',
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [
          'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*',
          'arn:aws:s3:::jumpstart-cache-prod-eu-central-1',
          'arn:aws:s3:::jumpstart-cache-prod-eu-central-1/*',
        ],
        Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:signatureAge': 600000 } },
      },
    ],
  }),
  'a bucket for two accounts': JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ['111122223333', 'arn:aws:iam::444455556666:role/Analyst'], Service: 'logs.amazonaws.com' },
        Action: 's3:Get*',
        Resource: 'arn:aws:s3:::example/${aws:username}/*',
      },
      {
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' },
        NotAction: ['s3:ListBucket'],
        NotResource: ['arn:aws:s3:::example/public/*'],
        Condition: { 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': ['o-a/r-b/ou-c/*', 'o-a/r-b/ou-d/*'] } },
      },
    ],
  }),
  'a trust policy for a cluster': JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.example.org/id/ABC' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'oidc.example.org/id/ABC:sub': 'system:serviceaccount:ns:sa' } },
    },
  }),
  'a control policy': JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyImdsV1',
        Effect: 'Deny',
        Action: ['sagemaker:CreateNotebookInstance', 'sagemaker:UpdateNotebookInstance'],
        Resource: 'arn:aws:sagemaker:*:*:notebook-instance/*',
        Condition: {
          StringNotEquals: { 'sagemaker:MinimumInstanceMetadataServiceVersion': '2' },
          Null: { 'aws:PrincipalIsAWSService': 'true' },
        },
      },
      { Sid: 'DenyOthers', Effect: 'Deny', NotAction: ['iam:*', 'sts:*'], Resource: '*' },
    ],
  }),
};

export type Random = () => number;

/** Another text that AWS reads as the same document. */
export function rewritten(text: string, random: Random): string {
  const document = JSON.parse(text) as Members;
  const statements = statementsOf(document).map((statement) => respelled(statement, random));
  if (chance(random, 0.2)) statements.push(...statements.slice(0, 1).map((one) => structuredClone(one)));
  const shuffledOnes = shuffled(statements, random);
  const alone = shuffledOnes.length === 1 && chance(random, 0.5);
  const version = document['Version'];
  const { Version: _gone, ...rest } = document;
  const spelledVersion: Members =
    version === undefined || version === '2008-10-17'
      ? chance(random, 0.5)
        ? {}
        : { Version: '2008-10-17' }
      : { Version: version };
  const spelled = { ...rest, ...spelledVersion, Statement: alone ? (shuffledOnes[0] ?? {}) : shuffledOnes };
  return JSON.stringify(inAnyOrder(spelled, random), undefined, chance(random, 0.5) ? 2 : 0);
}

/** The document with one token of another meaning, and what was changed. */
export function changed(text: string, random: Random): { readonly text: string; readonly what: string } {
  const document = JSON.parse(text) as Members;
  const edits = editsOf(document, random);
  const [what, edit] = picked(edits, random);
  edit();
  return { text: JSON.stringify(document), what };
}

function respelled(statement: Members, random: Random): Members {
  const spelled: Members = {};
  for (const [member, value] of Object.entries(statement)) {
    if (member === 'Action' || member === 'NotAction') {
      spelled[member] = listed(value, random, (action) => anyCase(textOf(action), random));
    } else if (member === 'Resource' || member === 'NotResource') {
      spelled[member] = listed(value, random, (resource) => resource);
    } else if (member === 'Principal' || member === 'NotPrincipal') {
      spelled[member] = principal(value, random);
    } else if (member === 'Condition') {
      spelled[member] = conditions(value as Members, random);
    } else {
      spelled[member] = value;
    }
  }
  if (spelled['Sid'] === undefined && chance(random, 0.1)) spelled['Sid'] = '';
  if (spelled['Condition'] === undefined && chance(random, 0.1)) spelled['Condition'] = {};
  return inAnyOrder(spelled, random);
}

function principal(value: Json, random: Random): Json {
  const everybody = value === '*' || JSON.stringify(value) === '{"AWS":"*"}';
  if (everybody) return picked<Json>(['*', { AWS: '*' }, { AWS: ['*'] }], random);
  const account = (name: Json): Json => {
    const [, id] = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(textOf(name)) ?? [];
    return id === undefined ? name : picked<Json>([id, `arn:aws:iam::${id}:root`], random);
  };
  const types = Object.entries(value as Members);
  return inAnyOrder(Object.fromEntries(types.map(([type, names]) => [type, listed(names, random, account)])), random);
}

function conditions(value: Members, random: Random): Members {
  const scalar = (one: Json): Json => {
    const text = textOf(one);
    if (/^(?:true|false)$/.test(text)) return picked<Json>([text, text === 'true'], random);
    return /^[1-9]\d{0,9}$/.test(text) ? picked<Json>([text, Number(text)], random) : one;
  };
  const operators = Object.entries(value).map(([operator, keys]) => {
    const spelled = Object.entries(keys as Members).map(([key, values]) => [
      anyCase(key, random),
      listed(values, random, scalar),
    ]);
    return [operator, inAnyOrder(Object.fromEntries(spelled) as Members, random)];
  });
  return inAnyOrder(Object.fromEntries(operators) as Members, random);
}

function listed(value: Json, random: Random, spell: (one: Json) => Json): Json {
  const list = Array.isArray(value) ? value : [value];
  const [first] = list;
  const more = first !== undefined && chance(random, 0.15) ? [...list, first] : list;
  const spelled = shuffled(more, random).map(spell);
  return spelled.length === 1 && chance(random, 0.5) ? (spelled[0] ?? []) : spelled;
}

type Edit = readonly [what: string, edit: () => void];

/** Every place where one token can be changed so that it means something else. */
function editsOf(document: Members, random: Random): Edit[] {
  const edits: Edit[] = [
    ['Version', () => (document['Version'] = document['Version'] === '2012-10-17' ? '2008-10-17' : '2012-10-17')],
    ['Id', () => (document['Id'] = `${textOf(document['Id'])}x`)],
  ];
  for (const [index, statement] of statementsOf(document).entries()) {
    const at = (what: string): string => `statement ${index + 1} ${what}`;
    edits.push([at('Effect'), () => (statement['Effect'] = statement['Effect'] === 'Allow' ? 'Deny' : 'Allow')]);
    edits.push([at('Sid'), () => (statement['Sid'] = `${textOf(statement['Sid'])}x`)]);
    for (const [plain, negated] of NEGATED) {
      const value = statement[plain];
      const other = statement[negated];
      if (value !== undefined) edits.push([at(`${plain} negated`), () => moved(statement, plain, negated)]);
      if (other !== undefined) edits.push([at(`${negated} not negated`), () => moved(statement, negated, plain)]);
    }
    for (const member of Object.keys(statement)) {
      if (member !== 'Effect' && member !== 'Sid') edits.push(...leafEdits(statement, member, at(member), random));
    }
    const condition = statement['Condition'];
    if (condition !== undefined) {
      edits.push([at('Condition gone'), () => delete statement['Condition']]);
      edits.push(...nameEdits(condition as Members, at('Condition'), random));
    }
  }
  return edits;
}

const NEGATED = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;

function moved(statement: Members, from: string, to: string): void {
  const value = statement[from];
  delete statement[from];
  if (value !== undefined) statement[to] = value;
}

function leafEdits(parent: Members, name: string, at: string, random: Random): Edit[] {
  const value = parent[name];
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const each = value.map((one, index): Edit => [`${at}[${index}]`, () => (value[index] = another(one, random))]);
    const gone: Edit[] = value.length > 1 ? [[`${at} one less`, () => value.pop()]] : [];
    return [...each, ...gone, [`${at} one more`, () => value.push('arn:aws:s3:::more')]];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).flatMap((member) => leafEdits(value, member, `${at}/${member}`, random));
  }
  return [[at, () => (parent[name] = at.endsWith('rincipal') ? { AWS: 'x' } : another(value, random))]];
}

function nameEdits(condition: Members, at: string, random: Random): Edit[] {
  return Object.entries(condition).flatMap(([operator, keys]): Edit[] => [
    [`${at} operator`, () => moved(condition, operator, operator.includes('Not') ? 'StringLike' : 'DateNotEquals')],
    ...Object.keys(keys as Members).map((key): Edit => [
      `${at} key`,
      () => moved(keys as Members, key, textOf(another(key, random))),
    ]),
  ]);
}

/** Another value of the same type, and not only another spelling of it. */
function another(value: Json, random: Random): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  const text = textOf(value);
  const at = Math.floor(random() * text.length);
  const here = text.charAt(at).toLowerCase();
  return `${text.slice(0, at)}${here === 'q' ? 'z' : 'q'}${text.slice(at + 1)}`;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '').replaceAll('"', '');
}

function statementsOf(document: Members): Members[] {
  const value = document['Statement'];
  return (Array.isArray(value) ? value : [value]) as Members[];
}

function anyCase(text: string, random: Random): string {
  return text.replaceAll(/./gs, (char) => (chance(random, 0.3) ? char.toUpperCase() : char.toLowerCase()));
}

function inAnyOrder(members: Members, random: Random): Members {
  return Object.fromEntries(shuffled(Object.entries(members), random));
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => [random(), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function chance(random: Random, share: number): boolean {
  return random() < share;
}

function picked<T>(list: readonly T[], random: Random): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
}
