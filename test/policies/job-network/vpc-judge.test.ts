/**
 * What JobNetwork says of a VPC: where it applies, what violates a want, and what is only told.
 */
import { describe, expect, it } from '@jest/globals';
import { jobs } from '../../../src/resources/job/kind.ts';
import { notebookInstances } from '../../../src/resources/notebook-instance/kind.ts';
import { pipelines } from '../../../src/resources/pipeline/kind.ts';
import type { JobNetworks, Vpc } from '../../../src/resources/vpc/shape.ts';
import { pipelineOf } from '../../resources/pipeline/pipelines.ts';
import { definition, one } from '../../resources/pipeline/step-networks.ts';
import { ACCOUNT, gateway, job, judged, NETWORKS, routeTable, service, SERVICES, verdictOf } from './vpc-fixtures.ts';
import type { Situation } from './vpc-fixtures.ts';

const CLEAN = { differences: [], unknown: [], notes: [] };
const subnet = (id: string, routeTableId: string, freeAddresses = 250) => ({ id, routeTableId, freeAddresses });

describe('which VPCs', () => {
  it('are those that jobs or pipelines are known to use; in a good one nothing is said', () => {
    expect(judged()).toMatchObject(CLEAN);
    expect(judged({ uses: [job({ by: 'pipeline/p step Train' })] })).toMatchObject(CLEAN);
    expect(judged({ uses: [job({ vpcId: 'vpc-1' })] })).toMatchObject(CLEAN);
  });

  it('are not those of notebooks and domains alone, nor those that nothing uses', () => {
    const { ofJobs: _none, ...notebook } = job({ by: 'notebook-instance/a' });
    const uses = [notebook, { ...notebook, by: 'domain/studio' }];
    for (const situation of [{ uses }, { uses: [] }, { uses: [job({ subnets: ['subnet-9'] })] }])
      expect(verdictOf(situation)).toMatchObject({ applicable: false });
  });

  it('are told by jobs as their kind tells of them', () => {
    const settings = [{ vpc: { subnets: ['subnet-1'], securityGroups: ['sg-2'] }, instances: 2 }];
    for (const type of ['processing', 'training', 'transform', 'tuning', 'automl']) {
      const uses = jobs.network?.({ type, name: 'j', settings } as never).uses ?? [];
      expect(judged({ uses }).differences).toHaveLength(1);
    }
    const args =
      '"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-2"]}, "ResourceConfig": {"InstanceCount": 2}';
    const { uses } = pipelines.network?.(pipelineOf(definition(one('Training', args)), { name: 'p' })) ?? { uses: [] };
    expect(judged({ uses }).saying('SelfReferenceMissing')).toContain('pipeline/p step Train');
    const told = { name: 'n', configuration: { subnetId: 'subnet-1', securityGroups: ['sg-2'] } };
    const notebook = notebookInstances.network?.(told as never).uses ?? [];
    expect(notebook).toHaveLength(1);
    expect(verdictOf({ uses: notebook })).toMatchObject({ applicable: false });
  });

  it('are unknown while nothing is known of them and not all was told', () => {
    const untold = ['pipelines of this account and region: AccessDenied'];
    const nothing = judged({ uses: [], untold });
    expect(nothing).toMatchObject({ differences: [], unknownReasons: ['VpcUseUnknown'] });
    expect(nothing.unknown[0]?.message).toContain('AccessDenied');
    expect(judged({ untold })).toMatchObject({ unknown: [], reasons: ['VpcUsesUntold'] });
  });

  it('are unknown until rules, flow logs and names have been read', () => {
    expect(judged({ vpc: { jobNetworks: undefined } })).toMatchObject({
      differences: [],
      unknownReasons: ['JobNetworksUnread'],
      notes: [],
    });
  });
});

