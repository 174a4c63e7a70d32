"""Calls every operation that the simulator offers with botocore, which validates inputs and parses answers by AWS's own models.

Prints one line for each check; ends with "ok <checks>" or with the first difference. Usage: simulator.py <endpoint url>
"""

import json
import sys
import time
from datetime import datetime, timezone

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

sys.dont_write_bytecode = True
from networks import networks  # noqa: E402
from workloads import workloads  # noqa: E402

URL = sys.argv[1]
HUB = ("AKIASIMULATORHUB", "any-secret", None)
ADMIN = ("AKIASIMULATORADMIN", "any-secret", None)
checks = 0
called = set()


def client(service, credentials=HUB, region="eu-central-1"):
    session = botocore.session.get_session()
    made = session.create_client(
        service,
        region_name=region,
        endpoint_url=URL,
        aws_access_key_id=credentials[0],
        aws_secret_access_key=credentials[1],
        aws_session_token=credentials[2],
        config=Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=10),
    )
    made.meta.events.register("before-call", lambda model, **_: called.add(f"{service}.{model.name}"))
    return made


def same(what, have, want):
    global checks
    checks += 1
    if have != want:
        print(f"DIFFERENT {what}: have {have!r}, want {want!r}")
        sys.exit(1)
    print(f"same {what}")


def refused(what, call, code, text, status=400):
    try:
        call()
    except ClientError as error:
        same(f"{what}: code", error.response["Error"]["Code"], code)
        same(f"{what}: status", error.response["ResponseMetadata"]["HTTPStatusCode"], status)
        same(f"{what}: text {text!r}", text in error.response["Error"]["Message"], True)
    else:
        same(f"{what}: refused", False, True)


def assume(account, role, policy=None, base=HUB, **more):
    if policy is not None:
        more["Policy"] = json.dumps(policy)
    answer = client("sts", base).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="botocore", **more
    )
    made = answer["Credentials"]
    return answer, (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


def sts():
    me = client("sts").get_caller_identity()
    same("caller", (me["Account"], me["Arn"]), ("444455556666", "arn:aws:iam::444455556666:user/hub"))
    answer, read = assume("111122223333", "SagekeeperRead", ExternalId="example-external-id", SourceIdentity="sagekeeper")
    same("assumed arn", answer["AssumedRoleUser"]["Arn"], "arn:aws:sts::111122223333:assumed-role/SagekeeperRead/botocore")
    same("source identity", answer["SourceIdentity"], "sagekeeper")
    left = (answer["Credentials"]["Expiration"] - datetime.now(timezone.utc)).total_seconds()
    same("an hour by default", 3500 < left <= 3600, True)
    same("session's account", client("sts", read).get_caller_identity()["Account"], "111122223333")
    refused("no external id", lambda: assume("111122223333", "SagekeeperRead"), "AccessDenied", "sts:AssumeRole", 403)
    refused("unknown key", client("sts", ("AKIANOBODY", "x", None)).get_caller_identity, "InvalidClientTokenId", "invalid", 403)
    return read


def organizations():
    organization = client("organizations")
    described = organization.describe_organization()["Organization"]
    same("organization", (described["Id"], described["MasterAccountId"]), ("o-exampleorg1", "000011112222"))
    root = organization.list_roots()["Roots"][0]
    units = organization.list_organizational_units_for_parent(ParentId=root["Id"])["OrganizationalUnits"]
    same("units", sorted(unit["Name"] for unit in units), ["Security", "Workloads"])
    accounts = [
        account
        for page in organization.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 3})
        for account in page["Accounts"]
    ]
    same("accounts", len(accounts), 8)
    states = {account["Id"]: account["State"] for account in accounts}
    same("suspended", [account for account in states if states[account] == "SUSPENDED"], ["555566667777"])
    fraud = next(account for account in accounts if account["Name"] == "fraud-sandbox")
    same("path", fraud["Paths"][0].split("/")[0::4], ["o-exampleorg1", "111122223333"])
    security = next(unit for unit in units if unit["Name"] == "Security")
    inside = organization.list_accounts_for_parent(ParentId=security["Id"])["Accounts"]
    same("accounts of a unit", [account["Name"] for account in inside], ["security-tooling"])
    tags = organization.list_tags_for_resource(ResourceId="111122223333")["Tags"]
    same("tags of an account", tags[0], {"Key": "environment", "Value": "sandbox"})
    refused(
        "no such parent",
        lambda: organization.list_accounts_for_parent(ParentId="ou-abcd-12345678"),
        "ParentNotFoundException",
        "",
    )


