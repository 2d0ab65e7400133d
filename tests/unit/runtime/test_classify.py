"""Which failures are throttling, transient, a wrong clock, or nothing that a retry mends."""

from __future__ import annotations

import asyncio

import pytest
from aiosmithy import errors
from aiosmithy.classify import classify, clock_skew, is_rejection
from echo import ECHO


def service_error(
    code: str = "Unknown",
    status: int = 400,
    *,
    retryable: bool = False,
    throttling: bool = False,
) -> errors.ServiceError:
    error = errors.ServiceError("no")
    error.code = code
    error.http_status = status
    error.retryable = retryable
    error.throttling = throttling
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (service_error("ValidationException", 400), None),
        (service_error("ResourceNotFoundException", 404), None),
        (service_error("Throttling", 400), "throttling"),
        (service_error("ThrottlingException", 400), "throttling"),
        (service_error("ThrottledException", 400), "throttling"),
        (service_error("RequestThrottledException", 400), "throttling"),
        (service_error("TooManyRequestsException", 400), "throttling"),
        (service_error("ProvisionedThroughputExceededException", 400), "throttling"),
        (service_error("TransactionInProgressException", 400), "throttling"),
        (service_error("RequestLimitExceeded", 503), "throttling"),
        (service_error("BandwidthLimitExceeded", 509), "throttling"),
        (service_error("LimitExceededException", 400), "throttling"),
        (service_error("RequestThrottled", 400), "throttling"),
        (service_error("SlowDown", 503), "throttling"),
        (service_error("PriorRequestNotComplete", 400), "throttling"),
        (service_error("EC2ThrottledException", 400), "throttling"),
        (service_error("Unknown", 429), "throttling"),
        (service_error("RequestTimeout", 400), "transient"),
        (service_error("RequestTimeoutException", 408), "transient"),
        (service_error("IDPCommunicationError", 400), "transient"),
        (service_error("Unknown", 500), "transient"),
        (service_error("Unknown", 502), "transient"),
        (service_error("Unknown", 503), "transient"),
        (service_error("Unknown", 504), "transient"),
        (service_error("Unknown", 501), None),
        (service_error("InternalError", 200), "transient"),
        (service_error("Unknown", 0), None),
        (service_error("Modeled", 400, retryable=True), "transient"),
        (service_error("Modeled", 400, retryable=True, throttling=True), "throttling"),
        (service_error("Modeled", 500, retryable=True, throttling=True), "throttling"),
        (service_error("RequestTimeTooSkewed", 403), "clock_skew"),
        (service_error("RequestExpired", 400), "clock_skew"),
        (service_error("RequestInTheFuture", 400), "clock_skew"),
        (errors.ConnectionFailedError("refused"), "transient"),
        (errors.ConnectionLostError("cut"), "transient"),
        (errors.ConnectTimeoutError("slow"), "transient"),
        (errors.ReadTimeoutError("slow"), "transient"),
        (errors.AttemptTimeoutError("slow"), "transient"),
        (errors.CallTimeoutError("over"), None),
        (errors.ResponseTooLargeError("big"), None),
        (errors.ValidationError([]), None),
        (errors.IdentityError("none"), None),
        (asyncio.CancelledError(), None),
        (TimeoutError("not ours"), None),
    ],
    ids=lambda value: (
        f"{value.code}-{value.http_status}"
        if isinstance(value, errors.ServiceError)
        else type(value).__name__ if isinstance(value, BaseException) else str(value)
    ),
)
def test_kind_of_failure(error: BaseException, expected: str | None) -> None:
    assert classify(error) == expected


@pytest.mark.parametrize(
    "code", ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"]
)
@pytest.mark.parametrize(
    ("skew", "expected"),
    [(0.0, None), (239.0, None), (241.0, "clock_skew"), (-241.0, "clock_skew")],
)
def test_a_refused_signature_is_a_clock_error_only_if_the_clocks_differ(
    code: str, skew: float, expected: str | None
) -> None:
    assert classify(service_error(code, 403), skew) == expected


@pytest.mark.parametrize(("status", "expected"), [(200, None), (503, "transient")])
def test_an_unreadable_response_is_retried_only_if_it_is_no_success(
    status: int, expected: str | None
) -> None:
    error = errors.ResponseParseError(
        "not JSON", http_status=status, request_id=None, body=b"<html>"
    )

    assert classify(error) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 15 Nov 1994 08:12:31 GMT", 0.0),
        ("Tue, 15 Nov 1994 08:17:31 GMT", 300.0),
        ("Mon, 14 Nov 1994 08:12:31 GMT", -86400.0),
        ("Tue, 15 nov 1994 08:12:41 GMT", 10.0),
        (None, 0.0),
        ("", 0.0),
        ("now", 0.0),
        ("Tue, 15 Foo 1994 08:12:31 GMT", 0.0),
        ("Tue, 15 anF 1994 08:12:31 GMT", 0.0),
        ("Tue, xx Nov 1994 08:12:31 GMT", 0.0),
        ("Tue, 15 Nov 99999 08:12:31 GMT", 0.0),
        ("Tue, 15 Nov 1994 08:12:31 CET", 0.0),
        ("Tue, 15 Nov 1994 " + "9" * 5000 + ":12:31 GMT", 0.0),
    ],
)
def test_clock_skew_from_the_date_header(date: str | None, expected: float) -> None:
    assert clock_skew(date, 784887151.0) == expected


def test_a_rejected_signer_is_mended_by_another_one_alone() -> None:
    error = service_error("ExpiredToken", 403)

    assert is_rejection(error, ECHO)
    assert classify(error) is None
    assert classify(error, renewed=True) == "identity"
    assert not is_rejection(service_error("AccessDenied", 403), ECHO)
    assert not is_rejection(errors.ConnectionLostError("ExpiredToken"), ECHO)
