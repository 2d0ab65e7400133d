"""AWS Signature Version 4a: one signature for several regions, made with a key pair that the secret key determines.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html, "How AWS SigV4a works". Elliptic curves are
cryptography's, which the extra ``sigv4a`` installs; it is imported by the first signature.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from .canonical import canonical_form, format_timestamp, signed_headers
from .errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from .http import HttpRequest
    from .identity import Credentials

__all__ = ["ALGORITHM", "SigV4aSigner", "private_number", "scope", "string_to_sign"]

ALGORITHM: Final = "AWS4-ECDSA-P256-SHA256"

_MAX_KEYS: Final = 64
_MAX_COUNTER: Final = 254
# The order of the curve P-256: NIST SP 800-186, 3.2.1.3.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private_number(access_key_id: str, secret: str) -> int:
    """The private key that belongs to an access key.

    HMAC in counter mode (NIST SP 800-108) keyed with the secret, tried with a counter of its own until the result is
    in range, as FIPS 186-4, B.4.2 ("testing candidates") has it; AWS publishes the labels with its SDKs.
    """
    key = b"AWS4A" + secret.encode()
    for counter in range(1, _MAX_COUNTER + 1):
        context = access_key_id.encode() + bytes([counter])
        text = b"\0\0\0\1" + ALGORITHM.encode() + b"\0" + context + b"\0\0\1\0"
        candidate = int.from_bytes(hmac.digest(key, text, "sha256"), "big")
        if candidate <= _ORDER - 2:
            return candidate + 1
    raise AssertionError("254 candidates of 256 bits, each of them out of range")


def scope(timestamp: str, service: str) -> str:
    """``20150830/service/aws4_request``: the regions stand beside it."""
    return f"{timestamp[:8]}/{service}/aws4_request"


def string_to_sign(timestamp: str, scope: str, canonical: str) -> str:
    """The text that is signed; ``timestamp`` as :func:`~aiosmithy.canonical.format_timestamp` gives it."""
    return (
        f"{ALGORITHM}\n{timestamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    )


class SigV4aSigner:
    """Signs requests in place, and keeps the keys that it derived."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], EllipticCurvePrivateKey] = {}

    def __repr__(self) -> str:
        return f"<SigV4aSigner, {len(self._keys)} keys>"  # the keys are secrets

    def sign(
        self,
        request: HttpRequest,
        identity: Credentials,
        *,
        region_set: str,
        service: str,
        now: float,
        payload_hash: str = "",
        raw_path: bool = False,
        session_header: str = "x-amz-security-token",
    ) -> None:
        """Add ``host``, ``x-amz-date``, ``x-amz-region-set``, the session token and ``authorization``.

        Args:
            region_set: Regions, separated by commas; a star stands for any text.
            now: Seconds since the epoch, by the service's clock.
            payload_hash: What stands for the body's hash, if not the hash of the request's bytes.
            raw_path: Whether the path is signed as it is sent, as S3 wants.
            session_header: Where the session token goes.

        Raises:
            ConfigurationError: The package cryptography is not installed.
        """
        timestamp = format_timestamp(now)
        headers = request.headers
        headers["host"] = request.origin.partition("://")[2]
        headers["x-amz-date"] = timestamp
        headers["x-amz-region-set"] = region_set
        if identity.session_token:
            headers[session_header] = identity.session_token
        lines, names = signed_headers(headers)
        canonical = canonical_form(request, lines, names, payload_hash, raw_path)
        scoped = scope(timestamp, service)
        signed = self._signature(identity, string_to_sign(timestamp, scoped, canonical))
        headers["authorization"] = (
            f"{ALGORITHM} Credential={identity.access_key_id}/{scoped}, SignedHeaders={names},"
            f" Signature={signed}"
        )

    def sign_url(
        self,
        request: HttpRequest,
        identity: Credentials,
        *,
        region_set: str,
        service: str,
        now: float,
        expires_in: int,
        payload_hash: str = "",
        raw_path: bool = False,
        session_header: str = "x-amz-security-token",
    ) -> None:
        """Put the signature into the query, as :func:`aiosmithy.signed_urls.sign_url` does that of SigV4.

        Raises:
            ConfigurationError: The package cryptography is not installed.
        """
        from .signed_urls import open_url

        timestamp = format_timestamp(now)
        scoped = scope(timestamp, service)
        lines, names = open_url(
            request,
            identity,
            algorithm=ALGORITHM,
            scope=scoped,
            timestamp=timestamp,
            expires_in=expires_in,
            session_header=session_header,
            region_set=region_set,
        )
        canonical = canonical_form(request, lines, names, payload_hash, raw_path)
        signed = self._signature(identity, string_to_sign(timestamp, scoped, canonical))
        request.query += f"&X-Amz-Signature={signed}"

    def _signature(self, identity: Credentials, text: str) -> str:
        """An ECDSA signature in DER, in hexadecimal; it is another one each time."""
        key = self._key(identity)
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256

        return key.sign(text.encode(), ECDSA(SHA256())).hex()

    def _key(self, identity: Credentials) -> EllipticCurvePrivateKey:
        name = (identity.access_key_id, identity.secret_access_key)
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) >= _MAX_KEYS:
                self._keys.clear()
            key = self._keys[name] = _derived(*name)
        return key


def _derived(access_key_id: str, secret: str) -> EllipticCurvePrivateKey:
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise ConfigurationError(
            "SigV4a signatures need the package cryptography: pip install 'aiosmithy[sigv4a]'"
        ) from None
    return ec.derive_private_key(private_number(access_key_id, secret), ec.SECP256R1())