def regions(read):
    answer = client("account", read).list_regions(MaxResults=2)
    same("a page of regions", len(answer["Regions"]), 2)
    more = client("account", read).list_regions(MaxResults=2, NextToken=answer["NextToken"])["Regions"]
    told = {region["RegionName"]: region["RegionOptStatus"] for region in answer["Regions"] + more}
    same("regions", told, {"eu-central-1": "ENABLED_BY_DEFAULT", "eu-south-2": "ENABLED", "us-east-1": "ENABLED_BY_DEFAULT"})
    _, other = assume("012345678901", "SagekeeperRead", ExternalId="example-external-id")
    refused(
        "a region that is not enabled",
        client("sagemaker", other, "eu-south-2").list_notebook_instances,
        "UnrecognizedClientException",
        "security token",
    )


def reading(read):
    sagemaker = client("sagemaker", read)
    listed = [
        notebook["NotebookInstanceName"]
        for page in sagemaker.get_paginator("list_notebook_instances").paginate(PaginationConfig={"PageSize": 2})
        for notebook in page["NotebookInstances"]
    ]
    same("notebooks", listed, ["Feature-Store-Ada", "explore", "legacy-vendor", "nightly-scores"])
    described = sagemaker.describe_notebook_instance(NotebookInstanceName="Feature-Store-Ada")
    arn = "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/feature-store-ada"
    same("arn in lower case", described["NotebookInstanceArn"], arn)
    same("version", described["InstanceMetadataServiceConfiguration"], {"MinimumInstanceMetadataServiceVersion": "1"})
    same("a time", isinstance(described["LastModifiedTime"], datetime), True)
    old = client("sagemaker", read, "us-east-1").describe_notebook_instance(NotebookInstanceName="forgotten")
    same("no version told", "InstanceMetadataServiceConfiguration" in old, False)
    refused(
        "no such notebook",
        lambda: sagemaker.describe_notebook_instance(NotebookInstanceName="nobody"),
        "ValidationException",
        "RecordNotFound",
    )
    same("tags", sagemaker.list_tags(ResourceArn=arn.replace("feature-store-ada", "explore"))["Tags"][0]["Key"], "owner")
    tagged = client("resourcegroupstaggingapi", read).get_resources(
        ResourceTypeFilters=["sagemaker:notebook-instance"], TagFilters=[{"Key": "owner", "Values": ["ada"]}]
    )
    same("tagged", [one["ResourceARN"].split("/")[1] for one in tagged["ResourceTagMappingList"]], ["explore"])
    same("last page", tagged["PaginationToken"], "")
    refused(
        "a reader cannot stop",
        lambda: sagemaker.stop_notebook_instance(NotebookInstanceName="explore"),
        "AccessDeniedException",
        "because no identity-based policy allows the sagemaker:StopNotebookInstance action",
    )


