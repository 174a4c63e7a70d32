/**
 * Documents of endpoints in the three faces of a plan: statement by statement, with what they mean for others, and how long EC2
 * lets them take.
 */
import { describe, expect, it } from '@jest/globals';
import { planHuman } from '../../src/cli/plan-human.ts';
import { planJson } from '../../src/cli/plan-json.ts';
import { planMarkdown } from '../../src/cli/plan-markdown.ts';
import { planDocument } from '../../src/cli/plan-schema.ts';
import { planView } from '../../src/cli/plan-view.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import type { Hold, Outlook, ResourceState, Standing } from '../../src/model/decision.ts';
import type { WrittenStatement } from '../../src/model/iam-document.ts';
import type { Step } from '../../src/model/resource.ts';
import type { Difference } from '../../src/model/verdict.ts';
import { ACCOUNT, SETTINGS, outlook, surveyOf } from './survey-fixture.ts';

const DENY: WrittenStatement = {
  Sid: 'SagekeeperRepos',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'],
  Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
};
const TEAM: WrittenStatement = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:PutObject', Resource: '*' };
const at = (statement: string, have: unknown, want: unknown, id = 'vpce-1'): Difference => ({
  path: `/endpoints/${id}/statements/${statement}`,
  have,
  want,
});
const DIFFERENCES = [
  at('SagekeeperRepos', { ...DENY, Resource: 'arn:aws:s3:::a/*' }, DENY),
  at('#2', TEAM, undefined),
  at('SagekeeperNew', undefined, { ...DENY, Sid: 'SagekeeperNew' }),
];
const MODIFY: Step = {
  step: 'call',
  call: { operation: 'ModifyVpcEndpoint', input: { VpcEndpointId: 'vpce-1', PolicyDocument: '{}' } },
  effect: 'change',
  about: 'vpce-1',
  reason: 'Modify',
  why: 'its document differs',
};
const NOTES = [
  { reason: 'NotStopped', message: 'denying the repositories in S3 stops neither PyPI nor conda' },
  { reason: 'ForeignAllowVoid', message: 'vpce-1: a makes void statement b', path: '/endpoints/vpce-1' },
  { reason: 'SageMakerNeedDenied', message: 'vpce-2: denies layers', path: '/endpoints/vpce-2' },
];

