/**
 * Whose request it is, and for which region and service: read from the credential scope of the signature, which must be there
 * but is not verified (any secret will do). https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([\w-]{1,128})\/\d{8}\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=\w+$/;

/** Undefined when the header is missing or not a signature of version 4. */
export function credentialScopeOf(authorization: string | undefined): CredentialScope | undefined {
  const match = authorization === undefined ? null : AUTHORIZATION.exec(authorization);
  const [, accessKeyId, region, service] = match ?? [];
  return accessKeyId === undefined || region === undefined || service === undefined
    ? undefined
    : { accessKeyId, region, service };
}
