"""What kind of failure an error is, as far as retries go.

The lists are those of the AWS SDKs' retry behavior 2.1. Nothing here decides whether to
retry: :mod:`aiosmithy.retries` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from .errors import ResponseParseError, ServiceError, TransportError

if TYPE_CHECKING:
    from .operation import Operation

__all__ = ["FailureKind", "classify", "clock_skew", "is_rejection"]

FailureKind: TypeAlias = Literal["throttling", "transient", "clock_skew", "identity"]

_THROTTLING_CODES: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_TRANSIENT_CODES: Final = frozenset(
    {
        "IDPCommunicationError",  # STS, AssumeRoleWithWebIdentity
        "RequestTimeout",
        "RequestTimeoutException",
    }
)
_TRANSIENT_STATUSES: Final = frozenset({500, 502, 503, 504})
_SKEW_CODES: Final = frozenset(
    {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"}
)
# These mean a wrong clock only sometimes: a wrong secret key gets them too.
_POSSIBLE_SKEW_CODES: Final = frozenset(
    {"AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch"}
)
# What the SDKs renew credentials for. AuthFailure and AccessDenied are not among them: mostly they mean that somebody
# may not do this, and so do InvalidClientTokenId and UnrecognizedClientException of keys made for elsewhere.
_REJECTION_CODES: Final = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "InvalidToken"}
)
_SKEW_TOLERANCE: Final = 240.0  # AWS accepts signatures within five minutes
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def is_rejection(error: BaseException, operation: Operation[Any, Any]) -> bool:
    """Whether a service says that it does not take the credentials of a call any more.

    An error that the model lists is about the input instead: Step Functions has an InvalidToken for its pages.
    """
    return (
        isinstance(error, ServiceError)
        and error.code in _REJECTION_CODES
        and error.code not in operation.errors
    )


def classify(
    error: BaseException, skew: float = 0.0, *, renewed: bool = False
) -> FailureKind | None:
    """The kind of failure that another attempt may mend, or None.

    Args:
        error: What the attempt raised. Cancellation, a mistake in the input and an
            unreadable success are nobody's passing trouble.
        skew: Seconds by which the server's clock is ahead of the one that signed.
        renewed: Whether the service rejected who signed, and somebody else would sign now; or the endpoint that it had
            named before.
    """
    if renewed:
        return "identity"
    if isinstance(error, ServiceError):
        return _classify_answer(error, skew)
    if isinstance(error, TransportError):
        return "transient" if error.retryable else None
    if isinstance(error, ResponseParseError):
        return _classify_status(error.http_status)
    return None


def _classify_answer(error: ServiceError, skew: float) -> FailureKind | None:
    """Codes are surer than statuses: SlowDown is throttling, though it comes with a 503."""
    code = error.code
    if code in _THROTTLING_CODES:
        return "throttling"
    if code in _SKEW_CODES:
        return "clock_skew"
    if code in _POSSIBLE_SKEW_CODES and abs(skew) > _SKEW_TOLERANCE:
        return "clock_skew"
    if error.throttling:
        return "throttling"
    if error.retryable or code in _TRANSIENT_CODES:
        return "transient"
    # An error in a success is what S3 says to treat as a 500.
    status = error.http_status
    return _classify_status(500 if 200 <= status < 300 else status)


def _classify_status(status: int) -> FailureKind | None:
    if status == 429:
        return "throttling"
    return "transient" if status in _TRANSIENT_STATUSES else None


def clock_skew(date: str | None, now: float) -> float:
    """Seconds by which the server's clock, as its ``Date`` header tells it, is ahead of ``now``.

    Args:
        date: The header's value, ``Tue, 15 Nov 1994 08:12:31 GMT`` (RFC 9110 §5.6.7);
            zero is the answer to anything else, as to None.
        now: The time to compare with, in seconds since the epoch.
    """
    from calendar import timegm

    parts = (date or "").replace(":", " ").split()
    if len(parts) != 8 or parts[7] != "GMT" or len(parts[2]) != 3:
        return 0.0
    month, offset = divmod(_MONTHS.find(parts[2].title()), 3)
    try:
        day, year, hour, minute, second = (int(parts[i]) for i in (1, 3, 4, 5, 6))
    except ValueError:
        return 0.0
    if offset or month < 0 or not (1 <= day <= 31 and 1970 <= year <= 9999):
        return 0.0
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 60):
        return 0.0
    return timegm((year, month + 1, day, hour, minute, second)) - now
