"""Programs as users write them, right and wrong, for type checkers to judge."""

from __future__ import annotations

# Each line with a mistake is marked by the words that mypy and pyright tell it with.
MISTAKES = '''\
"""A user's program with five mistakes."""

from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes


async def main(client: CleanRoomsMLClient, membership: str, arn: str) -> None:
    job = await client.get_trained_model_inference_job(
        membership_identifier=membership,
        trained_model_inference_job_arn=arn,
    )
    await client.list_tags_for_resource(resource_arn=arn, verbose=True)  #! call-arg, reportCallIssue
    await client.untag_resource(resource_arn=arn, tag_keys="team")  #! arg-type, reportArgumentType
    shapes.InferenceResourceConfig(instance_count=2)  #! call-arg, reportCallIssue
    client.tag_resource(resource_arn=arn, tags={"team": "a"})  #! unused-coroutine, reportUnusedCoroutine
    print(job.state)  #! attr-defined, reportAttributeAccessIssue
'''

CORRECT = '''\
"""A user's program that uses all there is."""

import asyncio
import pickle
from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_type

import attrs
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.waiters import WaiterOutcome
from aiosmithy_cleanroomsml import CleanRoomsMLClient, errors, shapes

import aiosmithy
from aiosmithy import (
    CallContext,
    Config,
    Credentials,
    IdentityResolver,
    Interceptor,
    ResponseMetadata,
    RetryOptions,
    Session,
    Timeouts,
    evolve,
    response_metadata,
)


class Vault(IdentityResolver):
    """Credentials from somewhere else."""

    async def resolve(self) -> Credentials:
        return Credentials("AKIDEXAMPLE", "secret", "token")


class Recorder(Interceptor):
    """Notes what happens."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def on_input(self, context: CallContext, input: Any) -> Any:
        context.properties["started"] = True
        return input

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        request.headers["x-team"] = "a"
        return request

    async def before_sending(self, context: CallContext, request: HttpRequest) -> None:
        self.seen.append(f"{request.method} {request.url}")

    async def on_response(
        self, context: CallContext, response: HttpResponse
    ) -> HttpResponse:
        self.seen.append(f"{response.status} {response.request_id}")
        return response

    async def before_retry(
        self, context: CallContext, error: Exception, delay: float
    ) -> bool:
        return context.attempt < 2

    async def on_output(self, context: CallContext, output: Any) -> Any:
        return output

    async def on_error(self, context: CallContext, error: Exception) -> Exception:
        return error


def new_client(session: Session) -> CleanRoomsMLClient:
    config = Config(
        region="eu-west-1",
        credentials=Vault(),
        endpoint_url="http://localhost:8080",
        profile="work",
        use_fips=False,
        use_dual_stack=True,
        ignore_configured_endpoint_urls=True,
        retries=RetryOptions(mode="adaptive", max_attempts=5),
        timeouts=Timeouts(connect=1.0, read=None, attempt=5.0, total=30.0),
        check_constraints=True,
        interceptors=[Recorder()],
        max_connections=10,
        max_response_bytes=1 << 20,
        ca_bundle=None,
        proxy=None,
        app_id="mine",
    )
    return CleanRoomsMLClient(
        region="us-east-1",
        credentials=Credentials("AKIDEXAMPLE", "secret"),
        endpoint_url="http://localhost:8081",
        session=session,
        config=evolve(config, retries=1, timeouts=2.5),
    )


async def start(client: CleanRoomsMLClient, membership: str, arn: str) -> str:
    members = [shapes.InferenceReceiverMember(account_id="111122223333")]
    tags = {"team": "a"}
    started = await client.start_trained_model_inference_job(
        membership_identifier=membership,
        name="nightly-scoring",
        trained_model_arn=arn,
        data_source=shapes.ModelInferenceDataSource(ml_input_channel_arn=arn),
        resource_config=shapes.InferenceResourceConfig(
            instance_type=shapes.InferenceInstanceType.ML_M5_XLARGE,
        ),
        output_configuration=shapes.InferenceOutputConfiguration(members=members),
        container_execution_parameters=None,
        tags=tags,
    )
    assert_type(started, shapes.StartTrainedModelInferenceJobOutput)
    return assert_type(started.trained_model_inference_job_arn, str)


async def follow(client: CleanRoomsMLClient, membership: str, arn: str) -> None:
    quick = client.with_options(timeout=5.0, retries=2, interceptors=[Recorder()])
    slow = client.with_options(timeout=Timeouts(), retries=RetryOptions())
    assert_type(quick, CleanRoomsMLClient)
    job = await quick.get_trained_model_inference_job(
        membership_identifier=membership, trained_model_inference_job_arn=arn
    )
    assert_type(job.create_time, datetime)
    assert_type(job.description, str | None)
    assert_type(job.resource_config.instance_count, int)
    if job.status == shapes.TrainedModelInferenceJobStatus.ACTIVE:
        print(job.status.lower())
    if job.status_details is not None:
        print(job.status_details.message)
    metadata = assert_type(response_metadata(job), ResponseMetadata)
    print(metadata.request_id, metadata.http_status, metadata.attempts)
    print(dict(metadata.headers))

    outcome = await slow.wait_until_trained_model_inference_job_active(
        membership_identifier=membership,
        trained_model_inference_job_arn=arn,
        max_wait_time=60,
    )
    assert_type(outcome, WaiterOutcome[shapes.GetTrainedModelInferenceJobOutput])
    print(outcome.state, outcome.attempts, outcome.elapsed, outcome.error)
    if outcome.output is not None:
        print(outcome.output.name)


async def list_all(client: CleanRoomsMLClient, membership: str) -> None:
    jobs = client.paginate_list_trained_model_inference_jobs(
        membership_identifier=membership, max_results=10
    )
    async for job in jobs:
        assert_type(job, shapes.TrainedModelInferenceJobSummary)
        print(job.name)
    async for page in jobs.pages():
        assert_type(page, shapes.ListTrainedModelInferenceJobsOutput)
        print(page.next_token, len(page.trained_model_inference_jobs))
    names = [job.name async for job in jobs]
    assert_type(names, list[str])


async def tag(client: CleanRoomsMLClient, arn: str, keys: Sequence[str]) -> None:
    try:
        await client.tag_resource(resource_arn=arn, tags=dict.fromkeys(keys, ""))
        await client.untag_resource(resource_arn=arn, tag_keys=list(keys))
        found = await client.list_tags_for_resource(resource_arn=arn)
        assert_type(found.tags, dict[str, str])
    except errors.ServiceQuotaExceededException as error:
        assert_type(error.quota_name, str | None)
        assert_type(error.quota_value, float | None)
        raise
    except (errors.ThrottlingException, errors.AccessDeniedException) as error:
        print(error.code, error.message, error.request_id, error.http_status)
        print(error.fault, error.retryable, error.throttling, error.attempts)
        print(error.operation, dict(error.headers), error.body)
    except errors.CleanRoomsMLError as error:
        copy: errors.CleanRoomsMLError = pickle.loads(pickle.dumps(error))
        print(copy.code)
    except aiosmithy.errors.ValidationError as error:
        for problem in error.problems:
            print(problem.path, problem.message)
    except aiosmithy.errors.WaiterFailedError as error:
        print(error.outcome.state)
    except aiosmithy.errors.TransportError as error:
        print(error.retryable, error.attempts)
    except aiosmithy.errors.ResponseParseError as error:
        print(error.http_status, error.request_id, error.body)
    except aiosmithy.errors.AiosmithyError:
        raise


def shapes_are_attrs_classes(config: shapes.InferenceResourceConfig) -> str:
    match config:
        case shapes.InferenceResourceConfig(instance_type="ml.m5.xlarge"):
            return "the usual"
        case shapes.InferenceResourceConfig(instance_count=count):
            larger = evolve(config, instance_count=count + 1)
            names = [field.name for field in attrs.fields(type(larger))]
            return f"{larger == config} {attrs.asdict(larger)} {names}"


async def main(membership: str, arn: str) -> None:
    async with Session(max_connections=5) as session, new_client(session) as client:
        job = await start(client, membership, arn)
        await asyncio.gather(
            follow(client, membership, job),
            list_all(client, membership),
            tag(client, job, ["team"]),
        )
        await client.close()
'''

