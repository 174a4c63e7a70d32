/**
 * Was anybody harmed? Judged by the cloud's journal and the truth at the end alone, without asking the controller what it
 * thinks: what ran runs, what a person knowably stopped is off, every disruptive call had its intent first, all came to rest.
 */
import { INTENT_TAG } from '../../src/resources/intent.ts';
import type { ChangeEntry, JournalEntry, RequestEntry } from '../../src/simulator/journal.ts';
import type { Plan } from './plan.ts';
import { GATES } from './plan.ts';
import { ACCOUNT, NAME, REGION, SETTLE_MS, situationNamed } from './situations.ts';
import type { Story } from './story.ts';

/** What people want of the notebook: that it runs, or that it is off, and then whether anybody could know. */
type Will = 'runs' | 'off' | 'off, unknowably';

interface Tag {
  readonly phase: string;
  readonly change: string;
}

/** What the tag said, and to whom, while the journal is read from its beginning. */
class Reading {
  readonly violations: string[] = [];
  will: Will;
  /** The intent on the notebook. */
  tag: Tag | undefined;
  /** Somebody removed our tag; only the process that wrote it can know. */
  untagged = false;
  /** The tag was removed and its writer died: nobody can know that it ran. */
  forgotten = false;
  stops = 0;
  interfered = false;
  /** The change of which the present process wrote the intent last, in whatever phase, and saw it confirmed. */
  #tagged: string | undefined;
  /** The change whose beginning the present process wrote and saw confirmed. */
  #written: string | undefined;
  /** Since it wrote that, the present process sent a Stop that may have been carried out. */
  #mayHaveStopped = false;
  /** Changes whose intent was written by any process: another one that writes it again cannot know what the first has done. */
  readonly #begun = new Set<string>();
  #runningSince = -Infinity;
  readonly #story: Story;

  constructor(story: Story, runs: boolean) {
    this.#story = story;
    this.will = runs ? 'runs' : 'off';
  }

  crash(): void {
    this.#written = undefined;
    this.#tagged = undefined;
    this.#mayHaveStopped = false;
    if (this.will === 'off' && (this.tag?.phase === 'stop' || this.tag?.phase === 'start'))
      this.will = 'off, unknowably';
    if (this.untagged) this.forgotten = true;
  }

  request(entry: RequestEntry): void {
    const { operation, outcome, seq } = entry;
    const isLost = this.#story.lost.has(seq);
    if (operation === 'StopNotebookInstance' && (outcome === 'ok' || isLost)) this.#stop(outcome === 'ok');
    if (outcome !== 'ok') return;
    if (operation === 'AddTags') this.#addTags(entry, isLost);
    if (operation === 'DeleteTags' && (entry.input['TagKeys'] as readonly string[]).includes(INTENT_TAG)) {
      this.tag = undefined;
      this.untagged = false;
    }
    if (operation === 'UpdateNotebookInstance' && this.will === 'runs' && !this.#isAnnounced())
      this.#complain('an Update of what should run without an intent');
    if (operation === 'StartNotebookInstance') {
      if (this.will === 'off') this.#complain('started what a person had knowably stopped');
      else if (this.will === 'runs' && !this.#isAnnounced()) this.#complain('a Start without an intent');
    }
  }

  change({ by, to, from, changed, at }: ChangeEntry): void {
    if (to === 'InService' && from !== 'InService') this.#runningSince = at;
    if (by === 'person') this.#person(at, to, from, changed);
  }

  #stop(accepted: boolean): void {
    this.#mayHaveStopped = true;
    if (accepted) {
      this.stops += 1;
      if (!this.#isAnnounced()) this.#complain('a Stop without an intent');
    } else if (this.will === 'off') this.will = 'off, unknowably';
  }

  /** A Stop got lost on its way: the process cannot know that it was never carried out. */
  dropped(): void {
    this.#mayHaveStopped = true;
    if (this.will === 'off') this.will = 'off, unknowably';
  }

  /** The intent stands on the notebook, or stood there until somebody else removed it. */
  #isAnnounced(): boolean {
    return (this.tag !== undefined && this.tag.phase !== 'up') || this.untagged;
  }

  #addTags({ input }: RequestEntry, isLost: boolean): void {
    const tags = input['Tags'] as readonly { readonly Key: string; readonly Value: string }[];
    const value = tags.find(({ Key }) => Key === INTENT_TAG)?.Value;
    if (value === undefined) return;
    const [, phase = '', change = ''] = / phase=(\w+) .* change=(\S+)/.exec(value) ?? [];
    this.tag = { phase, change };
    this.untagged = false;
    this.#tagged = isLost ? undefined : change;
    const isNew = !this.#begun.has(change);
    this.#begun.add(change);
    if (phase !== 'stop' || !isNew) return;
    this.#written = isLost ? undefined : change;
    this.#mayHaveStopped = false;
    if (isLost && this.will === 'off') this.will = 'off, unknowably';
  }

