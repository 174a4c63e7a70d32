/**
 * What all Describe operations of EC2 have in common: ids or pages but not both, filters that narrow, and a bucket of its own for
 * those that ask for everything at once. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { flag, type Input, list, num, str, strings, structures, text, whole } from '../input-shape.ts';
import { pageOf } from '../pages.ts';
import { Refusal } from '../refusal.ts';
import { matchesWildcard } from '../wildcard.ts';

export interface Described<R> {
  readonly name: string;
  /** Members of the request with ids, and of the answer with what they stand for. */
  readonly ids: string;
  readonly items: string;
  /** Code of the refusal of an id that nothing has, and what people call it. */
  readonly notFound: readonly [code: string, what: string];
  readonly all: (call: Call) => readonly R[];
  readonly idOf: (record: R) => string;
  readonly tagsOf?: (record: R) => ReadonlyMap<string, string>;
  readonly filters: Readonly<Record<string, (record: R) => readonly string[]>>;
  readonly show: (record: R, call: Call) => Output;
}

const MIN_PAGE = 5;
const MAX_PAGE = 1_000;

export function describing<R>(described: Described<R>): Operation {
  return {
    service: 'ec2',
    name: described.name,
    family: 'ec2:describe',
    familyOf: (input) => (isUnbounded(input, described.ids) ? 'ec2:describe-unfiltered' : 'ec2:describe'),
    members: {
      [described.ids]: list({ max: 1_000 }),
      Filters: list({ max: 200 }),
      MaxResults: whole(-1_000_000, 1_000_000),
      NextToken: text(),
      DryRun: flag(),
    },
    run: (call) => {
      authorize(call, `ec2:${described.name}`, '*');
      refuseDryRun(call);
      return answer(call, described);
    },
  };
}

/** @throws Refusal that tells a dry run what would have become of it. */
export function refuseDryRun(call: Call): void {
  if (call.input['DryRun'] === true) {
    throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
}

export function tagSet(tags: ReadonlyMap<string, string>): readonly Output[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function answer<R>(call: Call, described: Described<R>): Output {
  const { input } = call;
  const ids = strings(input, described.ids) ?? [];
  const size = num(input, 'MaxResults');
  if (ids.length > 0 && size !== undefined) {
    throw new Refusal(
      'InvalidParameterCombination',
      `The parameter ${described.ids} cannot be used with the parameter maxResults`,
    );
  }
  if (size !== undefined && (size < MIN_PAGE || size > MAX_PAGE)) {
    throw invalidValue(
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value from ${MIN_PAGE} to ${MAX_PAGE}.`,
    );
  }
  const all = described.all(call);
  const known = new Set(all.map(described.idOf));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) {
    const [code, what] = described.notFound;
    throw new Refusal(code, `The ${what} ID '${missing}' does not exist`);
  }
  // DescribeFlowLogs calls them Filter; on the wire all do.
  const asked = [...structures(input, 'Filters'), ...structures(input, 'Filter')];
  const filters = asked.map((filter) => filterOf(filter, described));
  const found = all
    .filter((record) => ids.length === 0 || ids.includes(described.idOf(record)))
    .filter((record) => filters.every((passes) => passes(record)))
    .toSorted((a, b) => (described.idOf(a) < described.idOf(b) ? -1 : 1));
  return pageOf(call, found, described.idOf, (record) => described.show(record, call), {
    tokenMember: 'NextToken',
    sizeMember: 'MaxResults',
    answerToken: 'NextToken',
    answerItems: described.items,
    size: size ?? MAX_PAGE,
    invalidToken: () => new Refusal('InvalidNextToken', 'The token is not valid.'),
  });
}

/** Values with wildcards, any of which may fit; names of filters as the service's reference has them. */
function filterOf<R>(filter: Input, { filters, tagsOf }: Described<R>): (record: R) => boolean {
  const name = str(filter, 'Name') ?? '';
  const wanted = strings(filter, 'Values') ?? [];
  const valuesOf = name.startsWith('tag:')
    ? tagsOf && ((record: R) => [tagsOf(record).get(name.slice('tag:'.length)) ?? []].flat())
    : name === 'tag-key'
      ? tagsOf && ((record: R) => [...tagsOf(record).keys()])
      : filters[name];
  if (valuesOf === undefined) {
    throw invalidValue(`The filter '${name.slice(0, 128)}' is invalid`);
  }
  return (record) => valuesOf(record).some((value) => wanted.some((pattern) => matchesWildcard(pattern, value)));
}

/** Neither ids nor filters nor pages: such requests have a smaller bucket. */
function isUnbounded(input: Input, ids: string): boolean {
  const isEmpty = (member: string): boolean =>
    structures(input, member).length + (strings(input, member) ?? []).length === 0;
  return isEmpty(ids) && isEmpty('Filters') && isEmpty('Filter') && input['MaxResults'] === undefined;
}

function invalidValue(message: string): Refusal {
  return new Refusal('InvalidParameterValue', message);
}
