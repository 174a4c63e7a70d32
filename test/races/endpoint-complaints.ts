/**
 * What must be true of every story about endpoints, told from the documents alone.
 */
import { meaning, parsed } from './endpoint-cloud.ts';
import { LAG_MS } from './endpoint-story.ts';
import type { EndpointStory, Write } from './endpoint-story.ts';
import { OURS } from './endpoints.ts';

/** Longer ago than this is not "right before". */
const RIGHT_BEFORE_MS = 1_000;

export interface Expected {
  /** How VPCs stand in the end that are not mended, by name. Left out: compliant. */
  readonly standings?: Readonly<Record<string, RegExp>>;
  /** Of those that EC2 must never be asked to change. */
  readonly untouched?: readonly string[];
  /** Readings may be so old. */
  readonly lagMs?: number;
}

/** What went wrong; empty where nothing did. */
export function complaintsAbout(story: EndpointStory, expected: Expected = {}): readonly string[] {
  const { writes, ec2, atRest, standings } = story;
  const complaints = writes.flatMap((write) => aboutWrite(write, story));
  if (!atRest) complaints.push('it never came to rest');
  complaints.push(...repeated(story), ...abreast(story), ...madeTwice(story));
  for (const name of expected.untouched ?? [])
    for (const { operation } of writes.filter(({ vpc }) => vpc === `vpc-${name}`))
      complaints.push(`vpc-${name} met ${operation}`);
  for (const [vpc, standing] of standings) {
    const wanted = expected.standings?.[vpc.slice('vpc-'.length)] ?? /^compliant$/;
    if (!wanted.test(standing)) complaints.push(`${vpc} is ${standing}`);
    if (standing !== 'compliant') continue;
    for (const { id } of ec2.endpoints.filter((one) => one.vpc === vpc && !one.requesterManaged))
      if (!hasOurs(ec2.text(id))) complaints.push(`${vpc} is told as compliant, and ${id} has ${ec2.text(id)}`);
  }
  return complaints;
}

function aboutWrite({ operation, endpoint, text, at, life, permitted }: Write, { readings }: EndpointStory): string[] {
  const complaints: string[] = [];
  const complain = (why: string): void => void complaints.push(`${operation} of ${endpoint} at ${at}: ${why}`);
  const sent = parsed(text)?.Statement ?? [];
  if (!sent.some(({ Effect }) => Effect === 'Allow')) complain(`nothing is allowed: ${text}`);
  if (!hasOurs(text)) complain(`ours is not in it: ${text}`);
  if (!permitted) complain('the session does not name it');
  if (operation === 'CreateVpcEndpoint') return complaints;
  const read = readings.findLast((one) => one.endpoint === endpoint && one.life === life && one.at < at);
  if (read === undefined) return [...complaints, `${endpoint} was changed without having been read`];
  if (at - read.at > RIGHT_BEFORE_MS) complain(`it was read ${at - read.at} ms before`);
  const known = parsed(read.text)?.Statement;
  if (known === undefined) complain(`what stood there could not be read: ${read.text}`);
  const kept = new Set(sent.map(meaning));
  for (const statement of known ?? [])
    if (statement.Sid !== OURS.Sid && !kept.has(meaning(statement))) complain(`lost ${JSON.stringify(statement)}`);
  return complaints;
}

/** The same document again, by whatever process, before a reading could be trusted to show the first. */
function repeated({ writes, ec2 }: EndpointStory): readonly string[] {
  return writes.flatMap((write, index) => {
    const before = writes.slice(0, index).findLast((one) => one.endpoint === write.endpoint);
    if (before === undefined || write.at - before.at >= LAG_MS) return [];
    const history = ec2.endpoints.find(({ id }) => id === write.endpoint)?.history ?? [];
    const isEdited = history.some(({ at, by }) => by === 'owner' && at >= before.at && at <= write.at);
    return isEdited ? [] : [`${write.endpoint} was written again after ${write.at - before.at} ms`];
  });
}

/** Within one life and account: the next VPC's turn comes once the last change shows. */
function abreast({ writes, readings }: EndpointStory): readonly string[] {
  return writes.flatMap((write, index) => {
    const before = writes[index - 1];
    if (before === undefined || before.life !== write.life || before.vpc === write.vpc) return [];
    if (write.at - before.at >= LAG_MS) return [];
    const isShown = readings.some(
      ({ at, life, endpoint, text }) =>
        at > before.at && at < write.at && life === write.life && endpoint === before.endpoint && isOver(text),
    );
    return isShown
      ? []
      : [`${write.vpc} was changed ${write.at - before.at} ms after ${before.vpc}, which does not show yet`];
  });
}

/** It shows; or somebody has stored since what nobody can mend. */
function isOver(text: string): boolean {
  return hasOurs(text) || parsed(text) === undefined;
}

/** EC2 refuses a second endpoint for the same route tables, too; but not where somebody has changed these. */
function madeTwice({ ec2 }: EndpointStory): readonly string[] {
  const made = ec2.endpoints.filter(({ history }) => history[0]?.by === 'us').map(({ vpc }) => vpc);
  const twice = made.length === new Set(made).size ? [] : [`endpoints were made twice: ${made.join(', ')}`];
  const asked = Map.groupBy(ec2.wishes, ({ vpc }) => vpc);
  const renamed = [...asked].filter(([, wishes]) => new Set(wishes.map(({ token }) => token)).size > 1);
  return [...twice, ...renamed.map(([vpc]) => `an endpoint of ${vpc} was asked for with several tokens`)];
}

export function hasOurs(text: string): boolean {
  return parsed(text)?.Statement.some((one) => meaning(one) === meaning(OURS)) === true;
}
