"""Endpoint discovery: what is asked, for how long it is kept, and what happens while it fails."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
from aiosmithy import Config, Credentials, IdentityResolver
from aiosmithy.errors import (
    ConfigurationError,
    ConnectionFailedError,
    EndpointDiscoveryError,
    IdentityError,
    ServiceError,
)
from aiosmithy.http import HttpResponse
from starry import COUNT, FIND, GLANCE, LOOK, REGIONAL, SEARCH, Sky

CELL = "https://cell-1.stars.example"
NEXT = "https://cell-2.stars.example"
DENIED = HttpResponse(403, {"x-amzn-errortype": "AccessDeniedException"}, b"{}")
ENABLED = Config(endpoint_discovery=True)


def invalid(status: int = 400) -> HttpResponse:
    return HttpResponse(status, {"x-amzn-errortype": "InvalidEndpointException"}, b"{}")


def test_calls_go_where_the_service_says_and_it_is_asked_once() -> None:
    sky = Sky()

    sky.run(LOOK, LOOK, LOOK)

    assert sky.asked == [["Look", {}]]
    assert sky.called == [CELL] * 3


def test_operations_that_want_no_endpoint_go_to_the_regional_one() -> None:
    sky = Sky()

    sky.run(COUNT)

    assert (sky.asked, sky.called) == ([], [REGIONAL])


def test_callers_at_once_ask_once() -> None:
    sky = Sky()

    async def test() -> None:
        await asyncio.gather(*(sky.call(LOOK) for _ in range(50)))

    asyncio.run(test())

    assert len(sky.asked) == 1
    assert sky.called == [CELL] * 50


def test_each_operation_and_resource_has_an_endpoint_of_its_own() -> None:
    sky = Sky()

    async def test() -> None:
        await sky.call(LOOK, SEARCH, LOOK)
        await sky.call(FIND, FIND, star="sun")
        await sky.call(FIND, star="sirius")

    asyncio.run(test())

    assert sky.asked == [
        ["Look", {}],
        ["Search", {}],
        ["Find", {"Star": "sun"}],
        ["Find", {"Star": "sirius"}],
    ]


def test_each_access_key_has_an_endpoint_of_its_own() -> None:
    class Alternating(IdentityResolver):
        caches: ClassVar[bool] = True
        now = Credentials("AKIDFIRST", "secret")

        def cached(self) -> Credentials:
            return self.now

        async def resolve(self) -> Credentials:
            return self.now

    who, sky = Alternating(), Sky()
    sky.client = sky.client.with_options(credentials=who)

    async def test() -> None:
        await sky.call(LOOK, LOOK)
        who.now = Credentials("AKIDSECOND", "secret")
        await sky.call(LOOK)
        who.now = Credentials("AKIDFIRST", "secret")
        await sky.call(LOOK)

    asyncio.run(test())

    assert len(sky.asked) == 2


def test_an_endpoint_is_asked_for_again_when_its_time_is_over() -> None:
    sky = Sky([["cell-1.stars.example", 60]], [["cell-2.stars.example", 60]])

    async def test() -> None:
        await sky.call(LOOK)
        sky.time.now += 60 * 60 + 1
        await sky.call(LOOK)

    asyncio.run(test())

    assert sky.called == [CELL, NEXT]


def test_an_endpoint_is_renewed_ahead_of_time_without_a_wait() -> None:
    sky = Sky([["cell-1.stars.example", 60]], [["cell-2.stars.example", 60]])

    async def test() -> None:
        await sky.call(LOOK)
        sky.time.now += 50 * 60
        await sky.call(LOOK)
        for _ in range(20):  # what runs in the background
            await asyncio.sleep(0)
        await sky.call(LOOK)

    asyncio.run(test())

    assert sky.called == [CELL, CELL, NEXT]


def test_an_old_endpoint_serves_while_asking_fails() -> None:
    sky = Sky([["cell-1.stars.example", 60]], DENIED)

    async def test() -> None:
        await sky.call(LOOK)
        sky.time.now += 60 * 60 + 1
        await sky.call(LOOK)

    asyncio.run(test())

    assert sky.called == [CELL, CELL]
    assert len(sky.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        invalid(),
        invalid(421),
        HttpResponse(421, {}, b""),
    ],
)
def test_an_endpoint_that_is_not_valid_any_more_is_replaced(
    answer: HttpResponse,
) -> None:
    sky = Sky([["cell-1.stars.example", 60]], [["cell-2.stars.example", 60]])
    sky.refused[CELL] = answer

    sky.run(LOOK, LOOK)

    assert sky.called == [CELL, NEXT, NEXT]
    assert len(sky.asked) == 2


def test_many_calls_to_an_invalid_endpoint_ask_once_more() -> None:
    sky = Sky([["cell-1.stars.example", 60]], [["cell-2.stars.example", 60]])
    sky.refused[CELL] = invalid()

    async def test() -> None:
        await asyncio.gather(*(sky.call(LOOK) for _ in range(20)))

    asyncio.run(test())

    assert len(sky.asked) == 2
    assert sky.called.count(NEXT) == 20


def test_a_service_that_takes_none_of_its_endpoints_is_not_asked_for_ever() -> None:
    sky = Sky()
    sky.refused[CELL] = invalid()

    with pytest.raises(ServiceError) as raised:
        sky.run(LOOK)

    assert raised.value.code == "InvalidEndpointException"
    assert raised.value.attempts == 3
    assert sky.called == [CELL] * 3


def test_other_errors_leave_the_endpoint_alone() -> None:
    sky = Sky()
    sky.refused[CELL] = DENIED

    for _ in range(2):
        with pytest.raises(ServiceError):
            sky.run(LOOK)

    assert len(sky.asked) == 1


@pytest.mark.parametrize("failure", [DENIED, ConnectionFailedError("refused")])
def test_a_required_endpoint_that_cannot_be_had_is_a_typed_error(failure: Any) -> None:
    sky = Sky(failure)

    with pytest.raises(EndpointDiscoveryError) as raised:
        sky.run(LOOK)

    assert "Stars.Look: no endpoint: DescribeEndpoints failed" in str(raised.value)
    assert "is allowed to who signs" in str(raised.value)
    assert raised.value.__cause__ is not None
    assert sky.called == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        None,
        "http://plain.example",
        "ftp://files.example",
        "user:password@evil.example",
        "host/../..\n",
        "host name",
        "a?b",
        "a#b",
    ],
)
def test_addresses_that_are_no_hosts_are_refused(address: Any) -> None:
    sky = Sky([[address, 60]])

    with pytest.raises(EndpointDiscoveryError, match="no host and no https URL"):
        sky.run(LOOK)

    assert sky.called == []


def test_no_address_at_all_is_refused() -> None:
    with pytest.raises(EndpointDiscoveryError, match="gave no endpoint"):
        Sky([]).run(LOOK)


@pytest.mark.parametrize("minutes", [None, 0, -5, 10**12])
def test_periods_that_make_no_sense_are_bounded(minutes: int | None) -> None:
    sky = Sky([["cell-1.stars.example", minutes]])

    sky.run(LOOK, LOOK)

    assert sky.called == [CELL] * 2


def test_an_address_may_be_a_whole_url() -> None:
    sky = Sky([[f"{CELL}:8443/", 60]])

    sky.run(LOOK)

    assert sky.called == [f"{CELL}:8443"]


def test_discovery_that_is_required_and_switched_off_names_the_remedy() -> None:
    sky = Sky(config=Config(endpoint_discovery=False))

    with pytest.raises(ConfigurationError, match="remove endpoint_discovery=False"):
        sky.run(LOOK)
    sky.run(COUNT)

    assert (sky.asked, sky.called) == ([], [REGIONAL])


def test_an_endpoint_of_the_users_own_is_not_asked_about() -> None:
    sky = Sky(config=Config(endpoint_url="https://mine.example"))

    sky.run(LOOK)

    assert (sky.asked, sky.called) == ([], ["https://mine.example"])


def test_nobody_to_sign_is_told_as_such() -> None:
    sky = Sky()
    sky.client = sky.client.with_options(credentials=None)

    with pytest.raises(IdentityError):
        sky.run(LOOK)


# --- where it may be used


def test_optional_discovery_is_off_unless_it_is_asked_for() -> None:
    sky = Sky()

    sky.run(GLANCE)

    assert (sky.asked, sky.called) == ([], [REGIONAL])


def test_optional_discovery_can_be_switched_on() -> None:
    sky = Sky(config=ENABLED)

    sky.run(GLANCE, GLANCE)

    assert sky.asked == [["Glance", {}]]
    assert sky.called == [CELL] * 2


@pytest.mark.parametrize("failure", [DENIED, ConnectionFailedError("refused"), []])
def test_the_regional_endpoint_serves_while_optional_discovery_fails(
    failure: Any,
) -> None:
    sky = Sky(failure, [["cell-1.stars.example", 60]], config=Config(retries=1))
    sky.client = sky.client.with_options(endpoint_discovery=True)

    async def test() -> None:
        await sky.call(GLANCE, GLANCE)
        sky.time.now += 61
        await sky.call(GLANCE)

    asyncio.run(test())

    assert sky.called == [REGIONAL, REGIONAL, CELL]
    assert len(sky.asked) == 2


def test_optional_endpoints_that_are_not_valid_any_more_are_replaced() -> None:
    sky = Sky(
        [["cell-1.stars.example", 60]],
        [["cell-2.stars.example", 60]],
        config=ENABLED,
    )
    sky.refused[CELL] = invalid(421)

    sky.run(GLANCE)

    assert sky.called == [CELL, NEXT]
