/**
 * What of all that is told belongs where people look with `kubectl describe`? Few things, each with a reason that stays the
 * same, and a key under which repetitions are one. Pure; writing them is kubernetes-event-series.ts.
 */
import type { Event } from '../model/event.ts';
import { nameOf } from '../report/text.ts';

export interface ClusterEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, stable. */
  readonly reason: string;
  readonly note: string;
  /** With the reason: what counts as the same thing again. */
  readonly about: string;
}

/** What tells two mistakes apart. */
const MAX_ABOUT_LENGTH = 250;

/** Turns in the life of the process that people look for; other lifecycle events are for the log. */
const TURNS: Readonly<Record<string, ClusterEvent['type']>> = {
  Leading: 'Normal',
  Standby: 'Normal',
  LeaseUnsure: 'Warning',
};

export function clusterEvent(event: Event): ClusterEvent | undefined {
  switch (event.event) {
    case 'DesiredStateLoaded':
      return normal('DesiredStateLoaded', loadedNote(event), loadedNote(event));
    case 'DesiredStateRefused':
      // Another mistake is told as well, however soon it follows.
      return warning('DesiredStateRefused', refusedNote(event), refusedNote(event).slice(0, MAX_ABOUT_LENGTH));
    case 'DesiredStateHeld':
      return warning('DesiredStateHeld', event.why, '');
    case 'OrganizationUnreadable':
      return warning('OrganizationUnreadable', event.message, '');
    case 'StateChanged':
      return stateChanged(event);
    case 'CallSent':
      return callSent(event);
    case 'ChangeFinished':
      return normal('ChangeFinished', `${place(event)} is as wanted (change ${event.change})`, event.arn);
    case 'HandedOver':
      return warning('HandedOver', `a person has to see to ${place(event)}: ${event.why}`, event.arn);
    case 'PolicyHalted':
      return warning('PolicyHalted', `policy ${event.policy} begins nothing more: ${event.why}`, event.policy);
    case 'PolicyResumed':
      return normal('PolicyResumed', `policy ${event.policy} goes on`, event.policy);
    case 'FreezeChanged': {
      const note = event.restraint === undefined ? 'new changes may begin again' : event.restraint.why;
      return normal('FreezeChanged', note, event.restraint?.reason ?? '');
    }
    case 'InvariantBroken':
      return warning('InvariantBroken', event.message, '');
    case 'Lifecycle': {
      const type = TURNS[event.reason];
      return type === undefined ? undefined : { type, reason: event.reason, note: event.message, about: '' };
    }
    case 'DesiredStateEdited':
    case 'OrganizationRead':
    case 'PolicyHeld':
    case 'PassFinished':
    case 'SweepFinished':
    case 'Notice':
      return undefined;
  }
}

type Of<Name extends Event['event']> = Extract<Event, { event: Name }>;

function loadedNote({ revision, commit }: Of<'DesiredStateLoaded'>): string {
  return `revision ${revision}${commit === undefined ? '' : ` (commit ${commit})`} is in force`;
}

function refusedNote({ problems, commit }: Of<'DesiredStateRefused'>): string {
  const [first] = problems;
  const where = first === undefined ? '' : `: ${first.file}:${first.line}:${first.column}: ${first.message}`;
  const many = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const which = commit === undefined ? '' : ` (commit ${commit.slice(0, 12)})`;
  return `the desired state on disk${which} has ${many}, and the last good one stays in force${where}`;
}

/** What is held is told by policy and gate: a window that closes holds thousands for one reason. */
function stateChanged(event: Of<'StateChanged'>): ClusterEvent | undefined {
  const { policy, to, gate, why } = event;
  const note = `policy ${policy}: ${place(event)} is ${to}${why === undefined ? '' : `: ${why}`}`;
  if (to === 'held') return normal('Held', note, `${policy} ${gate ?? ''}`);
  if (to === 'contested') return warning('Contested', note, event.arn);
  if (to === 'failed') return warning('Failed', note, event.arn);
  return undefined;
}

/** What AWS has taken on, or has refused for a reason that another look does not mend. */
function callSent(event: Of<'CallSent'>): ClusterEvent | undefined {
  const { operation } = event.call;
  const policies = event.policies.join(', ');
  const endpoint = event.call.input['VpcEndpointId'];
  // Two endpoints of one VPC are two changes.
  const subject = typeof endpoint === 'string' ? `${event.arn} ${endpoint}` : event.arn;
  const of = typeof endpoint === 'string' ? `${nameOf(endpoint)} of ` : '';
  const what = `${operation} of ${of}${place(event)} (${policies === '' ? '' : `${policies}; `}change ${event.change})`;
  const isOurs = operation === 'AddTags' || operation === 'DeleteTags';
  if (event.effect === 'probe') return undefined;
  if (event.outcome === 'denied' || event.outcome === 'invalid') {
    return warning('ChangeRefused', `${what}: ${event.message ?? event.outcome}`, `${subject} ${operation}`);
  }
  if (event.outcome !== 'accepted' || isOurs) return undefined;
  // An edit of its owner that ours replaced: whoever misses it looks here.
  if (event.effect === 'restore' && operation === 'UpdatePipeline')
    return normal('EditPutBack', `${what}: ${event.why}`, event.arn);
  if (event.effect === 'restore') return undefined;
  return normal('ChangeStarted', `${what}: ${event.why}`, subject);
}

function place(event: { readonly arn: string; readonly account: string; readonly region: string }): string {
  return `${nameOf(event.arn)} in ${event.account}/${event.region}`;
}

function normal(reason: string, note: string, about: string): ClusterEvent {
  return { type: 'Normal', reason, note, about };
}

function warning(reason: string, note: string, about: string): ClusterEvent {
  return { type: 'Warning', reason, note, about };
}
