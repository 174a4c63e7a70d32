/** Does each event become one line that people understand, that nothing can forge, and that carries no credential? */
import { describe, expect, it } from '@jest/globals';
import type { Event } from '../../src/model/event.ts';
import { createLog, MAX_REMEMBERED_LINES, REPEAT_AFTER_MS } from '../../src/report/log.ts';
import type { Level } from '../../src/report/log-line.ts';
import { ARN, HOSTILE, NOW } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

const about = { arn: ARN, account: '111122223333', region: 'eu-central-1' };
const target = { account: '111122223333', region: 'eu-central-1' };
const call: Extract<Event, { event: 'CallSent' }> = {
  event: 'CallSent',
  ...about,
  policies: ['imds-v2'],
  change: 'c-1',
  call: { operation: 'StopNotebookInstance', input: { NotebookInstanceName: 'analytics-nb' } },
  effect: 'disrupt',
  outcome: 'accepted',
  message: undefined,
  why: 'its IMDS version is 1 and 2 is wanted',
};
const changed: Extract<Event, { event: 'StateChanged' }> = {
  event: 'StateChanged',
  ...about,
  policy: 'imds-v2',
  from: undefined,
  to: 'held',
  gate: 'window',
  reason: 'OutsideWindow',
  why: 'weekend-nights is closed',
  until: NOW,
};
const pass: Extract<Event, { event: 'PassFinished' }> = {
  event: 'PassFinished',
  target,
  state: 'reached',
  reason: undefined,
  message: undefined,
  resources: 20,
  described: 3,
  durationMs: 120,
};
const unreachable = { ...pass, state: 'unreachable', reason: 'RoleNotAssumable', message: 'request 1' } as const;

function logOf(level: Level = 'info') {
  const written: string[] = [];
  const time = { now: NOW };
  const log = createLog({ destination: { write: (line) => written.push(line) }, now: () => time.now, level });
  const lines = (): Json[] => written.map((line) => JSON.parse(line) as Json);
  return { log, written, lines, time };
}

function told(event: Event, level: Level = 'debug'): Json {
  const { log, lines } = logOf(level);
  log.tell(event);
  expect(lines()).toHaveLength(1);
  return lines()[0] ?? {};
}

