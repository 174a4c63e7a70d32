/**
 * How a resource was read the last time, and what is remembered of what was done to it, for people who ask why. Pure.
 */
import type { Resource } from '../model/resource.ts';
import type { Remembered } from './consider.ts';
import type { History, Observed } from './explanation-form.ts';

/** RFC 3339. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export function historyOf({ tags, intent, provenance }: Resource, { recollection }: Remembered): History {
  const ours = intent.is === 'ours' ? intent.intent : undefined;
  return {
    tagsRead: tags !== undefined,
    intent: ours === undefined ? null : { phase: ours.phase, at: instant(ours.at), change: ours.change },
    unreadable: intent.is === 'unreadable' ? intent.why : null,
    provenance:
      provenance === undefined ? null : { ...provenance, at: instant(provenance.at), since: instant(provenance.since) },
    sent: recollection.sent.map(({ at, operation, about, effect, change, outcome, message }) => ({
      at: instant(at),
      operation,
      about: about ?? null,
      effect,
      change,
      outcome,
      message: message ?? null,
    })),
  };
}

export function observedOf(resource: Resource): Observed {
  const failure = 'failureReason' in resource ? resource.failureReason : undefined;
  return {
    at: instant(resource.observedAt),
    status: resource.status,
    running: resource.running,
    // EC2 tells no times of a VPC.
    createdAt: resource.createdAt === 0 ? null : instant(resource.createdAt),
    lastModifiedAt: resource.lastModifiedAt === 0 ? null : instant(resource.lastModifiedAt),
    configuration: configurationOf(resource),
    failureReason: typeof failure === 'string' ? failure : null,
  };
}

/** What the kind keeps of the description; members that AWS did not tell are null. */
function configurationOf(resource: Resource): Readonly<Record<string, unknown>> {
  const told: unknown = 'configuration' in resource ? resource.configuration : undefined;
  if (typeof told !== 'object' || told === null) return {};
  return Object.fromEntries(Object.entries(told).map(([name, value]: [string, unknown]) => [name, value ?? null]));
}
