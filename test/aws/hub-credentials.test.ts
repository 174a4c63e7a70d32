/** Who are we, and where is that asked? */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sdkHubCredentials } from '../../src/aws/hub-credentials.ts';
import { withoutNames } from './no-names.ts';
import { startStub, type Stub } from './stub.ts';

let stub: Stub;
let directory: string;
const before = { ...process.env };
beforeAll(async () => {
  stub = await startStub();
  directory = await mkdtemp(path.join(tmpdir(), 'hub-'));
});
afterEach(() => {
  process.env = { ...before };
  jest.restoreAllMocks();
});
afterAll(async () => {
  stub.close();
  await rm(directory, { recursive: true });
});

function environment(variables: Record<string, string>): void {
  const kept = Object.entries(before).filter(([name]) => !name.startsWith('AWS_'));
  const nothing = path.join(directory, 'nothing');
  process.env = {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: stub.url,
    AWS_ENDPOINT_URL_STS: stub.url,
    ...variables,
  };
}

describe("the hub's credentials", () => {
  it('come from the environment, as one object as long as they are the same', async () => {
    environment({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' });
    const credentials = sdkHubCredentials('eu-central-1');
    const first = await credentials();
    expect(first).toEqual({ accessKeyId: 'AKIAENV', secretAccessKey: 'secret', sessionToken: 'token' });
    expect(await credentials()).toBe(first);
  });

  it("never send a pod's token where the environment says that AWS is", async () => {
    const token = path.join(directory, 'token');
    await writeFile(token, 'web identity');
    environment({ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/hub' });
    const asked = withoutNames();
    await expect(sdkHubCredentials('xx-nowhere-1')()).rejects.toThrow('ENOTFOUND');
    expect(new Set(asked)).toEqual(new Set(['sts.xx-nowhere-1.amazonaws.com']));
    expect(stub.seen).toEqual([]);
  });
});
