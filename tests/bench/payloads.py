"""The bodies that the benchmarks send and receive: a job started with tags and environment, and a list of jobs."""

from __future__ import annotations

import json
from typing import Any

REGION = "us-east-1"
MEMBERSHIP = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_PREFIX = f"arn:aws:cleanrooms-ml:{REGION}:111122223333:membership/{MEMBERSHIP}"
MODEL = f"{_PREFIX}/trained-model/f1e2d3c4-b5a6-4978-8695-a4b3c2d1e0f9"
CHANNEL = f"{_PREFIX}/ml-input-channel/3c2b1a09-8f7e-4d6c-9b5a-403f2e1d0c9b"
JOB = f"{_PREFIX}/trained-model-inference-job/9d8c7b6a-5f4e-4d3c-8b2a-1908f7e6d5c4"
STARTED = json.dumps({"trainedModelInferenceJobArn": JOB}).encode()
ENVIRONMENT = {"LOG_LEVEL": "info", "BATCH_SIZE": "512", "FEATURE_SET": "v7"}
TAGS = {"team": "measurement", "stage": "production", "cost-center": "4711"}
PATH = f"/memberships/{MEMBERSHIP}/trained-model-inference-jobs"


def wire_arguments() -> dict[str, Any]:
    """The same call as botocore's keyword arguments."""
    return {
        "membershipIdentifier": MEMBERSHIP,
        "name": "nightly-scoring",
        "trainedModelArn": MODEL,
        "dataSource": {"mlInputChannelArn": CHANNEL},
        "resourceConfig": {"instanceType": "ml.m5.4xlarge", "instanceCount": 2},
        "outputConfiguration": {
            "accept": "text/csv",
            "members": [{"accountId": "111122223333"}],
        },
        "environment": ENVIRONMENT,
        "tags": TAGS,
    }


def listed(count: int) -> bytes:
    """A page of ``count`` job summaries."""
    jobs = [
        {
            "trainedModelInferenceJobArn": f"{JOB[:-6]}{number:06d}",
            "configuredModelAlgorithmAssociationArn": f"{_PREFIX}/configured-model-algorithm-association/{number}",
            "membershipIdentifier": MEMBERSHIP,
            "trainedModelArn": MODEL,
            "trainedModelVersionIdentifier": f"{number:08x}-4e5f-6071-8293-a4b5c6d7e8f9",
            "collaborationIdentifier": f"{number:08x}-aaaa-bbbb-cccc-a4b5c6d7e8f9",
            "status": ("ACTIVE", "CREATE_IN_PROGRESS", "INACTIVE")[number % 3],
            "outputConfiguration": {
                "accept": "text/csv",
                "members": [{"accountId": "111122223333"}],
            },
            "name": f"nightly-scoring-{number}",
            "description": "Scores the audience of the day before against the shared model.",
            "metricsStatus": "PUBLISH_SUCCEEDED",
            "logsStatus": "PUBLISH_SUCCEEDED",
            "createTime": f"2026-03-{number % 28 + 1:02d}T04:05:06.{number % 1000:03d}Z",
            "updateTime": f"2026-03-{number % 28 + 1:02d}T05:06:07Z",
        }
        for number in range(count)
    ]
    return json.dumps({"trainedModelInferenceJobs": jobs, "nextToken": "next"}).encode()
