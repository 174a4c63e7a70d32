/**
 * Which endpoints are read, under which names, and what is told of each: whatever is left out here is missing for everybody.
 */
import { describe, expect, it } from '@jest/globals';
import { readEndpoints } from '../../../src/resources/vpc/endpoints.ts';
import { API_ENDPOINT, DEFAULT_TEXT, REGION, S3_ENDPOINT, TARGET, readerOf } from './ec2.ts';

type Members = Readonly<Record<string, unknown>>;

async function read(items: readonly Members[]) {
  const reader = readerOf({ DescribeVpcEndpoints: items });
  const found = await readEndpoints({ aws: reader, target: TARGET, vpcId: undefined });
  return { found, there: found.get('vpc-1'), asked: reader.asked };
}

const SERVICES = ['sagemaker.api', 'sagemaker.runtime', 'ecr.api', 'ecr.dkr', 'logs', 'sts'];
const PREFIXES = ['com.amazonaws', 'cn.com.amazonaws', 'eu.amazonaws'];
const names = (service: string): readonly string[] => PREFIXES.map((prefix) => `${prefix}.${REGION}.${service}`);

describe('what is asked for', () => {
  it('is S3 and what jobs call, under the names of every partition, in one call', async () => {
    const { asked } = await read([]);
    const filters = asked.flatMap(({ input }) => input['Filters'] as readonly Members[]);
    const found = filters.map(({ Name, Values }) => [Name, new Set(Values as readonly string[])]);
    const elsewhere = PREFIXES.flatMap((prefix) => [`${prefix}.*.s3`, `${prefix}.s3-global.accesspoint`]);
    expect(asked).toHaveLength(1);
    expect(found).toEqual([['service-name', new Set([...['s3', ...SERVICES].flatMap(names), ...elsewhere])]]);
  });

  it.each(SERVICES.flatMap(names))('finds %s', async (ServiceName) => {
    const { there } = await read([{ ...API_ENDPOINT, ServiceName }]);
    expect(there).toMatchObject({ endpoints: [], services: [{ id: 'vpce-api', serviceName: ServiceName }] });
  });

  it.each(names('s3'))('finds %s, with its document', async (ServiceName) => {
    const { there } = await read([{ ...S3_ENDPOINT, ServiceName }]);
    expect(there).toMatchObject({ endpoints: [{ id: 'vpce-s3', document: { is: 'document' } }], services: [] });
    expect(there?.endpoints[0]).not.toHaveProperty('elsewhere');
  });

  it.each([
    'com.amazonaws.us-west-2.s3',
    'com.amazonaws.us-gov-west-1.s3',
    'cn.com.amazonaws.cn-northwest-1.s3',
    'eu.amazonaws.eusc-de-east-1.s3',
    'com.amazonaws.s3-global.accesspoint',
  ])('finds %s, with its document, as no way to the buckets of this region', async (ServiceName) => {
    const { there } = await read([{ ...S3_ENDPOINT, VpcEndpointType: 'Interface', ServiceName }]);
    expect(there).toMatchObject({ endpoints: [{ id: 'vpce-s3', document: { is: 'document' }, elsewhere: true }] });
    expect(there?.services).toEqual([]);
  });

  it.each([
    `com.amazonaws.${REGION}.s3express`,
    `com.amazonaws.${REGION}.s3-outposts`,
    `com.amazonaws.${REGION}.s3tables`,
    'com.amazonaws.vpce.us-west-2.s3',
    'com.amazonawsXus-west-2.s3',
    'org.example.us-west-2.s3',
    'com.amazonaws.us-west-2.logs',
  ])('leaves %s alone, also where AWS answers with it', async (ServiceName) => {
    const aws = {
      ...readerOf({}),
      pages: async function* pages() {
        yield Promise.resolve([{ ...S3_ENDPOINT, ServiceName }]);
      },
    };
    expect(await readEndpoints({ aws, target: TARGET, vpcId: undefined })).toEqual(new Map());
  });
});

