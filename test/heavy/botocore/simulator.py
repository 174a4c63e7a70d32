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
    refused("an operation that is not offered", sagemaker.list_pipelines, "UnknownOperationException", "")


def wait(sagemaker, name, status):
    for _ in range(200):
        described = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
        if described["NotebookInstanceStatus"] == status:
            return described
        time.sleep(0.05)
    same(f"{name} becomes {status}", described["NotebookInstanceStatus"], status)
    return described


session = sts()
organizations()
regions(session)
reading(session)
writing()
creating()
print("called " + " ".join(sorted(called)))
print(f"ok {checks}")
