/**
 * What a plan says beside what differs: each sentence once, and nothing twice.
 */
import { describe, expect, it } from '@jest/globals';
import { planHuman } from '../../src/cli/plan-human.ts';
import { planMarkdown } from '../../src/cli/plan-markdown.ts';
import { planView } from '../../src/cli/plan-view.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import type { Outlook, ResourceState, Standing } from '../../src/model/decision.ts';
import type { Note } from '../../src/model/verdict.ts';
import { ACCOUNT, outlook, standing, surveyOf } from './survey-fixture.ts';

const ROLE: Note = { reason: 'JobOrigin', message: 'it runs with the role Jobs' };
const LOGS: Note = { reason: 'NoFlowLogs', message: 'nothing records what jobs in vpc-1 talk to' };
const CDN: Note = { reason: 'NotStopped', message: 'a CDN is not stopped', path: '/endpoints/vpce-1' };
const OTHER: Note = { reason: 'ForeignAllowVoid', message: 'vpce-2 has a void Allow', path: '/endpoints/vpce-2' };
const DENY = { Sid: 'SagekeeperA', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

function told(...outlooks: readonly Outlook[]): string {
  const text = planHuman(planView(surveyOf(outlooks)), PLAIN);
  return /^Worth knowing[\s\S]*?\n\n/m.exec(text)?.[0] ?? '';
}

function job(name: string, state: ResourceState, more: Partial<Standing> = {}): Outlook {
  return outlook(name, [standing(state, { policy: 'jobs', notes: [ROLE], ...more })], { step: 'none' });
}

describe('what is worth knowing', () => {
  it('stands in the plan once, with all that it is about, also of what is as it should be', () => {
    expect(told(job('one', 'drifted'), job('two', 'compliant'))).toBe(
      [
        'Worth knowing (1)',
        '  POLICY  REASON',
        '  jobs    JobOrigin',
        '      it runs with the role Jobs',
        `      one in ${ACCOUNT}/eu-central-1, two in ${ACCOUNT}/eu-central-1`,
        '\n',
      ].join('\n'),
    );
  });

  it('names some of many, and says how many more', () => {
    expect(told(...Array.from({ length: 7 }, (_, place) => job(`job-${place}`, 'drifted')))).toMatch(
      /job-4 in \S+ and 2 more$/m,
    );
  });

  it.each(['not-applicable', 'exempt', 'unknown'] as const)('is not the reason why something is %s', (state) => {
    expect(told(job('one', state))).toBe('');
  });

  it('is not what holds it, which stands there', () => {
    const hold = { gate: 'prerequisite', reason: 'JobOrigin', why: 'its role is not known' } as const;
    expect(told(job('one', 'held', { hold }))).toBe('');
    expect(told(job('one', 'held', { hold: { ...hold, reason: 'Other' } }))).not.toBe('');
  });

  it('is said of a VPC where it does not stand beside a document; there stands what its own policy says', () => {
    const differences = [{ path: '/endpoints/vpce-1/statements/SagekeeperA', have: undefined, want: DENY }];
    const base = { kind: 'S3EndpointPolicy', policy: 'endpoints', hold: undefined } as const;
    const vpc = outlook(
      'vpc-1',
      [
        { ...base, state: 'drifted', differences, notes: [CDN, OTHER] },
        { ...base, policy: 'jobs', kind: 'JobNetwork', state: 'compliant', differences: [], notes: [LOGS] },
      ],
      { step: 'none' },
      { arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:vpc/vpc-1`, resourceKind: 'vpc' },
    );
    const text = planHuman(planView(surveyOf([vpc])), PLAIN);
    expect(text.match(/^ *! .*$/gm)).toEqual([`      ! ${CDN.message}`]);
    expect(told(vpc).match(/^ {2}[a-z]+ +\w+$/gm)).toEqual([
      '  endpoints  ForeignAllowVoid',
      '  jobs       NoFlowLogs',
    ]);
  });

  it('goes with the name of what a person must see to first, and only of that', () => {
    const text = (gate: 'prerequisite' | 'window'): string => {
      const hold = { gate, reason: 'VpcShared', why: 'others live there' };
      return planHuman(planView(surveyOf([job('one', 'held', { hold })])), PLAIN);
    };
    expect(text('prerequisite')).toMatch(/^ +VpcShared: others live there$/m);
    expect(text('window')).toMatch(/^ +others live there$/m);
  });

  it('is in the comment on a pull request, too', () => {
    expect(planMarkdown(planView(surveyOf([job('one', 'drifted')])))).toContain(
      `| jobs | JobOrigin | it runs with the role Jobs | one in ${ACCOUNT}/eu-central-1 |`,
    );
  });
});