describe('the rule by which instances reach each other', () => {
  const path = '/selfReference/sg-2';
  const missing = { path, have: undefined, want: 'all traffic from the group itself' };

  it('is missed where a distributed job has a group without it, and mended where that is wanted', () => {
    const uses = [job({ securityGroups: ['sg-2'] }), job({ by: 'tuning job t', securityGroups: ['sg-2'] })];
    const reported = judged({ uses });
    expect(reported.differences).toEqual([{ ...missing, reportOnly: true }]);
    expect(reported.notes).toEqual([
      {
        reason: 'SelfReferenceMissing',
        path,
        message: expect.stringMatching(/^sg-2 .*training job train, tuning job/),
      },
    ]);
    expect(judged({ uses, want: { selfReference: 'ensure' } }).differences).toEqual([missing]);
  });

  it.each<[string, Parameters<typeof job>[0], readonly string[]]>([
    ['one instance', { securityGroups: ['sg-2'], instances: 1 }, []],
    ['nobody knows how many instances', { securityGroups: ['sg-2'], instances: undefined }, [path]],
    ['a second group that has it', { securityGroups: ['sg-2', 'sg-1'] }, []],
    ['two groups without it, of which one is enough', { securityGroups: ['sg-2', 'sg-3'] }, [path]],
    ['no group', { securityGroups: [] }, []],
    ['a group of this account', { securityGroups: ['sg-2'], account: ACCOUNT }, [path]],
  ])('of a job with %s', (_what, more, paths) => {
    expect(judged({ uses: [job(more)] }).differences.map((difference) => difference.path)).toEqual(paths);
  });

  it('of another account is looked at there', () => {
    const uses = [job({ securityGroups: ['sg-2'], account: '444455556666' })];
    const verdict = judged({ uses, want: { selfReference: 'ensure' } });
    expect(verdict).toMatchObject({ differences: [], reasons: ['SecurityGroupElsewhere'] });
    expect(verdict.notes[0]?.message).toContain('444455556666');
  });
});

describe('what AWS denied to read', () => {
  const unread = { unread: 'UnauthorizedOperation: not yours' };
  const without = (more: Partial<JobNetworks>): Partial<Vpc> => ({ jobNetworks: { ...NETWORKS, ...more } });
  const distributed = [job({ securityGroups: ['sg-2'] })];

  it.each<[string, Partial<JobNetworks>, string]>([
    ['SecurityGroupRulesUnread', { selfReferenced: unread }, 'ec2:DescribeSecurityGroupRules'],
    ['FlowLogsUnread', { flowLogs: unread }, 'ec2:DescribeFlowLogs'],
    ['NamesUnread', { dnsSupport: unread, dnsHostnames: unread }, 'ec2:DescribeVpcAttribute'],
    ['NamesUnread', { dnsHostnames: unread }, 'ec2:DescribeVpcAttribute'],
  ])('is unknown, in the words of AWS and the permission to add: %s', (reason, more, action) => {
    const verdict = judged({ vpc: without(more), want: { selfReference: 'ensure' } });
    expect(verdict).toMatchObject({ differences: [], unknownReasons: [reason], notes: [] });
    expect(verdict.unknown[0]?.message).toContain(`is not known: UnauthorizedOperation: not yours. Allow ${action} `);
  });

  it('hides nothing else', () => {
    const vpc = without({ dnsSupport: unread, dnsHostnames: unread, flowLogs: unread });
    const verdict = judged({ vpc, uses: distributed, want: { selfReference: 'ensure' } });
    expect(verdict).toMatchObject({
      differences: [{ path: '/selfReference/sg-2' }],
      unknownReasons: ['NamesUnread', 'FlowLogsUnread'],
      reasons: ['SelfReferenceMissing'],
    });
  });

  it('is not said where nothing hangs on it', () => {
    const rules = without({ selfReferenced: unread });
    expect(judged({ vpc: rules, uses: [job({ instances: 1 })] })).toMatchObject(CLEAN);
    const elsewhere = judged({ vpc: rules, uses: [job({ account: '444455556666' })] });
    expect(elsewhere).toMatchObject({ unknown: [], reasons: ['SecurityGroupElsewhere'] });
    const nat = [routeTable('rtb-1', '0.0.0.0/0 nat-1')];
    const names = without({ dnsHostnames: unread });
    expect(judged({ vpc: { ...names, routeTables: nat, services: [] } })).toMatchObject(CLEAN);
    const none = without({ dnsSupport: unread, dnsHostnames: unread });
    const ofGateway = judged({ vpc: { ...none, routeTables: nat, services: [] } });
    expect(ofGateway).toMatchObject({ unknownReasons: ['NamesUnread'], notes: [] });
  });
});