def writing():
    arn = "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/explore"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["sagemaker:*"], "Resource": arn},
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"},
        ],
    }
    _, write = assume("111122223333", "SagekeeperWrite", policy, ExternalId="example-external-id", DurationSeconds=900)
    sagemaker = client("sagemaker", write)
    name = {"NotebookInstanceName": "explore"}
    refused(
        "another notebook than the session's",
        lambda: sagemaker.stop_notebook_instance(NotebookInstanceName="legacy-vendor"),
        "AccessDeniedException",
        "because no session policy allows the sagemaker:StopNotebookInstance action",
    )
    refused(
        "an update while it runs",
        lambda: sagemaker.update_notebook_instance(**name, RootAccess="Disabled"),
        "ValidationException",
        "Status (InService) not in ([Stopped]). Unable to transition to (Updating)",
    )
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "sagekeeper:intent", "Value": "restore=InService phase=stop"}])
    same("tag added", len(sagemaker.list_tags(ResourceArn=arn)["Tags"]), 2)
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["sagekeeper:intent"])
    sagemaker.stop_notebook_instance(**name)
    refused(
        "a second stop",
        lambda: sagemaker.stop_notebook_instance(**name),
        "ValidationException",
        "not in ([InService]). Unable to transition to (Stopping)",
    )
    wait(sagemaker, "explore", "Stopped")
    sagemaker.update_notebook_instance(
        **name, RootAccess="Disabled", InstanceMetadataServiceConfiguration={"MinimumInstanceMetadataServiceVersion": "2"}
    )
    wait(sagemaker, "explore", "Stopped")
    sagemaker.start_notebook_instance(**name)
    described = wait(sagemaker, "explore", "InService")
    same("updated", described["InstanceMetadataServiceConfiguration"], {"MinimumInstanceMetadataServiceVersion": "2"})
    same("root", described["RootAccess"], "Disabled")


def creating():
    sagemaker = client("sagemaker", ADMIN)
    arn = sagemaker.create_notebook_instance(
        NotebookInstanceName="New-One",
        InstanceType="ml.t3.medium",
        RoleArn="arn:aws:iam::000011112222:role/NotebookExecution",
        Tags=[{"Key": "owner", "Value": "ada"}],
        VolumeSizeInGB=10,
    )["NotebookInstanceArn"]
    same("created", arn, "arn:aws:sagemaker:eu-central-1:000011112222:notebook-instance/new-one")
    wait(sagemaker, "New-One", "InService")
    sagemaker.stop_notebook_instance(NotebookInstanceName="New-One")
    wait(sagemaker, "New-One", "Stopped")
    sagemaker.delete_notebook_instance(NotebookInstanceName="New-One")
    waiter = sagemaker.get_waiter("notebook_instance_deleted")
    waiter.config.delay = 0.1
    waiter.wait(NotebookInstanceName="New-One")
    same("botocore's own waiter sees it gone", True, True)
    refused("an operation that is not offered", sagemaker.list_endpoints, "UnknownOperationException", "")


def wait(sagemaker, name, status):
    for _ in range(200):
        described = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
        if described["NotebookInstanceStatus"] == status:
            return described
        time.sleep(0.05)
    same(f"{name} becomes {status}", described["NotebookInstanceStatus"], status)
    return described


def definition(**steps):
    return json.dumps({"Version": "2020-12-01", "Steps": [{"Name": name, **step} for name, step in steps.items()]})


