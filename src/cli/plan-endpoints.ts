/**
 * Which documents of endpoints does a plan write or only tell of, statement by statement, and how long do they take? EC2 lets
 * through a handful at once and then one every few seconds, in each account and region by itself. Pure.
 */
import { operationRow } from '../aws/operations.ts';
import { rateOf } from '../aws/rates.ts';
import type { Outlook, Standing } from '../model/decision.ts';
import type { OrganizationSettings } from '../model/desired-state.ts';
import type { StatementDifference } from '../model/iam-document-difference.ts';
import { endpointPath } from '../resources/vpc/shape.ts';
import { endpointOf, statementDifference } from './endpoint-words.ts';

/** person: somebody has to see to something first · told: no policy enforces there, or nothing that we may do mends it. */
export type EndpointDue = 'now' | 'later' | 'person' | 'told';

export interface PlannedEndpoint {
  /** Undefined: it is to be made. */
  readonly endpoint: string | undefined;
  readonly vpc: string;
  readonly account: string;
  readonly region: string;
  readonly due: EndpointDue;
  /** We may change it, once it is asked for. */
  readonly isDriven: boolean;
  readonly statements: readonly StatementDifference[];
  /** What the document means for others, and what it does not stop. */
  readonly effects: readonly string[];
}

export interface EndpointDuration {
  readonly account: string;
  readonly region: string;
  readonly documents: number;
  readonly perSecond: number;
  /** Until the last has been sent, as far as EC2 lets through; gates come on top. */
  readonly seconds: number;
}

const MAX_EFFECTS = 10;

export function plannedEndpoints(outlook: Outlook): readonly PlannedEndpoint[] {
  if (outlook.resourceKind !== 'vpc') return [];
  const { account, region, arn, standings } = outlook;
  const [, partition] = arn.split(':');
  const counting = standings.filter(({ state }) => state !== 'exempt' && state !== 'not-applicable');
  const differences = counting.flatMap((standing) =>
    standing.differences.flatMap((difference) => {
      const endpoint = endpointOf(difference.path);
      return endpoint === undefined ? [] : [{ id: endpoint.id, difference }];
    }),
  );
  return [...Map.groupBy(differences, ({ id }) => id)].flatMap(([id, found]) => {
    const byPath = new Map(found.map(({ difference }) => [difference.path, difference]));
    const asking = counting.filter((standing) => standing.differences.some(({ path }) => byPath.has(path)));
    const statements = [...byPath.values()].flatMap((one) => statementDifference(one, partition) ?? []);
    const isDriven = [...byPath.values()].some(({ reportOnly }) => reportOnly !== true);
    if (statements.length === 0 && id !== undefined) return [];
    return [
      {
        endpoint: id,
        vpc: arn.slice(arn.lastIndexOf('/') + 1),
        account,
        region,
        due: isDriven ? dueOf(asking) : 'told',
        isDriven,
        statements,
        effects: effectsOf(asking, id),
      },
    ];
  });
}

/** Of the policies that ask for something of this endpoint: what another one asks of the VPC may be due before. */
function dueOf(standings: readonly Standing[]): EndpointDue {
  if (standings.some(({ state }) => state === 'converging')) return 'now';
  const held = standings.filter(({ state }) => state === 'held' || state === 'contested');
  if (held.some(({ hold }) => hold?.gate !== 'prerequisite')) return 'later';
  return held.length > 0 || standings.some(({ state }) => state === 'failed') ? 'person' : 'told';
}

function effectsOf(standings: readonly Standing[], id: string | undefined): readonly string[] {
  const here = id === undefined ? undefined : endpointPath(id);
  const about = standings.flatMap(({ notes }) => notes).filter(({ path }) => path === undefined || path === here);
  return [...new Set(about.map(({ message }) => message))].slice(0, MAX_EFFECTS);
}

/** Of all that would be written if nothing held it, by the rate limit that it comes under; the longest first. */
export function endpointDurations(
  endpoints: readonly PlannedEndpoint[],
  { rates }: Pick<OrganizationSettings, 'rates'>,
): readonly EndpointDuration[] {
  const driven = endpoints.filter(({ isDriven }) => isDriven);
  const byBucket = Map.groupBy(driven, (one) => [one.account, one.region, rateClassOf(one)].join(' '));
  return [...byBucket]
    .flatMap(([key, those]): readonly EndpointDuration[] => {
      const [account = '', region = '', rateClass = ''] = key.split(' ');
      const rate = rateOf(rateClass, rates);
      if (rate === 'off') return [];
      const { perSecond, burst } = rate;
      const seconds = Math.max(0, those.length - burst) / perSecond;
      return [{ account, region, documents: those.length, perSecond, seconds: Math.ceil(seconds) }];
    })
    .toSorted((a, b) => b.seconds - a.seconds);
}

function rateClassOf({ endpoint }: PlannedEndpoint): string {
  return operationRow(endpoint === undefined ? 'CreateVpcEndpoint' : 'ModifyVpcEndpoint').rateClass;
}
