/**
 * What does an event say, in plain words, and how loudly? Pure: one event, one line. Cutting, escaping and leaving out what
 * was just said is log.ts.
 */
import type { OperationName } from '../aws/operations.ts';
import type { Event } from '../model/event.ts';
import { instant, nameOf } from './text.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Line {
  readonly level: Level;
  readonly msg: string;
  /** Beside the event's name; undefined values are left out. */
  readonly fields: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** JSON texts that are told to the last character, so that people can put them back. */
  readonly whole?: Readonly<Record<string, string>> | undefined;
  /** Lines about the same thing; one whose `says` is what was last said about it need not be repeated. */
  readonly repeats?: Repeats | undefined;
}

export interface Repeats {
  readonly about: string;
  readonly says: string;
  /** The level for a line that contradicts what was last said: that all is well again is news. */
  readonly levelIfChanged?: Level | undefined;
}

type Of<Name extends Event['event']> = Extract<Event, { event: Name }>;

/** A hundred warnings are one mistake; `sagekeeper validate` prints them all. */
const MAX_LISTED = 20;

const DOING: Readonly<Partial<Record<OperationName, readonly [doing: string, done: string]>>> = {
  StopNotebookInstance: ['stopping', 'stop'],
  UpdateNotebookInstance: ['updating', 'update'],
  StartNotebookInstance: ['starting', 'start'],
  AddTags: ['tagging', 'tag'],
  DeleteTags: ['removing our tag from', 'remove our tag from'],
  UpdatePipeline: ['rewriting', 'rewrite'],
  ModifyVpcEndpoint: ['changing the document of', 'change the document of'],
  CreateVpcEndpoint: ['making an endpoint for S3 in', 'make an endpoint for S3 in'],
  AuthorizeSecurityGroupIngress: ['letting in its own members: a group of', 'let in its own members: a group of'],
  StopProcessingJob: ['stopping', 'stop'],
  StopTrainingJob: ['stopping', 'stop'],
  StopTransformJob: ['stopping', 'stop'],
  StopHyperParameterTuningJob: ['stopping', 'stop'],
  StopAutoMLJob: ['stopping', 'stop'],
};

/** The line that an event is worth. */
export function lineOf(event: Event): Line {
  switch (event.event) {
    case 'DesiredStateLoaded':
      return stateLoaded(event);
    case 'DesiredStateRefused':
      return stateRefused(event);
    case 'DesiredStateHeld':
      return line(
        'warn',
        `the desired state on disk is good and waits: ${event.why}`,
        { held: event.held },
        { about: 'desired state', says: event.why },
      );
    case 'DesiredStateEdited':
      return line('info', event.edit, {});
    case 'OrganizationRead':
      return organizationRead(event);
    case 'OrganizationUnreadable':
      return line('warn', `the organization cannot be read, the last reading stays in use: ${event.message}`, {});
    case 'PolicyHeld':
      return policyHeld(event);
    case 'PassFinished':
      return passFinished(event);
    case 'SweepFinished':
      return sweepFinished(event);
    case 'StateChanged':
      return stateChanged(event);
    case 'CallSent':
      return callSent(event);
    case 'ChangeFinished':
      return changeFinished(event);
    case 'HandedOver':
      return handedOver(event);
    case 'Notice':
      return notice(event);
    case 'PolicyHalted':
      return line('error', `policy ${event.policy} begins nothing more: ${event.why}`, { policy: event.policy });
    case 'PolicyResumed':
      return line('warn', `policy ${event.policy} goes on: a person has lifted its halt`, { policy: event.policy });
    case 'FreezeChanged':
      return freezeChanged(event);
    case 'InvariantBroken':
      return line('error', `this must not happen: ${event.message}`, {
        account: event.target?.account,
        region: event.target?.region,
      });
    case 'Lifecycle':
      return line('info', event.message, { reason: event.reason });
  }
}

