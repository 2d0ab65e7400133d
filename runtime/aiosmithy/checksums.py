"""Checksums of bodies: ``httpChecksum`` and ``httpChecksumRequired``.

https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait and
https://smithy.io/2.0/spec/http-bindings.html#httpchecksumrequired-trait. A streamed response is checked while it is
read (``checked_streams.py``); how a streamed request gets one is decided when it is known where it goes (``payloads.py``).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from .errors import ChecksumMismatchError, ConfigurationError

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest, HttpResponse

__all__ = [
    "BodyCrc32",
    "Checksum",
    "ResponseCheck",
    "ResponseChecksum",
    "Running",
    "add_checksum",
    "checksum_header",
    "content_md5",
    "digest",
    "running",
]

_DEFAULT: Final = "CRC32"
_PREFIX: Final = "x-amz-checksum-"
# These say how checksums are made or wanted and hold none.
_NO_CHECKSUMS: Final = frozenset(
    {f"{_PREFIX}algorithm", f"{_PREFIX}mode", f"{_PREFIX}type"}
)
_HASHES: Final = ("MD5", "SHA1", "SHA256", "SHA512")
_OF_CRT: Final = {"CRC32C": 4, "CRC64NVME": 8}  # function of awscrt.checksums, bytes


class Running(Protocol):
    """A checksum that grows with what it is fed, as those of :mod:`hashlib` do."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class _Crc:
    """A function of the data and of the sum so far."""

    __slots__ = ("_function", "_size", "_sum")

    def __init__(self, function: Callable[[bytes, int], int], size: int) -> None:
        self._function = function
        self._size = size
        self._sum = 0

    def update(self, data: bytes, /) -> None:
        self._sum = self._function(data, self._sum)

    def digest(self) -> bytes:
        return self._sum.to_bytes(self._size, "big")


def running(algorithm: str) -> Running | None:
    """A checksum of nothing so far; None if nothing here can make it."""
    if algorithm == "CRC32":
        import zlib

        return _Crc(zlib.crc32, 4)
    if algorithm in _HASHES:
        import hashlib

        return hashlib.new(algorithm, usedforsecurity=False)
    function = _crt(algorithm)
    return None if function is None else _Crc(function, _OF_CRT[algorithm])


def digest(algorithm: str, body: bytes) -> bytes | None:
    """The checksum of a body; None if nothing here can make it."""
    found = running(algorithm)
    if found is None:
        return None
    found.update(body)
    return found.digest()


def _crt(algorithm: str) -> Callable[[bytes, int], int] | None:
    if algorithm not in _OF_CRT:
        return None
    try:
        return getattr(import_module("awscrt.checksums"), algorithm.lower(), None)
    except ImportError:
        return None


def content_md5(request: HttpRequest, input: object, settings: ResolvedConfig) -> None:
    """Add ``Content-MD5``, unless the request brings a checksum of its own."""
    body = request.body
    if (
        isinstance(body, bytes)
        and not _has_checksum(request)
        and "content-md5" not in request.headers
    ):
        found = digest("MD5", body)
        assert found is not None
        request.headers["content-md5"] = b64encode(found).decode()


def _has_checksum(request: HttpRequest) -> bool:
    return any(
        name.startswith(_PREFIX) and name not in _NO_CHECKSUMS
        for name in request.headers
    )


def checksum_header(algorithm: str) -> str:
    """The header of a checksum of that kind."""
    return _PREFIX + algorithm.lower()


def add_checksum(request: HttpRequest, algorithm: str, body: bytes) -> None:
    """Add the header of a body that is whole; the algorithm is one that can be used."""
    found = digest(algorithm, body)
    assert found is not None
    request.headers[checksum_header(algorithm)] = b64encode(found).decode()


