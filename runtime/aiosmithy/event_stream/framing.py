"""Messages on a byte stream: a prelude, headers, a payload, and two checksums.

https://smithy.io/2.0/aws/amazon-eventstream.html#message-format

No I/O and no shapes: bytes go in as they arrive, messages come out. What breaks the format is a ``FrameError``; the
stream has no way back from one.
"""

from __future__ import annotations

import struct
from typing import Final
from zlib import crc32

from .headers import FrameError, HeaderValue, read_headers

__all__ = [
    "MAX_HEADERS",
    "MAX_PAYLOAD",
    "Frame",
    "FrameDecoder",
    "FrameError",
    "encode_frame",
]

MAX_HEADERS: Final = 128 * 1024
MAX_PAYLOAD: Final = 24 * 1024 * 1024

_PRELUDE: Final = 12  # total length, length of the headers, checksum of the two
_OVERHEAD: Final = _PRELUDE + 4

_prelude = struct.Struct(">III")
_pair = struct.Struct(">II")
_checksum = struct.Struct(">I")


class Frame:
    """One message.

    Attributes:
        headers: Names with their values.
        payload: The bytes after the headers.
    """

    __slots__ = ("headers", "payload")

    def __init__(self, headers: dict[str, HeaderValue], payload: bytes) -> None:
        self.headers = headers
        self.payload = payload

    def __repr__(self) -> str:
        # Values of headers and the payload may hold sensitive members.
        return f"<Frame {', '.join(self.headers)}; {len(self.payload)} bytes>"


def encode_frame(headers: bytes | bytearray, payload: bytes | bytearray) -> bytes:
    """A message of headers, as :mod:`.headers` writes them, and a payload.

    Raises:
        ValueError: They are larger than a service may take.
    """
    if len(headers) > MAX_HEADERS:
        raise ValueError(f"an event's headers take more than {MAX_HEADERS} bytes")
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"an event's payload takes more than {MAX_PAYLOAD} bytes")
    lengths = _pair.pack(_OVERHEAD + len(headers) + len(payload), len(headers))
    prelude = lengths + _checksum.pack(crc32(lengths))
    checksum = crc32(payload, crc32(headers, crc32(prelude)))
    return b"".join((prelude, headers, payload, _checksum.pack(checksum)))


class FrameDecoder:
    """Cuts a byte stream into messages.

    Args:
        max_headers: Bytes of headers in a message, at most.
        max_payload: Bytes of payload in a message, at most; both limits are those published for services.
    """

    __slots__ = ("_at", "_buffer", "_max_headers", "_max_payload", "_prelude")

    def __init__(
        self, *, max_headers: int = MAX_HEADERS, max_payload: int = MAX_PAYLOAD
    ) -> None:
        self._buffer = bytearray()
        self._at = 0  # where the next message begins
        self._prelude: tuple[int, int, int] | None = None  # of the next, once verified
        self._max_headers = max_headers
        self._max_payload = max_payload

    def feed(self, chunk: bytes) -> None:
        """Take bytes as they arrived."""
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._buffer += chunk

    def pending(self) -> bytes:
        """The first 4 KiB of what was fed and is no message yet: for errors."""
        return bytes(self._buffer[self._at : self._at + 4096])

    def next_frame(self) -> Frame | None:
        """The next message; None until more bytes are fed.

        Raises:
            FrameError: A checksum is wrong, a length is over its limit or contradicts another, or the headers cannot
                be read. Every later call raises it again.
        """
        available = len(self._buffer) - self._at
        if self._prelude is None:
            if available < _PRELUDE:
                return None
            self._prelude = self._read_prelude()
        total, headers_size, prelude_sum = self._prelude
        if available < total:
            return None
        with (
            memoryview(self._buffer) as view,
            view[self._at : self._at + total] as message,
        ):
            data = bytes(message)
        # The prelude's checksum stands for its first eight bytes.
        if crc32(memoryview(data)[8:-4], prelude_sum) != _checksum.unpack(data[-4:])[0]:
            raise FrameError("message checksum mismatch")
        split = _PRELUDE + headers_size
        frame = Frame(read_headers(data[_PRELUDE:split]), data[split:-4])
        self._at += total
        self._prelude = None
        return frame

    def _read_prelude(self) -> tuple[int, int, int]:
        at = self._at
        total, headers_size, checksum = _prelude.unpack_from(self._buffer, at)
        if crc32(self._buffer[at : at + 8]) != checksum:
            raise FrameError("prelude checksum mismatch")
        if headers_size > self._max_headers:
            raise FrameError(f"headers of {headers_size} bytes")
        if total < _OVERHEAD + headers_size:
            raise FrameError("a message shorter than its headers")
        if total - _OVERHEAD - headers_size > self._max_payload:
            raise FrameError(f"a message of {total} bytes")
        return total, headers_size, checksum

    def finish(self) -> None:
        """Say that no more bytes come.

        Raises:
            FrameError: The stream ended within a message.
        """
        if len(self._buffer) > self._at:
            raise FrameError("the stream ended within a message")