function stateLoaded(event: Of<'DesiredStateLoaded'>): Line {
  const { warnings } = event;
  const doubts =
    warnings.length === 0 ? '' : `, with ${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
  const policies = event.policies === 1 ? '1 policy is' : `${event.policies} policies are`;
  return line(warnings.length === 0 ? 'info' : 'warn', `${policies} in force${doubts}`, {
    revision: event.revision,
    commit: event.commit,
    policies: event.policies,
    warnings: warnings.length === 0 ? undefined : warnings.slice(0, MAX_LISTED),
  });
}

function stateRefused(event: Of<'DesiredStateRefused'>): Line {
  const [first] = event.problems;
  const problems = event.problems.slice(0, MAX_LISTED).map((problem) => {
    const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
    return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}${hint}`;
  });
  const where = first === undefined ? '' : `, the first at ${first.file}:${first.line}:${first.column}`;
  const said = `the desired state has ${event.problems.length === 1 ? '1 mistake' : `${event.problems.length} mistakes`} and is not obeyed${where}`;
  return line('error', said, { problems, problemsTotal: event.problems.length, refusedCommit: event.commit });
}

function freezeChanged({ restraint }: Of<'FreezeChanged'>): Line {
  if (restraint === undefined) return line('warn', 'nothing is frozen any more: new things may begin', {});
  const until = instant(restraint.until);
  const end = until === undefined ? '' : `, until ${until}`;
  const said = `nothing new begins from now on${end}, and what was begun is brought back: ${restraint.why}`;
  return line('warn', said, { reason: restraint.reason, until });
}

function organizationRead(event: Of<'OrganizationRead'>): Line {
  const said = `${event.active} of ${event.accounts} accounts are active: ${event.targets} targets`;
  const { accounts, active, targets } = event;
  return line('info', said, { accounts, active, targets });
}

function policyHeld(event: Of<'PolicyHeld'>): Line {
  return line(
    'warn',
    `policy ${event.policy} is held as a whole: ${event.why}`,
    { policy: event.policy, reason: event.reason },
    { about: event.policy, says: `${event.reason} ${event.why}` },
  );
}

function passFinished(event: Of<'PassFinished'>): Line {
  const where = `${event.target.account}/${event.target.region}`;
  const because = [event.reason, event.message].filter((part) => part !== undefined).join(': ');
  const says = {
    reached: ['debug', `${where}: looked at ${event.resources} resources`],
    unreachable: ['warn', `${where} cannot be reached: ${because}`],
    refused: ['warn', `${where} may not be read: ${because}`],
    disabled: ['info', `${where} is not enabled`],
    skipped: ['info', `${where} is skipped: ${because}`],
  } as const satisfies Record<typeof event.state, readonly [Level, string]>;
  const [level, msg] = says[event.state];
  const { resources, described, durationMs, state, reason } = event;
  return line(
    level,
    msg,
    { account: event.target.account, region: event.target.region, state, reason, resources, described, durationMs },
    // Without the message: it carries request ids, which differ each time.
    { about: where, says: `${state} ${reason ?? ''}`, levelIfChanged: level === 'debug' ? 'info' : undefined },
  );
}

function sweepFinished(event: Of<'SweepFinished'>): Line {
  const { complete, targets, durationMs, policies } = event;
  const gaps = complete ? '' : '; not everything could be read';
  const stands = policies.map(({ policy, states }) => {
    const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
    return `${policy}: ${counts.length === 0 ? 'nothing to look at' : counts.join(', ')}`;
  });
  const said = `looked at all ${targets} targets in ${(durationMs / 1_000).toFixed(1)} s${gaps}`;
  return line(
    complete ? 'info' : 'warn',
    [said, ...stands].join('; '),
    { complete, targets, durationMs, policies: stands },
    { about: 'sweep', says: `${complete} ${stands.join('; ')}` },
  );
}

function stateChanged(event: Of<'StateChanged'>): Line {
  const until = instant(event.until);
  const why = event.why === undefined ? '' : `: ${event.why}`;
  const again = until === undefined ? '' : `; looked at again by ${until}`;
  const { policy, from, to: state, gate, reason } = event;
  return line(
    levelOfState(event),
    `${place(event)} is ${state} under ${policy}${why}${again}`,
    { ...about(event), policy, from, state, gate, reason, until },
    { about: `${event.arn} ${policy}`, says: `${state} ${gate ?? ''} ${reason ?? ''}` },
  );
}