class Checksum:
    """Adds a request's checksum header: of the algorithm that the input names, else CRC32 where it is wanted.

    Args:
        required: Whether the service refuses requests without one.
        algorithm: The input's attribute that names an algorithm, if it has one.
        header: The header that this attribute is bound to; it also says what was chosen here.
    """

    __slots__ = ("algorithm", "header", "required")

    def __init__(
        self, *, required: bool = False, algorithm: str = "", header: str = ""
    ) -> None:
        self.required = required
        self.algorithm = algorithm
        self.header = header

    def __call__(
        self, request: HttpRequest, input: Any, settings: ResolvedConfig
    ) -> None:
        """Add the header, unless the request has a checksum already; what is streamed is told which it will have.

        Raises:
            ConfigurationError: The input names an algorithm that cannot be used.
        """
        if _has_checksum(request):
            return
        chosen = getattr(input, self.algorithm) if self.algorithm else None
        wanted = self.required or (bool(self.algorithm) and settings.request_checksums)
        if chosen is None and not wanted:
            return
        name = str(chosen or _DEFAULT).upper()
        if running(name) is None:
            raise ConfigurationError(_cannot_make(name))
        if isinstance(request.body, bytes):
            add_checksum(request, name, request.body)
        else:
            request.body.checksum = name
        if chosen is None and self.header:
            request.headers[self.header] = name


def _cannot_make(name: str) -> str:
    if name in _OF_CRT:
        return f"{name} checksums need the package awscrt; install it, or use CRC32, SHA1 or SHA256"
    return f"{name!r} is no checksum algorithm that can be made here; use CRC32, SHA1 or SHA256"


class ResponseCheck(Protocol):
    """What holds a response against its checksum; as a step of the request, it asks for one."""

    def __call__(
        self, request: HttpRequest, input: object, settings: ResolvedConfig
    ) -> None:
        """Ask."""
        ...

    def check(self, request: HttpRequest, response: HttpResponse) -> None:
        """Check a whole body, or have one that is streamed checked while it is read.

        Raises:
            ChecksumMismatchError: The body is another one.
        """
        ...


class BodyCrc32:
    """Checks bodies against ``x-amz-crc32``, which DynamoDB sends without being asked."""

    __slots__ = ()

    def __call__(
        self, request: HttpRequest, input: object, settings: ResolvedConfig
    ) -> None:
        """There is nothing to ask for."""

    def check(self, request: HttpRequest, response: HttpResponse) -> None:
        """Check a whole body.

        Raises:
            ChecksumMismatchError: The body is another one.
        """
        import zlib

        said = response.headers.get("x-amz-crc32")
        if said is not None and said.strip() != str(zlib.crc32(response.body)):
            raise _mismatch(_DEFAULT, response)


class ResponseChecksum:
    """Asks for checksums of responses, and checks them.

    Args:
        header: The request header that asks for them.
        algorithms: What the service may answer with, the one to check first at the front.
    """

    __slots__ = ("algorithms", "header")

    def __init__(self, *, header: str, algorithms: tuple[str, ...]) -> None:
        self.header = header
        self.algorithms = algorithms

    def __call__(
        self, request: HttpRequest, input: object, settings: ResolvedConfig
    ) -> None:
        """Ask, unless the settings leave that to the input."""
        if settings.response_checksums:
            request.headers.setdefault(self.header, "ENABLED")

    def check(self, request: HttpRequest, response: HttpResponse) -> None:
        """Check the body against the first checksum that can be made; one that is streamed, while it is read.

        Raises:
            ChecksumMismatchError: The body is another one; of one that is streamed, its reader learns that at the end.
        """
        if self.header not in request.headers:
            return
        for name in self.algorithms:
            said = response.headers.get(_PREFIX + name.lower())
            # "-3" at the end: a checksum of the checksums of three parts, which a whole body cannot be held against.
            if said is None or "-" in said:
                continue
            found = running(name)
            if found is not None:
                _hold(response, found, _decoded(said), name)
                return


def _hold(
    response: HttpResponse, checksum: Running, expected: bytes | None, name: str
) -> None:
    """Hold a body against its checksum, now or when it has been read."""
    if response.stream is not None:
        from .checked_streams import CheckedStream

        wrong = _mismatch(name, response)
        response.stream = CheckedStream(response.stream, checksum, expected, wrong)
        return
    checksum.update(response.body)
    if checksum.digest() != expected:
        raise _mismatch(name, response)


def _decoded(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return None


def _mismatch(name: str, response: HttpResponse) -> ChecksumMismatchError:
    error = ChecksumMismatchError(f"the response's {name} checksum is of another body")
    error.http_status, error.request_id = response.status, response.request_id
    error.body = response.body
    return error
