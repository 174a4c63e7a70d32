"""EC2 as botocore reads and changes it: the networks of one account, the documents of its VPC endpoints."""

import json


def documents(ec2, same, refused):
    endpoints = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": ["com.amazonaws.eu-central-1.s3"]}])
    found = endpoints["VpcEndpoints"]
    same("endpoint", [(one["VpcEndpointId"], one["VpcEndpointType"], one["State"]) for one in found], [("vpce-s3", "Gateway", "available")])
    same("its document", json.loads(found[0]["PolicyDocument"])["Version"], "2008-10-17")
    same("its tables", found[0]["RouteTableIds"], ["rtb-private"])
    same("its time", found[0]["CreationTimestamp"].year, 2024)
    allow = {"Sid": "Z", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["*"], "Resource": "*"}
    deny = {"Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}
    text = json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]})
    same("changed", ec2.modify_vpc_endpoint(VpcEndpointId="vpce-s3", PolicyDocument=text)["Return"], True)
    told = json.loads(ec2.describe_vpc_endpoints(VpcEndpointIds=["vpce-s3"])["VpcEndpoints"][0]["PolicyDocument"])
    same("told in its own words", [one["Sid"] for one in told["Statement"]], ["A", "Z"])
    refused("no JSON", lambda: ec2.modify_vpc_endpoint(VpcEndpointId="vpce-s3", PolicyDocument="{"), "InvalidPolicyDocument", "JSON")
    whom = text.replace('{"AWS": "*"}', '{"AWS": "111122223333"}')
    other = lambda: ec2.modify_vpc_endpoint(VpcEndpointId="vpce-s3", PolicyDocument=whom)
    refused("a gateway for one account", other, "InvalidPolicyDocument", "gateway endpoint")
    refused("no such endpoint", lambda: ec2.modify_vpc_endpoint(VpcEndpointId="vpce-x"), "InvalidVpcEndpointId.NotFound", "vpce-x")
    dry = lambda: ec2.modify_vpc_endpoint(VpcEndpointId="vpce-s3", ResetPolicy=True, DryRun=True)
    refused("a dry run", dry, "DryRunOperation", "would have succeeded", 412)


def creation(ec2, same, refused):
    wanted = {
        "VpcId": "vpc-1",
        "ServiceName": "com.amazonaws.eu-central-1.s3",
        "RouteTableIds": ["rtb-main"],
        "ClientToken": "once",
        "TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "team", "Value": "ml"}]}],
    }
    made = ec2.create_vpc_endpoint(**wanted)["VpcEndpoint"]
    same("created with tags", made["Tags"], [{"Key": "team", "Value": "ml"}])
    same("created once", ec2.create_vpc_endpoint(**wanted)["VpcEndpoint"]["VpcEndpointId"], made["VpcEndpointId"])
    refused("a table twice", lambda: ec2.create_vpc_endpoint(**{**wanted, "ClientToken": "twice"}), "RouteAlreadyExists", "rtb-main")
    pages = ec2.get_paginator("describe_vpc_endpoints").paginate(PaginationConfig={"PageSize": 5})
    same("endpoints in pages", sum(len(page["VpcEndpoints"]) for page in pages), 3)


def surroundings(ec2, same, refused):
    same("vpcs", [one["VpcId"] for one in ec2.describe_vpcs(Filters=[{"Name": "tag:team", "Values": ["m*"]}])["Vpcs"]], ["vpc-1"])
    names = ec2.describe_vpc_attribute(VpcId="vpc-1", Attribute="enableDnsHostnames")
    same("names of hosts", names["EnableDnsHostnames"]["Value"], False)
    same("addresses left", ec2.describe_subnets(SubnetIds=["subnet-a"])["Subnets"][0]["AvailableIpAddressCount"], 11)
    table = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": ["subnet-a"]}])["RouteTables"][0]
    same("a route to S3", [route["GatewayId"] for route in table["Routes"]], ["local", "vpce-s3"])
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": ["subnet-a"]}])["NetworkInterfaces"]
    same("interfaces", sorted(one["InterfaceType"] for one in interfaces), ["interface", "vpc_endpoint"])
    same("flow logs", ec2.describe_flow_logs(Filter=[{"Name": "resource-id", "Values": ["vpc-1"]}])["FlowLogs"][0]["FlowLogId"], "fl-1")
    same("groups", [one["GroupId"] for one in ec2.describe_security_groups()["SecurityGroups"]], ["sg-jobs", "sg-self"])
    rule = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-jobs"}]}]
    added = ec2.authorize_security_group_ingress(GroupId="sg-jobs", IpPermissions=rule)
    same("a rule", added["SecurityGroupRules"][0]["ReferencedGroupInfo"]["GroupId"], "sg-jobs")
    again = lambda: ec2.authorize_security_group_ingress(GroupId="sg-jobs", IpPermissions=rule)
    refused("a rule twice", again, "InvalidPermission.Duplicate", "already exists")
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": ["sg-jobs"]}])["SecurityGroupRules"]
    same("rules", sorted(one["IsEgress"] for one in rules), [False, True])


def deletion(owner, same):
    answer = owner.delete_vpc_endpoints(VpcEndpointIds=["vpce-api", "vpce-x"])["Unsuccessful"]
    same("deleted but one", [(one["ResourceId"], one["Error"]["Code"]) for one in answer], [("vpce-x", "InvalidVpcEndpointId.NotFound")])
    same("deleted", [one["VpcEndpointType"] for one in owner.describe_vpc_endpoints()["VpcEndpoints"]], ["Gateway", "Gateway"])


def networks(ec2, reader, owner, same, refused):
    surroundings(ec2, same, refused)
    documents(ec2, same, refused)
    creation(ec2, same, refused)
    deletion(owner, same)
    change = lambda: reader.modify_vpc_endpoint(VpcEndpointId="vpce-s3", ResetPolicy=True)
    refused("a reader that writes", change, "UnauthorizedOperation", "ec2:ModifyVpcEndpoint", 403)
