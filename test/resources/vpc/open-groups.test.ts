/**
 * Which security groups let in all that comes from the addresses of a VPC? Only what is so for certain counts.
 */
import { describe, expect, it } from '@jest/globals';
import { describeVpc } from '../../../src/resources/vpc/observe.ts';
import { ACCOUNT, ANSWERS, OTHER, awsError, closely, fail, readerOf, readings, rule, usedBy } from './ec2.ts';

type Members = Readonly<Record<string, unknown>>;

const network = usedBy({ vpcId: 'vpc-1' });
const block = (CidrBlock: string, State = 'associated'): Members => ({ CidrBlock, CidrBlockState: { State } });
const range = (CidrIpv4: string, more: Members = {}): Members => rule('sg-1', { CidrIpv4, ...more });
const vpc = (more: Members): Members => ({ VpcId: 'vpc-1', OwnerId: ACCOUNT, State: 'available', ...more });
const BOTH = { CidrBlock: '10.0.0.0/16', CidrBlockAssociationSet: [block('10.0.0.0/16'), block('10.9.0.0/16')] };
const itself = rule('sg-1', { ReferencedGroupInfo: { GroupId: 'sg-1', UserId: ACCOUNT } });

async function read(network_: Members, rules: readonly Members[]) {
  const answers = { ...ANSWERS, DescribeVpcs: [vpc(network_)], DescribeSecurityGroupRules: rules };
  const [found] = await readings(answers, ['jobNetworks'], { network });
  return found ?? fail();
}

describe('a group that lets in every address of the VPC', () => {
  it.each<[string, Members, readonly Members[], readonly string[] | undefined]>([
    ['by the very range', { CidrBlock: '10.0.0.0/16' }, [range('10.0.0.0/16')], ['sg-1']],
    ['from everywhere', { CidrBlock: '10.0.0.0/16' }, [range('0.0.0.0/0')], ['sg-1']],
    ['by a rule for each range', BOTH, [range('10.0.0.0/16'), range('10.9.0.0/16')], ['sg-1']],
    ['but for a second range', BOTH, [range('10.0.0.0/16')], undefined],
    [
      'but for one that goes',
      { CidrBlockAssociationSet: [block('10.0.0.0/16'), block('10.9.0.0/16', 'disassociating')] },
      [range('10.0.0.0/16')],
      ['sg-1'],
    ],
    ['but for half', { CidrBlock: '10.0.0.0/16' }, [range('10.0.0.0/17')], undefined],
    ['in two groups', BOTH, [range('10.0.0.0/16'), { ...range('10.9.0.0/16'), GroupId: 'sg-2' }], undefined],
    ['of one protocol', { CidrBlock: '10.0.0.0/16' }, [range('10.0.0.0/16', { IpProtocol: 'tcp' })], undefined],
    ['on the way out', { CidrBlock: '10.0.0.0/16' }, [range('10.0.0.0/16', { IsEgress: true })], undefined],
    ['whose addresses are not told', {}, [range('0.0.0.0/0')], undefined],
    ['and what comes from itself', { CidrBlock: '10.0.0.0/16' }, [range('0.0.0.0/0'), itself], undefined],
  ])('%s', async (_what, told, rules, expected) => {
    const { jobNetworks } = await read(told, rules);
    expect(jobNetworks?.openToVpc).toEqual(expected);
    expect(jobNetworks?.selfReferenced).toEqual(rules.includes(itself) ? ['sg-1'] : []);
  });

  it('is told in a VPC of another account, too', async () => {
    const { jobNetworks } = await read({ CidrBlock: '10.0.0.0/16', OwnerId: OTHER }, [range('10.0.0.0/16')]);
    expect(jobNetworks?.openToVpc).toEqual(['sg-1']);
  });

  it('is looked at again right before a write', async () => {
    const there = { CidrBlock: '10.0.0.0/16' };
    const known = await read(there, [range('10.0.0.0/16')]);
    const again = async (DescribeSecurityGroupRules: readonly Members[] | Error) =>
      (
        await describeVpc(
          readerOf({ ...ANSWERS, DescribeVpcs: [vpc(there)], DescribeSecurityGroupRules }),
          known,
          closely(['jobNetworks']),
        )
      )?.jobNetworks;
    expect((await again([range('10.0.0.0/16')]))?.openToVpc).toEqual(['sg-1']);
    expect(await again([])).not.toHaveProperty('openToVpc');
    expect(await again(awsError('DescribeSecurityGroupRules', {}))).not.toHaveProperty('openToVpc');
  });
});
