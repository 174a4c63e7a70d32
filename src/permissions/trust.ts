/**
 * Who may assume each role? Those of the accounts only the hub's role, of the same organization, with the external id; the
 * hub's own whatever the controller runs on.
 */
import { iamDocument } from '../model/iam-document.ts';
import type { Conditions, IamDocument } from '../model/iam-document.ts';
import { PLACE } from './parameters.ts';

export const PLATFORMS = ['pod-identity', 'irsa', 'ecs', 'ec2'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface Hub {
  readonly runsOn: Platform;
  /** Of the cluster; with `irsa`. */
  readonly oidcProviderArn: string | undefined;
}

/** What STS is asked for, besides the role. */
export interface Asked {
  readonly externalId: boolean;
  readonly sourceIdentity: string | undefined;
}

export function trustInHub({ runsOn }: Hub, { externalId, sourceIdentity }: Asked): IamDocument {
  const equals = {
    'aws:PrincipalOrgID': PLACE.organizationId,
    ...(externalId ? { 'sts:ExternalId': PLACE.externalId } : {}),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }),
  };
  const actions = ['sts:AssumeRole', ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity'])];
  const hub = { Effect: 'Allow', Principal: { AWS: PLACE.hubRoleArn } } as const;
  return iamDocument([
    { Sid: 'SagekeeperHub', ...hub, Action: actions, Condition: { StringEquals: equals } },
    // The session tags of a pod identity are transitive, and STS asks for this permission wherever they arrive. In a statement
    // of its own, as not every key above is documented for it. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
    ...(runsOn === 'pod-identity'
      ? [
          {
            Sid: 'SagekeeperHubTags',
            ...hub,
            Action: 'sts:TagSession',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': PLACE.organizationId } },
          },
        ]
      : []),
  ]);
}

/** Throws a RangeError where the cluster's identity provider is missing. */
export function trustOfHub({ runsOn, oidcProviderArn }: Hub): IamDocument {
  switch (runsOn) {
    case 'pod-identity':
      return trustService('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession'], {
        StringEquals: {
          'aws:RequestTag/kubernetes-namespace': PLACE.namespace,
          'aws:RequestTag/kubernetes-service-account': PLACE.serviceAccount,
        },
      });
    case 'irsa':
      return trustCluster(oidcProviderArn);
    case 'ecs':
      return trustService('ecs-tasks.amazonaws.com', ['sts:AssumeRole']);
    case 'ec2':
      return trustService('ec2.amazonaws.com', ['sts:AssumeRole']);
  }
}

/** https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
function trustCluster(providerArn: string | undefined): IamDocument {
  const issuer = providerArn?.split(':oidc-provider/')[1];
  if (providerArn === undefined || issuer === undefined)
    throw new RangeError('irsa needs the ARN of the OIDC provider');
  return iamDocument([
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: PLACE.serviceAccountSubject },
      },
    },
  ]);
}

function trustService(service: string, actions: readonly string[], condition?: Conditions): IamDocument {
  return iamDocument([
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: actions,
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ]);
}