def pipelines(read):
    sagemaker = client("sagemaker", read)
    listed = [
        pipeline["PipelineName"]
        for page in sagemaker.get_paginator("list_pipelines").paginate(PaginationConfig={"PageSize": 1})
        for pipeline in page["PipelineSummaries"]
    ]
    same("pipelines", listed, ["fraud-scoring"])
    same("when it last ran", sagemaker.list_pipelines()["PipelineSummaries"][0]["LastExecutionTime"].year, 2026)
    _, pricing = assume("012345678901", "SagekeeperRead", ExternalId="example-external-id")
    baskets = client("sagemaker", pricing, "us-east-1")
    described = baskets.describe_pipeline(PipelineName="Basket-Forecast")
    arn = "arn:aws:sagemaker:us-east-1:012345678901:pipeline/basket-forecast"
    same("pipeline arn in lower case", described["PipelineArn"], arn)
    same("definition", json.loads(described["PipelineDefinition"])["Steps"][0]["Arguments"], {"TrainingJobName": "mlp-baskets"})
    same("who", described["LastModifiedBy"]["IamIdentity"]["Arn"].split("/")[1:], ["DataScience", "owner"])
    old = baskets.describe_pipeline(PipelineName=arn, PipelineVersionId=1)
    same("an old version", json.loads(old["PipelineDefinition"])["Steps"][0]["Arguments"], {})
    versions = baskets.list_pipeline_versions(PipelineName="Basket-Forecast", SortOrder="Ascending")
    same("versions", [one["PipelineVersionId"] for one in versions["PipelineVersionSummaries"]], [1, 2])
    refused("no such pipeline", lambda: baskets.describe_pipeline(PipelineName="nobody"), "ResourceNotFound", "does not exist")
    executions = sagemaker.list_pipeline_executions(PipelineName="fraud-scoring")["PipelineExecutionSummaries"]
    same("executions", [one["PipelineExecutionStatus"] for one in executions], ["Succeeded"])
    execution = {"PipelineExecutionArn": executions[0]["PipelineExecutionArn"]}
    same("a version executed", sagemaker.describe_pipeline_execution(**execution)["PipelineVersionId"], 1)
    snapshot = sagemaker.describe_pipeline_definition_for_execution(**execution)["PipelineDefinition"]
    same("its steps", [step["Name"] for step in json.loads(snapshot)["Steps"]], ["Prepare", "Tune", "Keep", "Score"])
    steps = [
        step
        for page in sagemaker.get_paginator("list_pipeline_execution_steps").paginate(
            **execution, SortOrder="Ascending", PaginationConfig={"PageSize": 2}
        )
        for step in page["PipelineExecutionSteps"]
    ]
    job = steps[0]["Metadata"]["ProcessingJob"]["Arn"].split("processing-job/")[1]
    same("a job's name", (job.split("-")[0], job.split("-")[2]), ("pipelines", "prepare"))
    same("a tuning job", "hyper-parameter-tuning-job/pipelines-" in steps[1]["Metadata"]["TuningJob"]["Arn"], True)
    refused(
        "a reader cannot update",
        lambda: sagemaker.update_pipeline(PipelineName="fraud-scoring", PipelineDescription="x"),
        "AccessDeniedException",
        "sagemaker:UpdatePipeline",
    )


def editing():
    arn = "arn:aws:sagemaker:eu-central-1:111122223333:pipeline/fraud-scoring"
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sagemaker:*", "Resource": arn}}
    _, write = assume("111122223333", "SagekeeperWrite", policy, ExternalId="example-external-id")
    sagemaker = client("sagemaker", write)
    before = sagemaker.describe_pipeline(PipelineName="fraud-scoring")
    updated = sagemaker.update_pipeline(
        PipelineName="fraud-scoring",
        PipelineDefinition=definition(Fit={"Type": "Training", "Arguments": {"TrainingJobName": "fraud"}}),
    )
    same("updated pipeline", (updated["PipelineArn"], updated["PipelineVersionId"]), (arn, 2))
    after = sagemaker.describe_pipeline(PipelineName="fraud-scoring")
    same("last modified", after["LastModifiedTime"] > before["LastModifiedTime"], True)
    same("modified by", after["LastModifiedBy"]["IamIdentity"]["Arn"].split("/")[1:], ["SagekeeperWrite", "botocore"])
    refused(
        "no steps",
        lambda: sagemaker.update_pipeline(PipelineName="fraud-scoring", PipelineDefinition="{}"),
        "ValidationException",
        "at least one step",
    )
    found = client("resourcegroupstaggingapi", write)
    refused("tags, by a session for one pipeline", found.get_resources, "AccessDeniedException", "tag:GetResources")
    same("tags of a pipeline", sagemaker.list_tags(ResourceArn=arn)["Tags"], [{"Key": "team", "Value": "fraud"}])


