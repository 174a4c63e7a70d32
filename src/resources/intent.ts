/**
 * The two tags that sagekeeper writes on a resource: the intent (it was running before we came) and the provenance (what we
 * did). Their forms are a contract with people and their tools. Tag values take letters, digits, spaces and `_ . : / = + - @`.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html
 */
import type { Intent, IntentPhase, IntentReading, Provenance } from '../model/resource.ts';

export const INTENT_TAG = 'sagekeeper:intent';
export const PROVENANCE_TAG = 'sagekeeper:changed';

/** AWS's limit for a tag value. */
const TAG_VALUE_LENGTH = 256;
/** Two readings of one creation time may differ by rounding; two notebooks of one name are further apart. */
const SAME_CREATION_MS = 1_000;
const PHASES: readonly string[] = ['stop', 'start', 'up'] satisfies IntentPhase[];

export function formatIntent(intent: Intent): string {
  const platform = intent.platform === undefined ? '' : ` platform=${intent.platform}`;
  const times = `at=${rfc3339(intent.at)} of=${rfc3339(intent.of)}`;
  return `restore=InService phase=${intent.phase} ${times} change=${intent.change}${platform}`;
}

/** Reads the tag as it stands on a resource that was created at `createdAt`. Anything odd is unreadable, and never acted on. */
export function readIntent(tags: Readonly<Record<string, string>>, createdAt: number): IntentReading {
  const text = tags[INTENT_TAG];
  if (text === undefined) return { is: 'none' };
  const fields = readFields(text);
  const { restore, phase, change, platform } = fields;
  const at = readTime(fields['at']);
  const of = readTime(fields['of']);
  if (restore !== 'InService' || !isPhase(phase) || at === undefined || of === undefined || !isChangeId(change)) {
    return { is: 'unreadable', why: `the tag ${INTENT_TAG} reads "${text}", which is not a form of ours` };
  }
  if (Math.abs(of - createdAt) >= SAME_CREATION_MS) {
    const why = `the tag ${INTENT_TAG} is about a notebook created at ${rfc3339(of)}, this one was created at ${rfc3339(createdAt)}`;
    return { is: 'unreadable', why };
  }
  return { is: 'ours', intent: { phase, at, of, change, platform } };
}

/** Does this value of the tag belong to that change? */
export function isIntentOf(value: string | undefined, change: string): boolean {
  return value !== undefined && readFields(value)['change'] === change;
}

export function formatProvenance(provenance: Provenance): string {
  const rest = `at=${rfc3339(provenance.at)} change=${provenance.change} times=${provenance.times} since=${rfc3339(provenance.since)}`;
  let policies = provenance.policies;
  const value = () => `policy=${policies.join('+')} ${rest}`;
  while (value().length > TAG_VALUE_LENGTH && policies.length > 1) policies = policies.slice(0, -1);
  return value().slice(0, TAG_VALUE_LENGTH);
}

/** Undefined where there is none, or none that can be read: then nothing of ours is known. */
export function readProvenance(tags: Readonly<Record<string, string>>): Provenance | undefined {
  const fields = readFields(tags[PROVENANCE_TAG] ?? '');
  const at = readTime(fields['at']);
  const times = Number(fields['times']);
  const { policy, change } = fields;
  if (policy === undefined || at === undefined || change === undefined || !Number.isSafeInteger(times))
    return undefined;
  return { policies: policy.split('+'), at, change, times, since: readTime(fields['since']) ?? at };
}

function readFields(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const word of text.split(' ')) {
    const equals = word.indexOf('=');
    if (equals > 0) fields[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return fields;
}

function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function isPhase(text: string | undefined): text is IntentPhase {
  return text !== undefined && PHASES.includes(text);
}

function isChangeId(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9-]{1,40}$/.test(text);
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
