/**
 * Explains by looking, where no controller runs: at one account and region if the question tells them, else at everything.
 * With sessions that cannot write.
 */
import type { Loop } from '../controller/loop.ts';
import { load } from '../desired-state/load.ts';
import { see } from '../controller/see.ts';
import { AwsError } from '../model/aws-error.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import { assemble } from './assemble.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { explainFrom, hitsOf } from './explain.ts';
import type { Basis, ExplainAnswer, Question } from './explain.ts';
import { subjectOfArn } from './explain-subject.ts';
import { userAgent } from './version.ts';

/** How long calls in flight may take to end when the look is over. */
const CLOSE_GRACE_MS = 1_000;

export interface LookOptions {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

export async function explainByLooking(
  config: Config,
  question: Question,
  options: LookOptions,
): Promise<ExplainAnswer | { readonly problems: readonly Problem[] } | { readonly error: string }> {
  const loaded = await load(config.desiredState, systemClock.now());
  if ('problems' in loaded) return loaded;
  const narrowed = narrow(config, question, loaded.state);
  const basis: Basis = { by: 'look', extent: narrowed.accounts.length > 0 ? 'place' : 'organization' };
  let error = 'the organization could not be read';
  let done = 0;
  const { gateway, loop } = assemble(narrowed, loaded.state, {
    userAgent,
    once: true,
    readOnly: true,
    tell: (event) => {
      if (event.event === 'OrganizationUnreadable') error = event.message;
      if (event.event !== 'PassFinished') return;
      done += 1;
      options.progress(done, loop.controller.memory.places.size);
    },
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  const stop = (): void => void loop.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  await loop.run();
  options.signal.removeEventListener('abort', stop);
  // What could not be read would be tried again, for as long as the process lives.
  if (!options.signal.aborted) await loop.stop();
  await readTags(loop, question);
  const told = options.signal.aborted ? undefined : explainFrom(loop, question, basis);
  await gateway.close(CLOSE_GRACE_MS);
  if (options.signal.aborted) return { error: 'interrupted before everything was read' };
  return told ?? { error };
}

/** An ARN tells where to look. A region that nobody asks for is not read: then there is nothing of it to say but that. */
function narrow(config: Config, question: Question, state: DesiredState): Config {
  const named = question.about === 'policy' ? {} : { accounts: question.accounts, regions: question.regions };
  const target = question.about === 'resource' ? subjectOfArn(question.resource) : undefined;
  const regions = new Set([
    ...state.organization.regions,
    ...state.policies.flatMap(({ scope }) => scope.regions ?? []),
  ]);
  if (target === undefined) return { ...config, policies: [], ...named };
  return {
    ...config,
    policies: [],
    accounts: [target.account],
    regions: regions.has(target.region) ? [target.region] : [],
  };
}

/** A pass reads tags only where it must; an explanation tells what they say. */
async function readTags(loop: Loop, question: Question): Promise<void> {
  const hits = question.about === 'resource' ? hitsOf(loop, question) : [];
  const [hit] = hits;
  const resource = hit?.place.entries.get(hit.arn)?.resource;
  if (hit === undefined || hits.length > 1 || resource === undefined) return;
  try {
    await see(loop.controller, hit.place, resource);
  } catch (error) {
    // Then the explanation says that the tags were not read.
    if (!(error instanceof AwsError)) throw error;
  }
}
