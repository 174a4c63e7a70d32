/**
 * What we use of S3's client, loaded when somebody asks for the policies of buckets; a module of its own as `sdk-ec2.ts` is.
 */
export { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
