"""What Amazon S3 Glacier wants besides its model: hashes of what is uploaded.

https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest

__all__ = ["add_hashes", "tree_hash"]

_PART: Final = 1024 * 1024


def tree_hash(body: bytes) -> bytes:
    """The root of the tree of hashes over parts of 1 MiB."""
    view = memoryview(body)
    starts = range(0, len(body) or 1, _PART)
    level = [sha256(view[start : start + _PART]).digest() for start in starts]
    while len(level) > 1:
        level = [_parent(level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0]


def _parent(children: list[bytes]) -> bytes:
    """The hash of two; one that is left over goes up as it is."""
    return sha256(b"".join(children)).digest() if len(children) == 2 else children[0]


def add_hashes(request: HttpRequest, input: object, settings: ResolvedConfig) -> None:
    """Add the body's hash and its tree hash, where the input does not bring them."""
    headers, body = request.headers, request.body
    if isinstance(body, bytes):
        headers.setdefault("x-amz-content-sha256", sha256(body).hexdigest())
        if "x-amz-sha256-tree-hash" not in headers:
            headers["x-amz-sha256-tree-hash"] = tree_hash(body).hex()
    elif "x-amz-sha256-tree-hash" not in headers:
        raise ConfigurationError(
            "the tree hash of a stream cannot be made; give bytes, or the tree hash as checksum"
        )