describe('lines', () => {
  it('name what they are about in fields and in words', () => {
    expect(told(call)).toEqual({
      level: 'info',
      time: '2026-11-21T10:00:00.000Z',
      event: 'CallSent',
      account: '111122223333',
      region: 'eu-central-1',
      resource: ARN,
      policy: 'imds-v2',
      change: 'c-1',
      operation: 'StopNotebookInstance',
      effect: 'disrupt',
      outcome: 'accepted',
      why: 'its IMDS version is 1 and 2 is wanted',
      msg: 'stopping analytics-nb in 111122223333/eu-central-1: its IMDS version is 1 and 2 is wanted',
    });
  });

  const problem = {
    file: 'desired-state/a.yaml',
    line: 3,
    column: 7,
    message: 'unknown key',
    hint: 'did you mean mode?',
  };
  const events: Readonly<Record<string, [event: Event, level: Level, says: string]>> = {
    loaded: [
      { event: 'DesiredStateLoaded', revision: 'r', policies: 3, warnings: [] },
      'info',
      '3 policies are in force',
    ],
    doubts: [{ event: 'DesiredStateLoaded', revision: 'r', policies: 3, warnings: ['w'] }, 'warn', '1 warning'],
    refused: [{ event: 'DesiredStateRefused', problems: [problem] }, 'error', 'the first at desired-state/a.yaml:3:7'],
    organization: [
      { event: 'OrganizationRead', accounts: 5, active: 4, targets: 8 },
      'info',
      '4 of 5 accounts are active: 8 targets',
    ],
    'organization unreadable': [{ event: 'OrganizationUnreadable', message: 'denied' }, 'warn', 'denied'],
    'policy held': [
      { event: 'PolicyHeld', policy: 'p', reason: 'OrganizationalUnitNotFound', why: 'no such unit' },
      'warn',
      'policy p is held as a whole: no such unit',
    ],
    'a pass': [pass, 'debug', '111122223333/eu-central-1: looked at 20 resources'],
    unreachable: [unreachable, 'warn', '111122223333/eu-central-1 cannot be reached: RoleNotAssumable: request 1'],
    'refused target': [
      { ...pass, state: 'refused', reason: 'ControlPolicy' },
      'warn',
      'may not be read: ControlPolicy',
    ],
    disabled: [{ ...pass, state: 'disabled' }, 'info', 'is not enabled'],
    'a sweep with gaps': [
      {
        event: 'SweepFinished',
        complete: false,
        targets: 8,
        durationMs: 1_500,
        policies: [
          { policy: 'imds-v2', states: { held: 2, compliant: 9 } },
          { policy: 'other', states: {} },
        ],
      },
      'warn',
      'looked at all 8 targets in 1.5 s; not everything could be read; imds-v2: 2 held, 9 compliant; other: nothing to look at',
    ],
    'held at first sight': [changed, 'debug', 'is held under imds-v2'],
    held: [
      { ...changed, from: 'compliant' },
      'info',
      'analytics-nb in 111122223333/eu-central-1 is held under imds-v2: weekend-nights is closed; looked at again by 2026-11-21T10:00:00.000Z',
    ],
    'compliant at first sight': [{ ...changed, to: 'compliant' }, 'debug', 'is compliant'],
    'compliant again': [{ ...changed, from: 'drifted', to: 'compliant' }, 'info', 'is compliant'],
    contested: [{ ...changed, to: 'contested' }, 'warn', 'is contested'],
    'a refused call': [{ ...call, outcome: 'denied', message: 'no' }, 'warn', 'could not stop analytics-nb in'],
    'a conflict': [{ ...call, outcome: 'conflict', message: 'no' }, 'info', 'could not stop analytics-nb in'],
    'a lost answer': [{ ...call, outcome: 'ambiguous' }, 'warn', 'nobody knows whether AWS has done it'],
    'a probe': [{ ...call, effect: 'probe', outcome: 'denied' }, 'info', 'asked whether we may stop analytics-nb'],
    'a probe that went well': [{ ...call, effect: 'probe', outcome: 'conflict' }, 'info', 'yes, once it is stopped'],
    'an end': [
      { event: 'ChangeFinished', ...about, policies: ['a', 'b'], change: 'c', detectionToComplianceMs: 61_000 },
      'info',
      'is as wanted, 61 s after',
    ],
    'handed over': [
      { event: 'HandedOver', ...about, change: 'c', reason: 'StartFailed', why: 'no capacity' },
      'error',
      'a person has to see to analytics-nb in 111122223333/eu-central-1: no capacity',
    ],
    'a notice': [{ event: 'Notice', ...about, reason: 'StoppedByPerson', why: 'so be it' }, 'info', 'so be it'],
    halted: [{ event: 'PolicyHalted', policy: 'p', why: 'worse' }, 'error', 'policy p begins nothing more: worse'],
    invariant: [
      { event: 'InvariantBroken', target: undefined, message: 'oops' },
      'error',
      'this must not happen: oops',
    ],
    lifecycle: [{ event: 'Lifecycle', reason: 'Started', message: 'listening' }, 'info', 'listening'],
  };
  it.each(Object.entries(events))('%s', (_, [event, level, says]) => {
    const line = told(event);
    expect(line).toMatchObject({ level, event: event.event });
    expect(line['msg']).toContain(says);
  });

  it('carry the revision in force once one is loaded', () => {
    const { log, lines } = logOf();
    log.tell({ event: 'DesiredStateLoaded', revision: 'abc', policies: 1, warnings: [] });
    log.tell(call);
    expect(lines().map((line) => line['revision'])).toEqual(['abc', 'abc']);
  });

  it('do not fail on a time that is none', () => {
    expect(told({ ...changed, until: Number.NaN })).not.toHaveProperty('until');
  });
});