def running():
    sagemaker = client("sagemaker", ADMIN)
    role = "arn:aws:iam::000011112222:role/PipelineExecution"
    steps = definition(
        Fit={"Type": "Training", "Arguments": {"TrainingJobName": "mlp"}},
        Check={"Type": "Condition", "Arguments": {"IfSteps": [{"Name": "M", "Type": "Model", "Arguments": {}}]}},
        Bias={"Type": "ClarifyCheck", "CheckType": "DATA_BIAS", "Arguments": {}},
        Stop={"Type": "Fail", "Arguments": {}},
    )
    created = sagemaker.create_pipeline(PipelineName="New-Pipe", PipelineDefinition=steps, RoleArn=role)
    arn = "arn:aws:sagemaker:eu-central-1:000011112222:pipeline/new-pipe"
    same("created pipeline", created["PipelineArn"], arn)
    named = sagemaker.update_pipeline_version(PipelineArn=arn, PipelineVersionId=1, PipelineVersionDisplayName="first")
    same("named version", named["PipelineVersionId"], 1)
    one = {"PipelineExecutionArn": sagemaker.start_pipeline_execution(PipelineName="New-Pipe")["PipelineExecutionArn"]}
    for _ in range(200):
        described = sagemaker.describe_pipeline_execution(**one)
        if described["PipelineExecutionStatus"] != "Executing":
            break
        time.sleep(0.05)
    same("fails at its end", described["PipelineExecutionStatus"], "Failed")
    told = sagemaker.list_pipeline_execution_steps(**one, SortOrder="Ascending")["PipelineExecutionSteps"]
    same("steps", [step["StepName"] for step in told], ["Fit", "Check", "M", "Bias", "Stop"])
    same("prefix", told[0]["Metadata"]["TrainingJob"]["Arn"].split("/")[1].split("-")[0], "mlp")
    same("branch", told[1]["Metadata"]["Condition"], {"Outcome": "True"})
    same("check", told[3]["Metadata"]["ClarifyCheck"]["CheckType"], "DATA_BIAS")
    two = {"PipelineExecutionArn": sagemaker.start_pipeline_execution(PipelineName=arn, PipelineVersionId=1)["PipelineExecutionArn"]}
    sagemaker.stop_pipeline_execution(**two)
    stopped = sagemaker.describe_pipeline_execution(**two)["PipelineExecutionStatus"]
    same("stopped", stopped in ("Stopping", "Stopped"), True)
    same("deleted", sagemaker.delete_pipeline(PipelineName="New-Pipe")["PipelineArn"], arn)


def iam(read):
    client_of_reader = client("iam", read, "us-east-1")
    role = "arn:aws:iam::111122223333:role/SagekeeperRead"
    evaluated = [
        (one["EvalActionName"], one["EvalDecision"], one["OrganizationsDecisionDetail"]["AllowedByOrganizations"])
        for page in client_of_reader.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=role,
            ActionNames=["sagemaker:ListPipelines", "sagemaker:UpdatePipeline"],
            ResourceArns=["*"],
            ContextEntries=[{"ContextKeyName": "aws:x", "ContextKeyType": "string", "ContextKeyValues": ["y"]}],
            PaginationConfig={"PageSize": 1},
        )
        for one in page["EvaluationResults"]
    ]
    want = [("sagemaker:ListPipelines", "allowed", True), ("sagemaker:UpdatePipeline", "implicitDeny", True)]
    same("simulated", evaluated, want)
    refused(
        "nobody's role",
        lambda: client_of_reader.simulate_principal_policy(PolicySourceArn=f"{role}X", ActionNames=["a:b"]),
        "NoSuchEntity",
        "SagekeeperReadX",
        404,
    )
    admin = client("iam", ADMIN, "us-east-1")
    described = admin.get_role(RoleName="SagekeeperRead")["Role"]
    same("a role", (described["Arn"], described["MaxSessionDuration"]), ("arn:aws:iam::000011112222:role/SagekeeperRead", 3600))
    same("who may assume it", described["AssumeRolePolicyDocument"]["Statement"][0]["Action"], "sts:AssumeRole")
    same("tags of a role", admin.list_role_tags(RoleName="SagekeeperRead")["Tags"], [])


session = sts()
organizations()
regions(session)
reading(session)
writing()
creating()
pipelines(session)
editing()
running()
iam(session)
_, owner = assume("111122223333", "OrganizationAccountAccessRole")
_, writer = assume("111122223333", "SagekeeperWrite", ExternalId="example-external-id")
networks(client("ec2", writer), client("ec2", session), client("ec2", owner), same, refused)
workloads(client("sagemaker", ADMIN), client("sagemaker", session), client("s3", session), same, refused)
print("called " + " ".join(sorted(called)))
print(f"ok {checks}")
