/**
 * `explain` from the command line: by looking and from a running controller, what is meant, what cannot be read, and that
 * both ways give the same answer.
 */
import { describe, expect, it } from '@jest/globals';
import type { PolicyExplanation } from '../../src/controller/explanation-form.ts';
import { happenings } from './simulated.ts';
import {
  FRAUD,
  SEARCH,
  HIDDEN,
  CLOSED,
  arn,
  simulator,
  before,
  look,
  lookJson,
  resourceOf,
  holding,
} from './explained-world.ts';

describe('explaining by looking', () => {
  it('reads one place only where the ARN tells it, in either spelling, and changes nothing', async () => {
    const after = simulator.journal.last;
    const { exitCode, answer } = await lookJson(arn(FRAUD, 'Runs'));
    const explanation = resourceOf(answer);
    expect([exitCode, answer.basis]).toEqual([0, { by: 'look', extent: 'place' }]);
    expect(explanation).toMatchObject({ name: 'Runs', account: FRAUD, accountName: 'fraud', arn: arn(FRAUD, 'runs') });
    expect(holding(explanation)).toEqual(['window']);
    const window = explanation.policies[0]?.gates.find(({ gate }) => gate === 'window');
    expect(window).toMatchObject({ reason: 'OutsideWindow', until: expect.stringMatching(/-01T03:00:00\.000Z$/) });
    expect(explanation.next).toMatchObject({
      operation: 'UpdateNotebookInstance',
      effect: 'probe',
      input: { NotebookInstanceName: 'Runs' },
    });
    const lists = simulator.journal
      .after(after)
      .filter((entry) => entry.kind === 'request' && entry.operation === 'ListNotebookInstances');
    expect(lists.map(({ account }) => account)).toEqual([FRAUD]);
    expect(await happenings(simulator)).toEqual(before);
  });

  it.each<readonly [string, string, readonly (string | undefined)[], string]>([
    ['what complies', 'fine', [undefined], 'compliant'],
    ['what is excused', 'legacy-vendor', ['exempt'], 'exempt'],
    ['what is off, and waits for no window', 'is-off', [undefined], 'converging'],
    ['what was mended lately', 'mended', ['window'], 'held'],
    ['what has failed', 'broken', [undefined], 'failed'],
    ['what carries a tag that is none of ours', 'forged', [undefined], 'failed'],
  ])('%s', async (_what, name, gates, state) => {
    const explanation = resourceOf((await lookJson(arn(FRAUD, name))).answer);
    expect([holding(explanation), explanation.policies[0]?.state]).toEqual([gates, state]);
  });

  it('tells the history that the tags tell', async () => {
    const mended = resourceOf((await lookJson(arn(FRAUD, 'mended'))).answer);
    expect(mended.history).toMatchObject({
      tagsRead: true,
      provenance: { policies: ['imds-v2'], change: 'abc', times: 2 },
    });
    const contested = mended.policies[0]?.gates.find(({ gate }) => gate === 'contested');
    expect(contested?.answer).toBe('closed');
    const forged = resourceOf((await lookJson(arn(FRAUD, 'forged'))).answer);
    expect(forged.history.unreadable).toContain('not a form of ours');
    expect(forged.handedOver?.reason).toBe('IntentUnreadable');
  });

  it('lists what has one name, and takes the account that is given', async () => {
    const { exitCode, answer } = await lookJson('TWIN');
    expect(exitCode).toBe(2);
    if (answer.found !== 'several') throw new Error(answer.found);
    expect(answer.candidates.map((one) => one.arn).toSorted()).toEqual([arn(FRAUD, 'twin'), arn(SEARCH, 'twin')]);
    expect((await look('twin')).out).toContain('2 resources have this name');
    const narrowed = await lookJson('twin', '--account', 'search');
    expect([narrowed.exitCode, resourceOf(narrowed.answer).account]).toEqual([0, SEARCH]);
  });

  it.each<readonly [string, string, number, RegExp, RegExp]>([
    [
      'a place that cannot be read',
      arn(HIDDEN, 'unseen'),
      3,
      /could not be read: .*sts:AssumeRole/,
      /SagekeeperRead must exist, trust/,
    ],
    [
      'a name while something is unread',
      'unseen',
      3,
      /in what could be read; not read: 333344445555/,
      /SagekeeperRead must exist/,
    ],
    ['what is not there', arn(FRAUD, 'nobody'), 2, /no such notebook instance in 111122223333 \(fraud\)/, /^$/],
    ['a suspended account', arn(CLOSED, 'x'), 2, /is SUSPENDED, and only ACTIVE/, /^$/],
    ['the management account', arn('000011112222', 'x'), 2, /includeManagementAccount is not set/, /^$/],
    [
      'a region that nobody asks for',
      arn(FRAUD, 'x').replace('eu-central-1', 'eu-west-1'),
      2,
      /no document of the desired state asks for eu-west-1/,
      /^$/,
    ],
    ['another kind of thing', 'arn:aws:s3:::bucket', 2, /not the ARN of a notebook instance/, /^$/],
    ['a policy that there is not', 'policy/imds', 2, /there is no policy imds; there are: imds-v2/, /^$/],
  ])('says so of %s', async (_what, subject, code, why, wayOut) => {
    const { exitCode, answer } = await lookJson(subject);
    if (answer.found !== 'nothing') throw new Error(answer.found);
    expect([exitCode, answer.isUnread]).toEqual([code, code === 3]);
    expect(answer.why).toMatch(why);
    expect(answer.wayOut ?? '').toMatch(wayOut);
  });

  it('of an account outside the organization', async () => {
    const { exitCode, err } = await look(arn('999999999999', 'x'));
    expect([exitCode, err]).toEqual([2, expect.stringContaining('999999999999')]);
  });

  it('shows people every gate, the one that holds, and the exact call', async () => {
    const { out, exitCode } = await look(arn(FRAUD, 'runs'));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^imds-v2 \(NotebookImds, .*all\.yaml:10\): held$/m);
    expect(out).toContain('  minimumInstanceMetadataServiceVersion: "1" -> "2"');
    expect(out).toMatch(/^ {2}> +window +closed +20\d\d-\d\d-01 03:00 UTC \(in .*\) +once-a-year opens/m);
    for (const gate of [
      'unknown',
      'exempt',
      'auditMode',
      'conflict',
      'refused',
      'frozen',
      'prerequisite',
      'halted',
      'budget',
    ])
      expect(out).toMatch(new RegExp(`^ +${gate} +open$`, 'm'));
    expect(out).toContain('Next, but held by window (imds-v2):\n  UpdateNotebookInstance  (probe');
  });

  it('prints nothing that could move the cursor or turn the writing round', async () => {
    const { out } = await look(arn(FRAUD, 'broken'));
    expect(out).toContain('AWS says why it failed: no room');
    for (const char of ['\u001b', '\u202e']) expect(out).not.toContain(char);
  });
});