describe('what was just said', () => {
  it('is not said again within the hour, whatever the request id', () => {
    const { log, lines, time } = logOf();
    for (let pass_ = 0; pass_ < 5; pass_++) log.tell({ ...unreachable, message: `request ${pass_}` });
    log.tell({ ...unreachable, target: { ...target, region: 'us-east-1' } });
    expect(lines()).toHaveLength(2);
    time.now += REPEAT_AFTER_MS;
    log.tell(unreachable);
    expect(lines()).toHaveLength(3);
  });

  it('is said when it is different, and when all is well again', () => {
    const { log, lines } = logOf();
    log.tell(pass);
    log.tell(unreachable);
    log.tell(pass);
    log.tell(pass);
    log.tell(unreachable);
    expect(lines().map((line) => [line['level'], line['state']])).toEqual([
      ['warn', 'unreachable'],
      ['info', 'reached'],
      ['warn', 'unreachable'],
    ]);
  });

  it('is compared by resource and policy', () => {
    const { log, lines } = logOf();
    const before = { ...changed, from: 'compliant' } as const;
    log.tell(before);
    log.tell({ ...before, until: NOW + 1 });
    log.tell({ ...before, policy: 'other' });
    log.tell({ ...before, gate: 'budget' });
    expect(lines()).toHaveLength(3);
  });

  it('is remembered of a bounded number of things', () => {
    const { log, lines } = logOf();
    const before = { ...changed, from: 'compliant' } as const;
    log.tell(before);
    for (let index = 0; index < MAX_REMEMBERED_LINES; index++)
      log.tell({ ...changed, arn: `arn:${index}`, to: 'compliant' });
    log.tell(before);
    expect(lines()).toHaveLength(2);
  });
});

describe('hostile values', () => {
  const SECRETS = [
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    `FwoGZXIvYXdzE${'aB3+/'.repeat(40)}==`,
    'AWS4-HMAC-SHA256 Credential=me/20261121/eu-central-1/sts/aws4_request, Signature=deadbeefdeadbeefdeadbeef',
    'Bearer abcdefghijklmnop.qrstuvwxyz',
    'X-Amz-Security-Token: abcdefghijklmnopqrstuvwxyz012345',
    'aws_secret_access_key = "abcdefghijklmnopqrstuvwxyz0123456789abcd"',
  ];

  it('cannot forge a line, from whichever field', () => {
    const hostileCall = {
      ...call,
      arn: `arn:aws:sagemaker:x:y:notebook-instance/${HOSTILE}`,
      account: HOSTILE,
      region: HOSTILE,
      policies: [HOSTILE],
      change: HOSTILE,
      message: HOSTILE,
      outcome: 'denied',
      why: HOSTILE.repeat(50),
    } as const;
    const events: Event[] = [
      hostileCall,
      { event: 'DesiredStateLoaded', revision: HOSTILE, policies: 1, warnings: [HOSTILE] },
      { ...unreachable, target: { account: HOSTILE, region: HOSTILE }, reason: HOSTILE, message: HOSTILE },
      { event: 'Lifecycle', reason: HOSTILE, message: HOSTILE },
    ];
    const { log, written } = logOf();
    for (const event of events) log.tell(event);
    expect(written).toHaveLength(events.length);
    for (const line of written) {
      expect(line).toMatch(/^\{"level":"(info|warn)".*\}\n$/);
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202e]/u);
      expect(Object.values(JSON.parse(line) as Json).join('').length).toBeLessThan(4_000);
      for (const [name, value] of Object.entries(JSON.parse(line) as Json)) {
        expect(String(value).length).toBeLessThanOrEqual(name === 'msg' ? 1_024 : 256);
      }
    }
  });

  it.each(SECRETS)('%s is told nowhere', (secret) => {
    const [core = secret] = secret.match(/[\w+/.=]{20,}$|[\w/+]{20,}/) ?? [];
    const line = JSON.stringify([
      told({ ...call, outcome: 'denied', message: `before ${secret} after`, why: secret }),
      told({ event: 'Lifecycle', reason: 'x', message: `${'y'.repeat(235)} ${secret}` }),
    ]);
    expect(line).toContain('[redacted]');
    expect(line).not.toContain(core.slice(0, 16));
  });
});