describe('what is told of an endpoint', () => {
  it.each<[string, Members, Members]>([
    ['that another service looks after it', { RequesterManaged: true }, { requesterManaged: true }],
    ['that nobody else does', { RequesterManaged: false }, { requesterManaged: false }],
    ['that private names lead to it', { PrivateDnsEnabled: true }, { privateDnsEnabled: true }],
    ['that they do not', { PrivateDnsEnabled: false }, { privateDnsEnabled: false }],
    ['its state, in one case', { State: 'PendingAcceptance' }, { state: 'pendingacceptance' }],
    ['its route tables, in one order', { RouteTableIds: ['rtb-b', 'rtb-a'] }, { routeTableIds: ['rtb-a', 'rtb-b'] }],
    ['its subnets, in one order', { SubnetIds: ['subnet-b', 'subnet-a'] }, { subnetIds: ['subnet-a', 'subnet-b'] }],
    ['that it has no document', { PolicyDocument: undefined }, { document: { is: 'unknown', why: 'AWS tells none' } }],
  ])('%s', async (_what, answered, told) => {
    const { there } = await read([{ ...S3_ENDPOINT, ...answered }]);
    expect(there?.endpoints[0]).toMatchObject(told);
  });

  it.each<[type: unknown, told: string]>([
    ['Quantum', 'endpoint vpce-s3 for S3: its type "Quantum" is not known'],
    ['gateway', 'endpoint vpce-s3 for S3: its type "gateway" is not known'],
    [`"${'x'.repeat(100)}`, `endpoint vpce-s3 for S3: its type "\\"${'x'.repeat(39)}" is not known`],
    ['', 'endpoint vpce-s3 for S3: its type is not told'],
    [undefined, 'endpoint vpce-s3 for S3: its type is not told'],
    [7, 'endpoint vpce-s3: VpcEndpointType is missing or has another form than documented'],
  ])('is that nobody knows what it is, where its type is %j', async (VpcEndpointType, told) => {
    const others = [API_ENDPOINT, { ...S3_ENDPOINT, VpcId: 'vpc-2', VpcEndpointId: 'vpce-there' }];
    const { found, there } = await read([{ ...S3_ENDPOINT, VpcEndpointType }, ...others]);
    expect(there).toMatchObject({ endpoints: [], services: [{ id: 'vpce-api' }], oddEndpoints: [told] });
    expect(found.get('vpc-2')).toMatchObject({ endpoints: [{ id: 'vpce-there' }] });
    expect(found.get('vpc-2')).not.toHaveProperty('oddEndpoints');
  });

  it.each(['GatewayLoadBalancer', 'Resource', 'ServiceNetwork'])('is nothing where it is a %s', async (type) => {
    const { found } = await read([S3_ENDPOINT, API_ENDPOINT].map((one) => ({ ...one, VpcEndpointType: type })));
    expect(found).toEqual(new Map());
  });

  it('is in one order, however AWS answers', async () => {
    const ids = ['c', 'a', 'd', 'b'];
    const { there } = await read([
      ...ids.map((id) => ({ ...S3_ENDPOINT, VpcEndpointId: `vpce-s3${id}` })),
      ...ids.map((id) => ({ ...API_ENDPOINT, VpcEndpointId: `vpce-api${id}` })),
    ]);
    const sorted = ids.toSorted();
    expect(there?.endpoints.map(({ id }) => id)).toEqual(sorted.map((id) => `vpce-s3${id}`));
    expect(there?.services.map(({ id }) => id)).toEqual(sorted.map((id) => `vpce-api${id}`));
  });
});

describe('the text of a document', () => {
  it('that is there twice is kept once, and another is another', async () => {
    const other = DEFAULT_TEXT.replace('"*"', '"s3:*"');
    const { there } = await read(
      [DEFAULT_TEXT, other, DEFAULT_TEXT].map((PolicyDocument, index) => ({
        ...S3_ENDPOINT,
        VpcEndpointId: `vpce-${index}`,
        PolicyDocument,
      })),
    );
    const [first, second, third] = there?.endpoints.map(({ document }) => document) ?? [];
    expect(first).toBe(third);
    expect(second).not.toEqual(first);
  });

  it('is kept only as long as there is room for it, and then anew', async () => {
    const document = async (PolicyDocument: string) => {
      const { there } = await read([{ ...S3_ENDPOINT, PolicyDocument }]);
      return there?.endpoints[0]?.document;
    };
    const early = await document(DEFAULT_TEXT);
    expect(await document(DEFAULT_TEXT)).toBe(early);
    // Longer than any document, so that none of them is parsed.
    for (let index = 0; index < 33; index += 1) await document(`${index}`.padEnd(1_000_000, 'x'));
    const late = await document(DEFAULT_TEXT);
    expect(late).toEqual(early);
    expect(late).not.toBe(early);
    expect(await document(DEFAULT_TEXT)).toBe(late);
    expect(await document('1'.padEnd(1_000_000, 'x'))).toMatchObject({ is: 'unknown' });
    expect(await document(DEFAULT_TEXT)).toBe(late);
  });
});
