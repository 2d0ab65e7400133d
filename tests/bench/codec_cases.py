"""Large replies read, and requests written, by generated clients and by botocore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import payloads
import replies
from attrs import frozen

Case = Callable[[], object]
OK = {"smithy-protocol": "rpc-v2-cbor"}


@frozen
class Reply:
    """A service's answer to one operation.

    Attributes:
        items: The member of the output that holds the items.
        protocol: botocore's name for it.
    """

    service: str
    operation: str
    body: bytes
    items: str
    protocol: str

    @property
    def package(self) -> str:
        return f"bench_{self.service}"

    def ours(self) -> Case:
        """What the client does with the response; it gives shapes."""
        from aiosmithy.http import HttpResponse
        from aiosmithy.responses import parse_output

        operations = import_module(f"{self.package}.operations")
        (operation,) = (
            value
            for value in vars(operations).values()
            if getattr(value, "name", "") == self.operation
        )
        response = HttpResponse(200, OK, self.body)
        assert len(getattr(parse_output(operation, response), self.items)) == 1000
        return lambda: parse_output(operation, response)

    def botocores(self) -> Case:
        """botocore's parser, which gives dictionaries."""
        from botocore.parsers import create_parser
        from botocore.session import get_session

        model: Any = get_session().get_service_model(self.service)
        shape = model.operation_model(self.operation).output_shape
        parser = create_parser(self.protocol)
        response: Any = {
            "status_code": 200,
            "headers": {},
            "body": self.body,
            "context": {},
        }
        assert any(
            len(value) == 1000
            for value in parser.parse(response, shape).values()
            if isinstance(value, list)
        )
        return lambda: parser.parse(response, shape)


def large_replies() -> dict[str, Reply]:
    return {
        "DynamoDB Query": Reply(
            "dynamodb", "Query", replies.table_items(1000), "items", "json"
        ),
        "S3 ListObjectsV2": Reply(
            "s3", "ListObjectsV2", replies.bucket_page(1000), "contents", "rest-xml"
        ),
        "EC2 DescribeInstances": Reply(
            "ec2", "DescribeInstances", replies.machines(1000), "reservations", "ec2"
        ),
    }


def start_job() -> tuple[Case, Case]:
    """The small call: its input, made before, as a request; ours and botocore's."""
    from aiosmithy_cleanroomsml import operations, shapes

    value = shapes.StartTrainedModelInferenceJobInput(
        membership_identifier=payloads.MEMBERSHIP,
        name="nightly-scoring",
        trained_model_arn=payloads.MODEL,
        data_source=shapes.ModelInferenceDataSource(
            ml_input_channel_arn=payloads.CHANNEL
        ),
        resource_config=shapes.InferenceResourceConfig(
            instance_type="ml.m5.4xlarge", instance_count=2
        ),
        output_configuration=shapes.InferenceOutputConfiguration(
            accept="text/csv",
            members=[shapes.InferenceReceiverMember(account_id="111122223333")],
        ),
        environment=payloads.ENVIRONMENT,
        tags=payloads.TAGS,
    )
    serialize = operations.START_TRAINED_MODEL_INFERENCE_JOB.serialize
    theirs = _botocore_serializer(
        "cleanroomsml",
        "StartTrainedModelInferenceJob",
        "rest-json",
        payloads.wire_arguments(),
    )
    return lambda: serialize(value), theirs


METRICS = {
    "awsJson1_0": "json",
    "rpcv2Cbor": "smithy-rpc-v2-cbor",
    "awsQuery": "query",
}
"""A protocol of CloudWatch → botocore's name for it."""


def put_metrics(protocol: str, count: int = 100) -> tuple[Case, Case]:
    """CloudWatch's PutMetricData as a request, ours and botocore's."""
    package = f"bench_cloudwatch_{protocol.lower()}"
    shapes = import_module(f"{package}.shapes")
    operations = import_module(f"{package}.operations")
    start = datetime(2026, 3, 4, 12, tzinfo=UTC)
    moments = [start + timedelta(seconds=number) for number in range(count)]
    dimensions = {"Host": "web-1", "Stage": "production"}
    value = shapes.PutMetricDataInput(
        namespace="Shop/Orders",
        metric_data=[
            shapes.MetricDatum(
                metric_name=f"Sold{number}",
                dimensions=[
                    shapes.Dimension(name=key, value=text)
                    for key, text in dimensions.items()
                ],
                timestamp=moment,
                value=number * 1.25,
                unit="Count",
            )
            for number, moment in enumerate(moments)
        ],
    )
    wire = {
        "Namespace": "Shop/Orders",
        "MetricData": [
            {
                "MetricName": f"Sold{number}",
                "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()],
                "Timestamp": moment,
                "Value": number * 1.25,
                "Unit": "Count",
            }
            for number, moment in enumerate(moments)
        ],
    }
    serialize = operations.PUT_METRIC_DATA.serialize
    theirs = _botocore_serializer(
        "cloudwatch", "PutMetricData", METRICS[protocol], wire
    )
    return lambda: serialize(value), theirs


def _botocore_serializer(
    service: str, operation: str, protocol: str, arguments: dict[str, Any]
) -> Case:
    from botocore.serialize import create_serializer
    from botocore.session import get_session

    model: Any = get_session().get_service_model(service)
    serializer = create_serializer(protocol, include_validation=False)
    found = model.operation_model(operation)

    def case() -> object:
        body = serializer.serialize_to_request(arguments, found)["body"]
        return urlencode(body, doseq=True) if isinstance(body, dict) else body

    return case
