/**
 * A diagnosis as people read it: what is mended at once is told at once.
 */
import { describe, expect, it } from '@jest/globals';
import { doctorHuman } from '../../src/cli/doctor-human.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import type { Finding } from '../../src/daemon/diagnosis.ts';

function denied(what: string, account = '111122223333', role = 'SagekeeperRead'): Finding {
  const wayOut = `allow ${what} to the role ${role} in account ${account}`;
  return { check: 'action', account, region: 'eu-central-1', what, state: 'missing', found: `no ${what}`, wayOut };
}

function missing(...findings: readonly Finding[]): readonly string[] {
  const text = doctorHuman({ ran: true, revision: 'r', accounts: [], findings }, PLAIN);
  return text.split('\n\n')[0]?.trim().split('\n') ?? [];
}

describe('what is missing', () => {
  it('is one entry for all actions that are missing in the same places for the same reason', () => {
    expect(missing(denied('ec2:DescribeVpcs'), denied('ec2:DescribeSubnets'))).toEqual([
      'Missing (2)',
      'missing 2 actions in 111122223333/eu-central-1',
      '    ec2:DescribeVpcs, ec2:DescribeSubnets',
      '    AWS says of the first: no ec2:DescribeVpcs',
      '    way out: allow these actions to the role SagekeeperRead in account 111122223333',
    ]);
  });

  it('is one entry for each reason, and for each set of places', () => {
    const other = '222233334444';
    const told = missing(
      denied('ec2:DescribeVpcs'),
      denied('ec2:DescribeVpcs', other),
      denied('ec2:DescribeSubnets'),
      denied('ec2:ModifyVpcEndpoint', '111122223333', 'SagekeeperWrite'),
    );
    expect(told.filter((line) => line.startsWith('missing'))).toEqual([
      `missing ec2:DescribeVpcs in 111122223333/eu-central-1, ${other}/eu-central-1`,
      'missing ec2:DescribeSubnets in 111122223333/eu-central-1',
      'missing ec2:ModifyVpcEndpoint in 111122223333/eu-central-1',
    ]);
  });

  it('names roles and accounts one by one', () => {
    const role = { ...denied('SagekeeperRead'), check: 'readRole' } as const;
    const told = missing(role, { ...role, what: 'SagekeeperWrite', check: 'writeRole' });
    expect(told.filter((line) => line.startsWith('missing'))).toHaveLength(2);
  });
});
