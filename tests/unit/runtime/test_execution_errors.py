"""A call from its input to its error: what the service refuses, and what is never sent."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy import Config, errors
from aiosmithy.http import HttpResponse
from echo import EchoError, QuotaException, ThrottlingException
from execution_bench import OK, Bench, answer


@pytest.mark.parametrize(
    ("response", "kind", "code", "message"),
    [
        (answer(429, b'{"message":"slow"}', x_amzn_errortype="ThrottlingException:http://x/"),
         ThrottlingException, "ThrottlingException", "slow"),
        (answer(429, b'{"__type":"ns#ThrottlingException","Message":"m"}'),
         ThrottlingException, "ThrottlingException", "m"),
        (answer(400, b'{"code":"Odd","message":"m"}'), EchoError, "Odd", "m"),
        (answer(503, b"<html>busy</html>"), EchoError, "Unknown", "<html>busy</html>"),
        (answer(500, b""), EchoError, "Unknown", ""),
        (answer(400, b"[1]"), EchoError, "Unknown", "[1]"),
        (answer(307, b"", location="http://evil/"), EchoError, "Unknown", "the service answered with a redirect, which is never followed"),
    ],
)  # fmt: skip; a table, an answer a row
def test_errors(
    response: HttpResponse, kind: type[EchoError], code: str, message: str
) -> None:
    bench = Bench(response)

    with pytest.raises(kind) as caught:
        bench.echo()

    error = caught.value
    assert (type(error), error.code, error.message) == (kind, code, message)
    assert (error.http_status, error.body) == (response.status, response.body)
    assert error.operation == "Echo"
    assert error.fault == ("server" if response.status >= 500 else "client")


def test_modeled_members_of_an_error() -> None:
    bench = Bench(answer(402, b'{"__type":"QuotaException","quota":"5"}'))

    with pytest.raises(QuotaException) as caught:
        bench.echo()

    assert caught.value.quota == "5"


def test_members_of_a_wrong_type_do_not_hide_the_error() -> None:
    bench = Bench(answer(402, b'{"__type":"QuotaException","quota":[5]}'))

    with pytest.raises(QuotaException) as caught:
        bench.echo()

    assert caught.value.quota is None


@pytest.mark.parametrize(
    "body",
    [b"<html>", b'{"text": 5}', b"[]", b'{"text":"x"', b"\xff", b"[" * 100_000, b"5"],
)
def test_a_success_that_cannot_be_read(body: bytes) -> None:
    bench = Bench(answer(200, body, x_amzn_requestid="r-9"))

    with pytest.raises(errors.ResponseParseError) as caught:
        bench.echo()

    error = caught.value
    assert (error.http_status, error.request_id, error.body) == (200, "r-9", body)
    assert len(bench.requests) == 1


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_a_label_that_would_change_the_route_is_never_sent(key: str) -> None:
    bench = Bench(OK)

    with pytest.raises(errors.ValidationError, match="key"):
        bench.echo(key)

    assert bench.requests == []


@pytest.mark.parametrize(
    ("key", "text"), [(None, "x"), (5, "x"), ("k", 5), ("k", "\ud800")]
)
def test_wrong_types_are_never_sent(key: Any, text: Any) -> None:
    bench = Bench(OK)

    with pytest.raises(errors.ValidationError):
        bench.echo(key, text)

    assert bench.requests == []


def test_all_problems_come_in_one_error() -> None:
    bench = Bench(OK)
    number: Any = 5

    with pytest.raises(errors.ValidationError) as caught:
        bench.echo(number, number)

    assert [p.path for p in caught.value.problems] == ["key", "text"]


def test_constraints_are_checked_when_asked() -> None:
    assert Bench(OK).echo(text="too long").text == "hi"

    bench = Bench(OK, config=Config(check_constraints=True))
    with pytest.raises(errors.ValidationError, match="text"):
        bench.echo(text="too long")
    assert bench.requests == []


def test_no_region_is_an_error_that_names_the_remedy() -> None:
    bench = Bench(OK, region=None)

    with pytest.raises(errors.ConfigurationError, match="AWS_REGION"):
        bench.echo()


def test_no_credentials() -> None:
    bench = Bench(OK, credentials=None)

    with pytest.raises(errors.IdentityError):
        bench.echo()
