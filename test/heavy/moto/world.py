"""Makes a world in moto with boto3, and tells what has become of it: a client that shares nothing with the one under test.

world.py <endpoint> make        reads {"units", "accounts", "notebooks", "pipelines"}, prints the ids that moto gave
world.py <endpoint> read        reads {"accounts", "regions"}, prints every notebook with its status and tags
world.py <endpoint> pipelines   reads {"accounts", "regions"}, prints the definition of every pipeline
"""

import json
import sys

import boto3
from botocore.config import Config

URL = sys.argv[1]
# Whoever has no session of moto's is the account 123456789012: the management account of what is made here.
HUB = {"aws_access_key_id": "AKIAHUB", "aws_secret_access_key": "any"}
CONFIG = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30)
sessions = {}


def client(service, region="us-east-1", credentials=None):
    return boto3.client(service, region_name=region, endpoint_url=URL, config=CONFIG, **(credentials or HUB))


def sagemaker(account, region):
    if account not in sessions:
        answer = client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/Seed", RoleSessionName="seed")
        given = answer["Credentials"]
        sessions[account] = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
    return client("sagemaker", region, sessions[account])


def make(wanted):
    organizations = client("organizations")
    management = organizations.create_organization(FeatureSet="ALL")["Organization"]["MasterAccountId"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = {"": root}
    for path in wanted["units"]:
        above, _, name = path.rpartition("/")
        made = organizations.create_organizational_unit(ParentId=units[above], Name=name)
        units[path] = made["OrganizationalUnit"]["Id"]
    accounts = {"master": management}
    for account in wanted["accounts"]:
        made = organizations.create_account(AccountName=account["name"], Email=f"{account['name']}@example.org")
        found = accounts[account["name"]] = made["CreateAccountStatus"]["AccountId"]
        organizations.move_account(AccountId=found, SourceParentId=root, DestinationParentId=units[account["unit"]])
        if account.get("tags"):
            organizations.tag_resource(ResourceId=found, Tags=pairs(account["tags"]))
        if account.get("closed"):
            organizations.close_account(AccountId=found)
    for notebook in wanted["notebooks"]:
        create(sagemaker(accounts[notebook["account"]], notebook["region"]), notebook)
    for pipeline in wanted.get("pipelines", []):
        account = accounts[pipeline["account"]]
        sagemaker(account, pipeline["region"]).create_pipeline(
            PipelineName=pipeline["name"],
            PipelineDefinition=pipeline["definition"],
            ClientRequestToken=f"{pipeline['name']:x<32.32}",
            RoleArn=f"arn:aws:iam::{account}:role/Runner",
            Tags=pairs(pipeline.get("tags", {})),
        )
    return {"root": root, "units": units, "accounts": accounts}


def create(aws, notebook):
    settings = {key: notebook[key] for key in ("RootAccess",) if key in notebook}
    name = {"NotebookInstanceName": notebook["name"]}
    arn = aws.create_notebook_instance(
        **name,
        InstanceType="ml.t3.medium",
        RoleArn="arn:aws:iam::123456789012:role/NotebookExecution",
        **settings,
    )["NotebookInstanceArn"]
    created = aws.describe_notebook_instance(**name)["CreationTime"]
    if notebook.get("tags"):
        tags = {key: value.replace("{created}", created.isoformat()) for key, value in notebook["tags"].items()}
        aws.add_tags(ResourceArn=arn, Tags=pairs(tags))
    if notebook.get("stopped"):
        aws.stop_notebook_instance(**name)


def read(asked):
    found = {}
    for account in asked["accounts"]:
        for region in asked["regions"]:
            aws = sagemaker(account, region)
            for page in aws.get_paginator("list_notebook_instances").paginate():
                for one in page["NotebookInstances"]:
                    tags = aws.list_tags(ResourceArn=one["NotebookInstanceArn"])["Tags"]
                    found[f"{account}/{region}/{one['NotebookInstanceName']}"] = {
                        "status": one["NotebookInstanceStatus"],
                        "tags": {tag["Key"]: tag["Value"] for tag in tags},
                    }
    return found


def pipelines(asked):
    found = {}
    for account in asked["accounts"]:
        for region in asked["regions"]:
            aws = sagemaker(account, region)
            for page in aws.get_paginator("list_pipelines").paginate():
                for one in page["PipelineSummaries"]:
                    name = one["PipelineName"]
                    stored = aws.describe_pipeline(PipelineName=name)["PipelineDefinition"]
                    found[f"{account}/{region}/{name}"] = stored
    return found


def pairs(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


print(json.dumps({"make": make, "read": read, "pipelines": pipelines}[sys.argv[2]](json.load(sys.stdin))))
