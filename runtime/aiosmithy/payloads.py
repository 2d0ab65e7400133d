"""What stands for a body's hash in a signature, and making a body that is streamed fit for sending.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, "Hash of the payload"
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from .stream_bodies import refused

if TYPE_CHECKING:
    from .http import HttpRequest
    from .operation import Operation
    from .stream_bodies import StreamBody

__all__ = ["UNSIGNED", "repeatable", "settle"]

UNSIGNED: Final = "UNSIGNED-PAYLOAD"
_EVENTS: Final = "STREAMING-AWS4-HMAC-SHA256-EVENTS"


async def settle(
    request: HttpRequest, operation: Operation[Any, Any], *, signs: bool
) -> str:
    """Make the request's body fit for sending; gives what stands for its hash, or nothing if the signer hashes it.

    A file is hashed by a thread. What can be read only once and must be hashed is kept in memory first.

    Args:
        signs: Whether the request is signed in a way that covers its body.

    Raises:
        ValidationError: The operation needs a length that cannot be known, or a hash of too much, or the input states
            another length than the body has.
    """
    body = request.body
    if isinstance(body, bytes):
        _check_stated(request, len(body))
        if signs and operation.unsigned_payload and _is_private(request):
            return _stand_in(request, UNSIGNED)
        return ""
    if operation.sends_events:
        return _stand_in(request, _EVENTS) if signs else ""
    await body.measure()
    must_hash = signs and not (operation.unsigned_payload and _is_private(request))
    if body.length is None and (must_hash or body.collected is not None):
        request.body = await body.collect()
        _check_stated(request, len(request.body))
        return ""
    if body.length is not None:
        _check_stated(request, body.length)
    _check_length(request, body, operation)
    if not must_hash:
        return _stand_in(request, UNSIGNED) if signs else ""
    digest = sha256()
    await body.feed(digest)
    return digest.hexdigest()


def _is_private(request: HttpRequest) -> bool:
    """Whether TLS protects the body where its hash does not."""
    return request.origin.startswith("https://")


def _stand_in(request: HttpRequest, text: str) -> str:
    request.headers["x-amz-content-sha256"] = text
    return text


def _check_length(
    request: HttpRequest, body: StreamBody, operation: Operation[Any, Any]
) -> None:
    """https://smithy.io/2.0/spec/streaming.html#requireslength-trait."""
    known = body.length is not None or "content-length" in request.headers
    if operation.requires_length and not known:
        raise refused(
            f"{operation.name} needs to know the length of the body before it is sent;"
            " give bytes, or a file that can seek"
        )


def _check_stated(request: HttpRequest, length: int) -> None:
    """A length of the caller's (S3's ``content_length``) that is not the body's would cut it, or wait for more."""
    stated = request.headers.get("content-length")
    if stated is not None and stated != str(length):
        raise refused(
            f"the input says that the body has {stated} bytes, and it has {length};"
            " leave the length out"
        )


def repeatable(body: bytes | StreamBody) -> bool:
    """Whether the body can be sent once more."""
    return isinstance(body, bytes) or not body.started or body.collected is not None