UNION = '''\
"""Takes a union apart, and makes one."""

from datetime import datetime
from typing import assert_never, assert_type

from aiosmithy_values import ValuesClient, shapes

import aiosmithy


def show(choice: shapes.Choice) -> str:
    match choice:
        case shapes.ChoiceText(value=text):
            return assert_type(text, str)
        case shapes.ChoiceNumber(value=number):
            return f"{number + 1}"
        case shapes.ChoiceNodes(value=nodes):
            return ", ".join(node.name or "" for node in nodes)
        case shapes.ChoiceNothing():
            return "nothing"
        case shapes.ChoiceOther(value=other):
            return show(other)
        case shapes.ChoiceUnknown(name=name, value=document):
            assert_type(document, aiosmithy.Document)
            return name
        case _:
            assert_never(choice)


async def main(client: ValuesClient, moment: datetime) -> str:
    levels: dict[str, int | None] = {"a": 1, "b": None}
    output = await client.send(
        text="t",
        count=1,
        expires=moment,
        texts=["a"],
        root=shapes.Node(name="n", tags=["x"], children=[shapes.Node()]),
        choice=shapes.ChoiceOther(value=shapes.ChoiceText(value="t")),
        any={"a": [1, 2.5, None, {"b": True}]},
        color="mauve",
        level=shapes.Level.LOW,
        gaps=levels,
        data=b"bytes",
    )
    return "" if output.choice is None else show(output.choice)
'''

