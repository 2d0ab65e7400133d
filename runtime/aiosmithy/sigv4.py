"""AWS Signature Version 4: canonical request → string to sign → signature, as pure functions of values and a clock.

Knows nothing of Smithy and sends nothing.
Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from time import gmtime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from .http import HttpRequest
    from .identity import Credentials

__all__ = [
    "EMPTY_SHA256",
    "SigV4Signer",
    "authorization_header",
    "canonical_headers",
    "canonical_path",
    "canonical_query",
    "canonical_request",
    "credential_scope",
    "format_timestamp",
    "signature",
    "signing_key",
    "string_to_sign",
]

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

_hmac = hmac.digest
_MAX_KEYS = 64

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


def credential_scope(timestamp: str, region: str, service: str) -> str:
    """``20150830/us-east-1/service/aws4_request``."""
    return f"{timestamp[:8]}/{region}/{service}/aws4_request"


def string_to_sign(timestamp: str, scope: str, canonical: str) -> str:
    """The text that is signed; ``timestamp`` as :func:`format_timestamp` gives it."""
    return (
        f"{ALGORITHM}\n{timestamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    )


def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """The key for one day, region and service; ``date`` is ``20150830``."""
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = _hmac(key, part.encode(), "sha256")
    return key


def signature(key: bytes, text: str) -> str:
    """The signature in lower-case hexadecimal."""
    return _hmac(key, text.encode(), "sha256").hex()


def authorization_header(
    access_key_id: str, scope: str, signed_names: str, signed: str
) -> str:
    """The value of ``Authorization``."""
    return (
        f"{ALGORITHM} Credential={access_key_id}/{scope}, SignedHeaders={signed_names},"
        f" Signature={signed}"
    )


class _Scope:
    """What all requests of one identity, region, service and second have in common."""

    __slots__ = (
        "auth_head",
        "identity",
        "key",
        "region",
        "second",
        "service",
        "text_head",
        "timestamp",
    )

    def __init__(
        self, identity: Credentials, region: str, service: str, second: int, key: bytes
    ) -> None:
        self.identity = identity
        self.region = region
        self.service = service
        self.second = second
        self.key = key
        self.timestamp = format_timestamp(second)
        scope = credential_scope(self.timestamp, region, service)
        self.text_head = f"{ALGORITHM}\n{self.timestamp}\n{scope}\n"
        self.auth_head = (
            f"{ALGORITHM} Credential={identity.access_key_id}/{scope}, SignedHeaders="
        )


class SigV4Signer:
    """Signs requests in place; keeps the keys of the day and the texts of the second.

    It is the functions above written out as one: a test holds the two together.
    """

    __slots__ = ("_keys", "_last")

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str, str, str], bytes] = {}
        self._last: _Scope | None = None

    def __repr__(self) -> str:
        return f"<SigV4Signer, {len(self._keys)} keys>"  # the keys are secrets

    def sign(
        self,
        request: HttpRequest,
        identity: Credentials,
        *,
        region: str,
        service: str,
        now: float,
        payload_hash: str = "",
        raw_path: bool = False,
    ) -> str:
        """Add ``host``, ``x-amz-date``, ``x-amz-security-token`` and ``authorization`` to the request's headers.

        Every header that is there already is signed, but for those that intermediaries change.

        Args:
            now: Seconds since the epoch, by the service's clock.
            payload_hash: What stands for the body's hash where the body is a stream.
            raw_path: Whether the path is signed as it is sent, as S3 wants.

        Returns:
            The signature, over which the first of the stream's events is signed.
        """
        scope = self._scope(identity, region, service, int(now))
        headers = request.headers
        headers["host"] = request.origin.partition("://")[2]
        headers["x-amz-date"] = scope.timestamp
        if identity.session_token:
            headers["x-amz-security-token"] = identity.session_token
        lines, names = _signed_headers(headers)
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
        canonical = (
            f"{request.method}\n{path}\n{query}\n{lines}\n{names}\n{payload_hash}"
        )
        text = scope.text_head + sha256(canonical.encode()).hexdigest()
        signed = _hmac(scope.key, text.encode(), "sha256").hex()
        headers["authorization"] = f"{scope.auth_head}{names}, Signature={signed}"
        return signed

    def _scope(
        self, identity: Credentials, region: str, service: str, second: int
    ) -> _Scope:
        last = self._last
        if (
            last is not None
            and last.second == second
            and last.identity is identity
            and last.region == region
            and last.service == service
        ):
            return last
        key = self._key(
            identity.secret_access_key, format_timestamp(second)[:8], region, service
        )
        self._last = _Scope(identity, region, service, second, key)
        return self._last

    def _key(self, secret: str, date: str, region: str, service: str) -> bytes:
        """The signing key, derived once a day for each secret, region and service."""
        name = (secret, date, region, service)
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) >= _MAX_KEYS:
                self._keys.clear()
            key = self._keys[name] = signing_key(*name)
        return key


def _signed_headers(headers: dict[str, str]) -> tuple[str, str]:
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
