"""Jobs of five types, models, Studio domains and bucket policies as botocore creates, reads, waits for and stops them."""

from datetime import timedelta

ROLE = "arn:aws:iam::000011112222:role/JobExecution"
VPC = {"SecurityGroupIds": ["sg-jobs"], "Subnets": ["subnet-a", "subnet-b"]}
CLUSTER = {"InstanceCount": 2, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
OUTPUT = {"S3OutputPath": "s3://bucket/"}
SOURCE = {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/"}}}
TRAINING = {
    "AlgorithmSpecification": {"TrainingInputMode": "File", "TrainingImage": "image"},
    "RoleArn": ROLE,
    "OutputDataConfig": OUTPUT,
    "ResourceConfig": CLUSTER,
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    "VpcConfig": VPC,
}


def ended(sagemaker, waiter, **name):
    """With botocore's own idea of when a job is over."""
    made = sagemaker.get_waiter(waiter)
    made.config.delay = 0.1
    made.config.max_attempts = 600
    made.wait(**name)


def reads(sagemaker, same, refused):
    pages = sagemaker.get_paginator("list_processing_jobs").paginate(SortBy="Name", PaginationConfig={"PageSize": 1})
    jobs = [job for page in pages for job in page["ProcessingJobSummaries"]]
    names = [job["ProcessingJobName"] for job in jobs]
    same("jobs in pages", (names[0], names[1].split("-")[0], names[2:]), ("clean-transactions", "pipelines", ["quick-look"]))
    step = sagemaker.list_tags(ResourceArn=jobs[1]["ProcessingJobArn"])["Tags"][-1]
    same("a job of a pipeline", step, {"Key": "sagemaker:pipeline-step-name", "Value": "Prepare"})
    same("no network in a list", "NetworkConfig" in jobs[0], False)
    network = sagemaker.describe_processing_job(ProcessingJobName="clean-transactions")["NetworkConfig"]
    same("its network", network["VpcConfig"]["Subnets"], ["subnet-0f1a2b3c"])
    same("none", "NetworkConfig" in sagemaker.describe_processing_job(ProcessingJobName="quick-look"), False)
    second = timedelta(seconds=1)
    counts = [
        len(sagemaker.list_processing_jobs(CreationTimeAfter=jobs[0]["CreationTime"] + by)["ProcessingJobSummaries"])
        for by in (-second, second)
    ]
    same("created after", counts, [2, 0])
    absent = lambda: sagemaker.describe_processing_job(ProcessingJobName="nobody")
    refused("no such processing job", absent, "ResourceNotFound", "nobody")
    absent = lambda: sagemaker.describe_training_job(TrainingJobName="nobody")
    refused("no such training job", absent, "ValidationException", "Requested resource not found")
    same("domains", [one["DomainId"] for one in sagemaker.list_domains()["Domains"]], ["d-1a2b3c"])
    domain = sagemaker.describe_domain(DomainId="d-1a2b3c")
    same("its VPC", (domain["VpcId"], domain["SubnetIds"], domain["Status"]), ("vpc-1", ["subnet-a"], "InService"))
    refused("no such domain", lambda: sagemaker.describe_domain(DomainId="d-none"), "ResourceNotFound", "d-none")


def processing(sagemaker, same, refused):
    name = {"ProcessingJobName": "Prepare"}
    arn = sagemaker.create_processing_job(
        **name,
        ProcessingResources={"ClusterConfig": CLUSTER},
        AppSpecification={"ImageUri": "image"},
        NetworkConfig={"EnableNetworkIsolation": True, "VpcConfig": VPC},
        RoleArn=ROLE,
        Tags=[{"Key": "team", "Value": "fraud"}],
    )["ProcessingJobArn"]
    same("a processing job", arn, "arn:aws:sagemaker:eu-central-1:000011112222:processing-job/prepare")
    same("its tags", sagemaker.list_tags(ResourceArn=arn)["Tags"], [{"Key": "team", "Value": "fraud"}])
    told = sagemaker.describe_processing_job(**name)
    same("isolated", told["NetworkConfig"], {"EnableNetworkIsolation": True, "VpcConfig": VPC})
    sagemaker.stop_processing_job(**name)
    ended(sagemaker, "processing_job_completed_or_stopped", **name)
    told = sagemaker.describe_processing_job(**name)
    same("stopped job", told["ProcessingJobStatus"], "Stopped")
    same("took some time", told["ProcessingEndTime"] > told["CreationTime"], True)
    refused("stopped again", lambda: sagemaker.stop_processing_job(**name), "ValidationException", "is in status Stopped")


def training(sagemaker, same, refused):
    name = {"TrainingJobName": "fit-once"}
    sagemaker.create_training_job(**name, **TRAINING, EnableInterContainerTrafficEncryption=True)
    told = sagemaker.describe_training_job(**name)
    flags = (told["EnableNetworkIsolation"], told["EnableInterContainerTrafficEncryption"])
    same("a training job", (told["VpcConfig"], *flags), (VPC, False, True))
    same("training jobs", sagemaker.list_training_jobs(NameContains="t-once")["TrainingJobSummaries"][0]["TrainingJobName"], "fit-once")
    sagemaker.stop_training_job(**name)
    ended(sagemaker, "training_job_completed_or_stopped", **name)
    refused("over", lambda: sagemaker.stop_training_job(**name), "ValidationException", "the training job is in status Stopped")


def transform(sagemaker, same, refused):
    name = {"TransformJobName": "score"}
    job = {
        **name,
        "ModelName": "Scorer",
        "TransformInput": SOURCE,
        "TransformOutput": OUTPUT,
        "TransformResources": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge"},
    }
    refused("no such model", lambda: sagemaker.create_transform_job(**job), "ValidationException", "Could not find model")
    sagemaker.create_model(ModelName="Scorer", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "image"}, VpcConfig=VPC)
    sagemaker.create_transform_job(**job)
    same("its model", sagemaker.describe_transform_job(**name)["ModelName"], "Scorer")
    same("the model's network", sagemaker.describe_model(ModelName="Scorer")["VpcConfig"], VPC)
    same("models", [one["ModelName"] for one in sagemaker.list_models()["Models"]], ["Scorer"])
    same("transform jobs", len(sagemaker.list_transform_jobs(StatusEquals="InProgress")["TransformJobSummaries"]), 1)
    sagemaker.stop_transform_job(**name)
    ended(sagemaker, "transform_job_completed_or_stopped", **name)
    gone = lambda: sagemaker.stop_transform_job(TransformJobName="nobody")
    refused("no such transform job", gone, "ValidationException", "Could not find job to update with name")


def tuning(sagemaker, same, refused):
    name = {"HyperParameterTuningJobName": "tune-once"}
    limits = {"Strategy": "Random", "ResourceLimits": {"MaxParallelTrainingJobs": 2}}
    sagemaker.create_hyper_parameter_tuning_job(
        **name, HyperParameterTuningJobConfig=limits, TrainingJobDefinitions=[{**TRAINING, "DefinitionName": "a"}]
    )
    told = sagemaker.describe_hyper_parameter_tuning_job(**name)
    same("a tuning job", told["TrainingJobDefinitions"][0]["VpcConfig"], VPC)
    listed = sagemaker.list_hyper_parameter_tuning_jobs(NameContains="ne-once")["HyperParameterTuningJobSummaries"]
    same("tuning jobs", (listed[0]["Strategy"], listed[0]["TrainingJobStatusCounters"]["InProgress"]), ("Random", 1))
    sagemaker.stop_hyper_parameter_tuning_job(**name)
    status = sagemaker.describe_hyper_parameter_tuning_job(**name)["HyperParameterTuningJobStatus"]
    same("stopping", status in ("Stopping", "Stopped"), True)
    gone = lambda: sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="nobody")
    refused("no such tuning job", gone, "ResourceNotFound", "nobody")


