/**
 * Where does what a subnet sends leave to? Jobs have no public address: an internet gateway alone leads them nowhere, NAT does, and
 * what else a default route leads to (a transit gateway, a firewall) may.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html
 */
import { few } from '../../model/few.ts';
import type { Route, RouteTable, S3Endpoint, Subnet, Vpc } from '../../resources/vpc/shape.ts';
import { NOTHING_FOUND } from '../findings.ts';
import type { Findings } from '../findings.ts';
import type { JobNetworkWant } from './want.ts';

/** States in which an endpoint serves, or is about to. */
const SERVING = new Set(['available', 'pending', 'partial']);
/** The default routes, those to one half of all addresses (people write two instead), and that to all routed addresses of IPv6. */
const EVERYWHERE = new Set(['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '::/0', '::/1', '8000::/1', '2000::/3']);
const TO_INTERNET = /^(?:nat|eigw)-/;
const INTERNET_GATEWAY = /^igw-/;

export function isServing({ state }: { readonly state: string }): boolean {
  return SERVING.has(state);
}

export function tablesOf({ routeTables }: Pick<Vpc, 'routeTables'>): ReadonlyMap<string, RouteTable> {
  return new Map(routeTables.map((table) => [table.id, table]));
}

/** May anything that a job sends to the internet arrive? Undefined: the subnet's route table was not told. */
export function hasWayOut({ routeTableId }: Subnet, tables: ReadonlyMap<string, RouteTable>): boolean | undefined {
  const table = tables.get(routeTableId);
  return table === undefined ? undefined : defaultRoutes(table).some((route) => !isToGateway(route));
}

/** It leads everything to an internet gateway, and so nothing that comes from a job. */
export function isPublic({ routeTableId }: Subnet, tables: ReadonlyMap<string, RouteTable>): boolean {
  const table = tables.get(routeTableId);
  return table !== undefined && defaultRoutes(table).some(isToGateway);
}

/** Through an endpoint or out: does what a job sends to S3 arrive? */
export function reachesS3(subnet: Subnet, tables: ReadonlyMap<string, RouteTable>, endpoints: readonly S3Endpoint[]) {
  const isServed = endpoints.some((endpoint) =>
    endpoint.type === 'Gateway' ? endpoint.routeTableIds.includes(subnet.routeTableId) : endpoint.privateDnsEnabled,
  );
  return isServed || hasWayOut(subnet, tables) !== false;
}

/** Where isolation is wanted: ways to the internet of the subnets that jobs are in, by route table. */
export function openWays({ networkIsolation }: JobNetworkWant, vpc: Vpc, subnets: readonly Subnet[]): Findings {
  if (networkIsolation !== 'required') return NOTHING_FOUND;
  const tables = tablesOf(vpc);
  const found = [...Map.groupBy(subnets, ({ routeTableId }) => routeTableId)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, there]) => {
      const where = few(there.map((subnet) => subnet.id));
      const table = tables.get(id);
      return table === undefined ? routesUnknown(id, where) : openWaysOf(table, where);
    });
  return {
    differences: found.flatMap(({ differences }) => differences),
    unknown: found.flatMap(({ unknown }) => unknown),
    notes: found.flatMap(({ notes }) => notes),
  };
}

function openWaysOf(table: RouteTable, where: string): Findings {
  const routes = defaultRoutes(table).filter((route) => !isToGateway(route));
  const path = `/routeTables/${table.id}/defaultRoute`;
  const open = routes.filter(({ target }) => TO_INTERNET.test(target));
  if (open.length > 0) {
    const message = `jobs in ${where} are to be isolated, and ${table.id} leads to the internet: ${few(open.map(words))}. Take the route away, or give jobs subnets without one`;
    const difference = { path, have: open.map(words), want: [], reportOnly: true } as const;
    return { differences: [difference], unknown: [], notes: [{ reason: 'NatRoute', message, path }] };
  }
  if (routes.length === 0) return NOTHING_FOUND;
  const message = `jobs in ${where} are to be isolated, and ${table.id} leads everything on: ${few(routes.map(words))}. Whether that ends in the internet is not told here`;
  return { differences: [], unknown: [], notes: [{ reason: 'DefaultRoute', message, path }] };
}

function routesUnknown(id: string, where: string): Findings {
  const message = `whether jobs in ${where} reach the internet is not known: ${id} was not told`;
  return { differences: [], unknown: [{ reason: 'RoutesUnknown', message }], notes: [] };
}

function defaultRoutes({ routes }: RouteTable): readonly Route[] {
  return routes.filter(({ destination, active }) => active && EVERYWHERE.has(destination));
}

function isToGateway({ target }: Route): boolean {
  return INTERNET_GATEWAY.test(target);
}

function words({ destination, target }: Route): string {
  return `${destination} to ${target === '' ? 'an unnamed target' : target}`;
}
