"""Proofs of possession: who sends a token also shows that they have the key that it was given out for (RFC 9449).

Elliptic curves are cryptography's, which the extra ``login`` installs. It takes long to import: import this module when
it is needed, in a thread.
"""

from __future__ import annotations

import asyncio
import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ..interceptors import Interceptor

if TYPE_CHECKING:
    from ..http import HttpRequest
    from ..interceptors import CallContext

__all__ = ["ProofOfPossession", "load_key", "proof"]

_COORDINATE: Final = 32  # bytes on the curve P-256


def load_key(pem: str) -> EllipticCurvePrivateKey:
    """The private key in a text. Takes long: call it in a thread.

    Raises:
        ValueError: The text is no key on the curve P-256.
    """
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (TypeError, UnsupportedAlgorithm):  # it has a password, or an unknown kind
        raise ValueError("not a key that can be used") from None
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    raise ValueError("not a key on the curve P-256")


def proof(
    key: EllipticCurvePrivateKey, method: str, url: str, now: float, unique: str
) -> str:
    """A signed statement that goes with one request, by RFC 9449, 4.2.

    Args:
        now: Seconds since the epoch.
        unique: What no other proof has.
    """
    point = key.public_key().public_numbers()
    header = {
        "typ": "dpop+jwt",
        "alg": "ES256",
        "jwk": {
            "kty": "EC",
            "x": _text(point.x.to_bytes(_COORDINATE, "big")),
            "y": _text(point.y.to_bytes(_COORDINATE, "big")),
            "crv": "P-256",
        },
    }
    claims = {"jti": unique, "htm": method, "htu": url, "iat": int(now)}
    signed = f"{_json(header)}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ECDSA(SHA256())))
    # RFC 7518, 3.4: both numbers in full, one after the other.
    both = r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")
    return f"{signed}.{_text(both)}"


class ProofOfPossession(Interceptor):
    """Puts a proof of its own into each request that is sent."""

    def __init__(
        self, key: EllipticCurvePrivateKey, clock: Callable[[], float]
    ) -> None:
        self._key = key
        self._clock = clock

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        """Add the header ``DPoP``."""
        # In a thread: the first signature of a process loads the rest of cryptography.
        request.headers["dpop"] = await asyncio.to_thread(
            proof,
            self._key,
            request.method,
            request.url,
            self._clock(),
            os.urandom(16).hex(),
        )
        return request


def _json(value: object) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
