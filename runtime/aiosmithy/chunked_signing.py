"""``aws-chunked``: bodies in chunks that may each be signed, with a checksum behind them that is made on the way.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and, with what stands behind the body,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from .canonical import EMPTY_SHA256
from .checksums import checksum_header, running
from .payloads import SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER
from .sigv4 import credential_scope, signature, signing_key
from .stream_bodies import CHUNK, StreamBody

if TYPE_CHECKING:
    from .http import HttpRequest
    from .identity import Credentials

__all__ = [
    "ChunkSigner",
    "ChunkedBody",
    "send_in_chunks",
    "sign_chunks",
]

_SIGNATURE: Final = len(";chunk-signature=") + 64
_TRAILER_SIGNATURE: Final = len("x-amz-trailer-signature:\r\n") + 64


class ChunkSigner:
    """Signs each chunk over the signature before it, the first over that of the request.

    Args:
        seed: The request's signature.
        timestamp: The request's ``x-amz-date``.
    """

    __slots__ = ("_head", "_key", "_prior")

    def __init__(
        self,
        seed: str,
        identity: Credentials,
        *,
        region: str,
        service: str,
        timestamp: str,
    ) -> None:
        scope = credential_scope(timestamp, region, service)
        self._head = f"{timestamp}\n{scope}"
        self._key = signing_key(
            identity.secret_access_key, timestamp[:8], region, service
        )
        self._prior = seed

    def __repr__(self) -> str:
        return "<ChunkSigner>"  # the key is a secret

    def chunk(self, data: bytes) -> str:
        """The signature of a chunk; of the last one, which is empty."""
        return self._sign("PAYLOAD", f"{EMPTY_SHA256}\n{sha256(data).hexdigest()}")

    def trailer(self, name: str, value: str) -> str:
        """The signature of what stands behind the chunks."""
        return self._sign("TRAILER", sha256(f"{name}:{value}\n".encode()).hexdigest())

    def _sign(self, kind: str, hashed: str) -> str:
        text = f"AWS4-HMAC-SHA256-{kind}\n{self._head}\n{self._prior}\n{hashed}"
        self._prior = signature(self._key, text)
        return self._prior


class ChunkedBody(StreamBody):
    """A body in chunks.

    Args:
        body: Has a length, as only files that can seek do: all of its chunks are of one size but for the last.
        algorithm: Of the checksum that goes behind the body; empty for none.
        signed: Whether a signer is to come, by :meth:`sign_with`.
    """

    __slots__ = ("_algorithm", "_body", "_signed", "_signer")

    def __init__(self, body: StreamBody, algorithm: str, *, signed: bool) -> None:
        super().__init__()
        assert body.length is not None
        self._body = body
        self._algorithm = algorithm
        self._signed = signed
        self._signer: ChunkSigner | None = None
        self.length = self._encoded(body.length)

    def sign_with(self, signer: ChunkSigner) -> None:
        """Sign the chunks."""
        self._signer = signer

    def _encoded(self, length: int) -> int:
        """How long all of it is."""
        whole, rest = divmod(length, CHUNK)
        size = whole * self._framed(CHUNK) + (self._framed(rest) if rest else 0)
        size += self._framed(0) - 2  # the last chunk is followed by what is behind it
        if self._algorithm:
            checksum = running(self._algorithm)
            assert checksum is not None
            size += len(self._trailer(checksum.digest()))
            size += _TRAILER_SIGNATURE if self._signed else 0
        return size + 2

    def _framed(self, size: int) -> int:
        return len(f"{size:x}\r\n\r\n") + size + (_SIGNATURE if self._signed else 0)

    def _trailer(self, digest: bytes) -> str:
        name, value = checksum_header(self._algorithm), b64encode(digest).decode()
        return f"{name}:{value}\r\n"

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body, from its beginning. The size of a chunk goes with the end of the one before, to be written with it."""
        assert not self._signed or self._signer is not None, "signed after the request"
        checksum = running(self._algorithm) if self._algorithm else None
        end = ""
        async for chunk in self._body.chunks():
            if checksum is not None:
                # A thread: the slower checksums of 1 MiB would hold up the loop.
                await asyncio.to_thread(checksum.update, chunk)
            yield f"{end}{await self._head(chunk)}".encode()
            yield chunk
            end = "\r\n"
        end += await self._head(b"")
        if checksum is not None:
            end += self._signed_trailer(self._trailer(checksum.digest()))
        yield f"{end}\r\n".encode()

    async def _head(self, chunk: bytes) -> str:
        if self._signer is None:
            return f"{len(chunk):x}\r\n"
        signed = await asyncio.to_thread(self._signer.chunk, chunk)
        return f"{len(chunk):x};chunk-signature={signed}\r\n"

    def _signed_trailer(self, trailer: str) -> str:
        if self._signer is None:
            return trailer
        name, _, value = trailer.rstrip().partition(":")
        signed = self._signer.trailer(name, value)
        return f"{trailer}x-amz-trailer-signature:{signed}\r\n"


def send_in_chunks(request: HttpRequest, body: StreamBody, *, signed: bool) -> str:
    """Have a body with a length sent in chunks, with its checksum behind it; gives what stands for its hash."""
    algorithm = body.checksum
    headers = request.headers
    request.body = chunked = ChunkedBody(body, algorithm, signed=signed)
    encodings = headers.get("content-encoding")
    # What was done first stands first (RFC 9110, 8.4).
    headers["content-encoding"] = (
        f"{encodings},aws-chunked" if encodings else "aws-chunked"
    )
    headers["x-amz-decoded-content-length"] = str(body.length)
    if "content-length" in headers:
        headers["content-length"] = str(chunked.length)
    if not algorithm:
        return SIGNED
    headers["x-amz-trailer"] = checksum_header(algorithm)
    return SIGNED_TRAILER if signed else UNSIGNED_TRAILER


def sign_chunks(
    request: HttpRequest, seed: str, identity: Credentials, *, region: str, service: str
) -> None:
    """Sign the chunks of a body that is sent in such, the first over the signature of the request."""
    assert isinstance(request.body, ChunkedBody)
    timestamp = request.headers["x-amz-date"]
    request.body.sign_with(
        ChunkSigner(seed, identity, region=region, service=service, timestamp=timestamp)
    )
