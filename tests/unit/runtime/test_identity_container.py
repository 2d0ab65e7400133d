"""Credentials of containers; the published table of places is in conformance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiosmithy import errors
from aiosmithy.errors import IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import Credentials, IdentityNotFoundError, container
from aiosmithy.identity.container import ContainerResolver, container_url
from aiosmithy.testing import VirtualTime, stub_session

RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
KEYS = {"AccessKeyId": "AKID", "SecretAccessKey": "hunter2", "Token": "session"}
OK = HttpResponse(200, {}, json.dumps(KEYS).encode())
ECS = {RELATIVE: "/role?a=1"}


class Place:
    """Answers one after the other; the last one again and again."""

    def __init__(self, *answers: HttpResponse | None) -> None:
        self.answers = list(answers) or [OK]
        self.asked: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise errors.ConnectionFailedError("nobody there")
        return answer


def found(
    environ: dict[str, str],
    place: (
        Callable[[HttpRequest], HttpResponse | Awaitable[HttpResponse]] | None
    ) = None,
    time: VirtualTime | None = None,
) -> Credentials:
    session = stub_session(place or Place(), environ=environ, time=time)
    return asyncio.run(ContainerResolver(session=session).resolve())


def test_a_task_of_ecs() -> None:
    place = Place()

    assert found(ECS, place) == Credentials("AKID", "hunter2", "session")

    (request,) = place.asked
    assert request.url == "http://169.254.170.2/role?a=1"
    assert request.headers == {"accept": "application/json"}


def test_a_token_goes_along_and_that_of_the_file_wins(tmp_path: Path) -> None:
    path = tmp_path / "token"
    environ = {**ECS, TOKEN: "Basic abc"}
    place = Place()

    found(environ, place)
    path.write_text("from file\n")
    found({**environ, f"{TOKEN}_FILE": str(path)}, place)
    path.write_text("newer")
    found({**environ, f"{TOKEN}_FILE": str(path)}, place)

    sent = [each.headers["authorization"] for each in place.asked]
    assert sent == ["Basic abc", "from file", "newer"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b"hunter2\r\nx: y", "holds a line break"),
        ("hunter2ä".encode(), "holds a line break or a character"),
        (b"hunter2\xff", "it is no text"),
    ],
)
def test_token_files_that_are_of_no_use(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(IdentityError, match=told) as caught:
        found({**ECS, f"{TOKEN}_FILE": str(path)})

    assert "hunter2" not in str(caught.value)


def test_a_token_that_would_break_its_header_is_refused() -> None:
    with pytest.raises(IdentityError, match=f"^{TOKEN} holds a line break"):
        found({**ECS, TOKEN: "a\r\nb: c"})


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://127.9.9.9:80/x",
        "http://[::1]/x",
        "HTTP://LOCALHOST:8080/x?y=z",
        "https://anywhere.example/x",
    ],
)
def test_hosts_that_may_be_asked(url: str) -> None:
    assert container_url({FULL: url}) == url


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({FULL: "http://example.com/x"}, "others could listen"),
        ({FULL: "http://169.254.170.3/x"}, "others could listen"),
        ({FULL: "http://127.0.0.1.example.com/x"}, "others could listen"),
        (
            {FULL: "http://127.1.1.999/x"},
            "the host 127.1.1.999, .* others could listen",
        ),
        ({FULL: "http://127.1/x"}, "others could listen"),
        ({FULL: "http://localhost.example.com/x"}, "others could listen"),
        ({FULL: "http://[fd00:ec2::24]/x"}, "others could listen"),
        ({FULL: "http://localhost@example.com/x"}, "no http or https URL"),
        ({FULL: "https://me:hunter2@example.com/x"}, "no http or https URL"),
        ({FULL: "http://localhost/x#y"}, "no http or https URL"),
        ({FULL: "http://localhost/x?y z"}, "no http or https URL"),
        ({FULL: "file:///etc/passwd"}, "no http or https URL"),
        ({RELATIVE: "@example.com/x"}, "is no path"),
        ({RELATIVE: "x"}, "is no path"),
        ({RELATIVE: "/x\r\ny"}, "is no path"),
    ],
)
def test_places_that_are_not_asked(environ: dict[str, str], told: str) -> None:
    with pytest.raises(IdentityError, match=told) as caught:
        found(environ)

    assert not isinstance(caught.value, IdentityNotFoundError)
    assert "hunter2" not in str(caught.value)


def test_without_a_place_a_chain_goes_on() -> None:
    with pytest.raises(IdentityNotFoundError, match=f"neither {RELATIVE} nor {FULL}"):
        found({RELATIVE: "", FULL: ""})


BUSY = HttpResponse(503, {}, b"")
TOO_MANY = HttpResponse(429, {}, b"")


@pytest.mark.parametrize("busy", [BUSY, TOO_MANY])
def test_what_passes_is_waited_for(busy: HttpResponse) -> None:
    time, place = VirtualTime(), Place(None, busy, OK)

    assert found(ECS, place, time).access_key_id == "AKID"
    assert time.sleeps == [0.5, 1.0]


@pytest.mark.parametrize(
    ("answer", "told", "count"),
    [
        (None, "no answer from http://169.254.170.2", 3),
        (BUSY, "the answer is 503$", 3),
        (HttpResponse(404, {}, b"<html>"), "the answer is 404$", 1),
        (
            HttpResponse(400, {}, b'{"code": "x", "message": "no\\nrole"}'),
            r"the answer is 400 \(no\\nrole\)$",
            1,
        ),
        (HttpResponse(200, {}, b"hunter2"), "gave no JSON object", 1),
        (HttpResponse(200, {}, b'{"AccessKeyId": "A"}'), "no SecretAccessKey", 1),
        (HttpResponse(200, {}, b"[" * 60_000), "gave no JSON object", 1),
    ],
)
def test_answers_without_credentials(
    answer: HttpResponse | None, told: str, count: int
) -> None:
    place = Place(answer)

    with pytest.raises(IdentityError, match=told) as caught:
        found(ECS, place)

    assert not isinstance(caught.value, IdentityNotFoundError)
    assert len(place.asked) == count
    assert "hunter2" not in str(caught.value)


def test_an_answer_that_never_ends_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(container, "_MOST_SECONDS", 0.001)

    async def trickle() -> HttpResponse:
        await asyncio.Event().wait()
        return OK

    with pytest.raises(IdentityError, match="no answer from"):
        found(ECS, lambda request: trickle())


def test_a_refusal_that_repeats_the_token_is_not_shown() -> None:
    body = b'{"message": "I do not know hunter2-of-mine"}'
    place = Place(HttpResponse(401, {}, body))

    with pytest.raises(IdentityError, match="the answer is 401$"):
        found({**ECS, TOKEN: "hunter2-of-mine"}, place)
