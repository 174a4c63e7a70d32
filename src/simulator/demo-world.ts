/**
 * The small organization that `sagekeeper demo` looks after: one of everything that a newcomer should see, in a form that can be
 * copied as the beginning of a world of one's own.
 */
import { parseWorld } from './world.ts';
import type { World } from './world-shape.ts';

/** As a person would write it, in the YAML that `sagekeeper simulator --world` reads. */
export const DEMO_WORLD_YAML = `# Account ids are strings: without the quotes, 012345678901 would lose its zero.
organizationId: o-exampleorg1
managementAccount: "000011112222"
hubAccount: "444455556666"
externalId: example-external-id
regions: [eu-central-1, us-east-1]
optInRegions: [eu-south-2]
accounts:
  - id: "000011112222"
    name: management
    notebooks:
      - { name: finance-report, region: us-east-1, status: InService, imds: "1" } # left alone: not in any scope

  - id: "444455556666"
    name: security-tooling
    unit: Security
    tags: { team: security }
    notebooks:
      - { name: threat-hunting, region: eu-central-1, status: InService, imds: "2", rootAccess: Disabled }

  - id: "111122223333"
    name: fraud-sandbox
    unit: Workloads/Sandbox
    tags: { team: fraud, environment: sandbox }
    enabledRegions: [eu-south-2]
    notebooks:
      - { name: explore, region: eu-central-1, status: InService, imds: "1", tags: { owner: ada } }
      - { name: Feature-Store-Ada, region: eu-central-1, status: InService, imds: "1" } # its ARN is lower-cased
      - { name: nightly-scores, region: eu-central-1, status: Stopped, imds: "1" }
      - { name: legacy-vendor, region: eu-central-1, status: InService, imds: "1", tags: { vendor: acme } }
      - { name: forgotten, region: us-east-1, status: Stopped, createdAt: 2021-05-04T09:00:00Z } # tells no version: 1
      - { name: done-already, region: us-east-1, status: InService, imds: "2", rootAccess: Disabled }
    pipelines:
      - name: fraud-scoring # its jobs are called pipelines-...
        region: eu-central-1
        tags: { team: fraud }
        definition:
          Version: "2020-12-01"
          Steps:
            - { Name: Prepare, Type: Processing, Arguments: { AppSpecification: { ImageUri: spark } } }
            - { Name: Tune, Type: Tuning, Arguments: { HyperParameterTuningJobConfig: { Strategy: Bayesian }, TrainingJobDefinition: { ResourceConfig: { InstanceCount: 1 } } } }
            - { Name: Keep, Type: Model, Arguments: { PrimaryContainer: { Image: spark } } }
            - { Name: Score, Type: Transform, Arguments: { ModelName: { Get: Steps.Keep.ModelName } } }
        executions: [{ status: Succeeded, startedAt: 2026-09-01T03:00:00Z }]
    jobs:
      - { type: processing, name: clean-transactions, region: eu-central-1, instances: 2, network: { subnets: [subnet-0f1a2b3c], securityGroups: [sg-0f1a2b3c] } }
      - { type: processing, name: quick-look, region: eu-central-1, tags: { owner: ada } } # in no VPC
    vpcs:
      - id: vpc-0f1a2b3c
        region: eu-central-1
        subnets: [{ id: subnet-0f1a2b3c, routeTable: rtb-0f1a2b3c, freeAddresses: 57 }]
        routeTables: [{ id: rtb-0f1a2b3c, main: true, routes: { 0.0.0.0/0: nat-0f1a2b3c } }]
        securityGroups: [{ id: sg-0f1a2b3c, rules: [{ group: self }, { egress: true, cidr: 0.0.0.0/0 }] }]
        endpoints: [{ id: vpce-0f1a2b3c, routeTables: [rtb-0f1a2b3c] }] # everybody may do everything

  - id: "222233334444"
    name: search-sandbox
    unit: Workloads/Sandbox
    tags: { team: search, environment: sandbox }
    controlPolicies: # this account may use one region only
      - Statement:
          Effect: Deny
          NotAction: ["sts:*", "iam:*", "organizations:*", "account:*"]
          Resource: "*"
          Condition: { StringNotEquals: { aws:RequestedRegion: eu-central-1 } }
    notebooks:
      - { name: ranking, region: eu-central-1, status: InService, imds: "1" }
      - { name: synonyms, region: eu-central-1, status: InService, imds: "2" }
      - { name: query-logs, region: eu-central-1, status: Stopped, imds: "1" }
    pipelines:
      - name: ranking-nightly # a prefix from before there were any rules, two conditions deep
        region: eu-central-1
        definition:
          Version: "2020-12-01"
          Steps:
            - Name: GoodEnough
              Type: Condition
              Arguments:
                Conditions: []
                IfSteps:
                  - Name: BetterThanLast
                    Type: Condition
                    Arguments:
                      Conditions: []
                      IfSteps: [{ Name: Register, Type: Model, Arguments: { ModelName: search-old } }]
                      ElseSteps: []
                ElseSteps: [{ Name: Retrain, Type: Training, Arguments: { TrainingJobName: search-old } }]

  - id: "012345678901"
    name: pricing-production
    unit: Workloads/Production
    tags: { team: pricing, environment: production }
    notebooks:
      - { name: elasticity, region: eu-central-1, status: InService, imds: "1", subnet: subnet-0a1b2c3d, securityGroups: [sg-0a1b2c3d], directInternetAccess: Disabled }
      - { name: old-laptop-1, region: eu-central-1, status: InService, imds: "1", platform: notebook-al1-v1, createdAt: 2020-02-11T10:00:00Z } # a stop would be for good
      - { name: old-laptop-2, region: eu-central-1, status: InService, imds: "1", platform: notebook-al2-v3 }
      - { name: old-laptop-3, region: us-east-1, status: Stopped, imds: "1", platform: notebook-al2-v1 } # can never start again
      - { name: baskets, region: us-east-1, status: InService, imds: "1" }
      - { name: broken, region: us-east-1, status: Failed, imds: "1", failureReason: "InsufficientCapacity" }
    pipelines:
      - name: Basket-Forecast # as it should be
        region: us-east-1
        versions: [{ definition: { Version: "2020-12-01", Steps: [{ Name: Fit, Type: Training, Arguments: {} }] } }]
        definition: { Version: "2020-12-01", Steps: [{ Name: Fit, Type: Training, Arguments: { TrainingJobName: mlp-baskets } }] }
    vpcs:
      - id: vpc-0a1b2c3d
        region: eu-central-1
        subnets: [{ id: subnet-0a1b2c3d, routeTable: rtb-0a1b2c3d }]
        routeTables: [{ id: rtb-0a1b2c3d, main: true }]
        securityGroups: [{ id: sg-0a1b2c3d, rules: [{ egress: true, cidr: 0.0.0.0/0 }] }]
        endpoints:
          - id: vpce-0a1b2c3d
            routeTables: [rtb-0a1b2c3d]
            policy: # somebody's statement stands beside the one that allows everything
              Version: "2012-10-17"
              Statement:
                - { Effect: Allow, Principal: "*", Action: "*", Resource: "*" }
                - { Sid: KeepArchive, Effect: Deny, Principal: "*", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::pricing-archive/*" }

  - id: "333344445555"
    name: vision-production
    unit: Workloads/Production
    tags: { team: vision, environment: production }
    roles:
      - { name: SagekeeperWrite, deny: ["sagemaker:UpdateNotebookInstance"] } # so that a stop would lead nowhere
      - name: NarrowPipelines # may create only jobs by their old names
        document: { Statement: { Effect: Allow, Action: "sagemaker:Create*", Resource: "arn:aws:sagemaker:*:*:*/pipelines-*" } }
        trusts: []
    notebooks:
      - { name: labels, region: eu-central-1, status: InService, imds: "1", instanceType: ml.g4dn.xlarge }
      - { name: frames, region: us-east-1, status: InService, imds: "2" }
    pipelines:
      - name: label-quality # nobody can tell what its jobs will be called
        region: eu-central-1
        definition:
          Version: "2020-12-01"
          Parameters: [{ Name: Team, Type: String, DefaultValue: mlp }]
          Steps: [{ Name: Check, Type: Processing, Arguments: { ProcessingJobName: { Get: Parameters.Team } } }]
      - name: frame-sampling # its role would not be allowed the new names
        region: eu-central-1
        role: NarrowPipelines
        definition: { Version: "2020-12-01", Steps: [{ Name: Sample, Type: Processing, Arguments: {} }] }

  - id: "555566667777"
    name: closed-project
    unit: Workloads/Sandbox
    state: SUSPENDED
    notebooks:
      - { name: whatever, region: eu-central-1, status: Stopped, imds: "1" }

  - id: "666677778888"
    name: acquired-startup
    unit: Workloads/Production
    withoutRoles: [SagekeeperRead, SagekeeperWrite]
    notebooks:
      - { name: unknown-to-us, region: eu-central-1, status: InService, imds: "1" }
`;

export function demoWorld(): World {
  return parseWorld(DEMO_WORLD_YAML);
}