describe('ways to the internet', () => {
  const want = { networkIsolation: 'required' } as const;
  it.each(['0.0.0.0/0 nat-1', '::/0 eigw-1', '128.0.0.0/1 nat-1', '2000::/3 eigw-1'])(
    'violate isolation: %s',
    (route) => {
      const vpc = { routeTables: [routeTable('rtb-1', route)] };
      const [destination, target] = route.split(' ');
      const verdict = judged({ want, vpc });
      expect(verdict.differences).toEqual([
        {
          path: '/routeTables/rtb-1/defaultRoute',
          have: [`${destination} to ${target}`],
          want: [],
          reportOnly: true,
        },
      ]);
      expect(verdict.reasons).toContain('NatRoute');
      expect(judged({ vpc }).differences).toEqual([]);
    },
  );

  it('that may be one are told, and what is no way out is not', () => {
    const transit = judged({ want, vpc: { routeTables: [routeTable('rtb-1', '0.0.0.0/0 tgw-1')] } });
    expect(transit).toMatchObject({ differences: [], reasons: ['DefaultRoute'] });
    const inactive = { id: 'rtb-1', routes: [{ destination: '0.0.0.0/0', target: 'nat-1', active: false }] };
    expect(judged({ want, vpc: { routeTables: [inactive] } })).toMatchObject(CLEAN);
    expect(judged({ want, vpc: { routeTables: [routeTable('rtb-1', '192.0.2.0/24 nat-1')] } })).toMatchObject(CLEAN);
    expect(judged({ want, vpc: { routeTables: [routeTable('rtb-1', '0.0.0.0/0 igw-1')] } })).toMatchObject(CLEAN);
    const unused = [routeTable('rtb-1'), routeTable('rtb-2', '0.0.0.0/0 nat-1')];
    const subnets = [subnet('subnet-1', 'rtb-1'), subnet('subnet-2', 'rtb-2')];
    expect(judged({ want, vpc: { routeTables: unused, subnets } })).toMatchObject(CLEAN);
  });

  it('are not said to be there and not to be there', () => {
    const told = (...routes: readonly string[]) =>
      judged({ want, vpc: { routeTables: [routeTable('rtb-1', ...routes)], services: [] } });
    const [open, shut] = [told('0.0.0.0/0 igw-1'), told()];
    expect(open).toMatchObject({ differences: [], reasons: ['EndpointsMissing'] });
    const why = ' (jobs get no public address, so that an internet gateway leads them nowhere)';
    const plain = shut.saying('EndpointsMissing') ?? '';
    expect(plain).toContain('have no way to the internet, and');
    expect(open.saying('EndpointsMissing')).toBe(plain.replace('internet,', `internet${why},`));
    const both = told('0.0.0.0/0 igw-1', '::/0 eigw-1');
    expect(both).toMatchObject({ differences: [{ have: ['::/0 to eigw-1'] }], reasons: ['NatRoute'] });
  });

  it('are unknown where the route table was not told', () => {
    expect(judged({ want, vpc: { routeTables: [] } })).toMatchObject({ unknownReasons: ['RoutesUnknown'], notes: [] });
    expect(judged({ vpc: { routeTables: [], endpoints: [] } })).toMatchObject(CLEAN);
  });
});

