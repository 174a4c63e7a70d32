/**
 * `explain` from the command line: by looking and from a running controller, what is meant, what cannot be read, and that
 * both ways give the same answer.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Explanation, PolicyExplanation } from '../../src/controller/explanation-form.ts';
import type { ExplainAnswer } from '../../src/daemon/explain.ts';
import type { KindExplanation } from '../../src/cli/explain-kind.ts';
import { POLICY_FACTS } from '../../src/policies/facts.ts';
import { POLICY_KINDS } from '../../src/policies/index.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { eventually, killLeftovers, startDaemon } from '../heavy/support/daemon-process.ts';
import { happenings, sagekeeper, worldOf, writeDesiredState } from './simulated.ts';
import type { Said } from './simulated.ts';

const FRAUD = '111122223333';
const SEARCH = '222233334444';
const HIDDEN = '333344445555';
const CLOSED = '555566667777';

function arn(account: string, name: string): string {
  return `arn:aws:sagemaker:eu-central-1:${account}:notebook-instance/${name}`;
}

const running = { region: 'eu-central-1', status: 'InService', imds: '1' } as const;
const WORLD = worldOf(
  [
    {
      id: FRAUD,
      name: 'fraud',
      notebooks: [
        { name: 'Runs', ...running },
        { name: 'twin', ...running },
        { name: 'is-off', ...running, status: 'Stopped' },
        { name: 'fine', ...running, imds: '2' },
        { name: 'legacy-vendor', ...running },
        { name: 'broken', ...running, status: 'Failed', failureReason: 'no room \u001b[2J\u202e' },
        {
          name: 'mended',
          ...running,
          tags: {
            'sagekeeper:changed':
              'policy=imds-v2 at=2026-11-20T00:00:00Z change=abc times=2 since=2026-01-01T00:00:00Z',
          },
        },
        { name: 'forged', ...running, tags: { 'sagekeeper:intent': 'restore=InService phase=dance' } },
      ],
    },
    { id: SEARCH, name: 'search', notebooks: [{ name: 'twin', ...running }] },
    { id: HIDDEN, name: 'hidden', withoutRoles: ['SagekeeperRead'], notebooks: [{ name: 'unseen', ...running }] },
    { id: CLOSED, name: 'closed', state: 'SUSPENDED' },
  ],
  { regions: ['eu-central-1'] },
);

/** So that nothing moves while it is explained: the window opens for an hour once a year, in what is not this month. */
const WINDOW_MONTH = ((new Date().getMonth() + 6) % 12) + 1;
const MORE = `---
apiVersion: sagekeeper.dev/v1alpha1
kind: MaintenanceWindow
metadata: {name: once-a-year}
spec: {effect: allow, schedule: "0 3 1 ${WINDOW_MONTH} *", duration: 1h, timeZone: UTC}
---
apiVersion: sagekeeper.dev/v1alpha1
kind: Exemption
metadata: {name: vendor}
spec:
  policies: [imds-v2]
  resources: ["arn:aws:sagemaker:*:${FRAUD}:notebook-instance/legacy-*"]
  createdBefore: ${new Date(Date.now() - 86_400_000).toISOString()}
  owner: fraud@example.org
  reason: vendor image
  expiresAt: ${new Date(Date.now() + 90 * 86_400_000).toISOString()}
`;

let simulator: Simulator;
let desired: ReturnType<typeof writeDesiredState>;
let before: Awaited<ReturnType<typeof happenings>>;

beforeAll(async () => {
  simulator = await startSimulator({ world: WORLD, rates: 'off' });
  desired = writeDesiredState({
    policy: 'mode: enforce\n  scope: {include: [ou/Workloads]}\n  disruption: {windows: [once-a-year]}',
    regions: ['eu-central-1'],
    more: MORE,
  });
  before = await happenings(simulator);
});

afterAll(async () => {
  killLeftovers();
  await simulator.close();
  desired.remove();
});

async function look(subject: string, ...more: readonly string[]): Promise<Said> {
  return sagekeeper([
    'explain',
    subject,
    '--endpoint-url',
    simulator.url,
    '--desired-state',
    desired.directory,
    ...more,
  ]);
}

async function lookJson(
  subject: string,
  ...more: readonly string[]
): Promise<{ exitCode: number; answer: ExplainAnswer }> {
  const { exitCode, out, err } = await look(subject, '--output', 'json', ...more);
  if (!out.startsWith('{')) throw new Error(`${exitCode}: ${err}`);
  return { exitCode, answer: JSON.parse(out) as ExplainAnswer };
}

function resourceOf(answer: ExplainAnswer): Explanation {
  if (answer.found !== 'resource') throw new Error(JSON.stringify(answer));
  return answer.explanation;
}

