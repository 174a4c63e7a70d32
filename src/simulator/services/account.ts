/**
 * Account Management's ListRegions: which regions an account has enabled.
 * https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
import { authorize, type Call, type Operation, type Output } from '../call.ts';
import { list, num, str, strings, text, whole } from '../input-shape.ts';
import { pageOf } from '../pages.ts';
import { refuse } from '../refusal.ts';

const MAX_PAGE = 50;

export const listRegions: Operation = {
  service: 'account',
  name: 'ListRegions',
  family: 'account:list',
  members: {
    AccountId: text({ pattern: /^\d{12}$/ }),
    MaxResults: whole(1, MAX_PAGE),
    NextToken: text({ max: 1000 }),
    RegionOptStatusContains: list(),
  },
  run: regions,
};

function regions(call: Call): Output {
  const account = call.principal.account;
  authorize(call, 'account:ListRegions', `arn:aws:account::${account}:account`);
  // Only the management account may ask for another one, through trusted access, which this organization does not have.
  if ((str(call.input, 'AccountId') ?? account) !== account) {
    throw refuse('account', 'denied', 'User is not authorized to access the specified account.');
  }
  const wanted = strings(call.input, 'RegionOptStatusContains');
  const { regions: always, optInRegions = [] } = call.tree.world;
  const enabled = call.tree.accounts.get(account)?.regions;
  const items = [
    ...always.map((name) => ({ RegionName: name, RegionOptStatus: 'ENABLED_BY_DEFAULT' })),
    ...optInRegions.map((name) => ({
      RegionName: name,
      RegionOptStatus: enabled?.has(name) === true ? 'ENABLED' : 'DISABLED',
    })),
  ].filter((region) => wanted === undefined || wanted.includes(region.RegionOptStatus));
  return pageOf(
    call,
    items.toSorted((a, b) => (a.RegionName < b.RegionName ? -1 : 1)),
    ({ RegionName }) => RegionName,
    (region) => region,
    {
      tokenMember: 'NextToken',
      sizeMember: 'MaxResults',
      answerToken: 'NextToken',
      answerItems: 'Regions',
      size: num(call.input, 'MaxResults') ?? MAX_PAGE,
      invalidToken: () => refuse('account', 'invalid', 'The NextToken is not valid.'),
    },
  );
}