describe('advice', () => {
  const nat = [routeTable('rtb-1', '0.0.0.0/0 nat-1')];
  const publicOnly = [routeTable('rtb-1', '0.0.0.0/0 igw-1')];
  const named = gateway({ type: 'Interface', routeTableIds: [], privateDnsEnabled: true });
  const unnamed = { ...named, privateDnsEnabled: false };
  const networks = (more: Partial<typeof NETWORKS>) => ({ jobNetworks: { ...NETWORKS, ...more } });

  it.each<[string, Situation, readonly string[]]>([
    ['3 addresses for 2 instances', { vpc: { subnets: [subnet('subnet-1', 'rtb-1', 3)] } }, ['AddressesShort']],
    ['4 addresses for 2 instances', { vpc: { subnets: [subnet('subnet-1', 'rtb-1', 4)] } }, []],
    [
      '1 address for nobody knows how many',
      { uses: [job({ instances: undefined })], vpc: { subnets: [subnet('subnet-1', 'rtb-1', 1)] } },
      ['AddressesShort'],
    ],
    ['S3 of another region alone', { vpc: { endpoints: [{ ...named, elsewhere: true }] } }, ['NoRouteToS3']],
    ['S3 of another region, too', { vpc: { endpoints: [gateway(), { ...unnamed, elsewhere: true }] } }, []],
    [
      'no host names for S3 of another region',
      {
        vpc: {
          ...networks({ dnsHostnames: false }),
          routeTables: nat,
          services: [],
          endpoints: [{ ...named, elsewhere: true }],
        },
      },
      [],
    ],
    ['no flow logs', { vpc: networks({ flowLogs: false }) }, ['NoFlowLogs']],
    ['no names', { vpc: networks({ dnsSupport: false }) }, ['DnsOff']],
    ['no host names', { vpc: networks({ dnsHostnames: false }) }, ['DnsOff']],
    [
      'no host names, needed by nothing',
      { vpc: { ...networks({ dnsHostnames: false }), routeTables: nat, services: [] } },
      [],
    ],
    [
      'no names, needed by the gateway endpoint alone',
      { vpc: { ...networks({ dnsSupport: false }), routeTables: nat, services: [] } },
      ['DnsOff'],
    ],
    [
      'no host names, needed by an endpoint that is there',
      { vpc: { ...networks({ dnsHostnames: false }), routeTables: nat, services: [service('sts')] } },
      ['DnsOff'],
    ],
    [
      'no host names, and endpoints that are still to be made',
      { vpc: { ...networks({ dnsHostnames: false }), services: [] } },
      ['EndpointsMissing', 'DnsOff'],
    ],
    ['no endpoints, but NAT', { vpc: { services: [], endpoints: [], routeTables: nat } }, []],
    [
      'no endpoints, but an internet gateway, which is no way for jobs',
      { vpc: { services: [], endpoints: [], routeTables: publicOnly } },
      ['EndpointsMissing', 'NoRouteToS3'],
    ],
    ['no gateway endpoint', { vpc: { endpoints: [] } }, ['NoRouteToS3']],
    ['one for another route table', { vpc: { endpoints: [gateway({ routeTableIds: ['rtb-2'] })] } }, ['NoRouteToS3']],
    ['one that failed', { vpc: { endpoints: [gateway({ state: 'failed' })] } }, ['NoRouteToS3']],
    ['an interface endpoint with private names', { vpc: { endpoints: [named] } }, []],
    ['an interface endpoint without', { vpc: { endpoints: [unnamed] } }, ['NoRouteToS3']],
  ])('of %s', (_what, situation, reasons) => {
    expect(judged(situation)).toMatchObject({ differences: [], unknown: [], reasons });
  });

  it('has the numbers', () => {
    const uses = [job(), job({ by: 'pipeline/p step A', instances: 8 })];
    const { saying } = judged({ uses, vpc: { subnets: [subnet('subnet-1', 'rtb-1', 15)] } });
    expect(saying('AddressesShort')).toMatch(
      /^subnet-1 has 15 addresses left, and pipeline\/p step A needs 16, 2 for each of its 8 instances; all 2 .* need 20/,
    );
  });

  it('says which endpoints are missing: those that are not there, do not serve, or have no private name', () => {
    const services = [
      ...SERVICES.slice(3),
      service('sagemaker.api', { state: 'deleting' }),
      service('ecr.api', { privateDnsEnabled: false }),
      service('sagemaker.runtime', { serviceName: 'com.amazonaws.us-east-1.sagemaker.runtime' }),
    ];
    const { saying } = judged({ vpc: { services } });
    expect(saying('EndpointsMissing')).toContain('answers for sagemaker.api, sagemaker.runtime, ecr.api. Make');
  });

  it('about what only its owner sees of a shared VPC is left to the owner', () => {
    const vpc = {
      ...networks({ flowLogs: false, dnsSupport: false }),
      ownerId: '999900001111',
      endpoints: [],
      services: [],
      subnets: [subnet('subnet-1', 'rtb-1', 0)],
    };
    const uses = [job({ securityGroups: ['sg-2'], account: ACCOUNT })];
    const verdict = judged({ vpc, uses, want: { bucketPolicies: 'report', selfReference: 'ensure' } });
    expect(verdict.reasons).toEqual(['SelfReferenceMissing', 'AddressesShort', 'OwnedByAnotherAccount']);
    expect(verdict).toMatchObject({ unknown: [], differences: [{ path: '/selfReference/sg-2' }] });
  });
});
