/**
 * Who are we before any role is assumed? The SDK's usual sources: environment, shared files, web identity of a pod,
 * container and instance roles.
 */
import { STSClient } from '@aws-sdk/client-sts';
import { ownError } from './errors.ts';
import type { Credentials } from './transport.ts';

/**
 * Some sources ask STS or SSO themselves, with clients of their own that take their options from here: a pod's web identity
 * token must not go where AWS_ENDPOINT_URL says either.
 */
const NO_OTHER_ENDPOINTS = { ignoreConfiguredEndpointUrls: true, clientConfig: { ignoreConfiguredEndpointUrls: true } };

/** The provider keeps what it found and renews it before it expires. Rejects with an AwsError (not sent) where no source has any. */
export function sdkHubCredentials(hubRegion: string): () => Promise<Credentials> {
  const client = new STSClient({ region: hubRegion, ...NO_OTHER_ENDPOINTS });
  let last: Credentials | undefined;
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials().catch((error: unknown) => {
      throw noCredentials(hubRegion, error);
    });
    // The same object as long as they are the same, as signing keys are kept with it.
    if (last?.accessKeyId !== accessKeyId || last.sessionToken !== sessionToken) {
      last = { accessKeyId, secretAccessKey, sessionToken };
    }
    return last;
  };
}

/** What the SDK says of it names no place to look at. */
function noCredentials(region: string, error: unknown): Error {
  const said = error instanceof Error ? error.message : String(error);
  const message = `${said}: the hub needs its own, from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of its pod or machine`;
  const about = { operation: 'GetCallerIdentity', target: { account: 'hub', region } } as const;
  return ownError(about, { reason: 'unavailable', code: 'NoCredentials', message, delivery: 'not-sent' });
}
