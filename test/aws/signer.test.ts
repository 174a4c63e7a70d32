/** Is a signature of ours the SDK's, byte for byte? */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { canonicalQuery, sign, uriEncoded } from '../../src/aws/signer.ts';

const text = (minLength: number, maxLength: number) =>
  fc.string({ minLength, maxLength, unit: fc.constantFrom('a', 'b', 'Y', 'Z', '0', '9', '+', '/', '=') });

const request = fc.record({
  accessKeyId: text(16, 20),
  secretAccessKey: text(1, 80),
  sessionToken: fc.option(text(1, 900), { nil: undefined }),
  region: fc.constantFrom('eu-central-1', 'us-gov-west-1'),
  service: fc.constantFrom('sagemaker', 'sts', 'tagging'),
  path: fc.constantFrom('/', '/listRegions', '/base/listRegions'),
  host: fc.constantFrom('api.sagemaker.eu-central-1.amazonaws.com', '127.0.0.1:4566'),
  target: fc.string({ maxLength: 60, unit: fc.constantFrom('a', 'B', '.', ' ', '  ', 'ü') }),
  body: fc.string({ maxLength: 2_000, unit: 'binary' }),
  at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

describe('sign', () => {
  it('signs as the SDK does', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ host, target, path, body, at, region, service, ...secrets }) => {
        const { sessionToken, ...keys } = secrets;
        const identity = sessionToken === undefined ? keys : { ...keys, sessionToken };
        const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, host };
        const theirs = new SignatureV4({
          credentials: identity,
          region,
          service,
          sha256: Sha256,
          applyChecksum: false,
        });
        const expected = await theirs.sign(
          new HttpRequest({ method: 'POST', protocol: 'https:', hostname: 'unused', path, headers, body }),
          { signingDate: new Date(at) },
        );
        const credentials = { ...keys, sessionToken };
        expect(sign({ path, headers, body }, credentials, { region, service }, at)).toEqual(expected.headers);
      }),
      { numRuns: 500 },
    );
  });

  const odd = fc.string({
    maxLength: 8,
    unit: fc.constantFrom('a', ' ', '~', '!', "'", '(', ')', '*', '&', '=', '%', '/', 'ü'),
  });
  const queried = fc.record({
    bucket: fc.string({
      minLength: 1,
      maxLength: 63,
      unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', '!', '/', 'ü'),
    }),
    parameters: fc.dictionary(text(1, 5), odd, { maxKeys: 5 }),
    sessionToken: fc.option(text(1, 900), { nil: undefined }),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  });

  it('signs what is asked of S3 as the SDK does: another method, a query, and the hash of the body', async () => {
    await fc.assert(
      fc.asyncProperty(queried, async ({ bucket, parameters, sessionToken, at }) => {
        const keys = { accessKeyId: 'ASIAONE', secretAccessKey: 'secret' };
        const theirs = new SignatureV4({
          credentials: sessionToken === undefined ? keys : { ...keys, sessionToken },
          region: 'eu-central-1',
          service: 's3',
          sha256: Sha256,
          uriEscapePath: false,
          applyChecksum: true,
        });
        const [path, headers] = [`/${uriEncoded(bucket)}`, { host: 's3.eu-central-1.amazonaws.com' }];
        const wire = { method: 'GET', protocol: 'https:', hostname: 'unused', path, headers, query: parameters };
        const expected = await theirs.sign(new HttpRequest(wire), { signingDate: new Date(at) });
        const signable = { method: 'GET', path, query: canonicalQuery(parameters), headers, body: '' };
        const scope = { region: 'eu-central-1', service: 's3' };
        expect(sign(signable, { ...keys, sessionToken }, scope, at)).toEqual(expected.headers);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the key of one set of credentials from another', () => {
    const scope = { region: 'eu-central-1', service: 'sagemaker' };
    const signable = { path: '/', headers: { host: 'example.org' }, body: '{}' };
    const credentials = (secretAccessKey: string) => ({
      accessKeyId: 'AKIA',
      secretAccessKey,
      sessionToken: undefined,
    });
    const one = sign(signable, credentials('one'), scope, 0)['authorization'];
    expect(sign(signable, credentials('two'), scope, 0)['authorization']).not.toBe(one);
    expect(sign(signable, credentials('one'), scope, 0)['authorization']).toBe(one);
    expect(sign(signable, credentials('one'), { ...scope, region: 'us-east-1' }, 0)['authorization']).not.toBe(one);
    expect(sign(signable, credentials('one'), scope, 86_400_000)['authorization']).not.toBe(one);
  });
});
