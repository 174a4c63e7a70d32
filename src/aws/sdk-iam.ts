/**
 * What we use of IAM's client, loaded when somebody asks what a role may do; a module of its own as `sdk-ec2.ts` is.
 */
export { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
