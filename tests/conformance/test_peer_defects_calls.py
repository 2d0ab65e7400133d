"""The defects that were found in the best peer, of what happens around a request: each is a test, named after it.

Not here: number 29, transfers of many parts at once, for there is no transfer manager. What is about sockets is tested in
tests/live as well, against servers that misbehave.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
from typing import Any

import pytest
from aiosmithy import Config, Credentials, errors
from aiosmithy.config import Timeouts
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import ChainResolver, IdentityResolver
from aiosmithy.testing import VirtualTime
from botocore import xform_name
from botocore.loaders import Loader
from differential_events import frame
from peer_clients import (
    KEYS,
    Clients,
    clients_fixture,  # noqa: F401 - a fixture
    reply,
    transport,
)
from scripted import Exchange, scripted

JSON = b"{}"


# 9
@pytest.mark.parametrize("service", ["dynamodb", "ec2", "lambda", "s3"])
def test_all_waiters_and_paginators_are_there(clients: Clients, service: str) -> None:
    """The ones whose paths go into outputs, too."""
    client = getattr(clients.package(service), clients.package(service).__all__[0])
    loader = Loader()
    waiters = loader.load_service_model(service, "waiters-2")["waiters"]
    paginators = loader.load_service_model(service, "paginators-1")["pagination"]

    missing = [
        name
        for name in (
            *(f"wait_until_{xform_name(each)}" for each in waiters),
            *(f"paginate_{xform_name(each)}" for each in paginators),
        )
        if not hasattr(client, name)
    ]
    assert missing == []


# 10
def test_a_silent_server_is_not_waited_for_without_end() -> None:
    """botocore and aiobotocore wait for 60 s, too."""
    timeouts = Timeouts()

    assert timeouts.connect is not None and timeouts.connect <= 60
    assert timeouts.read is not None and timeouts.read <= 60
    assert timeouts.total is not None and timeouts.total <= 600


# 11
def test_small_packets_are_sent_at_once(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TCP_NODELAY is set on every connection of the client's."""
    hurried: list[socket.socket] = []
    original = socket.socket.setsockopt

    def setsockopt(sock: socket.socket, *arguments: Any) -> None:
        if arguments[:2] == (socket.IPPROTO_TCP, socket.TCP_NODELAY):
            hurried.append(sock)
        original(sock, *arguments)

    monkeypatch.setattr(socket.socket, "setsockopt", setsockopt)

    async def answer(exchange: Exchange) -> None:
        exchange.reply(body=JSON)

    async def test() -> None:
        async with scripted(answer) as server:
            kind = clients.package("lambda").LambdaClient
            async with kind(
                region="eu-west-1", credentials=KEYS, endpoint_url=server.url
            ) as client:
                await client.list_functions()
                peers = {sock.getpeername()[1] for sock in hurried}

        assert int(server.url.rpartition(":")[2]) in peers

    asyncio.run(test())


# 12
@pytest.mark.parametrize("error", [errors.ConnectionLostError, errors.ReadTimeoutError])
def test_a_lost_connection_is_tried_again(
    clients: Clients, error: type[Exception]
) -> None:
    attempts: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        attempts.append(request)
        if len(attempts) == 1:
            raise error("the connection broke")
        return reply(JSON)

    clients.call("lambda", "list_functions", answer, options={"config": Config()})

    assert len(attempts) == 2


# 13
def test_an_error_in_a_200_is_retried(clients: Clients) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html: "a 200 OK response can contain either a success or an error"."""
    bad = reply(b"<Error><Code>InternalError</Code><Message>m</Message></Error>")
    good = reply(
        b"<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>"
    )
    answers = [bad, good]
    output = clients.call(
        "s3",
        "complete_multipart_upload",
        lambda _: answers.pop(0),
        options={"config": Config()},
        bucket="bkt",
        key="k",
        upload_id="u",
    )

    assert output.e_tag == "e"
    with pytest.raises(errors.ServiceError) as raised:
        clients.call(
            "s3",
            "complete_multipart_upload",
            bad,
            bucket="bkt",
            key="k",
            upload_id="u",
        )
    assert (raised.value.code, raised.value.retryable) == ("InternalError", True)


# 14
@pytest.mark.parametrize("body", [b'{"Functions": [', b"<html></html>", b"[]", b"nul"])
def test_a_body_that_cannot_be_read_is_an_error_of_ours(
    clients: Clients, body: bytes
) -> None:
    with pytest.raises(errors.ResponseParseError) as raised:
        clients.call("lambda", "list_functions", reply(body))

    assert raised.value.http_status == 200


# 14
@pytest.mark.parametrize(
    "body", [b"<ListUsersResponse><Users>", b"<html><br>", b"\xff", b"{}"]
)
def test_xml_that_cannot_be_read_is_an_error_of_ours(
    clients: Clients, body: bytes
) -> None:
    with pytest.raises(errors.ResponseParseError):
        clients.call("iam", "list_users", reply(body))


# 15
def test_no_compressed_answer_is_asked_for(clients: Clients) -> None:
    """What is sent is what was set, see also tests/live/test_transport.py."""
    request = clients.sent("s3", "get_object", bucket="bkt", key="k")

    assert request.headers["accept-encoding"] == "identity"


# 16
def test_the_server_says_when_to_try_again(clients: Clients) -> None:
    """``x-amz-retry-after``, in milliseconds; the wait stays near that of the backoff ("retry behavior 2.1")."""
    time, answers = VirtualTime(), [
        reply(b"{}", 503, x_amz_retry_after="1500"),
        reply(JSON),
    ]
    client = clients.client(
        "lambda", lambda _: answers.pop(0), time=time, config=Config()
    )
    asyncio.run(client.list_functions())

    assert time.sleeps == [1.5]


# 17
def test_events_that_end_inside_a_message_are_an_error(clients: Clients) -> None:
    """A frame is whole or not there: https://smithy.io/2.0/aws/amazon-eventstream.html"""
    headers = {":message-type": "event", ":event-type": "PayloadChunk"}
    whole = frame(headers, b"one")

    async def events(body: bytes) -> list[Any]:
        client = clients.client("lambda", reply(body))
        output = await client.invoke_with_response_stream(function_name="f")
        return [event.value.payload async for event in output.event_stream]

    assert asyncio.run(events(whole + whole)) == [b"one", b"one"]
    with pytest.raises(errors.AiosmithyError):
        asyncio.run(events(whole + whole[:-3]))