describe('explaining a policy', () => {
  it('tells whom it covers, whom not and why, its windows, exemptions and budgets', async () => {
    const { exitCode, answer } = await lookJson('policy/imds-v2');
    if (answer.found !== 'policy') throw new Error(answer.found);
    const told: PolicyExplanation = answer.explanation;
    expect(exitCode).toBe(0);
    expect(told).toMatchObject({
      mode: 'enforce',
      accountsCovered: 3,
      accountsTotal: 6,
      resources: 9,
      frozen: null,
      halted: null,
    });
    expect(told.covers.map(({ accountName, resources, unreadIn }) => [accountName, resources, unreadIn])).toEqual([
      ['fraud', 8, []],
      ['search', 1, []],
      ['hidden', 0, ['eu-central-1']],
    ]);
    expect(told.states).toEqual({ compliant: 1, exempt: 1, held: 4, converging: 1, failed: 2 });
    expect(told.leavesOut.map(({ account, why }) => [account, why])).toEqual(
      expect.arrayContaining([
        ['000011112222', 'it is the management account, and includeManagementAccount is not set'],
        ['444455556666', 'its scope includes ou/Workloads, and the account is in none of them'],
        [CLOSED, 'the account is SUSPENDED: only ACTIVE accounts are visited'],
      ]),
    );
    expect(told.windows).toEqual([expect.objectContaining({ name: 'once-a-year', open: false, accounts: 3 })]);
    expect(told.exemptions).toEqual([expect.objectContaining({ name: 'vendor', excuses: 1, ended: false })]);
    expect(told.budgets).toEqual([
      { per: 'account', max: '1', account: null, limit: null, inFlight: 0, running: 7 },
      { per: 'organization', max: '10%', account: null, limit: 1, inFlight: 0, running: 7 },
    ]);
    const { out } = await look('policy/imds-v2');
    expect(out).toContain('Looks at 3 of 6 accounts, 9 resources');
    expect(out).toMatch(/10% per organization +all +1 +0 +7$/m);
  });
});
