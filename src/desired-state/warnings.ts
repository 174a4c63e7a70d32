/**
 * What loads, and is worth saying all the same: things that are probably not meant, and things that are about to end.
 */
import type { DesiredState, Source } from '../model/desired-state.ts';
import { formatDuration } from '../model/duration.ts';
import { formatPlace } from './problem-list.ts';

const ENDING_SOON_MS = 14 * 86_400_000;

/** Each begins with the place it is about. `now` is in milliseconds since the epoch. */
export function warningsOf(state: DesiredState, now: number): readonly string[] {
  return [
    ...organizationWarnings(state),
    ...policyWarnings(state),
    ...exemptionWarnings(state, now),
    ...windowWarnings(state),
  ];
}

function organizationWarnings({ organization, policies }: DesiredState): readonly string[] {
  const enforcing = policies.filter(({ mode }) => mode === 'enforce');
  return [
    ...(organization.freeze ? [at(organization, 'freeze is on: nothing new begins')] : []),
    ...(policies.length === 0 ? [at(organization, 'there is no policy: nothing is looked at')] : []),
    ...(enforcing.length > 0 && organization.access.writeRole === undefined
      ? [
          at(
            organization,
            `there is no writeRole: nothing is enforced, though ${enforcing.map(({ name }) => name).join(', ')} would`,
          ),
        ]
      : []),
  ];
}

function policyWarnings({ policies }: DesiredState): readonly string[] {
  return policies
    .filter(({ mode, enforceIn }) => mode === 'audit' && enforceIn !== undefined)
    .map((policy) => at(policy, `${policy.name}: enforceIn means nothing while mode is audit`));
}

function exemptionWarnings({ exemptions }: DesiredState, now: number): readonly string[] {
  return exemptions.flatMap((exemption) => {
    const leftMs = exemption.expiresAt - now;
    const { createdBefore } = exemption;
    return [
      ...(leftMs <= 0 ? [at(exemption, `${exemption.name} has ended and excuses nobody any more`)] : []),
      ...(leftMs > 0 && leftMs < ENDING_SOON_MS
        ? [at(exemption, `${exemption.name} ends in ${formatDuration(leftMs)}`)]
        : []),
      ...(leftMs > 0 && createdBefore !== undefined && createdBefore > now
        ? [
            at(
              exemption,
              `${exemption.name}: createdBefore lies ahead, and until then new resources can name themselves in`,
            ),
          ]
        : []),
    ];
  });
}

function windowWarnings({ windows, policies }: DesiredState): readonly string[] {
  const named = new Set(policies.flatMap(({ disruption }) => disruption.windows));
  return windows
    .filter(({ effect, name }) => effect === 'allow' && !named.has(name))
    .map((window) => at(window, `no policy names the window ${window.name}`));
}

function at(document: { readonly source: Source }, text: string): string {
  return `${formatPlace(document.source)}: ${text}`;
}
