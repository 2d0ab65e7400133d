"""``requestCompression``: long bodies go out compressed.

https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest

__all__ = ["compress_body"]


def compress_body(
    request: HttpRequest, input: object, settings: ResolvedConfig
) -> None:
    """Compress a buffered body with gzip if it is long enough, and say so after the encodings that it has already."""
    body, least = request.body, settings.compress_from
    if least is None or not isinstance(body, bytes) or len(body) < least:
        return
    import gzip

    request.body = gzip.compress(body, compresslevel=6, mtime=0)
    known = request.headers.get("content-encoding")
    request.headers["content-encoding"] = f"{known}, gzip" if known else "gzip"
