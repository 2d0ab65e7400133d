"""What stands for a body's hash in a signature, and making a body that is streamed fit for sending.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, "Hash of the payload"
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from .stream_bodies import refused

if TYPE_CHECKING:
    from .http import HttpRequest
    from .operation import Operation
    from .stream_bodies import Hash, StreamBody

__all__ = [
    "SIGNED",
    "SIGNED_CHUNKS",
    "SIGNED_TRAILER",
    "UNSIGNED",
    "UNSIGNED_TRAILER",
    "repeatable",
    "settle",
]

UNSIGNED: Final = "UNSIGNED-PAYLOAD"
SIGNED: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER: Final = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
SIGNED_CHUNKS: Final = frozenset({SIGNED, SIGNED_TRAILER})
_EVENTS: Final = "STREAMING-AWS4-HMAC-SHA256-EVENTS"


async def settle(
    request: HttpRequest,
    operation: Operation[Any, Any],
    *,
    signs: bool,
    signs_payload: bool | None = None,
    signs_chunks: bool = False,
) -> str:
    """Make the request's body fit for sending; gives what stands for its hash, or nothing if the signer hashes it.

    A file is hashed by a thread. What can be read only once and must be hashed is kept in memory first.

    Args:
        signs: Whether the request is signed in a way that covers its body.
        signs_payload: What the settings say of S3's bodies; None for what botocore does: a body with a checksum behind
            it is not signed where TLS protects it.
        signs_chunks: Whether the request is signed in a way that can go on from chunk to chunk.

    Raises:
        ValidationError: The operation needs a length that cannot be known, or a hash of too much, or the input states
            another length than the body has.
    """
    body = request.body
    covers = signs and not _is_unsigned(request, operation, signs_payload)
    if isinstance(body, bytes):
        _check_stated(request, len(body))
        return _stand_in(request, UNSIGNED) if signs and not covers else ""
    if operation.sends_events:
        return _stand_in(request, _EVENTS) if signs else ""
    await body.measure()
    needs_whole = covers or body.checksum != "" or body.collected is not None
    if body.length is None and needs_whole:
        return await _settle_whole(request, body, signs=signs, covers=covers)
    if body.length is not None:
        _check_stated(request, body.length)
    _check_length(request, body, operation)
    signed = signs_chunks and operation.service.signs_content and signs_payload is True
    # As botocore has it, nothing stands behind a body that neither TLS nor a signature protects.
    behind = body.checksum and signs_payload is not True and _is_private(request)
    if body.length is not None and (signed or behind):
        from .chunked_signing import send_in_chunks

        return _stand_in(request, send_in_chunks(request, body, signed=signed))
    return await _settle_stream(request, body, signs=signs, covers=covers)


def _is_unsigned(
    request: HttpRequest, operation: Operation[Any, Any], signs_payload: bool | None
) -> bool:
    """Whether the body is left out of the signature: the model says so and TLS protects it, or the settings do."""
    if operation.unsigned_payload and _is_private(request):
        return True
    return operation.service.signs_content and signs_payload is False


async def _settle_whole(
    request: HttpRequest, body: StreamBody, *, signs: bool, covers: bool
) -> str:
    """What can be read only once, read into memory."""
    request.body = await body.collect()
    _check_stated(request, len(request.body))
    if body.checksum:
        from .checksums import add_checksum

        add_checksum(request, body.checksum, request.body)
    return _stand_in(request, UNSIGNED) if signs and not covers else ""


async def _settle_stream(
    request: HttpRequest, body: StreamBody, *, signs: bool, covers: bool
) -> str:
    """What can be read twice: first for its hash and its checksum, if any goes ahead of it."""
    hashes: list[Any] = [sha256()] if covers else []
    if body.checksum:
        from .checksums import running

        hashes.append(running(body.checksum))
    if hashes:
        await body.feed(_Several(hashes))
    if body.checksum:
        from .checksums import checksum_header

        text = b64encode(hashes[-1].digest()).decode()
        request.headers[checksum_header(body.checksum)] = text
    if covers:
        return str(hashes[0].hexdigest())
    return _stand_in(request, UNSIGNED) if signs else ""


class _Several:
    """Hashes that are fed together."""

    __slots__ = ("_hashes",)

    def __init__(self, hashes: Sequence[Hash]) -> None:
        self._hashes = hashes

    def update(self, data: bytes, /) -> None:
        for each in self._hashes:
            each.update(data)


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
