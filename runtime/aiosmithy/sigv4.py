"""AWS Signature Version 4: string to sign → signature, as pure functions of values and a clock.

Knows nothing of Smithy and sends nothing.
Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from .canonical import (
    canonical_form,
    format_timestamp,
    signed_headers,
)

if TYPE_CHECKING:
    from .http import HttpRequest
    from .identity import Credentials

__all__ = [
    "ALGORITHM",
    "SigV4Signer",
    "authorization_header",
    "credential_scope",
    "signature",
    "signing_key",
    "string_to_sign",
]

ALGORITHM = "AWS4-HMAC-SHA256"

_hmac = hmac.digest
_MAX_KEYS = 64


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
        session_header: str = "x-amz-security-token",
    ) -> str:
        """Add ``host``, ``x-amz-date``, the session token and ``authorization`` to the request's headers.

        Every header that is there already is signed, but for those that intermediaries change.

        Args:
            now: Seconds since the epoch, by the service's clock.
            payload_hash: What stands for the body's hash where the body is a stream.
            raw_path: Whether the path is signed as it is sent, as S3 wants.
            session_header: Where the session token goes.

        Returns:
            The signature, over which the first of the stream's events is signed.
        """
        scope = self._scope(identity, region, service, int(now))
        headers = request.headers
        headers["host"] = request.origin.partition("://")[2]
        headers["x-amz-date"] = scope.timestamp
        if identity.session_token:
            headers[session_header] = identity.session_token
        lines, names = signed_headers(headers)
        canonical = canonical_form(request, lines, names, payload_hash, raw_path)
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