# 18
def test_fifty_first_calls_fetch_credentials_once(clients: Clients) -> None:
    fetched: list[int] = []

    class Slow(IdentityResolver):
        async def resolve(self) -> Credentials:
            fetched.append(1)
            await asyncio.sleep(0)
            return KEYS

    client = clients.client("lambda", reply(JSON), credentials=ChainResolver([Slow()]))

    async def test() -> None:
        await asyncio.gather(*(client.list_functions() for _ in range(50)))

    asyncio.run(test())

    assert len(fetched) == 1
    assert len(transport(client).requests) == 50


# 19
def test_no_process_runs_on_the_event_loop(clients: Clients, tmp_path: Any) -> None:
    """The loop goes on while a ``credential_process`` takes its time."""
    file = tmp_path / "config"
    file.write_text("[default]\ncredential_process = sleep 0.5\n")
    environ = {"AWS_CONFIG_FILE": str(file)}
    client = clients.client("lambda", reply(JSON), environ=environ, credentials=None)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async def call() -> None:
        ticker = asyncio.create_task(tick())
        with pytest.raises(errors.IdentityError, match="JSON"):
            await client.list_functions()
        ticker.cancel()

    asyncio.run(call())

    assert ticks > 5


# 20
@pytest.mark.parametrize(
    ("service", "method", "variable"),
    [
        ("dynamodb", "list_tables", "AWS_ENDPOINT_URL_DYNAMODB"),
        ("cloudwatch", "list_dashboards", "AWS_ENDPOINT_URL_CLOUDWATCH"),
        (
            "cleanroomsml",
            "list_training_datasets",
            "AWS_ENDPOINT_URL_CLEANROOMSML",
        ),
        ("route53", "list_hosted_zones", "AWS_ENDPOINT_URL_ROUTE_53"),
    ],
)
def test_the_variable_of_a_services_endpoint_is_named_after_its_id(
    clients: Clients, service: str, method: str, variable: str
) -> None:
    """The ``serviceId``, upper case, spaces as underscores: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html"""
    environ = {variable: "http://localhost:4566"}
    request = clients.sent(service, method, options={"environ": environ})

    assert request.origin == "http://localhost:4566"


# 21
def test_each_client_has_its_own_settings_and_profile(
    clients: Clients, tmp_path: Any
) -> None:
    file = tmp_path / "config"
    file.write_text(
        "[profile a]\nregion = us-west-1\n[profile b]\nregion = ap-south-1\n"
    )
    environ = {"AWS_CONFIG_FILE": str(file)}

    hosts = [
        clients.sent(
            "lambda",
            "list_functions",
            options={
                "environ": environ,
                "region": None,
                "config": Config(profile=profile, retries=1),
            },
        ).headers["host"]
        for profile in ("a", "b")
    ]

    assert hosts == [
        "lambda.us-west-1.amazonaws.com",
        "lambda.ap-south-1.amazonaws.com",
    ]


# 22
@pytest.mark.parametrize("has_keys", [True, False])
def test_what_needs_no_signature_is_sent_without(
    clients: Clients, has_keys: bool
) -> None:
    """``authtype: none``: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"""
    request = clients.sent(
        "sts",
        "assume_role_with_web_identity",
        options={} if has_keys else {"credentials": None},
        role_arn="arn:aws:iam::123456789012:role/r",
        role_session_name="s",
        web_identity_token="t",
    )

    assert "authorization" not in request.headers


# 28
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("put_object", {"bucket": "bkt", "key": "k"}),
        ("get_object", {"bucket": "bkt", "key": "k"}),
        ("list_objects_v2", {"bucket": "bkt"}),
    ],
)
def test_an_error_has_its_class_wherever_it_comes(
    clients: Clients, method: str, arguments: dict[str, str]
) -> None:
    """Only some operations list NoSuchBucket; all of a bucket may answer with it."""
    body = b"<Error><Code>NoSuchBucket</Code><Message>gone</Message></Error>"
    answer = reply(body, 404, x_amz_request_id="R1")
    with pytest.raises(errors.ServiceError) as raised:
        clients.call("s3", method, answer, **arguments)
    copy = pickle.loads(pickle.dumps(raised.value))

    for error in (raised.value, copy):
        assert type(error).__name__ == "NoSuchBucket"
        assert (error.request_id, error.http_status, error.code) == (
            "R1",
            404,
            "NoSuchBucket",
        )
        for part in ("R1", "404", "gone", error.operation):
            assert part in str(error)