function holding({ policies }: Explanation): readonly (string | undefined)[] {
  return policies.map(({ gates }) => gates.find(({ holds }) => holds)?.gate);
}

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
    expect(contested?.answer).toBe(Date.now() < Date.parse('2026-11-27T00:00:00Z') ? 'closed' : 'open');
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

describe('explaining a kind', () => {
  it('tells fields, defaults and facts, without calling anybody', async () => {
    const after = simulator.journal.last;
    const { exitCode, out } = await sagekeeper(['explain', 'kind/notebookimds', '--output', 'json']);
    const told = JSON.parse(out) as KindExplanation;
    expect([exitCode, told.kind, simulator.journal.last]).toEqual([0, 'NotebookImds', after]);
    const field = (path: string) => told.fields.find((one) => one.path === path);
    expect(field('spec.mode')).toMatchObject({ default: 'audit', required: false, type: '"audit" | "enforce"' });
    expect(field('spec.want.minimumInstanceMetadataServiceVersion')).toMatchObject({ required: true, type: '"2"' });
    expect(field('spec.want.retiredPlatforms')).toMatchObject({ default: 'hold' });
    for (const { description, path } of told.fields) expect([path, description]).not.toEqual([path, '']);
    const human = await sagekeeper(['explain', 'kind/NotebookImds']);
    expect(human.out).toContain('What is known of AWS');
  });

  it('names those that there are', async () => {
    const { exitCode, err } = await sagekeeper(['explain', 'kind/NotebookIMDSv2']);
    expect([exitCode, err]).toEqual([2, expect.stringContaining([...POLICY_KINDS.keys()].join(', '))]);
  });

  it.each([...POLICY_KINDS.keys()])('%s has facts, each with its source', (kind) => {
    const facts = POLICY_FACTS.get(kind) ?? [];
    expect(facts.length).toBeGreaterThan(0);
    for (const { fact, source } of facts)
      expect([fact, source]).toEqual([
        expect.stringMatching(/\.$/),
        expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      ]);
  });
});

/** What hangs on when and by whom it was looked at, and on tags that the controller reads only before it acts. */
function timeless(answer: ExplainAnswer): unknown {
  const moments = new Set(['at', 'basis', 'lastCompleteAt', 'tagsRead', 'sent']);
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (moments.has(key)) return undefined;
    const isContested = typeof value === 'object' && value !== null && 'gate' in value && value.gate === 'contested';
    if (isContested) return 'contested';
    return typeof value === 'string' ? value.replace(/\(request [\w-]+\)/, '') : value;
  });
}

describe('explaining from a running controller', () => {
  it('gives the same answer as looking, and says who gave it', async () => {
    const daemon = startDaemon({ endpointUrl: simulator.url, desiredState: desired.directory });
    const { status, metrics } = await daemon.addresses();
    const ask = async (subject: string) => sagekeeper(['explain', subject, '--status-url', status, '--output', 'json']);
    await eventually('everything was read once', async () => {
      const { out } = await ask('policy/imds-v2');
      return out.includes('"compliant": 1') ? true : undefined;
    });
    const subjects = ['fine', 'legacy-vendor', 'Runs', 'broken', 'twin', 'nobody'].map((name) => arn(FRAUD, name));
    for (const subject of [...subjects, arn(HIDDEN, 'unseen'), 'TWIN', 'policy/nobody', 'unseen']) {
      const asked = await ask(subject);
      const looked = await lookJson(subject);
      expect([subject, timeless(JSON.parse(asked.out) as ExplainAnswer)]).toEqual([subject, timeless(looked.answer)]);
      expect([subject, asked.exitCode]).toEqual([subject, looked.exitCode]);
    }
    const human = await sagekeeper(['explain', arn(FRAUD, 'runs'), '--status-url', status]);
    expect(human.out).toContain(`Told by the running controller at ${status}, desired state `);
    // The environment says where the controller of this machine listens.
    const port = new URL(status).port;
    const found = await sagekeeper(['explain', arn(FRAUD, 'runs')], { SAGEKEEPER_STATUS_LISTEN: `0.0.0.0:${port}` });
    expect([found.exitCode, found.out.includes(`at http://127.0.0.1:${port}`)]).toEqual([0, true]);
    const wrong = await sagekeeper(['explain', 'runs', '--status-url', metrics]);
    expect([wrong.exitCode, wrong.err]).toEqual([2, expect.stringContaining('something else listens there')]);
    const bad = await fetch(`${status}/api/v1/explain?resource=a&policy=b`);
    expect(bad.status).toBe(400);
    expect((await fetch(`${status}/api/v1/explain`, { method: 'POST' })).status).toBe(405);
    daemon.signal('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
    const gone = await sagekeeper(['explain', 'runs', '--status-url', status]);
    expect([gone.exitCode, gone.err]).toEqual([2, expect.stringContaining('ECONNREFUSED')]);
  }, 60_000);
});