  #person(at: number, to: string | undefined, from: string | undefined, changed: readonly string[]): void {
    this.interfered = true;
    if (from === undefined) {
      this.tag = undefined;
      this.untagged = false;
      this.will = 'runs';
      this.forgotten = false;
      this.stops = 0;
    } else if (to === 'Stopping' && from === 'InService') this.will = this.#couldTell(at) ? 'off' : 'off, unknowably';
    else if (to === 'Pending' && from !== 'Pending') this.will = 'runs';
    else if (changed.includes('tags') && this.tag !== undefined) {
      this.untagged = this.tag.phase !== 'up' && this.will === 'runs';
      this.forgotten ||= this.untagged && this.#tagged !== this.tag.change;
      this.tag = undefined;
    }
  }

  /** Whether anybody could tell that a Stop which a person sends now is not ours. */
  #couldTell(at: number): boolean {
    // Once it has run for a while without the tag, nothing of ours is left.
    if (this.untagged) return at - this.#runningSince > 2 * SETTLE_MS;
    if (this.tag === undefined || this.tag.phase === 'up') return true;
    if (this.tag.phase === 'start') return false;
    return this.#written === this.tag.change && !this.#mayHaveStopped;
  }

  #complain(what: string): void {
    this.violations.push(what);
  }
}

/** Everything that went wrong and should not have, given what happened. Empty: nobody was harmed. */
export function judge(plan: Plan, story: Story): readonly string[] {
  if (story.broke !== undefined) return [`the controller broke: ${story.broke}`];
  const situation = situationNamed(plan.situation);
  const runs = situation.pending === true || situation.seed.status === 'InService';
  const reading = read(story, runs);
  const { violations, will } = reading;
  const record = story.cloud.notebook(ACCOUNT.id, REGION, NAME);
  if (story.restedAt === undefined) violations.push('it never came to rest');
  if (record === undefined || record.status === 'Deleting') return violations;
  const isDone = story.handedOver;
  const isStranded = will === 'runs' && record.status !== 'InService' && !reading.forgotten && !isDone;
  if (isStranded) violations.push(`stranded: it ran, and is ${record.status}`);
  if (will === 'off' && (record.status === 'InService' || record.status === 'Pending'))
    violations.push(`restarted: it was off, and is ${record.status}`);
  if (record.tags.has(INTENT_TAG) && !isDone) violations.push('an intent is left');
  const isReopened = plan.events.some(({ event }) => event === 'open');
  if (!reading.interfered && !isReopened && reading.stops > 1) violations.push(`${reading.stops} Stops`);
  const isAllowed = !GATES.has(story.state.revision) && !story.denied && !isDone && record.status !== 'Failed';
  if (
    isAllowed &&
    (record.imds !== '2' || (situation.name === 'both' && !reading.interfered && record.rootAccess !== 'Disabled'))
  )
    violations.push(`still on version ${record.imds ?? '1'}`);
  return violations;
}

function read(story: Story, runs: boolean): Reading {
  const reading = new Reading(story, runs);
  const crashes = [...story.crashes];
  const dropped = [...story.dropped];
  const next = (entry: JournalEntry): void => {
    while (crashes[0] !== undefined && entry.seq > crashes[0]) {
      reading.crash();
      crashes.shift();
    }
    while (dropped[0] !== undefined && entry.seq > dropped[0]) {
      reading.dropped();
      dropped.shift();
    }
    if (entry.kind === 'request') reading.request(entry);
    else reading.change(entry);
  };
  for (const entry of story.cloud.journal.after(0)) next(entry);
  return reading;
}
