/** The policy of a bucket over real HTTP: what is asked, and what comes of the answers that S3's reference and its users know. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { toAwsError } from '../../src/aws/errors.ts';
import { TransportFailure } from '../../src/aws/transport.ts';
import { answering, failure, send as sendOver, startStub, type Respond, type Stub } from './stub.ts';

const POLICY = '{"Version":"2012-10-17","Statement":[{"Sid":"ü","Effect":"Deny","Principal":"*"}]}';

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterEach(() => stub.forget());
afterAll(() => stub.close());
const ask = async (bucket = 'my.bucket-1'): Promise<unknown> =>
  sendOver(stub.transport, 'GetBucketPolicy', { Bucket: bucket });

function error(code: string, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>about &quot;it&quot;</Message>${more}<RequestId>R</RequestId><HostId>h=</HostId></Error>`;
}

describe('the policy of a bucket', () => {
  it('is the body, to the letter', async () => {
    stub.respond = answering(POLICY);
    await expect(ask()).resolves.toEqual({ Policy: POLICY });
  });

  it('is asked for by path, signed for S3', async () => {
    stub.respond = answering(POLICY);
    await ask();
    const { request, body } = stub.seen[0] ?? { body: undefined };
    expect(request).toMatchObject({ method: 'GET', url: '/my.bucket-1?policy=' });
    expect(body).toBe('');
    expect(request?.headers).toMatchObject({
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-security-token': 'token',
      'user-agent': 'sagekeeper/test',
    });
    expect(request?.headers.authorization).toMatch(
      /Credential=ASIAONE\/20261121\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/,
    );
  });

  it('is asked of one host, whatever the bucket is called', async () => {
    stub.respond = answering(POLICY);
    const strange = ['../x', 'arn:aws:s3:eu-west-1:1:accesspoint/a', 'a--use1-az4--x-s3', 'a?acl', 'a b#c'];
    for (const bucket of strange) await ask(bucket);
    expect(stub.seen.map(({ request }) => request.url)).toEqual([
      '/..%2Fx?policy=',
      '/arn%3Aaws%3As3%3Aeu-west-1%3A1%3Aaccesspoint%2Fa?policy=',
      '/a--use1-az4--x-s3?policy=',
      '/a%3Facl?policy=',
      '/a%20b%23c?policy=',
    ]);
  });
});

describe('what S3 answers instead', () => {
  it.each<[string, Respond, object]>([
    ['no policy', answering(error('NoSuchBucketPolicy', '<BucketName>b</BucketName>'), 404), { reason: 'not-found' }],
    ['no bucket', answering(error('NoSuchBucket'), 404), { reason: 'not-found', code: 'NoSuchBucket' }],
    ['a denial', answering(error('AccessDenied'), 403), { reason: 'denied' }],
    ["another account's bucket", answering(error('MethodNotAllowed'), 405), { reason: 'denied' }],
    [
      'a bucket of another region',
      answering(error('PermanentRedirect', '<Endpoint>b.s3.us-west-2.amazonaws.com</Endpoint>'), 301, {
        location: 'https://s3.us-west-2.amazonaws.com/',
      }),
      { reason: 'invalid', code: 'PermanentRedirect' },
    ],
    [
      'a signature for another region',
      answering(error('AuthorizationHeaderMalformed', '<Region>us-west-2</Region>'), 400),
      { reason: 'invalid', code: 'AuthorizationHeaderMalformed' },
    ],
    ['too much', answering(error('SlowDown'), 503), { reason: 'throttled' }],
    ['trouble', answering(error('InternalError'), 500), { reason: 'unavailable', delivery: 'ambiguous' }],
    ['a session that has ended', answering(error('ExpiredToken'), 400), { obstacle: 'expired-session' }],
    ['a key that nobody knows', answering(error('InvalidAccessKeyId'), 403), { reason: 'denied' }],
    // What is not S3's own must never look like a bucket without a policy.
    ['a page of a proxy', answering('<html><Code>NoSuchBucketPolicy</Code></html>', 404), { reason: 'unavailable' }],
    ['nothing', answering('', 404), { reason: 'unavailable', code: 'Http404' }],
    ['half an error', answering('<Error><Code>NoSuchBucketPolicy</Code>', 404), { reason: 'unavailable' }],
    ['an empty success', answering(''), { reason: 'unavailable', code: 'UnreadableAnswer' }],
  ])('%s', async (_what, how, facts) => {
    stub.respond = how;
    const failed = await failure(ask());
    const about = {
      operation: 'GetBucketPolicy',
      target: { account: '111122223333', region: 'eu-central-1' },
    } as const;
    expect(toAwsError(new TransportFailure(failed), about).facts).toMatchObject(facts);
    expect(stub.seen).toHaveLength(1);
  });

  it('with its message and its id', async () => {
    stub.respond = (response) => response.writeHead(403, { 'x-amz-request-id': 'S3R' }).end(error('AccessDenied'));
    await expect(failure(ask())).resolves.toMatchObject({
      message: 'about "it"',
      requestId: 'S3R',
      delivery: 'answered',
    });
  });
});
