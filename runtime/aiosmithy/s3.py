"""What Amazon S3 wants besides its model.

A bucket is a parameter of the endpoint rules and no part of the path; keys may hold dot segments, for S3 takes paths as
they are; customers' encryption keys travel with their hash; names in listings are asked for percent-encoded, since XML
cannot hold all of them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, unquote_plus

from .shapes import Shape, evolve
from .timestamps import parse_http_date

if TYPE_CHECKING:
    from datetime import datetime

    from .config import ResolvedConfig

__all__ = [
    "Listing",
    "SseKey",
    "assumed_parameters",
    "checked_bucket",
    "key_label",
    "lenient_http_date",
    "quote_copy_source",
]

I = TypeVar("I", bound=Shape)

_VERSION: Final = re.compile(r"\?versionId=[^\s]+\Z")


def checked_bucket(bucket: str) -> str:
    """A bucket's name or ARN; what is wrong with it else is for the endpoint rules and for S3 to say.

    Raises:
        TypeError: It is no string.
        ValueError: It would be another part of the path than the bucket.
    """
    if not isinstance(bucket, str):
        raise TypeError(f"expected a string, got {type(bucket).__name__}")
    if bucket in ("", ".", "..") or ("/" in bucket and not _is_arn(bucket)):
        raise ValueError("Bucket: neither a bucket's name nor an ARN")
    return bucket


def _is_arn(bucket: object) -> bool:
    return isinstance(bucket, str) and bucket.startswith("arn:")


def assumed_parameters(
    settings: ResolvedConfig, parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Servers of one's own rarely have a host for each bucket, unless the profile says so; what an ARN names always has
    one. Botocore decides so too."""
    if settings.endpoint_parameters.get("accelerate") or _is_arn(
        parameters.get("bucket")
    ):
        return {}
    style = settings.addressing_style
    if style == "auto" and settings.endpoint_url is not None:
        style = "path"
    return {"force_path_style": True} if style == "path" else {}


def key_label(key: str, name: str) -> str:
    """A key in a path, encoded but for its slashes. An empty one would be the bucket, so it is refused."""
    if not isinstance(key, str):
        raise TypeError(f"expected a string, got {type(key).__name__}")
    if not key:
        raise ValueError(f"{name}: '' cannot stand in a path")
    return quote(key, safe="/")


def lenient_http_date(value: str) -> datetime | None:
    """The header ``Expires``: whoever stored the object may have given any text. What is no date gives None."""
    try:
        return parse_http_date(value)
    except ValueError:
        return None


class SseKey:
    """A customer's encryption key travels in Base64, with its MD5 hash, unless the input brings that hash.

    Args:
        key, md5: Attributes of the input.
    """

    __slots__ = ("key", "md5")

    def __init__(self, key: str, md5: str) -> None:
        self.key = key
        self.md5 = md5

    def __call__(self, input: I) -> I:
        """The input with both."""
        key = getattr(input, self.key)
        if key is None or getattr(input, self.md5) is not None:
            return input
        from hashlib import md5

        if not isinstance(key, str | bytes):
            raise TypeError(f"{self.key}: expected a string, got {type(key).__name__}")
        data = key.encode() if isinstance(key, str) else key
        hashed = md5(data, usedforsecurity=False).digest()
        return evolve(
            input,
            **{
                self.key: b64encode(data).decode(),
                self.md5: b64encode(hashed).decode(),
            },
        )


def quote_copy_source(input: I) -> I:
    """``bucket/key?versionId=…``, encoded but for the version."""
    source = getattr(input, "copy_source", None)
    if not isinstance(source, str):
        return input
    found = _VERSION.search(source)
    end = len(source) if found is None else found.start()
    quoted = quote(source[:end], safe="-._~/") + source[end:]
    return evolve(input, copy_source=quoted) if quoted != source else input


class Listing:
    """Asks for a listing's names percent-encoded, and gives them decoded.

    Args:
        names: Attributes of the output that hold such a name.
        inner: Lists of the output, and the attribute of their items.
    """

    __slots__ = ("inner", "names")

    def __init__(self, names: Sequence[str], inner: Sequence[Sequence[str]]) -> None:
        self.names = names
        self.inner = inner

    def __call__(self, input: I) -> I:
        """The input, asking for it; one that asks itself gets what it asked for."""
        if getattr(input, "encoding_type") is None:  # noqa: B009
            return evolve(input, encoding_type="url")
        return input

    def complete(self, input: Any, output: Any) -> None:
        """Decode the names, if the input had not asked for them encoded."""
        if input.encoding_type is not None or output.encoding_type != "url":
            return
        for name in self.names:
            _decode(output, name)
        for holder, name in self.inner:
            for item in getattr(output, holder, None) or ():
                _decode(item, name)


def _decode(owner: Any, name: str) -> None:
    value = getattr(owner, name, None)
    if isinstance(value, str):
        setattr(owner, name, unquote_plus(value))
