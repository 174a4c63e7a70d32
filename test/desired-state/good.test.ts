/**
 * Good documents: what they mean, what is filled in, and what is worth a warning and no more.
 */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RATES } from '../../src/aws/rates.ts';
import { load } from '../../src/desired-state/load.ts';
import { read } from '../../src/desired-state/read.ts';
import { ACCESS, HEAD, NOW, ORGANIZATION, POLICY, WANT, doc, inOneFile, problemsOf, stateOf } from './writing.ts';

const WINDOW = doc('MaintenanceWindow', 'nights', 'effect: allow\nschedule: "0 22 * * 5"\nduration: 6h\ntimeZone: UTC');
const MIGRATE = 'want: {minimumInstanceMetadataServiceVersion: "2", retiredPlatforms: migrate}';
const EXEMPTION = `policies: [imds]\nscope: {include: [account/Legacy]}\nowner: o\nreason: r`;

function warningsOf(text: string): readonly string[] {
  const loaded = read([{ path: 'case.yaml', text: inOneFile(ORGANIZATION, text) }], NOW);
  return 'warnings' in loaded ? loaded.warnings : [];
}

describe('what was left out', () => {
  it('is filled in for a policy', () => {
    expect(stateOf(POLICY).policies).toEqual([
      {
        kind: 'NotebookImds',
        name: 'imds',
        mode: 'audit',
        scope: { include: undefined, exclude: [], regions: undefined },
        enforceIn: undefined,
        disruption: {
          windows: 'anyTime',
          budgets: [
            { per: 'account', max: { count: 1 } },
            { per: 'organization', max: { percent: 10 } },
          ],
          haltAbove: 5,
        },
        overrides: [],
        unitsWanted: [],
        want: { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' },
        source: { file: 'case.yaml', line: 1, column: 1 },
      },
    ]);
  });

  it('is filled in for the Organization', () => {
    expect(stateOf(doc('Organization', 'o', ACCESS), '').organization).toEqual({
      name: 'o',
      partition: 'aws',
      access: {
        readRole: 'R',
        writeRole: undefined,
        externalId: undefined,
        managementRole: undefined,
        sourceIdentity: undefined,
      },
      regions: ['eu-central-1', 'us-east-1'],
      includeManagementAccount: false,
      schedule: '*/15 * * * *',
      schedules: {},
      completeReadEveryMs: 86_400_000,
      settleMs: 60_000,
      freeze: false,
      executionReads: 100,
      breakGlassRoles: [],
      acceptRevision: undefined,
      rates: {},
      source: { file: 'case.yaml', line: 1, column: 1 },
    });
  });
});

describe('what was written', () => {
  it('is understood in every part of a policy', () => {
    const spec = [
      'mode: enforce',
      'scope: {include: [ou/A/B, account/012345678901, tag/team=a=b], exclude: [account/Old one], regions: [eu-west-1]}',
      'enforceIn: {include: [ou/A/B/C]}',
      'disruption: {windows: [nights], budgets: [{per: organization, max: 2.5%}, {per: account, max: 3}], haltAbove: 0%}',
      MIGRATE,
    ];
    const [policy] = stateOf(inOneFile(WINDOW, doc('NotebookImds', 'a', spec.join('\n')))).policies;
    expect(policy).toMatchObject({
      mode: 'enforce',
      scope: {
        include: [
          { by: 'ou', ou: 'A/B' },
          { by: 'account', account: '012345678901' },
          { by: 'tag', key: 'team', value: 'a=b' },
        ],
        exclude: [{ by: 'account', account: 'Old one' }],
        regions: ['eu-west-1'],
      },
      enforceIn: { include: [{ by: 'ou', ou: 'A/B/C' }] },
      disruption: {
        windows: ['nights'],
        budgets: [
          { per: 'organization', max: { percent: 2.5 } },
          { per: 'account', max: { count: 3 } },
        ],
        haltAbove: 0,
      },
      want: { retiredPlatforms: 'migrate' },
    });
  });

  it.each(['anyTime', '[anyTime]'])('windows: %s waits for none', (windows) => {
    const spec = `mode: enforce\nscope: {include: [ou/A]}\ndisruption: {windows: ${windows}}\n${WANT}`;
    expect(stateOf(doc('NotebookImds', 'a', spec)).policies[0]?.disruption.windows).toBe('anyTime');
  });

  it('is understood in windows and exemptions', () => {
    const pattern = 'resources: ["arn:aws:sagemaker:*:111122223333:notebook-instance/old-*"]';
    const more = 'createdBefore: 2026-11-01T00:00:00+01:00\nexpiresAt: 2027-11-21T00:00:00Z\nticket: T-1';
    const exemption = doc(
      'Exemption',
      'e',
      `policies: [imds]\n${pattern}\nowner: o\nreason: >\n  folded\n  text\n${more}`,
    );
    const state = stateOf(inOneFile(POLICY, WINDOW, exemption));
    expect(state.windows).toMatchObject([
      { effect: 'allow', schedule: '0 22 * * 5', durationMs: 21_600_000, timeZone: 'UTC', minRemainingMs: 0 },
    ]);
    expect(state.exemptions).toMatchObject([
      {
        policies: ['imds'],
        resources: ['arn:aws:sagemaker:*:111122223333:notebook-instance/old-*'],
        createdBefore: Date.parse('2026-10-31T23:00:00Z'),
        reason: 'folded text',
        ticket: 'T-1',
        expiresAt: Date.parse('2027-11-21T00:00:00Z'),
      },
    ]);
  });

  it('may carry labels, comments, empty documents, a mark of byte order, and a rate for everything', () => {
    const labelled = `${HEAD}kind: NotebookImds\nmetadata: {name: a, labels: {team: x}, annotations: {a/b: y}}\nspec:\n  ${WANT}\n`;
    const organization = doc(
      'Organization',
      'o',
      `${ACCESS}rates: {"*": off, "sagemaker:list": {perSecond: 0.5, burst: 2}}`,
    );
    const state = stateOf(`%YAML 1.2\n---\n# nothing\n---\n${labelled}---\n---\n`, organization);
    expect(state.policies).toHaveLength(1);
    expect(state.organization.rates).toEqual({ '*': 'off', 'sagemaker:list': { perSecond: 0.5, burst: 2 } });
  });

  it('may give every class of calls a rate of its own', () => {
    const organization = doc('Organization', 'o', `${ACCESS}rates: ${JSON.stringify(DEFAULT_RATES)}`);
    expect(stateOf(POLICY, organization).organization.rates).toEqual(DEFAULT_RATES);
  });
});

describe('policies that differ are no contradiction', () => {
  const pair = (a: string, b: string, more = ''): readonly string[] =>
    problemsOf(
      inOneFile(
        doc('NotebookImds', 'a', `mode: enforce\ndisruption: {windows: anyTime}\n${a}\n${WANT}`),
        doc('NotebookImds', 'b', `mode: enforce\ndisruption: {windows: anyTime}\n${b}\n${more}${MIGRATE}`),
      ),
    );
  const cases: Readonly<Record<string, readonly string[]>> = {
    'in different branches': pair('scope: {include: [ou/W]}', 'scope: {include: [ou/WX]}'),
    'in different regions': pair('scope: {regions: [eu-west-1]}', 'scope: {include: [ou/W]}'),
    'where one excludes the other': pair('scope: {exclude: [ou/W]}', 'scope: {include: [ou/W/A]}'),
    'where an exclusion by tag may part them': pair(
      'scope: {include: [ou/W], exclude: [tag/a=b]}',
      'scope: {include: [ou/W]}',
    ),
    'where only one enforces': pair(
      'scope: {include: [ou/W]}\nenforceIn: {include: [ou/W/A]}',
      'scope: {include: [ou/W/B]}',
    ),
    'where one overrides the other': pair('scope: {include: [ou/W]}', 'scope: {include: [ou/W]}', 'overrides: [a]\n'),
    'by an account that may be anywhere': pair('scope: {include: [ou/W]}', 'scope: {include: [account/111122223333]}'),
  };
  it.each(Object.entries(cases))('%s', (_title, problems) => {
    expect(problems).toEqual([]);
  });
});

describe('policies of two kinds are no contradiction', () => {
  const pair = (platform: string, where: string, retired: string): readonly string[] =>
    problemsOf(
      inOneFile(
        doc(
          'NotebookImds',
          'a',
          `mode: enforce\ndisruption: {windows: anyTime}\nscope: {include: [ou/W]}\nwant: {minimumInstanceMetadataServiceVersion: "2", retiredPlatforms: ${retired}}`,
        ),
        doc(
          'NotebookHardening',
          'b',
          `mode: enforce\ndisruption: {windows: anyTime}\nscope: {include: [${where}]}\nwant: {platformIdentifier: ${platform}}`,
        ),
      ),
    );
  it.each([
    ['where both mean the same platform', pair('notebook-al2023-v1', 'ou/W', 'migrate')],
    ['where one holds', pair('notebook-al2023-v9', 'ou/W', 'hold')],
    ['where they are apart', pair('notebook-al2023-v9', 'ou/X', 'migrate')],
  ])('%s', (_title, problems) => {
    expect(problems).toEqual([]);
  });
  it('but they are where they want different platforms of the same notebooks', () => {
    expect(pair('notebook-al2023-v9', 'ou/W', 'migrate')).toHaveLength(1);
  });
});

describe('warnings', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'an exemption that has ended': [
      `${EXEMPTION}\nexpiresAt: 2026-11-21T00:00:00Z`,
      'e has ended and excuses nobody any more',
    ],
    'an exemption that is about to end': [`${EXEMPTION}\nexpiresAt: 2026-11-22T12:00:00Z`, 'e ends in 1d 12h'],
    'an exemption for things to come': [
      `${EXEMPTION}\nexpiresAt: 2027-01-01T00:00:00Z\ncreatedBefore: 2026-12-01T00:00:00Z`,
      'e: createdBefore lies ahead, and until then new resources can name themselves in',
    ],
  };
  it.each(Object.entries(cases))('%s', (_title, [spec, warning]) => {
    expect(warningsOf(inOneFile(POLICY, doc('Exemption', 'e', spec)))).toEqual([`case.yaml:15:1: ${warning}`]);
  });

  it('a window that nobody names, enforcing without a role, no policy, enforceIn in audit', () => {
    const enforcing = `mode: enforce\nscope: {include: [ou/A]}\ndisruption: {windows: anyTime}\n${WANT}`;
    expect(warningsOf(inOneFile(WINDOW, doc('NotebookImds', 'a', enforcing)))).toEqual([
      'case.yaml:1:1: there is no writeRole: nothing is enforced, though a would',
      'case.yaml:9:1: no policy names the window nights',
    ]);
    expect(warningsOf('')).toEqual(['case.yaml:1:1: there is no policy: nothing is looked at']);
    expect(warningsOf(doc('NotebookImds', 'a', `enforceIn: {include: [ou/A]}\n${WANT}`))).toEqual([
      'case.yaml:9:1: a: enforceIn means nothing while mode is audit',
    ]);
  });
});

describe('the example organization', () => {
  it('loads without problems and warnings', async () => {
    const loaded = await load('desired-state', NOW);
    expect(loaded).toMatchObject({ warnings: [] });
    expect('state' in loaded && loaded.state.policies.map(({ kind, mode }) => [kind, mode])).toEqual([
      ['NotebookHardening', 'audit'],
      ['NotebookImds', 'enforce'],
      ['JobNetwork', 'audit'],
      ['PipelineJobPrefix', 'audit'],
      ['S3EndpointPolicy', 'audit'],
    ]);
  });
});
