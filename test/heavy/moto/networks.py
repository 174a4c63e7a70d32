"""Makes networks in moto's accounts with boto3, and tells what has become of their endpoints and security groups.

networks.py <endpoint> make   reads {"account", "region"}, prints the ids that moto gave
networks.py <endpoint> read   reads {"account", "region"}, prints every endpoint, who each group lets in, and how one job stands
"""

import json
import sys

import boto3
from botocore.config import Config

URL = sys.argv[1]
HUB = {"aws_access_key_id": "AKIAHUB", "aws_secret_access_key": "any"}
CONFIG = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30)
ROLE = "arn:aws:iam::123456789012:role/Execution"
FOREIGN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
        {
            "Sid": "Team",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:DeleteBucket",
            "Resource": "arn:aws:s3:::team-data",
        },
    ],
}


def clients(account, region):
    sts = boto3.client("sts", region_name=region, endpoint_url=URL, config=CONFIG, **HUB)
    given = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/Seed", RoleSessionName="seed")["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    return [
        boto3.client(service, region_name=region, endpoint_url=URL, config=CONFIG, **keys)
        for service in ("ec2", "sagemaker")
    ]


def network(ec2, cidr):
    vpc = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{cidr}.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName=f"jobs-{cidr}", Description="jobs", VpcId=vpc)["GroupId"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    return {"vpc": vpc, "subnet": subnet, "group": group, "table": tables[0]["RouteTableId"]}


def endpoint(ec2, region, place, **more):
    made = ec2.create_vpc_endpoint(
        VpcId=place["vpc"],
        ServiceName=f"com.amazonaws.{region}.s3",
        VpcEndpointType="Gateway",
        RouteTableIds=[place["table"]],
        **more,
    )
    return made["VpcEndpoint"]["VpcEndpointId"]


def notebook(sagemaker, name, place):
    sagemaker.create_notebook_instance(
        NotebookInstanceName=name,
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        SubnetId=place["subnet"],
        SecurityGroupIds=[place["group"]],
    )


def processing_job(sagemaker, name, network, instances):
    cluster = {"InstanceCount": instances, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
    sagemaker.create_processing_job(
        ProcessingJobName=name,
        ProcessingResources={"ClusterConfig": cluster},
        AppSpecification={"ImageUri": "image"},
        RoleArn=ROLE,
        **({} if network is None else {"NetworkConfig": network}),
    )


def training_job(sagemaker, name, vpc):
    sagemaker.create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
        RoleArn=ROLE,
        OutputDataConfig={"S3OutputPath": "s3://models/out"},
        ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        **({} if vpc is None else {"VpcConfig": vpc}),
    )


def make(asked):
    region = asked["region"]
    ec2, sagemaker = clients(asked["account"], region)
    plain, foreign, none, shared, unused = (network(ec2, f"10.{number}") for number in range(1, 6))
    for name, place in (("plain", plain), ("foreign", foreign), ("none", none), ("shared", shared)):
        notebook(sagemaker, f"in-{name}", place)
    plain["endpoint"] = endpoint(ec2, region, plain)
    foreign["endpoint"] = endpoint(ec2, region, foreign, PolicyDocument=json.dumps(FOREIGN))
    shared["endpoint"] = endpoint(ec2, region, shared)
    unused["endpoint"] = endpoint(ec2, region, unused)
    ec2.create_network_interface(SubnetId=shared["subnet"], Description="of somebody else")
    vpc = {"Subnets": [plain["subnet"]], "SecurityGroupIds": [plain["group"]]}
    processing_job(sagemaker, "distributed", {"VpcConfig": vpc, "EnableInterContainerTrafficEncryption": True}, 2)
    processing_job(sagemaker, "anywhere", None, 1)
    training_job(sagemaker, "inside", vpc)
    training_job(sagemaker, "outside", None)
    job = sagemaker.describe_processing_job(ProcessingJobName="anywhere")
    return {
        "places": {"plain": plain, "foreign": foreign, "none": none, "shared": shared, "unused": unused},
        "job": {"arn": job["ProcessingJobArn"], "createdAt": job["CreationTime"].timestamp()},
    }


def read(asked):
    ec2, sagemaker = clients(asked["account"], asked["region"])
    endpoints = [
        {
            "id": one["VpcEndpointId"],
            "vpc": one["VpcId"],
            "tables": one["RouteTableIds"],
            "document": one["PolicyDocument"],
            "tags": {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])},
        }
        for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]
    ]
    groups = {
        one["GroupId"]: [pair["GroupId"] for rule in one["IpPermissions"] for pair in rule["UserIdGroupPairs"]]
        for one in ec2.describe_security_groups()["SecurityGroups"]
    }
    job = sagemaker.describe_processing_job(ProcessingJobName="anywhere")["ProcessingJobStatus"]
    return {"endpoints": endpoints, "groups": groups, "job": job}


print(json.dumps({"make": make, "read": read}[sys.argv[2]](json.load(sys.stdin))))
