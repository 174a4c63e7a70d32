/**
 * What an explanation says of a VPC or a job, for a person at a terminal: endpoints, who uses the VPC and who else lives there; who
 * started the job, and how it runs. Pure.
 */
import type {
  EndpointExplanation,
  Explanation,
  JobExplanation,
  VpcExplanation,
} from '../controller/explanation-form.ts';
import { few } from '../model/few.ts';
import { table } from './table.ts';
import { counted, printable } from './terminal.ts';
import type { Paint } from './terminal.ts';

const MAX_NAMED = 10;
const MAX_TEXT_CHARACTERS = 1_000;

/** Empty for any other kind of resource. */
export function networkLines({ vpc, job, account }: Explanation, paint: Paint): readonly string[] {
  if (vpc !== undefined) return vpcLines(vpc, account, paint);
  return job === undefined ? [] : jobLines(job, paint);
}

function vpcLines(vpc: VpcExplanation, account: string, paint: Paint): readonly string[] {
  const { ownerId, endpoints, subnets, usedBy, uses, untold, neighbours, neighboursUnread } = vpc;
  const owner = ownerId === account ? '' : `, shared by account ${printable(ownerId)}`;
  const used = uses === 0 ? 'nothing that is known' : named(usedBy, uses);
  const others =
    neighbours === null
      ? (neighboursUnread ?? 'not read')
      : `${counted(neighbours.count, 'network interface')} of others${neighbours.count === 0 ? '' : `: ${named(neighbours.owners, neighbours.owners.length)}`}`;
  return [
    `  ${counted(subnets, 'subnet')}, ${counted(endpoints.length, 'endpoint')} for S3${owner}`,
    ...(endpoints.length === 0
      ? []
      : table(
          ['ENDPOINT', 'TYPE', 'STATE', 'OURS', 'OTHERS', 'SERVES'],
          endpoints.map((one) => endpointCells(one, ownerId)),
          paint,
        )),
    `  used by: ${used}`,
    ...untold.map((why) => paint('yellow', `  and by whom else is not known: ${text(why)}`)),
    `  who else lives there: ${text(others)}`,
  ];
}

function endpointCells(endpoint: EndpointExplanation, vpcOwner: string): readonly string[] {
  const { id, type, state, ownerId, requesterManaged, statements, unreadable, routeTables, subnets } = endpoint;
  const whose = requesterManaged ? ' (of a service)' : ownerId === vpcOwner ? '' : ` (of ${printable(ownerId)})`;
  const serves = type === 'Gateway' ? routeTables : subnets;
  return [
    `${printable(id)}${whose}`,
    `${type}${endpoint.privateDns ? ', private DNS' : ''}`,
    printable(state),
    statements === null ? `cannot be read: ${text(unreadable ?? '')}` : named(statements.ours, statements.ours.length),
    statements === null ? '' : counted(statements.others, 'statement'),
    named(serves, serves.length),
  ];
}

function jobLines(
  { type, origin, roleArn, settings, settingsUnread }: JobExplanation,
  paint: Paint,
): readonly string[] {
  const by = `${origin.by === 'person' ? 'nobody whom AWS names' : printable(origin.by)}${origin.name === null ? '' : ` ${printable(origin.name)}`}`;
  const rows = settings.map(
    ({ of, subnets, securityGroups, networkIsolation, interContainerEncryption, instances }) => [
      printable(of ?? ''),
      subnets === null ? 'none' : named(subnets, subnets.length),
      securityGroups === null ? '' : named(securityGroups, securityGroups.length),
      yesNo(networkIsolation),
      yesNo(interContainerEncryption),
      instances === null ? '' : String(instances),
    ],
  );
  return [
    `  a ${printable(type)} job, started by: ${by}; runs as ${roleArn === null ? 'a role that AWS does not tell' : printable(roleArn)}`,
    ...(settingsUnread === null ? [] : [paint('red', `  how it runs is not known: ${text(settingsUnread)}`)]),
    ...(rows.length === 0
      ? []
      : table(['OF', 'SUBNETS', 'GROUPS', 'ISOLATED', 'ENCRYPTED BETWEEN', 'INSTANCES'], rows, paint)),
  ];
}

function yesNo(value: boolean | null): string {
  if (value === null) return 'not of such jobs';
  return value ? 'yes' : 'no';
}

function named(names: readonly string[], all: number): string {
  return few(
    names.map((name) => printable(name)),
    MAX_NAMED,
    all,
  );
}

function text(told: string): string {
  return printable(told, MAX_TEXT_CHARACTERS);
}
