// What befalls the calls that read the organization itself: each (operation, fault) in an organization of its own, all at
// the same time, through the real gateway and the real SDK.
import { createGateway } from '../../../src/aws/gateway.ts';
import { createSdkTransport } from '../../../src/aws/sdk-transport.ts';
import { systemClock } from '../../../src/daemon/clock.ts';
import { AwsError } from '../../../src/model/aws-error.ts';
import { discover } from '../../../src/organization/discover.ts';
import type { FaultRule } from '../../../src/simulator/faults.ts';
import { startSimulator } from '../../../src/simulator/server.ts';
import { EVERYWHERE, OF_LISTS, type Trouble } from './fault-world.ts';
import { requests } from './oracle.ts';
import { notebook, worldOf } from './places.ts';

const OPERATIONS: Readonly<Record<string, readonly Trouble[]>> = {
  GetCallerIdentity: [],
  DescribeOrganization: [],
  ListAccounts: OF_LISTS,
  ListRoots: OF_LISTS,
  ListOrganizationalUnitsForParent: OF_LISTS,
  ListAccountsForParent: OF_LISTS,
  ListTagsForResource: OF_LISTS,
};
const NEEDS = { unitNames: true, accountTags: true, partition: 'aws' };

export interface OrganizationRow {
  readonly operation: string;
  readonly trouble: string;
  readonly ends: string;
  readonly tries: string;
  /** What people are told; empty where it was read. */
  readonly message: string;
  /** Read again after the fault was gone. */
  readonly recovers: boolean;
}

export async function organizationRows(): Promise<readonly OrganizationRow[]> {
  const cases = Object.entries(OPERATIONS).flatMap(([operation, own]) =>
    [...EVERYWHERE, ...own].map((trouble) => ({ operation, trouble })),
  );
  return Promise.all(cases.map(async ({ operation, trouble }) => rowOf(operation, trouble)));
}

async function rowOf(operation: string, trouble: Trouble): Promise<OrganizationRow> {
  // Paths are not told, so that the tree has to be walked and every call is made.
  const world = worldOf([{ notebooks: [notebook('runs-0')] }, {}], { accountPaths: false });
  const simulator = await startSimulator({ world, rates: 'off' });
  simulator.cloud.setFaults(rulesOf(operation, trouble));
  const transport = createSdkTransport({
    endpointUrl: simulator.url,
    clock: systemClock,
    userAgent: 'sagekeeper/test',
  });
  const gateway = createGateway({
    settings: {
      access: {
        readRole: 'SagekeeperRead',
        writeRole: undefined,
        externalId: undefined,
        managementRole: undefined,
        sourceIdentity: undefined,
      },
      partition: 'aws',
      rates: { '*': 'off' },
    },
    hubRegion: 'eu-central-1',
    hubCredentials: async () => ({ accessKeyId: 'AKIASIMULATORHUB', secretAccessKey: 'any', sessionToken: undefined }),
    transport,
    clock: systemClock,
    random: Math.random,
    onRequest: () => undefined,
    onThrottle: () => undefined,
  });
  const read = async (): Promise<AwsError | undefined> => {
    try {
      await discover(gateway.organizationReader(), NEEDS, systemClock.now());
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  };
  const error = await read();
  const sent = requests(simulator).filter((entry) => entry.operation === operation);
  // The one that failed first had all its tries; the others, beside it, any number of theirs.
  const alike = Map.groupBy(sent, ({ input }) => JSON.stringify(input));
  const tries = triesTold({ operation, trouble }, Math.max(0, ...[...alike.values()].map(({ length }) => length)));
  simulator.cloud.setFaults([]);
  const recovers = (await read()) === undefined;
  await gateway.close(100);
  await simulator.close();
  const ends = error === undefined ? 'read to its end' : `not read: ${error.reason}`;
  return {
    operation,
    trouble,
    ends,
    tries: error === undefined || trouble === 'page-2-denied' ? '-' : tries,
    message: error?.message ?? '',
    recovers,
  };
}

/** Where units or accounts are asked about side by side, the first failure ends the others wherever they are. */
function triesTold({ operation, trouble }: Pick<OrganizationRow, 'operation' | 'trouble'>, tries: number): string {
  if (trouble === 'hang') return 'for a minute';
  return tries > 1 && /^List(AccountsForParent|TagsForResource)$/.test(operation) ? `up to ${tries}` : String(tries);
}

function rulesOf(operation: string, trouble: Trouble): readonly FaultRule[] {
  const match = { operation };
  if (trouble === 'conflict') return [];
  if (trouble === 'page-2-denied')
    return [
      { match: { operation, every: 2 }, fault: 'access-denied' },
      { match, fault: 'empty-page' },
    ];
  return [trouble === 'empty-page' ? { match, fault: trouble, times: 1 } : { match, fault: trouble }];
}
