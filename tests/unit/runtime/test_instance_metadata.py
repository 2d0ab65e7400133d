"""The instance metadata service, and a client whose defaults depend on where it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiosmithy import Config, Session, errors
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.instance_metadata import InstanceMetadata, instance_region
from aiosmithy.metadata_settings import MetadataSettings
from aiosmithy.testing import VirtualTime, stub_session
from echo import CREDENTIALS, EchoClient

TTL, TOKEN = "x-aws-ec2-metadata-token-ttl-seconds", "x-aws-ec2-metadata-token"


class Service:
    """A metadata service in the region, which notes what it is asked."""

    def __init__(self, region: bytes = b"eu-west-1\n") -> None:
        self.region = region
        self.asked: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "/latest/" not in request.path:
            return HttpResponse(200, {}, b'{"text": "hi"}')
        self.asked.append(request)
        if request.method == "PUT" and request.headers[TTL] == "21600":
            return HttpResponse(200, {}, b"TOKEN")
        known = request.headers.get(TOKEN) == "TOKEN"
        return HttpResponse(200 if known else 401, {}, self.region)


def region_of(
    answer: Callable[[HttpRequest], HttpResponse],
    settings: MetadataSettings | None = None,
) -> str | None:
    session = stub_session(answer)
    return asyncio.run(instance_region(session, settings or MetadataSettings()))


def test_a_token_comes_first_and_goes_along() -> None:
    service = Service()

    assert region_of(service, MetadataSettings(endpoint="http://h:1/x")) == "eu-west-1"

    assert [f"{each.method} {each.url}" for each in service.asked] == [
        "PUT http://h:1/x/latest/api/token",
        "GET http://h:1/x/latest/meta-data/placement/region",
    ]


def test_a_token_is_kept_until_it_is_refused_or_about_to_end() -> None:
    service, time = Service(), VirtualTime()

    async def main() -> list[int]:
        session = stub_session(service, time=time)
        metadata = InstanceMetadata(session, MetadataSettings())

        async def tokens() -> int:
            assert (await metadata.get("/latest/a")).status == 200
            return [each.method for each in service.asked].count("PUT")

        counts = [await tokens(), await tokens()]
        metadata._token = "old"
        counts.append(await tokens())
        time.now += 21_600 - 121
        counts.append(await tokens())
        time.now += 2
        return [*counts, await tokens()]

    assert asyncio.run(main()) == [1, 1, 2, 2, 3]


def test_a_token_that_is_never_taken_is_asked_for_twice() -> None:
    asked = []

    def refuse(request: HttpRequest) -> HttpResponse:
        asked.append(request.method)
        return HttpResponse(200 if request.method == "PUT" else 401, {}, b"T")

    assert region_of(refuse) is None
    assert asked == ["PUT", "GET"] * 2


def test_a_token_that_would_break_its_header_is_none() -> None:
    assert region_of(lambda _: HttpResponse(200, {}, b"a\r\nb: c")) is None


@pytest.mark.parametrize(
    "region", [b"", b"<html>", b"evil.test/", b"\xff" * 9, b"a" * 64]
)
def test_what_is_no_region_is_none(region: bytes) -> None:
    assert region_of(Service(region)) is None


@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_without_a_token_nothing_is_asked(status: int) -> None:
    asked = []

    def refuse(request: HttpRequest) -> HttpResponse:
        asked.append(request.method)
        return HttpResponse(status, {}, b"eu-west-1")

    assert region_of(refuse) is None
    assert asked == ["PUT"]


SILENCE, BUSY = None, HttpResponse(503, {}, b"")


@pytest.mark.parametrize(
    ("attempts", "failures", "region"),
    [
        (None, [SILENCE], None),
        (None, [BUSY, BUSY], "eu-west-1"),
        (None, [BUSY, BUSY, BUSY], None),
        (2, [SILENCE, BUSY], None),
        (3, [SILENCE, BUSY], "eu-west-1"),
    ],
)
def test_attempts(
    attempts: int | None, failures: list[HttpResponse | None], region: str | None
) -> None:
    service, failures = Service(), [*failures]

    def busy(request: HttpRequest) -> HttpResponse:
        if not failures:
            return service(request)
        if (failure := failures.pop()) is None:
            raise errors.ConnectTimeoutError("nobody there")
        return failure

    assert region_of(busy, MetadataSettings(attempts=attempts)) == region


def test_an_answer_that_drips_in_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aiosmithy.instance_metadata._LONGEST", 0.0)

    async def drip(request: HttpRequest) -> HttpResponse:
        await asyncio.sleep(3600)
        raise AssertionError(request)

    session = stub_session(drip)
    settings = MetadataSettings(timeout=0.01)

    assert asyncio.run(instance_region(session, settings)) is None


def test_a_service_that_is_disabled_is_not_asked() -> None:
    service = Service()

    assert region_of(service, MetadataSettings(disabled=True)) is None
    assert service.asked == []


ON = {"AWS_EC2_METADATA_DISABLED": "false"}


def client(session: Session, region: str = "eu-west-1") -> EchoClient:
    config = Config(defaults_mode="auto")
    return EchoClient(
        region=region, credentials=CREDENTIALS, session=session, config=config
    )


def test_clients_on_an_instance_find_out_their_mode_at_the_first_call() -> None:
    service = Service()

    async def main() -> list[tuple[str, float | None]]:
        session = stub_session(service, environ=ON)
        found = []
        for region in ("eu-west-1", "us-east-1"):
            one = client(session, region)
            await one.echo(key="k")
            assert one._execution is not None
            settings = one._execution.settings
            found.append((settings.defaults_mode, settings.timeouts.connect))
        return found

    assert asyncio.run(main()) == [("in-region", 1.1), ("cross-region", 3.1)]
    assert len(service.asked) == 2  # once for both clients