function vpc(name: string, state: ResourceState, more: Partial<Standing> = {}, step: Step = MODIFY): Outlook {
  const base = {
    policy: 'endpoints',
    kind: 'S3EndpointPolicy',
    hold: undefined,
    differences: DIFFERENCES,
    notes: NOTES,
  };
  return outlook(name, [{ ...base, state, ...more }], step, {
    arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:vpc/${name}`,
    resourceKind: 'vpc',
  });
}
const hold = (gate: Hold['gate']): Hold => ({ gate, reason: 'Because', why: 'because' });

const SURVEY = surveyOf([
  vpc('vpc-1', 'converging'),
  vpc('vpc-2', 'held', { hold: hold('window') }),
  vpc('vpc-3', 'held', { hold: hold('prerequisite') }),
  vpc('vpc-4', 'drifted', { hold: hold('auditMode') }, { step: 'none' }),
  vpc('vpc-5', 'exempt', { hold: hold('exempt') }, { step: 'none' }),
]);
const human = planHuman(planView(SURVEY), PLAIN);

describe('a plan with documents of endpoints', () => {
  it('tells each statement in a word, and which call comes next about which endpoint', () => {
    expect(human).toContain('~ statement SagekeeperRepos of vpce-1: Resource\n');
    expect(human).toContain('- statement #2, which has no Sid of its own of vpce-1\n');
    expect(human).toContain('+ statement SagekeeperNew of vpce-1\n');
    expect(human).toContain('ModifyVpcEndpoint of vpce-1');
    expect(human).not.toContain('restarts');
  });

  it('tells a policy that waits for what another one asks for what comes first', () => {
    const rule = { path: '/selfReference/sg-1', have: undefined, want: 'all traffic' };
    const call = { ...MODIFY, mends: ['/endpoints/vpce-1'] };
    const both = vpc('vpc-1', 'held', { hold: hold('window') }, call);
    const jobs = { policy: 'jobs', kind: 'JobNetwork', state: 'held', hold: hold('budget'), notes: [] } as const;
    const standings = [...both.standings, { ...jobs, differences: [rule] }];
    const text = planHuman(planView(surveyOf([{ ...both, standings }])), PLAIN);
    expect(text).toMatch(/ endpoints +ModifyVpcEndpoint of vpce-1 +window$/m);
    expect(text).toMatch(/ jobs +first ModifyVpcEndpoint of vpce-1 +budget$/m);
  });

  it('does not call a document due for what another policy asks of its VPC', () => {
    const rule = { path: '/selfReference/sg-1', have: undefined, want: 'all traffic' };
    const both = vpc('vpc-1', 'held', { hold: hold('window') });
    const jobs = { policy: 'jobs', kind: 'JobNetwork', state: 'converging', hold: undefined, notes: [] } as const;
    const standings = [...both.standings, { ...jobs, differences: [rule] }];
    const text = planHuman(planView(surveyOf([{ ...both, standings }])), PLAIN);
    expect(text).toContain(`vpce-1 of vpc-1 in ${ACCOUNT}/eu-central-1: 3 statements, once a gate opens\n`);
    expect(text).toContain('Endpoints that differ: 1 once a gate opens.');
  });

  it('lays them out as people read policies, with what they mean for others', () => {
    const laidOut = human.slice(human.indexOf(`vpce-1 of vpc-1 in ${ACCOUNT}/eu-central-1: 3 statements\n`));
    expect(laidOut.split('\n').slice(1, 20)).toEqual(
      [
        '~ statement SagekeeperRepos',
        '    Resource',
        '+     arn:aws:s3:::b/*',
        '- statement #2, which has no Sid of its own',
        '-   Effect: Deny',
        '-   Principal AWS: *',
        '-   Action: s3:PutObject',
        '-   Resource: *',
        '+ statement SagekeeperNew',
        '+   Effect: Deny',
        '+   Principal: *',
        '+   Action: s3:GetObject',
        '+   Resource:',
        '+     arn:aws:s3:::a/*',
        '+     arn:aws:s3:::b/*',
        '+   Condition StringEquals aws:SourceVpc: vpc-1',
        '! denying the repositories in S3 stops neither PyPI nor conda',
        '! vpce-1: a makes void statement b',
      ]
        .map((line) => `      ${line}`)
        .concat(''),
    );
  });

  it('says when, also of those that wait for somebody or are only reported, and nothing of what is excused', () => {
    expect(human).toContain(`vpce-1 of vpc-2 in ${ACCOUNT}/eu-central-1: 3 statements, once a gate opens\n`);
    expect(human).toContain('vpc-3 in 011122223333/eu-central-1: 3 statements, once somebody has seen to it\n');
    expect(human).toContain('vpc-4 in 011122223333/eu-central-1: 3 statements, only reported\n');
    expect(human).not.toContain('of vpc-5');
    expect(human).toContain(
      'Endpoints that differ: 1 due; 1 once a gate opens; 1 once somebody has seen to it; 1 only reported.',
    );
  });

  it('lays out a statement of which only what its words mean changes, with the version of its document', () => {
    const variable = { ...DENY, Resource: 'arn:aws:s3:::a/${aws:username}' };
    const differences = [at('SagekeeperRepos', variable, variable)];
    const notes = [
      { reason: 'VersionChanges', message: 'vpce-1: it becomes one of 2012-10-17', path: '/endpoints/vpce-1' },
    ];
    const view = planView(surveyOf([vpc('vpc-1', 'converging', { differences, notes })]));
    const text = planHuman(view, PLAIN);
    const words = '~ statement SagekeeperRepos of vpce-1: the same words, in a document of another version\n';
    expect(text).toContain(words);
    expect(text).toContain(
      `vpce-1 of vpc-1 in ${ACCOUNT}/eu-central-1: 1 statement\n      ~ statement SagekeeperRepos\n      ! vpce-1: it becomes one of 2012-10-17\n`,
    );
    expect(text).toContain('Endpoints that differ: 1 due.');
    expect(view.endpoints).toMatchObject([{ statements: [{ have: variable, want: variable, members: [] }] }]);
    expect(view.durations).toMatchObject([{ documents: 1 }]);
  });

  it('puts them into fences of Markdown that nothing in them ends', () => {
    const text = planMarkdown(planView(SURVEY));
    expect(text).toContain('```diff\n~ statement SagekeeperRepos\n    Resource\n+     arn:aws:s3:::b/*\n');
    expect(text.split('\n').filter((line) => line.startsWith('```'))).toHaveLength(2 * 4);
    const evil = { ...DENY, Resource: ['```', '</details>\n```\n# owned'] };
    const hostile = surveyOf([vpc('vpc-1', 'converging', { differences: [at('S', undefined, evil)], notes: [] })]);
    const fences = planMarkdown(planView(hostile)).split('\n');
    expect(fences.filter((line) => line.startsWith('```'))).toEqual(['```diff', '```']);
  });

  it('gives programs the differences as they are', () => {
    const document = planJson(planView(SURVEY));
    expect(planDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.resources[0]?.differences[0]).toEqual({ ...DIFFERENCES[0] });
    expect(document.summary.documents).toEqual([
      { account: ACCOUNT, region: 'eu-central-1', documents: 4, perSecond: 0.3, seconds: 10 },
    ]);
    expect(document.summary.restarts).toEqual({ now: 0, underWay: 0, later: 0 });
  });
});

describe('how long documents take', () => {
  const many = (count: number, rates = {}) => {
    const survey = surveyOf(
      Array.from({ length: count }, (_, index) =>
        vpc(`vpc-${index}`, 'converging', { differences: [at('S', undefined, DENY, `vpce-${index}`)] }),
      ),
    );
    return planView({ ...survey, state: { ...survey.state, organization: { ...SETTINGS, rates } } });
  };

  it('is told of an account from the 0.3 a second that EC2 lets through', () => {
    expect(many(200).durations).toMatchObject([{ documents: 200, seconds: 664 }]);
    expect(planHuman(many(200), PLAIN)).toContain(
      '011122223333 in eu-central-1: 200 documents at 0.3 a second: about 11 minutes, and longer where a gate holds.',
    );
    expect(planHuman(many(20), PLAIN)).toContain('20 documents at 0.3 a second: about 64 seconds');
    expect(planHuman(many(1), PLAIN)).not.toContain('a second');
  });

  it('follows the rates of the organization', () => {
    expect(many(200, { 'ec2:modifyVpcEndpoint': { perSecond: 0.1, burst: 2 } }).durations[0]?.seconds).toBe(1_980);
    expect(many(200, { '*': 'off' }).durations).toEqual([]);
  });

  it('counts each place by itself, and leaves out what nobody may change', () => {
    const told = { ...at('S', undefined, DENY, 'vpce-9'), reportOnly: true as const };
    const elsewhere = { ...vpc('vpc-9', 'converging'), region: 'us-east-1' };
    const { durations, endpoints } = planView(
      surveyOf([vpc('vpc-1', 'converging'), elsewhere, vpc('vpc-2', 'drifted', { differences: [told] })]),
    );
    expect(durations.map(({ region, documents }) => `${region} ${documents}`).toSorted()).toEqual([
      'eu-central-1 1',
      'us-east-1 1',
    ]);
    expect(endpoints.map(({ due }) => due)).toEqual(['now', 'told', 'now']);
  });
});

describe('an endpoint that is missing', () => {
  const wanted = { serviceName: 'com.amazonaws.eu-central-1.s3', routeTableIds: ['rtb-1', 'rtb-2'] };
  const missing: Difference = { path: '/gatewayEndpoint', have: undefined, want: wanted };
  const statement = { path: '/gatewayEndpoint/statements/S', have: undefined, want: DENY };
  const create: Step = {
    step: 'call',
    call: { operation: 'CreateVpcEndpoint', input: { VpcId: 'vpc-1' } },
    effect: 'disrupt',
    about: 'vpc-1',
    reason: 'Create',
    why: 'there is none',
  };

  it('is told as what is made, what it disturbs, and with its statements', () => {
    const survey = surveyOf([vpc('vpc-1', 'converging', { differences: [missing, statement] }, create)]);
    const text = planHuman(planView(survey), PLAIN);
    expect(text).toContain('endpoint for S3: absent -> a gateway endpoint for rtb-1, rtb-2\n');
    expect(text).toContain('+ statement S of the endpoint to be made\n');
    expect(text).toContain('CreateVpcEndpoint of vpc-1 (cuts open connections to S3)');
    expect(text).toContain('a new gateway endpoint of vpc-1 in 011122223333/eu-central-1: 1 statement\n');
    expect(text).not.toContain('Restarts');
  });

  it('is told where it is only reported, and so is a route table that passes it by', () => {
    const tables = {
      path: '/endpoints/vpce-1/routeTables',
      have: ['rtb-1'],
      want: ['rtb-1', 'rtb-2'],
      reportOnly: true,
    };
    const survey = surveyOf([
      vpc('vpc-1', 'drifted', { differences: [{ ...missing, reportOnly: true }] }, { step: 'none' }),
      vpc('vpc-2', 'drifted', { differences: [tables as Difference] }, { step: 'none' }),
    ]);
    const text = planHuman(planView(survey), PLAIN);
    expect(text).toContain('absent -> a gateway endpoint for rtb-1, rtb-2 (only reported)\n');
    expect(text).toContain('route tables of vpce-1: rtb-1 -> rtb-1, rtb-2 (only reported)\n');
    expect(text).toContain('Endpoints that differ: 1 only reported.');
  });
});

describe('jobs that must not run as they do', () => {
  const stop: Step = {
    step: 'call',
    call: { operation: 'StopTrainingJob', input: { TrainingJobName: 'j' } },
    effect: 'disrupt',
    reason: 'Stop',
    why: 'it runs in no VPC',
  };
  const job = (name: string, state: ResourceState, gate?: Hold['gate']): Outlook => {
    const differences = [{ path: '/vpcConfig', have: undefined, want: 'required' }];
    const held = gate === undefined ? undefined : hold(gate);
    const one = { policy: 'networks', kind: 'JobNetwork', state, hold: held, differences, notes: [] };
    const arn = `arn:aws:sagemaker:eu-central-1:${ACCOUNT}:training-job/${name}`;
    return outlook(name, [one], state === 'drifted' ? { step: 'none' } : stop, { arn, resourceKind: 'job' });
  };

  it('are told as ended, and never as restarted', () => {
    const survey = surveyOf([job('a', 'converging'), job('b', 'held', 'window'), job('c', 'drifted', 'auditMode')]);
    const text = planHuman(planView(survey), PLAIN);
    expect(text).toContain('StopTrainingJob (ends the job)');
    expect(text).toContain('Jobs that are stopped: 1 due; 1 once a gate opens. Nothing starts them again.');
    expect(text).not.toContain('estarts');
  });
});