FORGOTTEN = '''\
"""Forgets the unknown variant."""

from typing import assert_never

from aiosmithy_values import shapes


def show(choice: shapes.Choice) -> str:
    match choice:
        case shapes.ChoiceText() | shapes.ChoiceNumber() | shapes.ChoiceNodes():
            return "one"
        case shapes.ChoiceNothing() | shapes.ChoiceOther():
            return "two"
        case _:
            assert_never(choice)  #! arg-type, reportArgumentType
'''

WHOLE = '''\
"""The whole of Clean Rooms ML: a union, lists of enums, every paginator's type."""

from typing import assert_never, assert_type

from whole import CleanRoomsMLClient, shapes


def workers(compute: shapes.ComputeConfiguration) -> int:
    match compute:
        case shapes.ComputeConfigurationWorker(value=worker):
            return assert_type(worker.number, int)
        case shapes.ComputeConfigurationUnknown(name=name):
            print(name)
            return 0
        case _:
            assert_never(compute)


async def main(client: CleanRoomsMLClient, arn: str, metrics: list[str]) -> None:
    shared: list[shapes.SharedAudienceMetrics | str] = [
        shapes.SharedAudienceMetrics.ALL,
        "one that came later",
    ]
    for given in (metrics, shared):
        await client.update_configured_audience_model(
            configured_audience_model_arn=arn, shared_audience_metrics=given
        )
    await client.update_configured_audience_model(
        configured_audience_model_arn=arn,
        shared_audience_metrics=[shapes.SharedAudienceMetrics.NONE],
    )
    await client.update_configured_audience_model(
        configured_audience_model_arn=arn, shared_audience_metrics=metrics
    )
    async for channel in client.paginate_list_ml_input_channels(
        membership_identifier=arn
    ):
        assert_type(channel.ml_input_channel_arn, str)
    found = await client.get_ml_input_channel(
        ml_input_channel_arn=arn, membership_identifier=arn
    )
    source = found.input_channel.data_source
    if isinstance(source, shapes.InputChannelDataSourceProtectedQueryInputParameters):
        compute = source.value.compute_configuration
        print(None if compute is None else workers(compute))
'''