function levelOfState(event: Of<'StateChanged'>): Level {
  if (event.to === 'failed' || event.to === 'contested' || event.to === 'unknown') return 'warn';
  // What a first look finds is summed up when the sweep ends: thousands of lines would say less.
  return event.from === undefined ? 'debug' : 'info';
}

function callSent(event: Of<'CallSent'>): Line {
  const { operation } = event.call;
  const [doing, done] = DOING[operation] ?? [`sending ${operation} for`, `send ${operation} for`];
  // EC2 keeps no versions of a document: the log is where it is found again.
  const { document, ...before } = event.before ?? {};
  const whole = typeof document === 'string' ? { document } : undefined;
  const detail = event.message === undefined ? event.outcome : `${event.outcome}: ${event.message}`;
  const fields = {
    ...about(event),
    policy: named(event.policies),
    change: event.change,
    operation,
    effect: event.effect,
    outcome: event.outcome,
    why: event.why,
    // What was replaced, never what is sent: a definition is people's own, and may hold what nobody should log.
    ...before,
  };
  const endpoint = event.call.input['VpcEndpointId'];
  const whom = `${typeof endpoint === 'string' ? `${nameOf(endpoint)} of ` : ''}${place(event)}`;
  if (event.effect === 'probe') {
    // Meant to be refused: a notebook that runs is in the wrong state for it, and AWS saying so means that it may be done.
    const told = event.outcome === 'conflict' ? 'yes, once it is stopped' : detail;
    return line('info', `asked whether we may ${done} ${whom}: ${told}`, fields);
  }
  if (event.outcome === 'accepted') return { ...line('info', `${doing} ${whom}: ${event.why}`, fields), whole };
  if (event.outcome === 'ambiguous') {
    const unsure = `${doing} ${whom}, but nobody knows whether AWS has done it: ${detail}`;
    return { ...line('warn', unsure, fields), whole };
  }
  // A conflict or a throttle is the next look's business, and every day's.
  const usual = event.outcome === 'conflict' || event.outcome === 'throttled';
  return line(usual ? 'info' : 'warn', `could not ${done} ${whom}: ${detail}`, fields);
}

function changeFinished(event: Of<'ChangeFinished'>): Line {
  const seconds = (event.detectionToComplianceMs / 1_000).toFixed(0);
  return line('info', `${place(event)} is as wanted, ${seconds} s after the difference was first seen`, {
    ...about(event),
    policy: named(event.policies),
    change: event.change,
    durationMs: event.detectionToComplianceMs,
  });
}

/** About a resource, or about a whole target, where the ARN is empty. What each pass finds again is said once an hour. */
function notice(event: Of<'Notice'>): Line {
  const target = `${event.account}/${event.region}`;
  return line(
    'info',
    `${event.arn === '' ? target : place(event)}: ${event.why}`,
    { ...about(event), resource: event.arn === '' ? undefined : event.arn, reason: event.reason },
    { about: `${event.arn} ${target} notice`, says: event.reason },
  );
}

function handedOver(event: Of<'HandedOver'>): Line {
  return line('error', `a person has to see to ${place(event)}: ${event.why}`, {
    ...about(event),
    change: event.change,
    reason: event.reason,
  });
}

function line(level: Level, msg: string, fields: Line['fields'], repeats?: Line['repeats']): Line {
  return { level, msg, fields, repeats };
}

type About = { readonly arn: string; readonly account: string; readonly region: string };

function about(event: About) {
  return { account: event.account, region: event.region, resource: event.arn };
}

function place(event: About): string {
  return `${nameOf(event.arn)} in ${event.account}/${event.region}`;
}

function named(policies: readonly string[]): string | undefined {
  return policies.length === 0 ? undefined : policies.join(',');
}
