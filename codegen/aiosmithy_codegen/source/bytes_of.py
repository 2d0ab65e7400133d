"""Files to bytes: regular files only, never more than a limit, un-gzipped.

Opening a FIFO or a device must not block or do anything, and a small gzip file must not fill the memory.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zlib

from attrs import field, frozen

from ..errors import ModelError, UsageError

LARGEST = 1 << 28
"""Bytes of one model, un-gzipped. EC2, the largest of AWS, has a tenth of this."""

EXPECTED = (
    "Give a Smithy JSON AST (.json), Smithy IDL (.smithy), a service-2.json[.gz], a folder of such,"
    " or botocore:<service>."
)

_MAGIC = b"\x1f\x8b"
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


@frozen
class Content:
    """What a file holds."""

    data: bytes = field(repr=False)
    """Un-gzipped."""

    digest: str
    """The SHA-256 of the file's bytes as they lie on the disk."""


def read_file(path: str, limit: int = LARGEST) -> Content:
    """The content of a regular file.

    Raises:
        UsageError: There is no such file, or it cannot be read, or it is not a regular one of at most ``limit`` bytes.
        ModelError: It is gzipped, and cut off, corrupt, or larger than ``limit`` when expanded.
    """
    raw = read_raw(path, limit)
    digest = hashlib.sha256(raw).hexdigest()
    if raw[:2] == _MAGIC:
        return Content(_gunzip(raw, path, limit), digest)
    if path.endswith(".gz"):
        raise ModelError("is not gzip data", file=path, remedy="Give a whole file.")
    return Content(raw, digest)


def read_raw(path: str, limit: int = LARGEST) -> bytes:
    """The bytes of a regular file as they are; raises UsageError as :func:`read_file`."""
    try:
        descriptor = os.open(path, _FLAGS)
        with open(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if stat.S_ISREG(status.st_mode) and status.st_size <= limit:
                return stream.read(limit)
    except FileNotFoundError:
        raise missing(path) from None
    except IsADirectoryError:
        pass
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        raise unreadable(path, error) from error
    raise UsageError(
        f"is no regular file of at most {limit >> 20} MiB", file=path, remedy=EXPECTED
    )


def missing(path: str) -> UsageError:
    """There is nothing at that path."""
    return UsageError("there is no such file", file=path, remedy=EXPECTED)


def unreadable(path: str, error: Exception) -> UsageError:
    """What the system says to a path that cannot be read."""
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(f"cannot be read: {reason}", file=path, remedy=EXPECTED)


def _gunzip(raw: bytes, path: str, limit: int) -> bytes:
    """All members of a gzip file (RFC 1952 §2.2); no more than one byte above the limit is ever expanded."""
    import gzip

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            data = stream.read(limit + 1)
    except EOFError as error:
        raise _broken(path, "is cut off") from error
    except (OSError, zlib.error) as error:
        raise _broken(path, "is corrupt") from error
    if len(data) > limit:
        raise _broken(path, f"expands to more than {limit >> 20} MiB")
    return data


def _broken(path: str, problem: str) -> ModelError:
    return ModelError(
        f"the gzip data {problem}", file=path, remedy="Give a whole, valid file."
    )
