/** With whose credentials, and how often is STS asked? */
import { describe, expect, it } from '@jest/globals';
import { createWorld, grant, lost, refusal, TARGET, type Answers, type TestWorld } from './world.ts';

const FINE: Answers = (request) => (request.service === 'sts' ? undefined : { ok: true });
const assumed = (world: TestWorld) => world.requests.filter((request) => request.operation === 'AssumeRole');
const read = async (world: TestWorld, region = 'eu-central-1', account: string = TARGET.account) =>
  world.gateway.reader({ account, region }).read('DescribeNotebookInstance', {});

describe('a read session', () => {
  it('is asked for once, however many wait for it, in whatever region', async () => {
    const world = createWorld(FINE);
    await Promise.all(['eu-central-1', 'us-east-1', 'us-east-1'].map(async (region) => read(world, region)));
    await read(world);
    expect(assumed(world)).toHaveLength(1);
    const { input, credentials, region } = assumed(world)[0] ?? {};
    expect({ ...input, Policy: undefined }).toEqual({
      RoleArn: 'arn:aws:iam::111122223333:role/Read',
      RoleSessionName: 'sagekeeper-read',
      DurationSeconds: 3_600,
      ExternalId: 'ext',
      SourceIdentity: 'sagekeeper',
      Policy: undefined,
    });
    expect(String(input?.['Policy'])).not.toMatch(/Stop|Update|Start|AddTags|DeleteTags|PassRole/);
    expect(credentials?.accessKeyId).toBe('AKIAHUB');
    expect(region).toBe('eu-central-1');
  });

  it('is renewed five minutes before it expires, and not earlier', async () => {
    const world = createWorld(FINE);
    await read(world);
    world.clock.advance(54 * 60_000);
    await read(world);
    expect(assumed(world)).toHaveLength(1);
    world.clock.advance(2 * 60_000);
    await read(world);
    expect(assumed(world)).toHaveLength(2);
  });

  it('that belongs to another account is never used', async () => {
    const world = createWorld((request) =>
      request.operation === 'AssumeRole' ? grant('999988887777', 'Read', 9e12) : FINE(request),
    );
    await expect(read(world)).rejects.toMatchObject({ facts: { reason: 'denied', obstacle: 'wrong-account' } });
    expect(world.requests.filter((request) => request.service === 'sagemaker')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    [
      'no token',
      { ...grant(TARGET.account, 'x', 9e12), Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', Expiration: 9e9 } },
    ],
    [
      'no expiry',
      {
        ...grant(TARGET.account, 'x', 9e12),
        Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c' },
      },
    ],
    ['no user', { ...grant(TARGET.account, 'x', 9e12), AssumedRoleUser: undefined }],
  ])('is not made from an answer with %s', async (_what, answer) => {
    const world = createWorld((request) => (request.operation === 'AssumeRole' ? answer : FINE(request)));
    await expect(read(world)).rejects.toMatchObject({ facts: { code: 'UnreadableAnswer' } });
  });

  it('that is denied costs one AssumeRole, not one a region, and is asked for again later', async () => {
    let denied = true;
    const world = createWorld((request) => {
      if (request.operation === 'AssumeRole' && denied)
        throw refusal('AccessDenied', 'not authorized to perform: sts:AssumeRole');
      return FINE(request);
    });
    for (const region of ['eu-central-1', 'us-east-1', 'eu-west-1']) {
      await expect(read(world, region)).rejects.toMatchObject({
        facts: { reason: 'denied', obstacle: 'role-not-assumable' },
      });
    }
    expect(assumed(world)).toHaveLength(1);
    await expect(read(world, 'eu-central-1', '222233334444')).rejects.toMatchObject({ facts: { reason: 'denied' } });
    expect(assumed(world)).toHaveLength(2);
    denied = false;
    world.clock.advance(61_000);
    await expect(read(world)).resolves.toEqual({ ok: true });
  });

  it('that STS could not give now is asked for again at once', async () => {
    let down = true;
    const world = createWorld((request) => {
      if (request.operation === 'AssumeRole' && down) throw lost();
      return FINE(request);
    });
    await expect(read(world)).rejects.toMatchObject({ facts: { reason: 'unavailable' } });
    down = false;
    await expect(read(world)).resolves.toEqual({ ok: true });
  });
});
