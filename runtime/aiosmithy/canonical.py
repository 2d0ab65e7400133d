"""Canonical requests: the one form of a request that client and service both sign.

SigV4 and SigV4a have it in common, in headers and in URLs. Pure functions of values.
Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from time import gmtime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from .http import HttpRequest

__all__ = [
    "EMPTY_SHA256",
    "UNSIGNED_HEADERS",
    "canonical_form",
    "canonical_headers",
    "canonical_path",
    "canonical_query",
    "canonical_request",
    "format_timestamp",
    "signed_headers",
]

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# Proxies and load balancers may add or change these, so a signature over them would break on the way.
UNSIGNED_HEADERS = frozenset(
    {
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)


def format_timestamp(seconds: float) -> str:
    """Seconds since the epoch → ``20150830T123600Z``."""
    t = gmtime(seconds)
    return f"{t.tm_year:04d}{t.tm_mon:02d}{t.tm_mday:02d}T{t.tm_hour:02d}{t.tm_min:02d}{t.tm_sec:02d}Z"


def _remove_dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4, and runs of slashes made one, as SigV4 asks for every service but S3.

    A dot segment at the end leaves no slash behind, as in botocore.
    """
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    tail = "/" if kept and path.endswith("/") else ""
    return "/" + "/".join(kept) + tail


@lru_cache(maxsize=256)
def canonical_path(
    path: str, *, double_encode: bool = True, normalize: bool = True
) -> str:
    """The path as it enters the canonical request.

    Every service but S3 encodes the already encoded path once more and resolves dot segments first.
    """
    if normalize:
        path = _remove_dot_segments(path)
    return quote(path, safe="/~") if double_encode else path or "/"


def canonical_query(query: str) -> str:
    """Percent-encoded parameters sorted by name, then by value; a lone name gets an empty value."""
    if "&" not in query:
        return query if not query or "=" in query else query + "="
    pairs = [part.partition("=") for part in query.split("&") if part]
    return "&".join([f"{name}={value}" for name, _, value in sorted(pairs)])


def _trim(value: str) -> str:
    if " " in value or "\t" in value:
        return " ".join(value.split())
    return value.strip()


def canonical_headers(headers: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Lower-case names with values → (``name:value`` lines, the names joined by semicolons).

    Values lose outer blanks, and runs of blanks inside become one.
    """
    lines = ""
    names: list[str] = []
    for name, value in sorted(headers):
        lines += f"{name}:{_trim(value)}\n"
        names.append(name)
    return lines, ";".join(names)


def canonical_request(
    method: str,
    path: str,
    query: str,
    header_lines: str,
    signed_names: str,
    payload_hash: str,
) -> str:
    """The canonical request, of parts that are canonical already."""
    return f"{method}\n{path}\n{query}\n{header_lines}\n{signed_names}\n{payload_hash}"


def signed_headers(headers: dict[str, str]) -> tuple[str, str]:
    """Canonical lines and names of the headers to sign; values without blanks need no trimming."""
    if not UNSIGNED_HEADERS.isdisjoint(headers):
        headers = {
            name: text for name, text in headers.items() if name not in UNSIGNED_HEADERS
        }
    names = sorted(headers)
    lines = "".join([f"{name}:{headers[name]}\n" for name in names])
    if " " in lines or "\t" in lines:
        return canonical_headers(headers.items())
    return lines, ";".join(names)


def canonical_form(
    request: HttpRequest, lines: str, names: str, payload_hash: str, raw_path: bool
) -> str:
    """The canonical request of a request whose headers are canonical already.

    Args:
        payload_hash: What stands for the body's hash; empty if the body is bytes that are to be hashed.
        raw_path: Whether the path is signed as it is sent, as S3 wants.
    """
    body = request.body
    if not payload_hash:
        assert isinstance(body, bytes), "what is streamed is hashed before"
        payload_hash = sha256(body).hexdigest() if body else EMPTY_SHA256
    query = canonical_query(request.query) if request.query else ""
    path = (
        canonical_path(request.path, double_encode=False, normalize=False)
        if raw_path
        else canonical_path(request.path)
    )
    return f"{request.method}\n{path}\n{query}\n{lines}\n{names}\n{payload_hash}"
