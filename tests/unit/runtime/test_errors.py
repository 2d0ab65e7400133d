"""The exception tree: everything pickles, nothing leaks."""

from __future__ import annotations

import pickle
from typing import Any, ClassVar

import pytest
from aiosmithy import errors


class QuotaExceeded(errors.ServiceError):
    code = "QuotaExceeded"
    http_status = 402
    _sensitive: ClassVar[frozenset[str]] = frozenset({"message"})

    def __init__(self, message: str = "", *, quota: float | None = None) -> None:
        super().__init__(message)
        self.quota = quota


def sample(cls: type[errors.AiosmithyError]) -> errors.AiosmithyError:
    arguments: dict[type, tuple[Any, ...]] = {
        errors.UncallableOperationError: ("Things.GetThing", ("x.y#protocol",)),
        errors.ValidationError: (["a: is missing", "b: is too long"], "Op"),
        errors.WaiterError: ("m", None),
        errors.WaiterFailedError: ("m", None),
        errors.WaiterTimeoutError: ("m", None),
    }
    if cls is errors.ResponseParseError:
        return cls("not JSON", http_status=200, request_id="r", body=b"<")
    return cls(*arguments.get(cls, ("m",)))


CLASSES = [getattr(errors, name) for name in errors.__all__ if name != "Fault"]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_pickles(cls: type[errors.AiosmithyError]) -> None:
    error = sample(cls)

    again = pickle.loads(pickle.dumps(error))

    assert (type(again), str(again), again.__dict__) == (
        cls,
        str(error),
        error.__dict__,
    )


def test_every_error_is_exported_and_drawn_in_the_docstring() -> None:
    found = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }

    assert found == set(errors.__all__) - {"Fault"}
    assert all(name in (errors.__doc__ or "") for name in found)


def test_a_service_error_tells_what_where_and_which_request() -> None:
    error = errors.ServiceError("slow down")
    error.code, error.http_status, error.request_id = "Throttling", 429, "r-1"
    error.operation, error.attempts = "ListJobs", 3

    assert (
        str(error)
        == "Throttling: slow down (ListJobs, HTTP 429, request id r-1, 3 attempts)"
    )


def named(text: str) -> list[errors.AiosmithyError]:
    """Errors in which a peer put that text wherever one can."""
    said = errors.ServiceError(text)
    said.code = said.request_id = text
    lost = errors.ConnectionLostError("cut")
    lost.http_status, lost.request_id = 200, text
    misread = errors.ResponseParseError(
        text, http_status=200, request_id=text, body=b""
    )
    return [said, lost, misread]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nINFO all is well", r"a\r\nINFO all is well"),
        ("\x1b[2J\x00\x7f\x9b", r"\x1b[2J\x00\x7f\x9b"),
        ("a\u2028b\u202ec\ud800", r"a\u2028b\u202ec\ud800"),
        ("grün, 大, \\n", "grün, 大, \\n"),
    ],
)
def test_what_a_peer_says_cannot_end_a_line(text: str, shown: str) -> None:
    for error in named(text):
        assert shown in str(error)
        assert (str(error) + repr(error)).isprintable()


def test_what_a_peer_says_at_length_is_kept_and_not_shown() -> None:
    text = "x\n" * 1_000_000

    for error in named(text):
        assert len(str(error)) < 8_000
        assert "(2,000,000 characters)" in str(error)
    said = named(text)[0]
    assert isinstance(said, errors.ServiceError)
    assert (said.message, said.code, said.request_id) == (text, text, text)


def test_modeled_members_survive_pickling() -> None:
    again = pickle.loads(pickle.dumps(QuotaExceeded("m", quota=5.0)))

    assert (again.code, again.http_status, again.message, again.quota) == (
        "QuotaExceeded",
        402,
        "m",
        5.0,
    )


def test_a_sensitive_message_is_not_shown() -> None:
    error = QuotaExceeded("card 4711")

    assert "4711" not in str(error) + repr(error)
    assert error.message == "card 4711"


def test_what_the_body_held_is_kept_but_not_shown() -> None:
    error = errors.ResponseParseError(
        "not JSON", http_status=200, request_id="r", body=b"hunter2"
    )

    assert error.body == b"hunter2"
    assert "hunter2" not in str(error) + repr(error)