def automl(sagemaker, same, refused):
    rest = {"OutputDataConfig": OUTPUT, "RoleArn": ROLE}
    security = {"EnableInterContainerTrafficEncryption": True, "VpcConfig": VPC}
    sagemaker.create_auto_ml_job(
        **rest,
        AutoMLJobName="first",
        InputDataConfig=[{**SOURCE, "TargetAttributeName": "y"}],
        AutoMLJobConfig={"SecurityConfig": security},
    )
    sagemaker.create_auto_ml_job_v2(
        **rest,
        AutoMLJobName="second",
        AutoMLJobInputDataConfig=[SOURCE],
        AutoMLProblemTypeConfig={"TabularJobConfig": {"TargetAttributeName": "y"}},
        SecurityConfig=security,
    )
    same("an AutoML job", sagemaker.describe_auto_ml_job(AutoMLJobName="first")["AutoMLJobConfig"]["SecurityConfig"], security)
    both = [sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)["SecurityConfig"] for name in ("first", "second")]
    same("both by the second operation", both, [security, security])
    old = lambda: sagemaker.describe_auto_ml_job(AutoMLJobName="second")
    refused("the second by the first", old, "ValidationException", "CreateAutoMLJobV2")
    sagemaker.stop_auto_ml_job(AutoMLJobName="second")
    listed = sagemaker.list_auto_ml_jobs(SortBy="Name", SortOrder="Ascending")["AutoMLJobSummaries"]
    same("AutoML jobs", [one["AutoMLJobName"] for one in listed], ["first", "second"])


def domain(sagemaker, same):
    made = sagemaker.create_domain(
        DomainName="new", AuthMode="IAM", DefaultUserSettings={"ExecutionRole": ROLE}, VpcId="vpc-1", SubnetIds=["subnet-a"]
    )
    told = sagemaker.describe_domain(DomainId=made["DomainArn"].split("/")[1])
    same("a domain", (told["DomainName"], told["AppNetworkAccessType"]), ("new", "PublicInternetOnly"))


def buckets(s3, same, refused):
    same("a bucket's policy", s3.get_bucket_policy(Bucket="only-here")["Policy"], '{"Statement":[]}')
    refused("no policy", lambda: s3.get_bucket_policy(Bucket="plain"), "NoSuchBucketPolicy", "does not exist", 404)
    refused("no bucket", lambda: s3.get_bucket_policy(Bucket="nobodys"), "NoSuchBucket", "does not exist", 404)


def workloads(admin, reader, s3, same, refused):
    reads(reader, same, refused)
    processing(admin, same, refused)
    training(admin, same, refused)
    transform(admin, same, refused)
    tuning(admin, same, refused)
    automl(admin, same, refused)
    domain(admin, same)
    buckets(s3, same, refused)
    stop = lambda: reader.stop_processing_job(ProcessingJobName="quick-look")
    refused("a reader that stops", stop, "AccessDeniedException", "sagemaker:StopProcessingJob")
